import { EdgeError } from "../errors.ts";
import type { Log } from "../ports/log.ts";

const CHARACTERS_MAX = 200;
const UNSIGNABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffd]+/gu;

/** Whatever was thrown, as one short line that may stand in a record, in a journal and on a screen. */
export function faultInOneLine(cause: unknown): string {
  const line = inWords(cause).replace(UNSIGNABLE, " ").trim();
  if (line.length <= CHARACTERS_MAX) return line;
  // Cut in the middle of a character, half of it would be left, which no record can hold.
  return `${line
    .slice(0, CHARACTERS_MAX - 3)
    .replace(UNSIGNABLE, " ")
    .trim()}...`;
}

/** For the log alone. */
export function stackOf(cause: unknown): string {
  return (cause instanceof Error ? cause.stack : undefined) ?? inWords(cause);
}

/**
 * Calls what is not of the station (a screen, a printer, whoever waits for an answer): it may fail, and must not take the journal
 * or a job with it.
 */
export function guarded(log: Log, what: string, action: () => void): void {
  try {
    action();
  } catch (cause) {
    log.error(what, { cause: stackOf(cause) });
  }
}

/** Anything can be thrown, also what throws again when it is made into text. */
function inWords(cause: unknown): string {
  try {
    // A sentence for people already; its class is ours to know.
    if (cause instanceof EdgeError) return cause.message;
    return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  } catch {
    return "something that cannot be put into words";
  }
}
