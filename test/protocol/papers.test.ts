import { describe, expect, test } from "vitest";
import { PapersAnswers } from "../../simulators/registry/papers-answers.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { answerPapers, type EarlierExam } from "../../src/core/requests/answer-papers.ts";
import { type PapersLine, slipOfLine } from "../../src/core/requests/papers-line.ts";
import {
  PAPERS_REPLY_PAYLOAD_TYPE,
  PAPERS_REQUEST_PAYLOAD_TYPE,
  type PapersRequest,
} from "../../src/core/requests/papers-messages.ts";
import { REQUEST_PAYLOAD_TYPE } from "../../src/core/requests/request-messages.ts";
import {
  APPOINTMENT_ASKED,
  appointmentLine,
  CANDIDATE,
  CERTIFICATE,
  DOSSIER,
  dossierLine,
  orderLine,
  wholeNumber,
} from "../support/papers-examples.ts";
import {
  AN_HOUR_AGO,
  ASKING,
  CAR,
  logKey,
  NOW_MS,
  OTHER,
  papersRequest,
  sealed,
  signedPapersRequest,
  TwinAnswers,
} from "../support/request-world.ts";
import { storedRecord } from "../support/stored-records.ts";

const OTHER_VIN = "LFV2A21K0D4123456";
const EARLIER = "2026-01-05T06:00:00.000Z";
const LATER = "2026-01-05T07:30:00.000Z";
let number = 0;

/** A request of its own number, answered by both registries alike. */
async function said(registry: TwinAnswers, request: PapersRequest = papersRequest(), atMs = NOW_MS) {
  number++;
  const { station } = request;
  const own = {
    ...request,
    request: number.toString(16).padStart(32, "0"),
    sent: new Date(atMs).toISOString(),
  };
  return await registry.askPapers(station, signedPapersRequest(own, station), atMs);
}

const appointment = (changes: Partial<PapersRequest> = {}): PapersRequest =>
  papersRequest({ ...APPOINTMENT_ASKED, ...changes } as Partial<PapersRequest>);

describe("papers from any region", () => {
  test("the examples are papers that a station could take in", () => {
    for (const line of [dossierLine(), orderLine(), appointmentLine()]) expect(slipOfLine(line)).toBeNull();
    expect(slipOfLine(dossierLine({ vin: OTHER_VIN, dossier: DOSSIER }))).toBe("dossier.vin");
    expect(slipOfLine(dossierLine({ dossier: { ...DOSSIER, seats: 0 } }))).toBe("dossier.seats");
    expect(slipOfLine(dossierLine({ dossier: { ...DOSSIER, surprise: 1 } }))).not.toBeNull();
    expect(slipOfLine(appointmentLine({ certificate: "420100123457" }))).toContain("learnerCertificate");
    const open = { ...CANDIDATE, idMasked: "44010019900101123X" };
    expect(slipOfLine(appointmentLine({}, { candidate: open }))).toContain("idMasked");
  });

  test("RP-153 a request of papers is signed by the station's log key, of its topic and of now, and of a type of its own", async () => {
    const registry = new TwinAnswers();
    registry.tellPapers(dossierLine());
    const asked = papersRequest();
    expect(await said(registry)).toMatchObject({ answer: "found", station: ASKING, subject: asked.subject });
    const at = (ms: number) => signedPapersRequest({ ...asked, sent: new Date(NOW_MS + ms).toISOString() });
    const none = [
      sealed(PAPERS_REQUEST_PAYLOAD_TYPE, asked, createDeterministicSigner("stranger", "ed25519")),
      sealed(REQUEST_PAYLOAD_TYPE, asked, logKey(ASKING)),
      sealed(PAPERS_REPLY_PAYLOAD_TYPE, asked, logKey(ASKING)),
      signedPapersRequest(asked, OTHER),
      signedPapersRequest({ ...asked, station: OTHER }),
      new TextEncoder().encode(`${new TextDecoder().decode(signedPapersRequest(asked))}${" ".repeat(8_192)}`),
      at(30_001),
      at(-60_001),
      new Uint8Array(),
    ];
    for (const bytes of none) expect(await registry.askPapers(ASKING, bytes, NOW_MS)).toBeNull();
    expect(await registry.askPapers("HB-WH-0099", signedPapersRequest(asked), NOW_MS)).toBeNull();
  });

  test("RP-154 it names plate and last six, or the whole number, or certificate and last four; anything else gets no reply", async () => {
    const registry = new TwinAnswers();
    registry.tellPapers(dossierLine(), appointmentLine());
    expect(await said(registry, wholeNumber(CAR.vin))).toMatchObject({ answer: "found" });
    expect(await said(registry, appointment())).toMatchObject({ answer: "found" });
    const { plate, vin } = CAR;
    const subjects = [
      { plate, vinEnd: null, vin: null },
      { plate: null, vinEnd: "123456", vin: null },
      { plate, vinEnd: "123456", vin },
      { plate, vinEnd: "23456", vin: null },
      { plate, vinEnd: "12345a", vin: null },
      { plate, vinEnd: "123456" },
      { plate, vinEnd: "123456", vin: null, owner: "x" },
    ];
    for (const subject of subjects)
      expect(await said(registry, papersRequest({ subject } as never))).toBeNull();
    const people = [
      { certificate: CERTIFICATE, identityEnd: "44010019900101123X" },
      { certificate: CERTIFICATE, identityEnd: "X123" },
      { certificate: "1", identityEnd: "123X" },
      { certificate: CERTIFICATE, identityEnd: "123X", name: "x" },
    ];
    for (const subject of people) expect(await said(registry, appointment({ subject } as never))).toBeNull();
    expect(await said(registry, papersRequest({ kind: "orders" } as never))).toBeNull();
  });

  test("RP-156 who knows a part wrong is told as of no such vehicle or candidate", async () => {
    const registry = new TwinAnswers();
    registry.tellPapers(dossierLine(), appointmentLine({}, { station: OTHER }));
    const wrong = papersRequest({ subject: { plate: CAR.plate, vinEnd: "123457", vin: null } });
    const none = papersRequest({ subject: { plate: "鄂A99999", vinEnd: "123456", vin: null } });
    const [first, second] = [await said(registry, wrong), await said(registry, none)];
    for (const reply of [first, second])
      expect(reply).toMatchObject({ answer: "unknown", papers: null, region: null, asOf: null, order: null });
    const stranger = { subject: { certificate: CERTIFICATE, identityEnd: "1234" } };
    expect(await said(registry, appointment(stranger as never))).toMatchObject({
      answer: "unknown",
      elsewhere: [],
      used: null,
    });
  });

  test("RP-157 the papers are a file of the intake folder with region and time; the newest word holds and may take them back", async () => {
    const registry = new TwinAnswers();
    registry.tellPapers(dossierLine());
    expect(await said(registry)).toMatchObject({
      ...{ answer: "found", region: "GD", asOf: AN_HOUR_AGO, papers: DOSSIER, order: null },
    });
    registry.tellPapers(dossierLine({ asOf: EARLIER, dossier: { ...DOSSIER, seats: 4 } }));
    expect(await said(registry)).toMatchObject({ papers: { seats: 5 } });
    // Of the registry's own future it knows nothing yet.
    registry.tellPapers(dossierLine({ asOf: "2026-01-05T09:00:00.000Z", dossier: null }));
    expect(await said(registry)).toMatchObject({ papers: { seats: 5 } });
    // The car has another plate now; the old one finds nothing.
    registry.tellPapers(dossierLine({ asOf: LATER, dossier: { ...DOSSIER, plate: "粤B12345" } }));
    expect(await said(registry)).toMatchObject({ answer: "unknown" });
    expect(await said(registry, wholeNumber(CAR.vin))).toMatchObject({ papers: { plate: "粤B12345" } });
    registry.tellPapers(dossierLine({ asOf: LATER, dossier: null }));
    expect(await said(registry, wholeNumber(CAR.vin))).toMatchObject({ answer: "unknown" });
    // Both are words of one vehicle: what it is about has to be in the newest.
    registry.tellPapers(appointmentLine());
    registry.tellPapers(appointmentLine({ asOf: LATER, appointment: null }));
    expect(await said(registry, appointment())).toMatchObject({ answer: "unknown" });
  });

  test("RP-158 two vehicles of one plate and ending are several, and no papers; the whole number finds one", async () => {
    const registry = new TwinAnswers();
    registry.tellPapers(dossierLine(), dossierLine({ vin: OTHER_VIN }));
    expect(await said(registry)).toMatchObject({ answer: "several", papers: null, region: null });
    expect(await said(registry, wholeNumber(OTHER_VIN))).toMatchObject({ papers: { vin: OTHER_VIN } });
  });

  test("RP-159 an open order stands in the papers and beside them; a result since is its end", async () => {
    const registry = new TwinAnswers();
    registry.tellPapers(dossierLine(), orderLine(), orderLine({ number: "ORD-6", asOf: EARLIER }));
    expect(await said(registry)).toMatchObject({
      papers: { job: "ORD-7", limitSet: "b", check: "in-use", vin: CAR.vin },
      order: { number: "ORD-7", asked: "re-inspection", items: ["B1"], asOf: AN_HOUR_AGO },
    });
    registry.tellPapers(orderLine({ asOf: LATER, order: null }));
    expect(await said(registry)).toMatchObject({ papers: { job: "ORD-6" }, order: { number: "ORD-6" } });
  });

  test("RP-160 an appointment is found where it is for; elsewhere only where and when are said", async () => {
    const registry = new TwinAnswers();
    registry.tellPapers(appointmentLine({}, { station: OTHER, day: "2026-01-07" }));
    expect(await said(registry, appointment())).toMatchObject({
      ...{ answer: "elsewhere", papers: null, appointment: null },
      elsewhere: [{ station: OTHER, day: "2026-01-07" }],
    });
    const there = await said(registry, appointment({ station: OTHER }));
    expect(there).toMatchObject({ answer: "found", papers: CANDIDATE, elsewhere: [] });
    registry.tellPapers(appointmentLine({ number: "APT-2" }, { day: "2026-02-01" }));
    registry.tellPapers(appointmentLine({ number: "APT-3" }, { day: "2026-01-06" }));
    expect(await said(registry, appointment())).toMatchObject({
      ...{ answer: "found", region: "GD", asOf: AN_HOUR_AGO },
      appointment: { number: "APT-3", station: null, day: "2026-01-06", from: "08:30", exam: "subject-2" },
      elsewhere: [{ station: OTHER, day: "2026-01-07" }],
    });
  });

  test("RP-161 a result in force uses one appointment, the earliest that was open there; two attempts of one day are one visit", () => {
    const first = appointmentLine({ number: "APT-1" }, { station: ASKING, day: "2026-01-05" });
    const second = appointmentLine({ number: "APT-2" }, { station: ASKING, day: "2026-01-20" });
    const dayMs = 86_400_000;
    const asked = { ...appointment(), request: "a".repeat(32) };
    const told = (lines: readonly PapersLine[], exams: readonly EarlierExam[], atMs = NOW_MS + 3 * dayMs) => {
      const inForce = exams.map((one, at) => storedRecord({ ...one, kind: "exam", of: CERTIFICATE }, at));
      const standIn = new PapersAnswers(() => inForce);
      standIn.tell(lines);
      const own = { ...asked, sent: new Date(atMs).toISOString() };
      const reply = answerPapers(own, { lines, inspections: [], exams }, atMs);
      expect(standIn.answer(ASKING, own, atMs)).toEqual(reply);
      return reply;
    };
    const [morning, noon] = [NOW_MS, NOW_MS + 3_600_000].map((endedMs) => ({ station: ASKING, endedMs }));
    if (morning === undefined || noon === undefined) throw new Error("two times");
    const used = { answer: "used", used: { station: ASKING, on: "2026-01-05" }, papers: null };
    expect(told([first], [morning])).toMatchObject(used);
    expect(told([first], [morning, noon])).toMatchObject(used);
    // Its record was withdrawn: it is open again.
    expect(told([first], [])).toMatchObject({ answer: "found", appointment: { number: "APT-1" } });
    expect(told([first, second], [morning, noon])).toMatchObject({ appointment: { number: "APT-2" } });
    const later = { station: ASKING, endedMs: NOW_MS + 2 * dayMs };
    expect(told([first, second], [morning, later])).toMatchObject({ answer: "used" });
    // One from before it was made, and one of a station that it is not for, leave it open.
    expect(told([first], [{ station: ASKING, endedMs: NOW_MS - dayMs }])).toMatchObject({ answer: "found" });
    expect(told([first], [{ station: OTHER, endedMs: NOW_MS }])).toMatchObject({ answer: "found" });
    // Past midnight of the one civil time it is the next day.
    const night = { station: ASKING, endedMs: Date.UTC(2026, 0, 5, 16, 30) };
    expect(told([first], [night])).toMatchObject({ used: { on: "2026-01-06" } });
  });

  test("RP-162 a station that guesses or fetches too much in an hour is told so, and nothing is looked up", async () => {
    const registry = new TwinAnswers();
    registry.tellPapers(dossierLine());
    const guess = (vinEnd: string, plate = CAR.plate) =>
      said(registry, papersRequest({ subject: { plate, vinEnd, vin: null } }));
    for (let i = 0; i < 6; i++) expect(await guess(`00000${i}`)).toMatchObject({ answer: "unknown" });
    // Of this plate no more, not even what is right; of others still, and for other stations.
    expect(await guess("123456")).toMatchObject({ answer: "too-often", papers: null });
    expect(await said(registry, wholeNumber(CAR.vin))).toMatchObject({ answer: "found" });
    expect(await said(registry, papersRequest({ station: OTHER }))).toMatchObject({ answer: "found" });
    for (let i = 0; i < 54; i++)
      expect(await guess("000000", `鄂B${10_000 + i}`)).toMatchObject({ answer: "unknown" });
    expect(await said(registry, wholeNumber(CAR.vin))).toMatchObject({ answer: "too-often" });
    expect(await said(registry, papersRequest(), NOW_MS + 3_600_000)).toMatchObject({ answer: "found" });
    // The same request that comes again is one.
    const quiet = new TwinAnswers();
    const again = signedPapersRequest(papersRequest());
    for (let i = 0; i < 10; i++)
      expect(await quiet.askPapers(ASKING, again, NOW_MS)).toMatchObject({ answer: "unknown" });
  });
});
