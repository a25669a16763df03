import { z } from "zod";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { parseYamlText } from "../adapters/config/yaml-file.ts";
import { canonicalPlate } from "../core/door/plate.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";

const word = z.string().nullish();
const named = z.looseObject({
  ...{
    plate: word,
    vin: word,
    owner: word,
    name: word,
    idMasked: word,
    learnerCertificate: word,
    school: word,
  },
});

/** What names a subject and whom it belongs to. */
export type Names = Readonly<Partial<Record<keyof typeof named.shape, string>>>;

/** Of a waiting file, whatever else is wrong with it: this tells two of them apart and lets nobody in. Nothing where it cannot be read. */
export function namesIn(text: string): Names {
  try {
    const { value } = parseYamlText(text, named, "waiting", BYTES_MAX.subject);
    const words = Object.keys(named.shape) as (keyof Names)[];
    return Object.fromEntries(
      words.flatMap((key) => (value[key] == null ? [] : [[key, canonical(key, value[key])]])),
    );
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    return {};
  }
}

function canonical(key: string, value: string): string {
  return key === "plate" ? canonicalPlate(value) : value;
}

/** What both are called, where they are the same vehicle or candidate; null where they are not. */
export function sameSubject(kind: JobKind, one: Names, other: Names): string | null {
  const isSame = (...keys: readonly (keyof Names)[]): boolean =>
    keys.every((key) => one[key] !== undefined && one[key] === other[key]);
  if (kind === "inspection") {
    if (isSame("plate")) return one.plate ?? null;
    return isSame("vin") ? (one.plate ?? one.vin ?? null) : null;
  }
  return isSame("learnerCertificate") || isSame("name", "idMasked") ? (one.name ?? null) : null;
}
