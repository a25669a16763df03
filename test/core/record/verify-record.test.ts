import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ResultDocument } from "../../../src/core/record/result-document.ts";
import { verifyRecord } from "../../../src/core/record/verify-record.ts";
import { reason, told } from "../../../src/core/trade/reasons.ts";
import { bomb, contentOf, withPayload } from "../../support/envelope-content.ts";
import {
  envelopeOfBytes,
  envelopeWith,
  exam,
  finding,
  inspection,
  item,
  jsonOf,
  KEYS,
  STATION,
  seal,
  TRUSTED,
  verifier,
} from "../../support/sealed-results.ts";
import { bytesOf } from "../../support/submissions.ts";

function outcome(text: string, by = verifier()): string {
  const result = verifyRecord(by, text);
  return result.kind === "verified" ? "verified" : result.reason.code;
}
const signedDocument = (document: ResultDocument): string => envelopeWith(jsonOf(document));

describe("a record", () => {
  test("of the station's own making verifies, and gives back what was sealed", () => {
    for (const document of [inspection(), exam()]) {
      const sealed = seal(document);
      const result = verifyRecord(verifier(), sealed.envelope);
      expect(result).toMatchObject({
        kind: "verified",
        record: sealed.record,
        document,
        key: { name: "record-1" },
      });
    }
  });

  test("no character of the envelope can change what is verified", () => {
    const { envelope, record } = seal(inspection());
    for (let at = 0; at < envelope.length; at += 7) {
      const changed = `${envelope.slice(0, at)}${envelope[at] === "A" ? "B" : "A"}${envelope.slice(at + 1)}`;
      const result = verifyRecord(verifier(), changed);
      if (result.kind === "verified") expect(result.record).toBe(record);
      expect(result.kind, `character ${at}`).toBe("refused");
    }
  });

  test("is refused with its own code for every way to be wrong", () => {
    const { envelope } = seal(inspection());
    const stranger = envelopeWith(jsonOf(inspection()), KEYS.stranger);
    expect(outcome("{}")).toBe("ENVELOPE_MALFORMED");
    expect(outcome(envelopeWith(jsonOf(inspection()), KEYS.record, "application/json"))).toBe(
      "PAYLOAD_TYPE_WRONG",
    );
    expect(outcome(stranger)).toBe("SIGNER_UNKNOWN");
    expect(outcome(stranger.replace(KEYS.stranger.keyId, KEYS.record.keyId))).toBe("SIGNATURE_INVALID");
    expect(outcome(envelope.replace(KEYS.record.keyId, ""))).toBe("SIGNER_UNKNOWN");
    expect(outcome(envelopeWith('{"a":1,"a":2}'))).toBe("PAYLOAD_NOT_STRICT_JSON");
    expect(outcome(envelopeWith({ ...jsonOf(inspection()), more: 1 }))).toBe("SCHEMA_WRONG");
    expect(outcome(signedDocument(inspection({ station: "HB-WH-0043" })))).toBe("STATION_MISMATCH");
  });

  test("the key's role, station and time come from the trust list alone", () => {
    const { envelope } = seal(inspection());
    const withKey = (change: Partial<(typeof TRUSTED)[number]>) =>
      verifier([{ ...(TRUSTED[0] as (typeof TRUSTED)[number]), ...change }]);
    expect(outcome(envelope, withKey({}))).toBe("verified");
    expect(outcome(envelope, withKey({ role: "log" }))).toBe("SIGNER_UNKNOWN");
    expect(outcome(envelope, withKey({ station: "HB-WH-0043" }))).toBe("STATION_MISMATCH");
    expect(outcome(envelope, withKey({ notAfter: "2026-11-23T08:04:59.999Z" }))).toBe("KEY_NOT_VALID_THEN");
    expect(outcome(envelope, withKey({ notBefore: "2026-11-23T08:05:00.001Z" }))).toBe("KEY_NOT_VALID_THEN");
    expect(outcome(envelope, withKey({ notAfter: "2026-11-23T08:05:00.000Z" }))).toBe("verified");
  });

  test("unknown signatures beside a good one are ignored, a known one that fails refuses (SG-13)", () => {
    const { envelope } = seal(inspection());
    const parsed = JSON.parse(envelope);
    const [good] = parsed.signatures;
    const withSignatures = (signatures: object[]): string => JSON.stringify({ ...parsed, signatures });
    expect(outcome(withSignatures([{ keyid: "unknown", sig: "AAAA" }, good]))).toBe("verified");
    expect(outcome(withSignatures([good, { keyid: KEYS.record.keyId, sig: "AAAA" }]))).toBe(
      "SIGNATURE_INVALID",
    );
    expect(outcome(withSignatures([]))).toBe("SIGNER_UNKNOWN");
    // A log key is known, but may not sign records.
    expect(outcome(withSignatures([{ ...good, keyid: KEYS.log.keyId }]))).toBe("SIGNER_UNKNOWN");
  });

  test("of another format is refused by what it is and what reads it, whoever signed it", () => {
    const ofFormat = (format: string) =>
      verifyRecord(
        verifier(),
        envelopeWith({ old: true }, KEYS.stranger, `application/vnd.proofmark.result.v${format}`),
      );
    const outdated = (found: number, software: string) => ({
      kind: "refused",
      reason: { code: "SCHEMA_OUTDATED", params: { found, reads: 3, software } },
    });
    expect(ofFormat("1+json")).toEqual(outdated(1, "0.1"));
    expect(ofFormat("2+json")).toEqual(outdated(2, "0.2"));
    expect(ofFormat("4+gzip")).toEqual({
      kind: "refused",
      reason: { code: "SCHEMA_NEWER", params: { found: 4, reads: 3 } },
    });
    for (const format of ["+json", "0+json", "1.5+json", "2 +json", "x+json", "2", "3+zip", "3+gzip "])
      expect(ofFormat(format), format).toMatchObject({ reason: { code: "PAYLOAD_TYPE_WRONG" } });
    // What this software writes, and not compressed: no station makes it, so it is a format of its own that nobody has.
    expect(ofFormat("3+json")).toMatchObject({ reason: { code: "PAYLOAD_TYPE_WRONG" } });
  });

  test.each<[string, (packed: Uint8Array) => Uint8Array, string]>([
    ["not compressed", () => bytesOf(jsonOf(inspection())), "STREAM_HEAD_WRONG"],
    ["a bomb", () => bomb(), "STREAM_TOO_LONG"],
    ["cut off in its content", (packed) => packed.subarray(0, 200), "STREAM_CUT_OFF"],
    ["cut off in its checksum", (packed) => packed.subarray(0, -1), "STREAM_CUT_OFF"],
    ["followed by a byte", (packed) => Buffer.concat([packed, Buffer.of(0)]), "STREAM_GOES_ON"],
    ["followed by a second one", (packed) => Buffer.concat([packed, packed]), "STREAM_GOES_ON"],
    [
      "of another checksum",
      (packed) => Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]),
      "STREAM_CHECKSUM_WRONG",
    ],
  ])("whose payload is %s is refused, though the station signed it", (_, change, because) => {
    const { payload } = JSON.parse(seal(inspection()).envelope) as { payload: string };
    const signed = envelopeOfBytes(change(Uint8Array.from(Buffer.from(payload, "base64"))));
    expect(verifyRecord(verifier(), signed)).toMatchObject({
      kind: "refused",
      reason: { code: "PAYLOAD_UNREADABLE", params: { because: { code: because } } },
    });
  });

  test("that the station compressed otherwise verifies, under an id of its own: the id is over the bytes as they stand", () => {
    const { envelope, record } = seal(inspection());
    const stored = Uint8Array.from(gzipSync(contentOf(envelope), { level: 0 }));
    [stored[8], stored[9]] = [0, 255];
    const other = verifyRecord(verifier(), envelopeOfBytes(stored));
    expect(other).toMatchObject({ kind: "verified", document: inspection() });
    expect(other.kind === "verified" && other.record).not.toBe(record);
    // Nobody but the key can make the one into the other.
    expect(outcome(withPayload(envelope, stored))).toBe("SIGNATURE_INVALID");
  });

  test("says which field is not of its form", () => {
    const reasonFor = (change: object) => {
      const result = verifyRecord(verifier(), envelopeWith({ ...jsonOf(inspection()), ...change }));
      return result.kind === "refused" ? result.reason : null;
    };
    expect(reasonFor({ more: 1 })).toEqual({ code: "SCHEMA_WRONG", params: { field: "more" } });
    expect(reasonFor({ reasons: ["bench silent"] })).toEqual({
      code: "SCHEMA_WRONG",
      params: { field: "reasons.0" },
    });
  });
});

const ABORTED = told(reason("ABORTED", { by: "console", typed: "smoke" }));
const SILENT = told(
  reason("DEVICE_FAULT", { role: "brake-bench", device: "bench-1", fault: "silent", detail: null }),
);

describe("a signed record that contradicts itself is refused", () => {
  const pass = item("pass", finding("pass"));
  const cases: readonly [string, ResultDocument, string][] = [
    [
      "a pass with a failed item",
      inspection({ items: [pass, item("fail", finding("fail"))] }),
      "VERDICT_INCONSISTENT",
    ],
    [
      "a pass with an undecided item",
      inspection({ items: [pass, item("undecided", finding("undecided"))] }),
      "VERDICT_INCONSISTENT",
    ],
    ["a pass with a void item", inspection({ items: [pass, item("void")] }), "VERDICT_INCONSISTENT"],
    ["a pass of nothing", inspection({ items: [] }), "VERDICT_INCONSISTENT"],
    [
      "a pass of what does not apply",
      inspection({ items: [item("not-applicable")] }),
      "VERDICT_INCONSISTENT",
    ],
    [
      "an item passed over a failed finding",
      inspection({ items: [item("pass", finding("fail"))] }),
      "VERDICT_INCONSISTENT",
    ],
    [
      "an item passed over an undecided finding",
      inspection({ items: [item("pass", finding("pass"), finding("undecided"))] }),
      "VERDICT_INCONSISTENT",
    ],
    [
      "a pass over a major defect",
      inspection({ items: [item("pass", { ...finding("pass"), severity: "major" })] }),
      "VERDICT_INCONSISTENT",
    ],
    [
      "a fail by a minor defect",
      inspection({ verdict: "fail", items: [item("fail", { ...finding("fail"), severity: "minor" })] }),
      "VERDICT_INCONSISTENT",
    ],
    ["an item passed without a finding", inspection({ items: [item("pass")] }), "VERDICT_INCONSISTENT"],
    ["a fail with nothing failed", inspection({ verdict: "fail" }), "VERDICT_INCONSISTENT"],
    [
      "an item failed over a passed finding",
      inspection({ verdict: "fail", items: [item("fail", finding("pass"))] }),
      "VERDICT_INCONSISTENT",
    ],
    ["a void without a reason", inspection({ verdict: "void" }), "VERDICT_INCONSISTENT"],
    [
      "an inspection with a score",
      inspection({ score: { points: 100, passMark: 80, fullMark: 100 } }),
      "SCORE_INCONSISTENT",
    ],
    [
      "a passed exam of nothing",
      exam({ items: [], score: { points: 100, passMark: 80, fullMark: 100 } }),
      "VERDICT_INCONSISTENT",
    ],
    [
      "a beginning at no time",
      inspection({
        time: { started: "0000-00-00T00:00:00.000Z", ended: inspection().time.ended, status: "synchronised" },
      }),
      "EVIDENCE_INCONSISTENT",
    ],
    ["an exam without a score", exam({ score: null }), "SCORE_INCONSISTENT"],
    [
      "a score without its deductions",
      exam({ score: { points: 100, passMark: 80, fullMark: 100 } }),
      "SCORE_INCONSISTENT",
    ],
    [
      "a passed exam below the mark",
      exam({ score: { points: 90, passMark: 95, fullMark: 100 } }),
      "VERDICT_INCONSISTENT",
    ],
    ["a failed exam above the mark", exam({ verdict: "fail" }), "VERDICT_INCONSISTENT"],
    [
      "a passed exam with a void item",
      exam({ items: [item("pass", finding("fail", 10)), item("void")] }),
      "VERDICT_INCONSISTENT",
    ],
    [
      "the log of another station",
      inspection({ evidence: { log: "proofmark/X", firstIndex: 0, endIndex: 2, entries: 2 } }),
      "EVIDENCE_INCONSISTENT",
    ],
    [
      "more evidence than there is room for",
      inspection({ evidence: { log: `proofmark/${STATION}`, firstIndex: 5, endIndex: 7, entries: 3 } }),
      "EVIDENCE_INCONSISTENT",
    ],
    [
      "no evidence",
      inspection({ evidence: { log: `proofmark/${STATION}`, firstIndex: 5, endIndex: 5, entries: 0 } }),
      "EVIDENCE_INCONSISTENT",
    ],
    [
      "an end before the beginning",
      inspection({
        time: { started: "2026-11-23T08:06:00.000Z", ended: "2026-11-23T08:05:00.000Z", status: "unknown" },
      }),
      "EVIDENCE_INCONSISTENT",
    ],
  ];
  test.each(cases)("%s", (_, document, code) => {
    expect(outcome(signedDocument(document))).toBe(code);
  });

  test.each([
    [
      "a fail with a failed item",
      inspection({ verdict: "fail", items: [pass, item("fail", finding("fail"))] }),
    ],
    [
      "a void with its reason",
      inspection({ verdict: "void", reasons: [SILENT], items: [pass, item("void")] }),
    ],
    ["an aborted one that nothing failed in", inspection({ verdict: "void", reasons: [ABORTED] })],
    [
      "an exam failed at once",
      exam({
        verdict: "fail",
        score: { points: 0, passMark: 80, fullMark: 100 },
        items: [item("fail", finding("fail", 100), finding("fail", 10)), item("void")],
      }),
    ],
    [
      "an exam voided",
      exam({
        verdict: "void",
        reasons: [SILENT],
        items: [item("pass", finding("fail", 10)), item("void")],
      }),
    ],
  ])("and %s is not", (_, document) => {
    expect(outcome(signedDocument(document))).toBe("verified");
  });
});
