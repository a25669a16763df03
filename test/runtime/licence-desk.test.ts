import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { licenceCrypto, readerKeys } from "../../src/adapters/keys/licence-crypto.ts";
import { numberMatch } from "../../src/core/licence/candidate-match.ts";
import { licenceNotes, licenceShownSchema, maskedNumber } from "../../src/core/licence/licence-shown.ts";
import type { LicenceToRead } from "../../src/core/queue/licence-view.ts";
import type { TakeInAsked } from "../../src/core/queue/queue-view.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { askedBefore } from "../../src/core/record/build-result.ts";
import { canonicalJson, type Json } from "../../src/core/record/canonical-json.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { Present } from "../../src/runtime/console-desk.ts";
import { LicenceDesk, type LicenceDeskOptions } from "../../src/runtime/licence-desk.ts";
import { toldAtDesk } from "../../src/runtime/told-at-desk.ts";
import { cbor, Raw } from "../support/cbor-bytes.ts";
import {
  DEVICE_KEY,
  deviceSigned,
  GOOD_AT,
  type LicenceParts,
  madeAuthority,
  madeCertificateRead,
  madeLicence,
  madeSigner,
  moment,
} from "../support/made-licence.ts";
import { going, queueRig } from "../support/queue-rig.ts";
import { entriesOf } from "../support/whole-day.ts";

/** Goal: a licence at the desk is good for one candidate, one session and ten minutes; what it proved stands in the journal, what it showed nowhere. */
const WHO = { doer: { from: "127.0.0.1" } } as unknown as Present;
const CERTIFICATE = "420100123456";
const CANDIDATE = {
  ...{ name: "李明", idMasked: "420101********0011", learnerCertificate: CERTIFICATE },
  ...{ licenceClass: "C1", attempt: 1, examiner: "examiner-07" },
};

function desk(changed: Partial<LicenceDeskOptions> = {}) {
  // The steady clock stands where no wall clock does, so that neither is taken for the other.
  const clock = { at: GOOD_AT, steady: 5_000 };
  const authorities = { authorities: [madeCertificateRead(madeAuthority())], refused: [] };
  const made = new LicenceDesk({
    ...{ authorities, signerLife: "at-signing", crypto: licenceCrypto, keys: readerKeys },
    people: { whyNot: () => null },
    clock: { wallMs: () => clock.at, monoMs: () => clock.steady },
    localDate: (ms) => new Date(ms).toISOString().slice(0, 10),
    isClockSure: () => true,
    ...changed,
  });
  return { desk: made, clock };
}

/** What a wallet answers to that reader. */
function answerTo(readerKey: string, parts: LicenceParts = {}): Pick<LicenceToRead, "answer" | "transcript"> {
  const transcript = cbor([
    new Raw(cbor({ engagement: "QR" })),
    new Raw(Buffer.from(readerKey, "hex")),
    null,
  ]);
  const answer = madeLicence({ ...parts, deviceSigned: (docType) => deviceSigned(transcript, docType) });
  return { answer: encodeBase64(answer), transcript: encodeBase64(transcript) };
}

function begun(at: LicenceDesk) {
  const session = at.begin(CERTIFICATE, WHO);
  if (session.kind === "refused") throw new Error(session.reason.code);
  return session;
}

function read(at: LicenceDesk, shown: Partial<LicenceToRead>) {
  const found = at.read(
    {
      session: null,
      certificate: CERTIFICATE,
      answer: encodeBase64(madeLicence()),
      transcript: null,
      ...shown,
    },
    WHO,
  );
  if (found.kind === "refused") throw new Error(found.reason.code);
  return found;
}

const refused = (at: LicenceDesk, shown: Partial<LicenceToRead>) => {
  const found = at.read(
    {
      session: null,
      certificate: CERTIFICATE,
      answer: encodeBase64(madeLicence()),
      transcript: null,
      ...shown,
    },
    WHO,
  );
  return found.kind === "refused" ? found.reason.code : found.told.word;
};

describe("a session", () => {
  test("proves the holder once, for one candidate, within ten minutes", () => {
    const { desk: at, clock } = desk();
    const session = begun(at);
    const shown = { session: session.session, ...answerTo(session.readerKey) };
    expect(refused(at, { ...shown, certificate: "420100999999" })).toBe("LICENCE_SESSION_OTHER");
    clock.steady += 600_000;
    const found = read(at, shown);
    expect(found.told).toMatchObject({
      word: "accepted",
      data: "authentic",
      holder: "signature",
      failures: [],
    });
    expect(
      Buffer.from(found.portrait ?? "", "base64")
        .subarray(0, 3)
        .toString("hex"),
    ).toBe("ffd8ff");
    expect(refused(at, shown)).toBe("LICENCE_SESSION_OVER");
    // The same answer without a session is data, and no holder.
    expect(read(at, { ...shown, session: null }).told).toMatchObject({
      word: "accepted",
      holder: "not-proven",
    });
  });

  test("is over a millisecond later, and where nobody began it", () => {
    const { desk: at, clock } = desk();
    const session = begun(at);
    clock.steady += 600_001;
    expect(refused(at, { session: session.session, ...answerTo(session.readerKey) })).toBe(
      "LICENCE_SESSION_OVER",
    );
    expect(refused(at, { session: "0".repeat(32) })).toBe("LICENCE_SESSION_OVER");
  });

  test("is as long as the steady clock says, wherever the wall clock is set to meanwhile", () => {
    const { desk: at, clock } = desk();
    const [early, late] = [begun(at), begun(at)];
    expect(early.endsWallMs).toBe(GOOD_AT + 600_000);
    clock.at -= 3_600_000;
    clock.steady += 600_000;
    expect(read(at, { session: early.session, ...answerTo(early.readerKey) }).told.holder).toBe("signature");
    clock.at = GOOD_AT;
    clock.steady += 1;
    expect(refused(at, { session: late.session, ...answerTo(late.readerKey) })).toBe("LICENCE_SESSION_OVER");
    const third = begun(at);
    clock.at += 7_200_000;
    expect(read(at, { session: third.session, ...answerTo(third.readerKey) }).told.holder).toBe("signature");
  });

  test("is not used up by what proves nothing, and is by what proves its holder, accepted or not", () => {
    const { desk: at } = desk();
    const { session, readerKey } = begun(at);
    const good = answerTo(readerKey);
    const forged = (parts: LicenceParts) => ({ session, ...answerTo(readerKey, parts) });
    const other = madeSigner({ signedBy: DEVICE_KEY });
    expect(read(at, forged({ signer: other })).told).toMatchObject({
      ...{ word: "refused", data: "not-authentic", holder: "not-proven", licence: null },
    });
    expect(read(at, { session, answer: encodeBase64(madeLicence()) }).told.holder).toBe("not-proven");
    const { transcript } = answerTo(begun(at).readerKey);
    expect(read(at, { session, answer: good.answer, transcript }).told.holder).toBe("failed");
    expect(refused(at, { session, answer: "AAAA" })).toBe("LICENCE_TEXT_FORM");
    const ended = forged({ validity: { validUntil: moment("2026-07-01T00:00:00Z") } });
    expect(read(at, ended).told).toMatchObject({ word: "refused", holder: "signature" });
    expect(refused(at, { session, ...good })).toBe("LICENCE_SESSION_OVER");
  });

  test("an answer to another session of the same station proves no holder in this one", () => {
    const { desk: at } = desk();
    const [one, other] = [begun(at), begun(at)];
    expect(one.readerKey).not.toBe(other.readerKey);
    const found = read(at, { session: other.session, ...answerTo(one.readerKey) });
    expect(found.told.holder).toBe("not-proven");
  });

  test("without a trusted clock nothing is judged by it", () => {
    const { desk: at } = desk({ isClockSure: () => false });
    expect(read(at, {}).told.word).toBe("time-unknown");
  });

  test("refusals: no authorities, not whose act it is, no file", () => {
    expect(refused(desk({ authorities: null }).desk, {})).toBe("LICENCE_NOWHERE");
    const nobody = desk({ people: { whyNot: () => reason("CHECK_IN_NOWHERE", {}) } }).desk;
    expect(refused(nobody, {})).toBe("CHECK_IN_NOWHERE");
    expect(nobody.begin(CERTIFICATE, WHO).kind).toBe("refused");
    expect(refused(desk().desk, { answer: "!" })).toBe("LICENCE_TEXT_FORM");
    expect(refused(desk().desk, { answer: encodeBase64(new TextEncoder().encode("hello, world")) })).toBe(
      "LICENCE_TEXT_FORM",
    );
    expect(refused(desk().desk, { transcript: "" })).toBe("LICENCE_TEXT_FORM");
  });

  test("hexadecimal and base64url are read as well", () => {
    const bytes = Buffer.from(madeLicence());
    for (const form of ["hex", "base64url"] as const)
      expect(refused(desk().desk, { answer: encodeBase64(Buffer.from(`${bytes.toString(form)}\n`)) })).toBe(
        "accepted",
      );
  });
});

describe("what is written down", () => {
  test("says what was proven, and neither name, portrait nor birth date", () => {
    const { desk: at } = desk();
    const session = begun(at);
    const { read: number } = read(at, { session: session.session, ...answerTo(session.readerKey) });
    const shown = at.noted(number, CERTIFICATE);
    expect(licenceShownSchema.parse(shown)).toEqual(shown);
    expect(shown).toMatchObject({
      ...{ word: "accepted", holder: "signature", number: "**************0011", country: "CN" },
      ...{ expiry: "2026-11-30", dataUntil: "2026-12-01T00:00:00Z", failures: [] },
    });
    expect(JSON.stringify(shown)).not.toMatch(/Ming|李|1990|ffd8|42010119/);
    expect(at.noted(number, "420100999999")).toBeNull();
    expect(at.noted("0".repeat(32), CERTIFICATE)).toBeNull();
  });

  test("is known for an hour by the steady clock, and is all that is kept of a reading", () => {
    const { desk: at, clock } = desk();
    const { read: number } = read(at, {});
    clock.at += 86_400_000;
    clock.steady += 3_600_000;
    expect(at.noted(number, CERTIFICATE)).not.toBeNull();
    clock.at = GOOD_AT;
    clock.steady += 1;
    expect(at.noted(number, CERTIFICATE)).toBeNull();
  });

  test("is cut by letters, so that it can be sealed whatever stands in it", () => {
    const { desk: at } = desk();
    const many = "𠮷".repeat(200);
    const elements = {
      issuing_country: `${"x".repeat(149)}𠮷`,
      document_number: `${many}𠮷1234`,
      driving_privileges: [{ vehicle_category_code: `a${many}` }],
    };
    const { read: number } = read(at, { answer: encodeBase64(madeLicence({ elements })) });
    const shown = at.noted(number, CERTIFICATE);
    expect(licenceShownSchema.parse(shown)).toEqual(shown);
    expect(canonicalJson(shown as Json).kind).toBe("bytes");
    expect(shown?.categories[0]?.category).toBe(`a${"𠮷".repeat(74)}`);
    expect(shown?.number).toBe(`${"*".repeat(71)}1234`);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        const masked = maskedNumber(text);
        expect([/\p{Surrogate}/u.test(masked), masked.length <= 150]).toEqual([false, true]);
      }),
      { numRuns: 200 },
    );
  });

  test("that is known no more is said to whoever takes the candidate in, and not left out", async () => {
    const { desk: at, clock } = desk();
    const rig = await queueRig({ licences: at });
    const { read: number } = read(at, {});
    const asked: TakeInAsked = { kind: "exam", request: "1".repeat(32), papers: CANDIDATE, licence: number };
    const answer = async (changes: Partial<TakeInAsked> = {}) => {
      const found = await going(rig, rig.checkIn.takeIn({ ...asked, ...changes }, rig.who));
      return found.kind === "refused" ? found.reason.code : found.kind;
    };
    expect(await answer({ papers: { ...CANDIDATE, learnerCertificate: "420100999999" } })).toBe(
      "LICENCE_READ_OVER",
    );
    clock.steady += 3_600_001;
    expect(await answer()).toBe("LICENCE_READ_OVER");
    const acts = entriesOf(rig).flatMap((entry) => (entry.type === "console-acted" ? [entry.act.kind] : []));
    expect(acts).not.toContain("taken-in");
    const { licence: _, ...without } = asked;
    expect((await going(rig, rig.checkIn.takeIn(without, rig.who))).kind).toBe("taken-in");
  });

  test("goes into a record key by key in the order of its form, and the record says so", () => {
    const { desk: at } = desk();
    const licence = at.noted(read(at, {}).read, CERTIFICATE);
    if (licence === null) throw new Error("nothing was noted");
    expect(askedBefore({ licence })).toEqual({ licence });
    expect(Object.keys(askedBefore({ licence }).licence ?? {})).toEqual(
      Object.keys(licenceShownSchema.shape),
    );
    expect(licenceNotes(licence)).toEqual([reason("LICENCE_SHOWN", { word: "accepted", holder: "none" })]);
    expect(licenceNotes(undefined)).toEqual([]);
  });

  test("of one that is not authentic there is nothing; of one that has ended, that it has", () => {
    const stranger = desk({ authorities: { authorities: [], refused: [] } }).desk;
    expect(stranger.noted(read(stranger, {}).read, CERTIFICATE)).toBeNull();
    const { desk: at } = desk();
    const ended = madeLicence({ validity: { validUntil: moment("2026-07-01T00:00:00Z") } });
    const found = read(at, { answer: encodeBase64(ended) });
    expect(at.noted(found.read, CERTIFICATE)).toMatchObject({
      ...{ word: "refused", holder: "none", failures: ["LICENCE_DATA_ENDED"] },
    });
  });

  test("stands with whoever is taken in, and in the job that is made of it", async () => {
    const { desk: at } = desk();
    const rig = await queueRig({ licences: at });
    const { read: number } = read(at, {});
    const asked: TakeInAsked = { kind: "exam", request: "1".repeat(32), papers: CANDIDATE, licence: number };
    const taken = await going(rig, rig.checkIn.takeIn(asked, rig.who));
    if (taken.kind !== "taken-in") throw new Error(taken.reason.code);
    rig.clock.advanceBy(1_500);
    await rig.look();
    rig.clock.advanceBy(1_500);
    await rig.look();
    expect((await rig.call("exam", taken)).kind).toBe("opened");
    const shown = at.noted(number, CERTIFICATE);
    const entries = entriesOf(rig);
    const act = entries.find((entry) => entry.type === "console-acted" && entry.act.kind === "taken-in");
    expect(act).toMatchObject({ act: { licence: shown } });
    expect(entries.find((entry) => entry.type === "job-opened")).toMatchObject({ licence: shown });
    expect(JSON.stringify(entries)).not.toMatch(/Ming|1990-02-28/);
  });
});

test("a correction keeps what was shown for the same candidate alone", () => {
  const { desk: at } = desk();
  const licence = at.noted(read(at, {}).read, CERTIFICATE);
  if (licence === null) throw new Error("nothing was noted");
  const was = new TextEncoder().encode(JSON.stringify(CANDIDATE));
  const before = {
    queue: "exam",
    file: "1.json",
    modifiedMs: 1,
    sha256: "",
    by: "p",
    wallMs: 1,
    licence,
  } as const;
  const known = { before, was, fetching: { noted: () => null }, licences: at };
  const asked = (papers: object) =>
    toldAtDesk({ kind: "exam", request: "1".repeat(32), papers: { ...CANDIDATE, ...papers } }, known);
  expect(asked({ name: "李明明" })).toEqual({ licence });
  expect(asked({ learnerCertificate: "420100999999" })).toEqual({});
});

test("a number is held against a masked one by what the mask leaves open", () => {
  expect(numberMatch("420101199002280011", "420101********0011")).toBe("agrees");
  expect(numberMatch("420101199002280012", "420101********0011")).toBe("differs");
  expect(numberMatch("42010119900228001x", "420101********001X")).toBe("agrees");
  expect(numberMatch("AB123", "420101********0011")).toBe("not-comparable");
  expect(numberMatch(null, "420101********0011")).toBe("not-comparable");
  expect(numberMatch("1234", "****")).toBe("not-comparable");
});

test("of a number its end alone is kept, and never most of it", () => {
  expect(maskedNumber("420101199002280011")).toBe("**************0011");
  expect(maskedNumber("12345")).toBe("***45");
  expect(maskedNumber("1")).toBe("*");
});
