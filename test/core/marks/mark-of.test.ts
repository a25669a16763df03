import { describe, expect, test } from "vitest";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { dayNumber } from "../../../src/core/marks/mark-content.ts";
import { type MarkAnswer, markOf } from "../../../src/core/marks/mark-of.ts";
import { type MarkPolicy, markPolicySchema } from "../../../src/core/marks/mark-policy.ts";
import { statusOf } from "../../../src/core/marks/mark-standing.ts";
import { MARK_BYTES_MAX, markBody, markText } from "../../../src/core/marks/mark-text.ts";
import type { ResultDocument } from "../../../src/core/record/result-document.ts";
import { PUBLIC_STATES, type PublicState } from "../../../src/core/registry/public/public-answer-form.ts";
import { signedMark, signedStatus, VEHICLE } from "../../support/mark-issuer.ts";
import { markedResult } from "../../support/marked-result.ts";
import { readSource } from "../../support/source-tree.ts";

/** Goal: a mark says no more than its record, and each way of not being worth one is told by its own reason. */
const FILE = "config/marks/cn.yaml";
const POLICY: MarkPolicy = parseYamlText(readSource(FILE), markPolicySchema, FILE).value;
const RECORD = "00112233445566778899aabbccddeeff".repeat(2);

function asked(
  document: ResultDocument,
  {
    state = "in-force",
    isTrial = false,
    policy = POLICY,
  }: {
    readonly state?: PublicState;
    readonly isTrial?: boolean;
    readonly policy?: MarkPolicy;
  } = {},
): MarkAnswer {
  return markOf({ record: RECORD, document, state }, { policy, isTrial });
}

const SOUND = markedResult("inspection");
const SCOPE = SOUND.scope ?? { required: 0, done: [], open: [], missing: [], elsewhere: [], voluntary: [] };
const NAMED = { code: "UC-04", nameZh: "项目", nameEn: "item" };
const TOLD = { code: "X", params: {}, zh: "。", en: "." };

describe("what a mark says", () => {
  test("of an inspection", () => {
    expect(asked(SOUND)).toEqual({
      kind: "mark",
      content: {
        kind: 1,
        record: Uint8Array.from(Buffer.from(RECORD.slice(0, 32), "hex")),
        station: "HB-WH-0042",
        subject: "鄂A12345",
        tail: "123456",
        // Five in the afternoon of UTC is the next day at the station.
        on: dayNumber("2026-11-29"),
        of: "K33",
        flags: 1,
      },
      expS: Date.parse("2027-08-31T16:00:00Z") / 1000,
    });
  });

  test("of an exam", () => {
    expect(asked(markedResult("exam"))).toMatchObject({
      kind: "mark",
      content: { kind: 2, subject: "李○", tail: "3456", of: "C1/2" },
      expS: Date.parse("2029-11-28T16:00:00Z") / 1000,
    });
  });

  test("of a verification", () => {
    const { subject } = SOUND;
    const registration = {
      ...SOUND,
      subject: { ...subject, check: "registration", plate: "无号牌", firstRegistered: "-" },
    };
    expect(asked(registration)).toMatchObject({
      kind: "mark",
      content: { kind: 3, subject: "无号牌", of: "K33" },
      expS: Date.parse("2026-12-13T16:00:00Z") / 1000,
    });
  });

  test("of a used car, where the registry ordered it: one in use is inspected, and the second office reads a verification", () => {
    const papers = (asked_: "used-car" | "inspection"): NonNullable<ResultDocument["papers"]> => ({
      ...{ kind: "vehicle-dossier", answer: "found", reply: null, issued: null, region: "GD", asOf: null },
      ...{ changed: [], ageS: 60, order: { number: "HB-U-1", asked: asked_ } },
    });
    expect(asked({ ...SOUND, papers: papers("used-car") })).toMatchObject({
      kind: "mark",
      content: { kind: 3 },
      expS: Date.parse("2026-12-13T16:00:00Z") / 1000,
    });
    expect(asked({ ...SOUND, papers: papers("inspection") })).toEqual(asked(SOUND));
  });

  test("flags: unverified rules or numbers, and whatever is of a trial", () => {
    const verified = parseYamlText(
      readSource(FILE)
        .replaceAll("verifiedBy: null", 'verifiedBy: "A. Clerk"')
        .replaceAll(/confidence: (?:recalled|one-source)/g, "confidence: verified"),
      markPolicySchema,
      FILE,
    ).value;
    const flags = (document: ResultDocument, isTrial: boolean, policy = verified): unknown => {
      const answer = asked(document, { isTrial, policy });
      return answer.kind === "mark" ? answer.content.flags : answer.reason.code;
    };
    const device = { role: "r", device: "d", model: "m", serial: "s", calibration: null };
    const simulated = { ...SOUND, devices: [{ ...device, simulated: true }] };
    expect(flags(SOUND, false)).toBe(0);
    expect(flags(SOUND, false, POLICY)).toBe(1);
    expect(flags({ ...SOUND, unverifiedRules: ["B1"] }, false)).toBe(1);
    expect(flags(SOUND, true)).toBe(2);
    expect(flags(simulated, true)).toBe(2);
    expect(flags(simulated, false)).toBe("MARK_SIMULATED");
  });
});

describe("no mark", () => {
  const with_ = (subject: Readonly<Record<string, string>>): ResultDocument => ({
    ...SOUND,
    subject: { ...SOUND.subject, ...subject },
  });
  const { scope: _scope, ...unscoped } = SOUND;
  test.each<readonly [string, ResultDocument]>([
    ["MARK_NOT_PASSED", { ...SOUND, verdict: "fail" }],
    ["MARK_NOT_PASSED", { ...SOUND, verdict: "void" }],
    ["MARK_NOT_PASSED", { ...SOUND, verdict: "undecided" }],
    ["MARK_SCOPE_UNTOLD", unscoped],
    ["MARK_SCOPE_OPEN", { ...SOUND, scope: { ...SCOPE, missing: [{ ...NAMED, reason: TOLD }] } }],
    ["MARK_SCOPE_OPEN", { ...SOUND, scope: { ...SCOPE, open: [NAMED] } }],
    [
      "MARK_PARTS_ELSEWHERE",
      {
        ...SOUND,
        scope: {
          ...SCOPE,
          elsewhere: [{ part: "appearance", nameZh: "外观", nameEn: "looks", codes: ["1"] }],
        },
      },
    ],
    ["MARK_BEFORE_POLICY", { ...SOUND, time: { ...SOUND.time, ended: "2022-09-30T15:59:59.999Z" } }],
    ["MARK_NO_VEHICLE_ROW", with_({ vehicleClass: "B11" })],
    ["MARK_NO_VEHICLE_ROW", with_({ use: "H" })],
    ["MARK_AGE_UNKNOWN", with_({ firstRegistered: "-" })],
    ["MARK_AGE_UNKNOWN", with_({ firstRegistered: "2021-02-30" })],
    ["MARK_REGISTERED_LATER", with_({ firstRegistered: "2026-12-30" })],
    ["MARK_FIELD_FORM", with_({ plate: "" })],
    ["MARK_FIELD_FORM", with_({ vin: "" })],
    ["MARK_FIELD_FORM", { ...SOUND, station: "S".repeat(65) }],
    ["MARK_NO_EXAM_ROW", { ...markedResult("exam"), rulebook: { ...SOUND.rulebook, id: "uk-exam" } }],
    ["MARK_FIELD_FORM", { ...markedResult("exam"), subject: { name: "李明" } }],
  ])("%s", (code, document) => {
    expect(asked(document)).toMatchObject({ kind: "none", reason: { code } });
  });

  test.each(PUBLIC_STATES.filter((state) => state !== "in-force"))("where it is %s", (state) => {
    expect(asked(SOUND, { state })).toMatchObject({ kind: "none", reason: { code: "MARK_NOT_IN_FORCE" } });
  });

  test("parts that the rules leave to others are no hindrance", () => {
    const elsewhere = [{ part: "appearance", nameZh: "外观", nameEn: "looks", codes: ["1"] }];
    const document = { ...SOUND, scope: { ...SCOPE, elsewhere } };
    const policy = { ...POLICY, inspection: { ...POLICY.inspection, elsewhere: ["appearance"] } };
    expect(asked(document, { policy }).kind).toBe("mark");
  });
});

describe("status of a record that stands so", () => {
  test("only what is final is invalid", () => {
    expect(PUBLIC_STATES.map((state) => [state, statusOf(state, false)])).toEqual([
      ["in-force", 0],
      ["no-verdict", 2],
      ["withdrawn", 1],
      ["superseded", 3],
      ["simulated", 2],
      ["kept-apart", 2],
      ["not-proven", 2],
    ]);
    expect(statusOf("not-proven", true)).toBe(1);
  });
});

/** The longest of everything that a registry file and a station's code in use may have. */
describe("size", () => {
  const station = "HB-WH-0042-1";
  const list = { uri: `https://r.example/v1/status/${"4096".slice(0, 2)}`, index: 4_095 };
  const longest = [
    { ...VEHICLE, kind: 1, subject: "粤Z1234港", of: "K33", station },
    { ...VEHICLE, kind: 1, subject: "粤A12345D", of: "K33", station },
    { ...VEHICLE, kind: 2, subject: "欧阳○○", tail: "3456", of: "C1/2", station },
    { ...VEHICLE, kind: 3, subject: "使012345", of: "K33", station, flags: 3 },
  ] as const;

  test.each(longest)("a mark of kind $kind, of $subject, is small enough to be printed", (content) => {
    const claims = { issuer: "cn-hubei-1", list, content: { ...content, on: 50_000 } };
    expect(claims.issuer.length + list.uri.length).toBe(40);
    const mark = signedMark(claims);
    const body = markBody({ mark, status: signedStatus(mark) });
    expect(body.length).toBeLessThanOrEqual(MARK_BYTES_MAX);
    expect(markText(body).length).toBeLessThanOrEqual(604);
    expect(sha256(mark).length).toBe(32);
  });
});
