import type { Verdict } from "../verdict.ts";
import type { Sentence } from "./language.ts";
import { instantOf, numberOf, textOf } from "./read-value.ts";

/** What a mark says, of one that its issuer signed. */
export interface MarkFacts {
  readonly kind: string;
  /** The first half of the record's id, hex. */
  readonly record: string;
  readonly station: string;
  /** The plate; of an exam the masked name. */
  readonly subject: string;
  readonly tail: string;
  /** The day of the calendar where the station is. */
  readonly on: string;
  readonly of: string;
  readonly isUnchecked: boolean;
  readonly issuer: Sentence;
  readonly issuedMs: number | null;
  /** Good until before this moment. */
  readonly endMs: number | null;
  readonly status: MarkStatus | null;
}

export interface MarkStatus {
  readonly issuedMs: number;
  /** Null where the clock is not trusted. */
  readonly ageMs: number | null;
}

/** Null where nobody stands behind what it says: then nothing of it is shown. */
export function markFacts({ kind, facts, content }: Verdict): MarkFacts | null {
  const subject = textOf(facts.subject);
  if (kind !== "mark" || content === null || subject === null) return null;
  const name = textOf(facts.issuer) ?? "";
  const issuedMs = instantOf(facts.statusAt);
  return {
    kind: textOf(facts.kind) ?? "",
    subject,
    record: textOf(facts.record) ?? "",
    station: textOf(facts.station) ?? "",
    tail: textOf(facts.tail) ?? "",
    on: textOf(facts.on) ?? "",
    of: textOf(facts.of) ?? "",
    isUnchecked: facts.unverifiedRules === true,
    issuer: { zh: textOf(facts.issuerZh) ?? name, en: textOf(facts.issuerEn) ?? name },
    issuedMs: instantOf(facts.issued),
    endMs: instantOf(facts.goodUntil),
    status: issuedMs === null ? null : { issuedMs, ageMs: numberOf(facts.statusAgeMs) },
  };
}
