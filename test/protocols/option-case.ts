import type { InstrumentCommand } from "../../src/core/trade/words/commands.ts";

/** What happens to a session: bytes come, somebody asks, or so many milliseconds pass and it is called if it wants to be. */
export type Happening = Uint8Array | InstrumentCommand | number;

export interface OptionCase {
  readonly set: unknown;
  /** Other options without which this one has nothing to act on. */
  readonly beside?: Readonly<Record<string, unknown>>;
  readonly happens: readonly Happening[];
  /** What comes of it by default, and with the option set. */
  readonly byDefault: readonly string[];
  readonly withIt: readonly string[];
}
