import { describe, expect, test } from "vitest";
import {
  REASON_CODES,
  type Reason,
  type ReasonCode,
  type ReasonParams,
  reason,
  sentenceOf,
  told,
} from "../../../src/core/trade/reasons.ts";
import { AUDIT_SAMPLES } from "../../support/reason-samples/audit.ts";
import { CALENDAR_SAMPLES } from "../../support/reason-samples/calendar.ts";
import { CERTIFICATE_SAMPLES } from "../../support/reason-samples/certificates.ts";
import { CHECK_IN_SAMPLES } from "../../support/reason-samples/check-in.ts";
import { CLOCK_SAMPLES } from "../../support/reason-samples/clock.ts";
import { COMMAND_SAMPLES } from "../../support/reason-samples/commands.ts";
import { DESK_SAMPLES } from "../../support/reason-samples/desk.ts";
import { DEVICE_SAMPLES } from "../../support/reason-samples/devices.ts";
import { DOCTOR_SAMPLES } from "../../support/reason-samples/doctor.ts";
import { DRAW_SAMPLES } from "../../support/reason-samples/draws.ts";
import { ENROLMENT_SAMPLES } from "../../support/reason-samples/enrolment.ts";
import { EVIDENCE_ORDER_SAMPLES } from "../../support/reason-samples/evidence-orders.ts";
import { EXAM_SAMPLES } from "../../support/reason-samples/exam.ts";
import { INSPECTION_SAMPLES } from "../../support/reason-samples/inspection.ts";
import { INTAKE_SAMPLES } from "../../support/reason-samples/intake.ts";
import { LICENCE_SAMPLES } from "../../support/reason-samples/licences.ts";
import { MANUAL_SAMPLES } from "../../support/reason-samples/manual.ts";
import { MARK_SAMPLES } from "../../support/reason-samples/marks.ts";
import { NATIONAL_SAMPLES } from "../../support/reason-samples/national.ts";
import { OUTAGE_SAMPLES } from "../../support/reason-samples/outages.ts";
import { PAPERS_SAMPLES } from "../../support/reason-samples/papers.ts";
import { PEOPLE_SAMPLES } from "../../support/reason-samples/people.ts";
import { PHOTO_SAMPLES } from "../../support/reason-samples/photos.ts";
import { PROMPT_SAMPLES } from "../../support/reason-samples/prompts.ts";
import { PUBLIC_SEARCH_SAMPLES } from "../../support/reason-samples/public-search.ts";
import { REGISTRY_SAMPLES } from "../../support/reason-samples/registry.ts";
import { REQUEST_SAMPLES } from "../../support/reason-samples/requests.ts";
import { RULE_SAMPLES } from "../../support/reason-samples/rules.ts";
import { SCREEN_SAMPLES } from "../../support/reason-samples/screens.ts";
import { TRUST_SAMPLES } from "../../support/reason-samples/trust.ts";
import { VERSION_SAMPLES } from "../../support/reason-samples/versions.ts";
import { WITHDRAWAL_SAMPLES } from "../../support/reason-samples/withdrawal.ts";
import { WITNESS_SAMPLES } from "../../support/reason-samples/witness.ts";

/** Goal: every reason that there is can be said in both languages. A new code without a sample does not compile. */
const SAMPLES: { readonly [Code in ReasonCode]: ReasonParams<Code> } = {
  ...AUDIT_SAMPLES,
  ...CALENDAR_SAMPLES,
  ...CLOCK_SAMPLES,
  ...OUTAGE_SAMPLES,
  ...DESK_SAMPLES,
  ...DEVICE_SAMPLES,
  ...DOCTOR_SAMPLES,
  ...EVIDENCE_ORDER_SAMPLES,
  ...EXAM_SAMPLES,
  ...INSPECTION_SAMPLES,
  ...INTAKE_SAMPLES,
  ...MANUAL_SAMPLES,
  ...PEOPLE_SAMPLES,
  ...PHOTO_SAMPLES,
  ...PROMPT_SAMPLES,
  ...PUBLIC_SEARCH_SAMPLES,
  ...REGISTRY_SAMPLES,
  ...MARK_SAMPLES,
  ...NATIONAL_SAMPLES,
  ...PAPERS_SAMPLES,
  ...REQUEST_SAMPLES,
  ...COMMAND_SAMPLES,
  ...DRAW_SAMPLES,
  ...RULE_SAMPLES,
  ...WITHDRAWAL_SAMPLES,
  ...WITNESS_SAMPLES,
  ...ENROLMENT_SAMPLES,
  ...CERTIFICATE_SAMPLES,
  ...TRUST_SAMPLES,
  ...VERSION_SAMPLES,
  ...CHECK_IN_SAMPLES,
  ...LICENCE_SAMPLES,
  ...SCREEN_SAMPLES,
};

/** The same signs in every language. */
const ARITHMETIC: ReadonlySet<ReasonCode> = new Set(["COMPUTED"]);
const HAN = /\p{Script=Han}/u;
/** Two words beside each other; codes, ids and keys stand alone, or have a dot, a dash or a digit in them. */
const ENGLISH = /(?<![\w.:/@-])[A-Za-z]{2,} +[A-Za-z]{2,}(?![\w:/@-])/;
const NEVER = /undefined|\[object|\$?\{\w+\}|(?<![.\d])\.\.(?![.\d])|。。|。；|\.;/;

/** What a person typed, or a text that stands in both languages beside each other, is said as it came. */
function typedIn(params: unknown): readonly string[] {
  if (typeof params === "string") return HAN.test(params) ? [params] : [];
  if (typeof params !== "object" || params === null) return [];
  return Object.values(params).flatMap(typedIn);
}

/** Texts of an English keyboard that the Chinese sentence repeats. */
function quoted(params: unknown): readonly string[] {
  if (typeof params === "string") return / /.test(params) && !HAN.test(params) ? [params] : [];
  if (typeof params !== "object" || params === null) return [];
  return Object.values(params).flatMap(quoted);
}

const without = (sentence: string, texts: readonly string[]): string =>
  texts.reduce((left, text) => left.split(text).join(" "), sentence);

describe.each(REASON_CODES)("%s", (code) => {
  const params = SAMPLES[code];
  if (params === undefined)
    throw new Error(`${code} has no sample: add one to test/support/reason-samples, in the file of its area`);
  const why = reason(code, params as never) as Reason;
  const { zh, en } = sentenceOf(why);

  test("is said in Chinese", () => {
    if (!ARITHMETIC.has(code)) expect(zh).toMatch(HAN);
    expect(without(zh, quoted(params))).not.toMatch(ENGLISH);
    expect(zh).not.toMatch(NEVER);
  });

  test("is said in English", () => {
    expect(en.trim()).not.toBe("");
    expect(without(en, typedIn(params))).not.toMatch(HAN);
    expect(en).not.toMatch(NEVER);
    expect(en).not.toContain(code);
  });

  test("goes through JSON as it is", () => {
    expect(told(JSON.parse(JSON.stringify(why)))).toEqual(told(why));
  });
});

test("a reason of another software is shown as it is, never nothing and never a throw", () => {
  const strange = { code: "NEVER_HEARD_OF", params: { a: 1 } };
  expect(sentenceOf(strange)).toEqual({ zh: 'NEVER_HEARD_OF {"a":1}', en: 'NEVER_HEARD_OF {"a":1}' });
  const changed = { code: "ITEM_VOID", params: { item: "W1" } };
  expect(sentenceOf(changed).en).toBe('ITEM_VOID {"item":"W1"}');
  const inherited = { code: "constructor", params: {} };
  expect(sentenceOf(inherited).en).toContain("constructor");
});
