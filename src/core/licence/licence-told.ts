import { toHex } from "../record/base64.ts";
import type { Told } from "../trade/reason-shape.ts";
import { told } from "../trade/reasons.ts";
import { type LicenceStep, licenceStepWords } from "../trade/words/licence-steps.ts";
import type { LicenceReading } from "./check-licence.ts";
import type { LicenceDate } from "./licence-dates.ts";
import type { StepState } from "./licence-step.ts";

/** A reading as a page or a program is told of it. The portrait is not in it: who shows it takes it from the reading, and keeps it nowhere. */
export interface LicenceTold {
  readonly word: LicenceReading["word"];
  /** What was proven: that its issuer said it, and that its holder showed it. */
  readonly data: "authentic" | "not-authentic";
  readonly holder: "signature" | "mac" | "not-proven" | "failed";
  readonly failures: readonly Told[];
  readonly notes: readonly Told[];
  readonly steps: readonly {
    readonly step: LicenceStep;
    readonly state: StepState;
    readonly zh: string;
    readonly en: string;
  }[];
  /** Null where nothing shows that its issuer said it. */
  readonly licence: LicenceFacts | null;
}

export interface LicenceFacts {
  readonly number: string | null;
  readonly family: string | null;
  readonly given: string | null;
  readonly familyNational: string | null;
  readonly givenNational: string | null;
  readonly birth: string | null;
  readonly issued: string | null;
  readonly country: string | null;
  readonly authority: string | null;
  readonly categories: readonly CategoryTold[] | null;
  /** Of its four ends two; the others are those of the categories and of the signer. */
  readonly expiry: string | null;
  readonly dataUntil: string;
  readonly signerUntil: string;
  readonly signed: string;
  readonly issuer: string;
  /** Hex SHA-256 of what the issuer signed: names this copy of the data. */
  readonly object: string;
  readonly portrait: { readonly mediaType: string | null; readonly bytes: number } | null;
  readonly elements: readonly string[];
}

export interface CategoryTold {
  readonly category: string;
  readonly issued: string | null;
  readonly expiry: string | null;
  readonly codes: readonly string[];
}

export function licenceTold(reading: LicenceReading): LicenceTold {
  const { word, failures, notes, steps, holder, licence } = reading;
  return {
    word,
    data: licence === null ? "not-authentic" : "authentic",
    holder: holder.kind === "proven" ? holder.by : holder.kind === "failed" ? "failed" : "not-proven",
    failures: failures.map(told),
    notes: notes.map(told),
    steps: steps.map(({ step, state }) => ({ step, state, ...licenceStepWords(step) })),
    licence: licence === null ? null : factsOf(licence),
  };
}

function factsOf(licence: NonNullable<LicenceReading["licence"]>): LicenceFacts {
  const { content, issuer, signedMs, validUntilMs, signerEndsMs, objectDigest } = licence;
  const { number, family, given, familyNational, givenNational, country, authority } = content;
  return {
    ...{ number, family, given, familyNational, givenNational, country, authority },
    birth: shown(content.birth),
    issued: shown(content.issued),
    categories:
      content.privileges?.map(({ category, issued, expiry, codes }) => ({
        ...{ category, codes },
        issued: shown(issued),
        expiry: shown(expiry),
      })) ?? null,
    expiry: shown(content.expiry),
    dataUntil: instant(validUntilMs),
    signerUntil: instant(signerEndsMs),
    signed: instant(signedMs),
    issuer,
    object: toHex(objectDigest),
    portrait:
      content.portrait === null
        ? null
        : { mediaType: content.portrait.mediaType, bytes: content.portrait.bytes.length },
    elements: content.elements,
  };
}

/** A day, or the moment where it is one. */
function shown(date: LicenceDate | null): string | null {
  if (date === null) return null;
  return date.atMs === null ? date.day : instant(date.atMs);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
