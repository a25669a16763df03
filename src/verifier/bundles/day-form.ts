import { strictJson } from "../bytes/strict-json.ts";
import { like, matched, members, type Of, oneOf, text } from "../shape.ts";
import { refuse, tell, within } from "../told.ts";
import { disclosedRows, hashesOf } from "./disclosed.ts";

/** The records of one civil day of a station, with what shows that none is missing between them. */
export const DAY_SCHEMA = "proofmark/day/v1";
const MIB_MAX = 64;

const form = members({
  schema: oneOf(DAY_SCHEMA),
  ...disclosedRows,
  day: like(/^\d{4}-\d\d-\d\d$/),
  zone: text(1, 64),
});

export type DayFile = Of<typeof form>;

/** Its form alone. Throws Refused. */
export function dayIn(source: string): { readonly file: DayFile; readonly hashes: readonly Uint8Array[] } {
  const mib = Math.ceil(source.length / 2 ** 20);
  if (mib > MIB_MAX) refuse("DAY_TOO_LARGE", { mib, mostMiB: MIB_MAX });
  return within(
    () => {
      const file = matched(form, strictJson(source, MIB_MAX * 2 ** 20));
      if (!isDay(file.day)) refuse("FIELD_MALFORMED", { field: "day" });
      return { file, hashes: hashesOf(file.hashes) };
    },
    (because) => tell("DAY_MALFORMED", { because }),
  );
}

function isDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00.000Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
