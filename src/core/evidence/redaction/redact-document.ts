import type { Digest } from "../../journal/merkle.ts";
import { assert } from "../../machine.ts";
import { toHex } from "../../record/base64.ts";
import { canonicalJson, type Json } from "../../record/canonical-json.ts";
import type { FieldClass } from "./personal-fields.ts";
import { isPublicFact } from "./personal-fields.ts";
import { isPersonalReason, isPublicParam, isPublicReason, KEPT_PARAMS } from "./personal-params.ts";
import { stringsIn, type TellingTexts } from "./telling-texts.ts";

export const SALT_BYTES = 16;

/** What was hidden, and with which salt: for the person concerned alone. */
export interface HiddenValue {
  /** Where its digest stands in the signed document. */
  readonly path: string;
  readonly salt: Uint8Array;
  readonly value: Json;
}

export interface RedactionTools {
  readonly digest: Digest;
  /** So many bytes that nobody can guess. */
  readonly random: (bytes: number) => Uint8Array;
}

type Members = Readonly<Record<string, Json>>;

/** Takes personal values out of documents, and keeps what it took. */
export class Redactor {
  readonly hidden: HiddenValue[] = [];
  readonly #tools: RedactionTools;
  readonly #telling: TellingTexts | null;

  constructor(tools: RedactionTools, telling: TellingTexts | null) {
    this.#tools = tools;
    this.#telling = telling;
  }

  /** `fields`: the table of this document. `path`: where it stands. */
  document(document: Json, fields: Readonly<Record<string, FieldClass>>, path: string): Json {
    return this.#redacted(document, { fields, row: "", path, beside: {} });
  }

  hide(path: string, value: Json): { readonly digest: string } {
    const salt = this.#tools.random(SALT_BYTES);
    this.hidden.push({ path, salt, value });
    return { digest: toHex(this.#tools.digest(hiddenBytes(path, salt, value))) };
  }

  #redacted(value: Json, place: Place): Json {
    const { fields, row, path, beside } = place;
    const known = Object.hasOwn(fields, row) ? fields[row] : undefined;
    if (known === "public") return value;
    if (known === "fact")
      return value === null || isPublicFact(String(beside.name)) ? value : this.hide(path, value);
    if (known === "reason") return value === null ? null : this.#reason(value as Members, path);
    if (known === "personal" || typeof value !== "object" || value === null) return this.hide(path, value);
    if (Array.isArray(value))
      return value.map((one: Json, nth) =>
        this.#redacted(one, { fields, row: below(row, "*"), path: below(path, String(nth)), beside }),
      );
    const members = value as Members;
    return Object.fromEntries(
      Object.entries(members).map(([name, member]) => {
        const any = below(row, "*");
        const at = Object.hasOwn(fields, any) ? any : below(row, name);
        return [name, this.#redacted(member, { fields, row: at, path: below(path, name), beside: members })];
      }),
    );
  }

  /** Its code and what is of a list stay; what it says of a person does not, nor its sentences. A reason within it is gone through in the same way. */
  #reason({ code, params, zh, en }: Members, path: string): Json {
    const known = { code: code ?? null, params: params ?? null };
    const isPersonal = tellsOfPersons(known) || this.#tells([known.params, zh ?? null, en ?? null]);
    if (!isPersonal) return { ...known, zh: zh ?? null, en: en ?? null };
    return {
      code: known.code,
      params: this.#params((params ?? {}) as Members, below(path, "params")),
      zh: this.hide(below(path, "zh"), zh ?? null),
      en: this.hide(below(path, "en"), en ?? null),
    };
  }

  #params(params: Members, path: string): Json {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        this.#isKept(name, value) ? value : this.#param(value, below(path, name)),
      ]),
    );
  }

  #param(value: Json, path: string): Json {
    if (Array.isArray(value) && value.some(isReason))
      return value.map((one: Json, nth) => this.#param(one, below(path, String(nth))));
    if (!isReason(value)) return this.hide(path, value);
    const { code, params, ...more } = value as Members;
    return {
      code: code ?? null,
      params: this.#params(params as Members, below(path, "params")),
      ...Object.fromEntries(
        Object.entries(more).map(([name, one]) => [name, this.hide(below(path, name), one)]),
      ),
    };
  }

  #isKept(name: string, value: Json): boolean {
    if (!KEPT_PARAMS.has(name)) return false;
    return typeof value === "number" || (typeof value === "string" && !this.#tells([value]));
  }

  #tells(values: Json): boolean {
    return stringsIn(values).some((text) => this.#telling?.standIn(text) === true);
  }
}

/** A code that stands open is one of the house: anything else is hidden whole. */
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;

function isReason(value: Json): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { code, params } = value as Members;
  return (
    typeof code === "string" &&
    CODE.test(code) &&
    typeof params === "object" &&
    params !== null &&
    !Array.isArray(params)
  );
}

interface Place {
  readonly fields: Readonly<Record<string, FieldClass>>;
  readonly row: string;
  readonly path: string;
  /** The members of the object in which it stands. */
  readonly beside: Members;
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** Whether a reason stands anywhere in it that says something of a person. Whatever has `params` is taken for one. */
export function tellsOfPersons(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(tellsOfPersons);
  const { code, params } = value as Members;
  if (typeof params === "object" && params !== null) {
    const named = typeof code === "string" ? code : "";
    if (isPersonalReason(named)) return true;
    if (!isPublicReason(named) && !Object.keys(params).every(isPublicParam)) return true;
  }
  return Object.values(value).some(tellsOfPersons);
}

/** What is hashed: the salt, then path and value as one list of JSON, members in the order of their names. */
export function hiddenBytes(path: string, salt: Uint8Array, value: Json): Uint8Array {
  const json = canonicalJson([path, sorted(value)]);
  assert(json.kind === "bytes", "what stood in a sealed document is plain JSON");
  const bytes = new Uint8Array(salt.length + json.bytes.length);
  bytes.set(salt);
  bytes.set(json.bytes, salt.length);
  return bytes;
}

function sorted(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const pairs = Object.entries(value as Members).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(pairs.map(([name, member]) => [name, sorted(member)]));
}
