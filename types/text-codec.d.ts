/**
 * The one thing beside the language that pure code may use: text to UTF-8 and back. Every engine has it, it asks nothing of
 * the machine, and writing it a second time would only add a second opinion on malformed bytes. Only tsconfig.core.json
 * reads this file; everywhere else the types come with the platform.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(encoding?: "utf-8", options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}
