import type { Verdict } from "../verdict.ts";
import { fieldsList, fieldsOf, instantOf, numberOf, textOf } from "./read-value.ts";

/** What is shown of a list of keys. */
export interface ListFacts {
  readonly authority: string;
  readonly number: number | null;
  readonly issuedMs: number | null;
  readonly validToMs: number | null;
  readonly keys: number | null;
  /** Of a trust list. */
  readonly stations: number | null;
  /** Of a trust list that holds the keys of one station alone. */
  readonly excerptOf: string | null;
  readonly issuers: readonly { readonly zh: string; readonly en: string }[];
}

export function listFacts({ facts, content }: Verdict): ListFacts | null {
  const authority = textOf(facts.authority);
  if (authority === null) return null;
  return {
    authority,
    number: numberOf(facts.number),
    issuedMs: instantOf(facts.issued),
    validToMs: instantOf(facts.validTo),
    keys: numberOf(facts.keys),
    stations: numberOf(facts.stations),
    excerptOf: textOf(facts.excerptOf),
    issuers: fieldsList(fieldsOf(content)?.issuers).map(({ name, nameZh, nameEn }) => ({
      zh: textOf(nameZh) ?? textOf(name) ?? "",
      en: textOf(nameEn) ?? textOf(name) ?? "",
    })),
  };
}
