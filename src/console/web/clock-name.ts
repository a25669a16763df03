import { type TextKey, text } from "./texts.ts";

const CLOCK_WORDS: Readonly<Record<string, TextKey | undefined>> = {
  synchronised: "clockSynchronised",
  informative: "clockInformative",
};

/** How the station's clock stands, in the person's language. */
export function clockName(status: string): string {
  return text(CLOCK_WORDS[status] ?? "clockUnknown");
}
