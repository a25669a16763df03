const CHARACTERS_MAX = 200;
const UNSIGNABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Whatever was thrown, as one short line that may stand in a record, in a journal and on a screen. */
export function faultInOneLine(cause: unknown): string {
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const line = text.replace(UNSIGNABLE, " ").trim();
  return line.length > CHARACTERS_MAX ? `${line.slice(0, CHARACTERS_MAX - 3).trim()}...` : line;
}

/** For the log alone. */
export function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
}
