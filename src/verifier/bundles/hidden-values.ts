import { joined, utf8Of } from "../bytes/octets.ts";
import { digestForm } from "../sealed/redacted-form.ts";
import { fingerprintOf } from "../signed/keys.ts";
import { refuse } from "../told.ts";
import { sorted } from "./contradicted.ts";
import type { Salts } from "./redacted-form.ts";
import { mayBeWithheld } from "./withheld-rows.ts";

export const SALT_BYTES = 16;

/** The salt, then path and value as one list of JSON, members in the order of their names. */
export function digestOfHidden(path: string, salt: Uint8Array, value: unknown): string {
  return fingerprintOf(joined(salt, utf8Of(JSON.stringify([path, sorted(value)]))));
}

/** By the path at which each stands. */
export function digestsIn(document: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    if (digestForm.fault(value, "") === null) {
      found.set(path, (value as { readonly digest: string }).digest);
      return;
    }
    for (const [name, member] of Object.entries(value)) walk(member, path === "" ? name : `${path}.${name}`);
  };
  walk(document, "");
  return found;
}

/** Each value is the one that was hidden at its place. Throws Refused. */
export function mustBeHidden(
  { document: of, values }: Salts,
  { record, document }: { readonly record: string; readonly document: unknown },
): void {
  if (of !== record) refuse("SALTS_OF_OTHER", { found: of, document: record });
  const digests = digestsIn(document);
  for (const { path, salt, value } of values)
    if (digests.get(path) !== digestOfHidden(path, salt, value)) refuse("HIDDEN_VALUE_UNLIKE", { path });
}

/**
 * Where a redacted result says otherwise than the whole one, whatever it hides; null where nowhere. Where it withholds rows, what it has of a list stands in the whole
 * one in the same order: which rows are left out, and why, it does not say. Both came out of the strict reader.
 */
export function differenceFromWhole(redacted: unknown, whole: unknown): string | null {
  const { scope } = (redacted ?? {}) as { readonly scope?: { readonly required?: unknown } };
  const withholds = digestForm.fault(scope?.required, "x") === null;
  return differenceAt(redacted, whole, {
    ...{ path: "result", row: "" },
    mayMiss: withholds ? mayBeWithheld(redacted, whole) : null,
  });
}

/** Lists of which rows may be withheld, and what may be as a whole. */
const PARTLY = new Set([
  ...["reasons", "notes", "items", "unverifiedRules", "photos", "acts"],
  ...["done", "open", "missing", "elsewhere", "elsewhere.*.codes", "voluntary"].map(
    (list) => `scope.${list}`,
  ),
]);
const WITHHELD_WHOLE = "scope.restsOn";

interface Place {
  readonly path: string;
  /** The same with `*` for any place of a list. */
  readonly row: string;
  /** Which rows of which list may be left out; null where none. */
  readonly mayMiss: ReturnType<typeof mayBeWithheld> | null;
}

function differenceAt(redacted: unknown, whole: unknown, place: Place): string | null {
  const { path, row, mayMiss } = place;
  if (digestForm.fault(redacted, "") === null) return whole === undefined ? path : null;
  if (mayMiss !== null && row === WITHHELD_WHOLE && redacted === undefined) return null;
  if (mayMiss !== null && PARTLY.has(row) && Array.isArray(redacted) && Array.isArray(whole))
    return differenceOfRows(redacted, whole, place);
  if (typeof redacted !== "object" || redacted === null) return redacted === whole ? null : path;
  if (typeof whole !== "object" || whole === null || Array.isArray(whole) !== Array.isArray(redacted))
    return path;
  const [hers, theirs] = [redacted, whole] as readonly Readonly<Record<string, unknown>>[];
  const names = new Set([...Object.keys(hers ?? {}), ...Object.keys(theirs ?? {})]);
  for (const name of names) {
    const found = differenceAt(hers?.[name], theirs?.[name], below(place, name, Array.isArray(whole)));
    if (found !== null) return found;
  }
  return null;
}

/** Each row is one of the whole list, in its order, and no other is left out than may be. */
function differenceOfRows(
  redacted: readonly unknown[],
  whole: readonly unknown[],
  place: Place,
): string | null {
  let next = 0;
  for (const [nth, one] of whole.entries()) {
    const at = below(place, String(next), true);
    const found = next < redacted.length ? differenceAt(redacted[next], one, at) : at.path;
    if (found === null) next++;
    else if (place.mayMiss?.(place.row, one) !== true) return below(place, String(nth), true).path;
  }
  return next < redacted.length ? below(place, String(next), true).path : null;
}

function below({ path, row, mayMiss }: Place, name: string, isPlace: boolean): Place {
  const part = isPlace ? "*" : name;
  return { path: `${path}.${name}`, row: row === "" ? part : `${row}.${part}`, mayMiss };
}
