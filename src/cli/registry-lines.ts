import { SystemClock } from "../adapters/clock/system-clock.ts";
import { readTextFile, withoutMark } from "../adapters/config/strict-text.ts";
import { codePointName, unsoundIn } from "../core/door/characters.ts";
import { parseStrictJson } from "../core/record/strict-json.ts";
import { type PapersLine, papersLineSchema, slipOfLine } from "../core/requests/papers-line.ts";
import { type VehicleFact, vehicleFactSchema } from "../core/requests/vehicle-fact.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";

const FACTS_BYTES_MAX = 64 * 1024 * 1024;
const AHEAD_MS_MAX = 86_400_000;

/** Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. */
export function factsIn(file: string): readonly VehicleFact[] {
  return linesIn(file, (value) => {
    const fact = vehicleFactSchema.safeParse(value);
    return fact.success ? fact.data : `no fact about a vehicle (at ${placeOf(fact.error)})`;
  });
}

/** Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. */
export function papersIn(file: string): readonly PapersLine[] {
  return linesIn(file, (value) => {
    const line = papersLineSchema.safeParse(value);
    if (!line.success) return `no dossier, order or appointment (at ${placeOf(line.error)})`;
    const slip = slipOfLine(line.data);
    return slip === null ? line.data : `no station could take these papers in (at ${slip})`;
  });
}

/** One JSON document a line, read as a whole before anything is taken in; a text is why one is none. */
function linesIn<Line extends { readonly asOf: string }>(
  file: string,
  read: (value: unknown) => Line | string,
): readonly Line[] {
  const lines = withoutMark(readTextFile(file, FACTS_BYTES_MAX)).split("\n");
  const now = new Date(new SystemClock().wallMs());
  return lines.flatMap((text, at) => {
    if (text.trim() === "") return [];
    const json = parseStrictJson(new TextEncoder().encode(text));
    const found =
      json.kind === "refused" ? sentenceOf(json.reason).en : (unsoundAt(json.value, "") ?? read(json.value));
    const line = typeof found === "string" ? found : (futureOf(found, now) ?? found);
    if (typeof line !== "string") return [line];
    throw new EdgeError("CONFIG_INVALID", `${file}, line ${at + 1}: ${line}.`, { file, line: at + 1 });
  });
}

/** An escape may have made what no file may hold, and the database would not keep it. Null where all of it is text. */
function unsoundAt(value: unknown, place: string): string | null {
  if (typeof value === "string") {
    const found = unsoundIn(value);
    return found && `${codePointName(found.codePoint)} stands in ${place}, which is no character of a text`;
  }
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const why = unsoundAt(inner, place === "" ? key : `${place}.${key}`);
    if (why !== null) return why;
  }
  return null;
}

/** Nobody would be told of it before that day, and by then something newer may be hidden behind it. */
function futureOf({ asOf }: { readonly asOf: string }, now: Date): string | null {
  if (Date.parse(asOf) <= now.getTime() + AHEAD_MS_MAX) return null;
  return `asOf is ${asOf}, more than a day ahead of this machine's clock (${now.toISOString()})`;
}

function placeOf(error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }): string {
  return error.issues[0]?.path.map(String).join(".") || "the whole line";
}
