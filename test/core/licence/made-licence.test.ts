import { describe, expect, test } from "vitest";
import { readerKeys } from "../../../src/adapters/keys/licence-crypto.ts";
import type { LicenceCheck } from "../../../src/core/licence/licence-asked.ts";
import { hasBegun, hasEnded, instantOfParts } from "../../../src/core/licence/licence-dates.ts";
import type { Cbor } from "../../support/cbor-bytes.ts";
import { cbor, Raw, Tagged, wrapped } from "../../support/cbor-bytes.ts";
import { checked, codes, timeOf } from "../../support/licence-vectors.ts";
import {
  AUTHORITY_KEY,
  day,
  deviceSigned,
  GOOD_AT,
  type LicenceParts,
  madeAuthority,
  madeCertificateRead,
  madeIssuerSigned,
  madeLicence,
  madeSigner,
  moment,
  transcriptOf,
} from "../../support/made-licence.ts";

/** Goal: each way in which a licence can be wrong has its own word, and none hides another. Certificates and licences are made here. */
const authorities = [madeCertificateRead(madeAuthority())];
const judged = (answer: Uint8Array, asked: Partial<LicenceCheck> = {}) =>
  checked(answer, { authorities, now: timeOf(GOOD_AT), ...asked });
const wrong = (parts: LicenceParts, asked: Partial<LicenceCheck> = {}) =>
  codes(judged(madeLicence(parts), asked));

describe("a good one", () => {
  test("is accepted, with what it says", () => {
    const reading = judged(madeLicence());
    expect(codes(reading)).toEqual([]);
    expect(reading.word).toBe("accepted");
    expect(reading.licence?.content).toMatchObject({
      number: "420101199002280011",
      familyNational: "李",
      birth: { day: "1990-02-28" },
      country: "CN",
      privileges: [
        { category: "B", codes: ["01 >= 2"] },
        { category: "A", expiry: null },
        { category: "C1", issued: null },
      ],
    });
    expect(reading.notes.map(({ code, params }) => [code, params])).toEqual([
      ["LICENCE_HOLDER_UNPROVEN", { why: "no-device-part" }],
      ["LICENCE_REVOCATION_UNSAID", {}],
      ["LICENCE_CATEGORY_EARLY", { category: "A", issued: "2027-01-01" }],
      ["LICENCE_CATEGORY_ENDED", { category: "C1", expiry: "2025-01-01" }],
    ]);
    expect(reading.steps.filter(({ state }) => state === "not-checked").map(({ step }) => step)).toEqual([
      "holder",
      "status",
    ]);
  });

  test.each(["SHA-256", "SHA-384", "SHA-512"] as const)("with digests by %s", (algorithm) => {
    expect(wrong({ algorithm })).toEqual([]);
  });

  test("with what a later edition says besides", () => {
    const reading = judged(
      madeLicence({
        object: { version: "1.1", status: { status_list: { idx: 1, uri: "https://example.org" } } },
      }),
    );
    expect(reading.word).toBe("accepted");
    expect(reading.notes.map(({ code }) => code)).toContain("LICENCE_REVOCATION_UNKNOWN");
  });
});

/** As its holder may: an element that the issuer signed is not shown. */
function without(element: string) {
  const head = [0x71, ...Buffer.from("elementIdentifier"), 0x60 + element.length, ...Buffer.from(element)];
  return (items: readonly Uint8Array[]) =>
    items.filter((item) => !Buffer.from(item).includes(Buffer.from(head)));
}

describe("wrong in one way", () => {
  test.each<[string, LicenceParts, readonly string[]]>([
    ["another kind of document", { docType: "org.example.other" }, ["LICENCE_DOCTYPE"]],
    ["an MSO of another kind", { object: { docType: "org.example.other" } }, ["LICENCE_DOCTYPE"]],
    ["another major version", { object: { version: "2.0" } }, ["LICENCE_SHAPE"]],
    ["an unknown hash", { object: { digestAlgorithm: "SHA-1" } }, ["LICENCE_SHAPE"]],
    ["a day that there is not", { validity: { signed: moment("2026-02-30T00:00:00Z") } }, ["LICENCE_SHAPE"]],
    ["a fraction of a second", { validity: { signed: moment("2026-06-01T00:00:00.5Z") } }, ["LICENCE_SHAPE"]],
    ["another zone", { validity: { signed: moment("2026-06-01T00:00:00+08:00") } }, ["LICENCE_SHAPE"]],
    ["a moment without its tag", { validity: { validUntil: "2026-12-01T00:00:00Z" } }, ["LICENCE_SHAPE"]],
    ["a moment as a number", { validity: { validUntil: new Tagged(1, 2 ** 31) } }, ["LICENCE_SHAPE"]],
    ["not good yet", { validity: { validFrom: moment("2026-11-30T08:00:01Z") } }, ["LICENCE_NOT_YET"]],
    [
      "signed later than now",
      {
        validity: { signed: moment("2026-11-30T08:00:01Z"), validFrom: moment("2026-11-30T08:00:01Z") },
      },
      ["LICENCE_SIGNED_LATER", "LICENCE_NOT_YET"],
    ],
    [
      "signed now",
      {
        validity: { signed: moment("2026-11-30T08:00:00Z"), validFrom: moment("2026-11-30T08:00:00Z") },
      },
      [],
    ],
    [
      "good from before it was signed",
      { validity: { validFrom: moment("2026-05-31T23:59:59Z") } },
      ["LICENCE_BEFORE_SIGNED"],
    ],
    [
      "good already and signed tomorrow",
      { validity: { signed: moment("2026-12-01T00:00:00Z"), validUntil: moment("2026-12-31T00:00:00Z") } },
      ["LICENCE_BEFORE_SIGNED", "LICENCE_SIGNED_LATER"],
    ],
    ["good from now", { validity: { validFrom: moment("2026-11-30T08:00:00Z") } }, []],
    ["good until now", { validity: { validUntil: moment("2026-11-30T08:00:00Z") } }, ["LICENCE_DATA_ENDED"]],
    ["good for another second", { validity: { validUntil: moment("2026-11-30T08:00:01Z") } }, []],
    ["of 2038", { validity: { validUntil: moment("2038-01-19T03:14:08Z") } }, []],
    ["of 2100", { validity: { validUntil: moment("2100-03-01T00:00:00Z") } }, []],
    ["of another country than its signer", { elements: { issuing_country: "NL" } }, ["LICENCE_COUNTRY"]],
    [
      "a signer of another country",
      { signer: madeSigner({ country: "NL" }) },
      ["LICENCE_CERTIFICATE", "LICENCE_COUNTRY"],
    ],
    ["ended yesterday", { elements: { expiry_date: day("2026-11-29") } }, ["LICENCE_ENDED"]],
    ["ended this second", { elements: { expiry_date: moment("2026-11-30T08:00:00Z") } }, ["LICENCE_ENDED"]],
    ["issued tomorrow", { elements: { issue_date: day("2026-12-01") } }, ["LICENCE_ISSUED_LATER"]],
    ["issued today", { elements: { issue_date: day("2026-11-30") } }, []],
    ["its end withheld", { items: without("expiry_date") }, ["LICENCE_EXPIRY_UNSHOWN"]],
    [
      "its end, which is over, withheld",
      { elements: { expiry_date: day("2001-01-01") }, items: without("expiry_date") },
      ["LICENCE_EXPIRY_UNSHOWN"],
    ],
    ["its day of issue withheld", { items: without("issue_date") }, []],
    ["an end that is no day", { elements: { expiry_date: day("2026-02-30") } }, ["LICENCE_SHAPE"]],
    ["an end as text", { elements: { expiry_date: "2027-01-01" } }, ["LICENCE_SHAPE"]],
    ["categories that are no list", { elements: { driving_privileges: "B" } }, ["LICENCE_SHAPE"]],
    [
      "a category whose end cannot be read",
      { elements: { driving_privileges: [{ vehicle_category_code: "B", expiry_date: "2030" }] } },
      ["LICENCE_SHAPE"],
    ],
  ])("%s", (_name, parts, expected) => {
    expect(wrong(parts)).toEqual(expected);
  });

  test("its signer's life is held against the signing to the second", () => {
    const at = (text: string) => {
      const validity = {
        ...{ signed: moment(text), validFrom: moment(text) },
        validUntil: moment("2027-06-01T00:00:00Z"),
      };
      const elements = { expiry_date: day("2027-06-01") };
      return wrong({ validity, elements }, { now: timeOf(Date.UTC(2027, 0, 1)) });
    };
    expect(at("2025-12-31T23:59:59Z")).toEqual(["LICENCE_SIGNED_OUTSIDE"]);
    expect(at("2026-01-01T00:00:00Z")).toEqual([]);
    expect(at("2026-12-31T00:00:00Z")).toEqual([]);
    expect(at("2026-12-31T00:00:01Z")).toEqual(["LICENCE_SIGNED_OUTSIDE"]);
  });

  test("by a clock in doubt an end that is withheld is told all the same", () => {
    expect(wrong({ items: without("expiry_date") }, { now: null })).toEqual(["LICENCE_EXPIRY_UNSHOWN"]);
  });

  test("by a clock in doubt a validity that contradicts itself is told all the same", () => {
    const parts = { validity: { validFrom: moment("2026-05-31T23:59:59Z") } };
    expect(wrong(parts, { now: null })).toEqual(["LICENCE_BEFORE_SIGNED"]);
    const later = {
      validity: { signed: moment("2026-12-01T00:00:00Z"), validFrom: moment("2026-12-01T00:00:00Z") },
    };
    expect(wrong(later, { now: null })).toEqual([]);
  });

  test("several at once are all told", () => {
    const parts: LicenceParts = {
      elements: { issuing_country: "NL", expiry_date: day("2020-01-01") },
      validity: { validUntil: moment("2026-07-01T00:00:00Z") },
      object: { docType: "org.example.other" },
    };
    expect(wrong(parts)).toEqual([
      "LICENCE_DOCTYPE",
      "LICENCE_DATA_ENDED",
      "LICENCE_COUNTRY",
      "LICENCE_ENDED",
    ]);
  });

  test("an element that was changed, put in twice, added, or taken from elsewhere", () => {
    const swap = (from: string, to: string) => (items: readonly Uint8Array[]) =>
      items.map((item) => {
        const at = Buffer.from(item).indexOf(from);
        return at < 0 ? item : Buffer.from(Buffer.from(item).toString("latin1").replace(from, to), "latin1");
      });
    expect(wrong({ items: swap("Ming", "Ning") })).toEqual(["LICENCE_DIGEST_WRONG"]);
    const twice = wrong({ items: (items) => [...items, items[0] ?? new Uint8Array(0)] });
    expect(twice).toEqual(["LICENCE_ELEMENT_TWICE"]);
    const added = wrapped({
      digestID: 99,
      random: new Uint8Array(16),
      elementIdentifier: "age_over_18",
      elementValue: true,
    }).bytes;
    expect(wrong({ items: (items) => [...items, added] })).toEqual(["LICENCE_DIGEST_MISSING"]);
    expect(wrong({ items: () => [] })).toEqual(["LICENCE_NOTHING_DISCLOSED"]);
    expect(wrong({ items: (items) => items.toReversed() })).toEqual([]);
  });

  test("an element that means the same and is written otherwise", () => {
    // The same content with a longer head: what was signed is bytes.
    const longer = (items: readonly Uint8Array[]) =>
      items.map((item) => {
        if (!Buffer.from(item).includes("given_name\u006celement")) return item;
        const inner = item.subarray(item[2] === 0x58 ? 4 : 3);
        return Buffer.concat([Uint8Array.of(0xd8, 24, 0x59, 0, inner.length), inner]);
      });
    expect(wrong({ items: longer })).toEqual(["LICENCE_DIGEST_WRONG"]);
  });

  test("an answer that says that something is wrong, and one without a document", () => {
    const document = { docType: "org.iso.18013.5.1.mDL", issuerSigned: new Raw(madeIssuerSigned()) };
    const answer = (parts: Readonly<Record<string, Cbor>>) =>
      codes(judged(cbor({ version: "1.0", ...parts })));
    expect(answer({ documents: [document], status: 0 })).toEqual([]);
    expect(answer({ documents: [document], status: 10 })).toEqual(["LICENCE_ANSWER_STATUS"]);
    expect(answer({ status: 10 })).toEqual(["LICENCE_DOCUMENT_NONE"]);
    expect(answer({ documents: [], status: 0 })).toEqual(["LICENCE_DOCUMENT_NONE"]);
    expect(answer({ documents: [document] })).toEqual(["LICENCE_SHAPE"]);
    expect(codes(judged(cbor({ version: "2.0", documents: [document], status: 0 })))).toEqual([
      "LICENCE_SHAPE",
    ]);
    expect(codes(judged(new Uint8Array()))).toEqual(["LICENCE_FORMAT"]);
    expect(codes(judged(cbor([1])))).toEqual(["LICENCE_SHAPE"]);
  });
});

describe("the holder", () => {
  const own = readerKeys.make();
  const session = { ...own, isOurs: true };
  const transcript = transcriptOf(own.key.x, own.key.y ?? new Uint8Array(0));
  const signed = (docType: string) => deviceSigned(transcript, docType);

  test("is proven by a signature in our own session", () => {
    const reading = judged(madeLicence({ deviceSigned: signed }), { transcript, session });
    expect(reading.holder).toEqual({ kind: "proven", by: "signature" });
    expect(reading.word).toBe("accepted");
    expect(reading.notes.map(({ code }) => code)).not.toContain("LICENCE_HOLDER_UNPROVEN");
  });

  test("is not proven by an answer to another reader, however good", () => {
    const other = readerKeys.make();
    const theirs = transcriptOf(other.key.x, other.key.y ?? new Uint8Array(0));
    const replayed = madeLicence({ deviceSigned: (docType) => deviceSigned(theirs, docType) });
    const reading = judged(replayed, { transcript: theirs, session });
    expect(reading.holder).toEqual({ kind: "unproven", why: "not-our-session", wasChecked: true });
    expect(codes(judged(replayed, { transcript, session }))).toEqual(["LICENCE_COSE"]);
  });

  test("another device's key, both proofs at once, none, and a transcript that is none", () => {
    const foreign = madeLicence({
      deviceSigned: (docType) => deviceSigned(transcript, docType, { key: AUTHORITY_KEY }),
    });
    expect(codes(judged(foreign, { transcript, session }))).toEqual(["LICENCE_COSE"]);
    const auth = (deviceAuth: Cbor) =>
      codes(
        judged(madeLicence({ deviceSigned: () => ({ nameSpaces: wrapped({}), deviceAuth }) }), {
          transcript,
          session,
        }),
      );
    expect(auth({})).toEqual(["LICENCE_SHAPE"]);
    expect(auth({ deviceSignature: [], deviceMac: [] })).toEqual(["LICENCE_SHAPE"]);
    expect(auth({ deviceMac: [] })).toEqual(["LICENCE_COSE"]);
    expect(
      codes(judged(madeLicence({ deviceSigned: signed }), { transcript: cbor([1, 2]), session })),
    ).toEqual(["LICENCE_SHAPE"]);
  });

  test("is not proven by a key in data that no authority signed, though its signature is good", () => {
    const stranger = madeLicence({ deviceSigned: signed });
    const reading = judged(stranger, { transcript, session, authorities: [] });
    expect(reading.holder).toEqual({ kind: "unproven", why: "data-not-authentic", wasChecked: false });
    expect(reading.steps.find(({ step }) => step === "holder")?.state).toBe("not-checked");
    expect(reading.notes).toContainEqual({
      code: "LICENCE_HOLDER_UNPROVEN",
      params: { why: "data-not-authentic" },
    });
    const changed = madeLicence({
      deviceSigned: signed,
      items: (items) =>
        items.map((item) =>
          Buffer.from(Buffer.from(item).toString("latin1").replace("Ming", "Ning"), "latin1"),
        ),
    });
    expect(judged(changed, { transcript, session }).holder).toMatchObject({ why: "data-not-authentic" });
    // That its signature is wrong besides is told.
    const foreign = madeLicence({
      deviceSigned: (docType) => deviceSigned(transcript, docType, { key: AUTHORITY_KEY }),
    });
    expect(codes(judged(foreign, { transcript, session, authorities: [] }))).toEqual([
      "LICENCE_ISSUER_UNKNOWN",
      "LICENCE_COSE",
    ]);
  });

  test("is proven by an answer whose data have ended: who showed it is another question", () => {
    const ended = madeLicence({
      deviceSigned: signed,
      validity: { validUntil: moment("2026-07-01T00:00:00Z") },
    });
    const reading = judged(ended, { transcript, session });
    expect([reading.word, reading.holder]).toEqual(["refused", { kind: "proven", by: "signature" }]);
  });

  test("a device key that is no point of its curve", () => {
    const deviceKey = new Map<Cbor, Cbor>([
      [1, 2],
      [-1, 1],
      [-2, new Uint8Array(32).fill(1)],
      [-3, true],
    ]);
    const answer = madeLicence({ deviceSigned: signed, object: { deviceKeyInfo: { deviceKey } } });
    const reading = judged(answer, { transcript, session });
    expect(reading.failures).toEqual([
      { code: "LICENCE_COSE", params: { part: "device", fault: "key-malformed" } },
    ]);
  });
});

describe("dates", () => {
  test("there is no 30th of February, and 1900 was no leap year", () => {
    expect(instantOfParts([2024, 2, 29, 0, 0, 0])).toBe(Date.UTC(2024, 1, 29));
    expect(instantOfParts([2024, 2, 30, 0, 0, 0])).toBeNull();
    expect(instantOfParts([1900, 2, 29, 0, 0, 0])).toBeNull();
    expect(instantOfParts([2024, 13, 1, 0, 0, 0])).toBeNull();
    expect(instantOfParts([2024, 1, 1, 24, 0, 0])).toBeNull();
    expect(instantOfParts([2024, 1, 1, 0, 0, 60])).toBeNull();
    expect(instantOfParts([99, 1, 1, 0, 0, 0])).toBeNull();
  });

  test("a day counts to its end where the reader is, a moment to its second", () => {
    const now = { ms: Date.UTC(2026, 10, 29, 16), day: "2026-11-30" };
    expect(hasEnded({ day: "2026-11-30", atMs: null }, now)).toBe(false);
    expect(hasEnded({ day: "2026-11-29", atMs: null }, now)).toBe(true);
    expect(hasEnded({ day: "2026-11-29", atMs: now.ms + 1 }, now)).toBe(false);
    expect(hasEnded({ day: "2026-11-29", atMs: now.ms }, now)).toBe(true);
    expect(hasBegun({ day: "2026-11-30", atMs: null }, now)).toBe(true);
    expect(hasBegun({ day: "2026-12-01", atMs: null }, now)).toBe(false);
  });
});
