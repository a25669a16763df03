import { base64Of } from "../bytes/octets.ts";
import { strictJson } from "../bytes/strict-json.ts";
import {
  always,
  anything,
  listOf,
  matched,
  maybe,
  members,
  type Of,
  oneOf,
  sha256Hex,
  text,
} from "../shape.ts";
import { refuse, tell, within } from "../told.ts";
import { disclosedRows, hashesOf } from "./disclosed.ts";
import { SALT_BYTES } from "./hidden-values.ts";

/** Evidence for others: what of the entries names nobody, and a result in which what tells of persons is hidden. */
const form = members({
  schema: oneOf("proofmark/evidence/v1"),
  redacted: always,
  ...disclosedRows,
  job: text(1, 200),
  document: anything,
  trust: maybe(anything),
});

export interface RedactedFile {
  readonly file: Of<typeof form>;
  readonly hashes: readonly Uint8Array[];
}

/** A look that decides only which check applies. */
export function isRedacted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "redacted" in value;
}

/** Of a value that came out of the strict reader: its form alone. Throws Refused. */
export function redactedIn(value: unknown): RedactedFile {
  return within(
    () => {
      const file = matched(form, value);
      return { file, hashes: hashesOf(file.hashes) };
    },
    (because) => tell("EVIDENCE_MALFORMED", { because }),
  );
}

/** What was hidden in one redacted document, with its salts: for the person concerned, whole or a part of it. */
const SALTS_BYTES_MAX = 8 * 2 ** 20;
const saltsForm = members({
  schema: oneOf("proofmark/redaction-salts/v1"),
  station: text(1, 200),
  job: text(1, 200),
  document: sha256Hex,
  values: listOf(members({ path: text(1, 1_000), salt: text(24, 24), value: anything }), 100_000, 1),
});

export interface SaltedValue {
  readonly path: string;
  readonly salt: Uint8Array;
  readonly value: unknown;
}

export interface Salts {
  readonly document: string;
  readonly values: readonly SaltedValue[];
}

/** Throws Refused. */
export function saltsIn(bytes: Uint8Array): Salts {
  return within(
    () => {
      const { document, values } = matched(saltsForm, strictJson(bytes, SALTS_BYTES_MAX));
      return {
        document,
        values: values.map(({ path, salt: encoded, value }) => {
          const salt = base64Of(encoded);
          if (salt?.length !== SALT_BYTES) return refuse("NOT_BASE64", { field: "values" });
          return { path, salt, value };
        }),
      };
    },
    (because) => tell("SALTS_MALFORMED", { because }),
  );
}
