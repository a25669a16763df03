import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeGunzip } from "../../../src/adapters/zlib/node-gunzip.ts";
import { nodeGzip } from "../../../src/adapters/zlib/node-gzip.ts";
import {
  EVIDENCE_FILE_BYTES_MAX,
  EVIDENCE_UNPACKED_MAX,
  type EvidenceBundle,
  readEvidence,
  writeEvidence,
} from "../../../src/core/evidence/evidence-bundle.ts";
import { gunzip, gzip } from "../../../src/core/record/gzip.ts";
import { bundleOf, provenJournal } from "../../support/evidence-world.ts";
import { goodDay } from "../../support/journal-day.ts";
import { STATION } from "../../support/sealed-results.ts";

/** Goal: what is written is read back exactly, and a file that is not of the form is refused by one sentence, whatever its bytes. */
const bundle = bundleOf(provenJournal(STATION, [...goodDay().store.read(0)]), "job-1");

function packed(of: EvidenceBundle): Uint8Array {
  const written = writeEvidence(of, gzip);
  if (written.kind === "refused") throw new Error(written.reason.code);
  return written.bytes;
}

function repacked(change: (value: Record<string, unknown>) => unknown): Uint8Array {
  const opened = gunzip(packed(bundle), 1e7);
  const text = opened.kind === "bytes" ? new TextDecoder().decode(opened.bytes) : "";
  return gzip(new TextEncoder().encode(JSON.stringify(change(JSON.parse(text)))));
}

const codeOf = (bytes: Uint8Array): unknown => {
  const read = readEvidence(bytes, gunzip);
  return read.kind === "refused"
    ? [read.reason.code, (read.reason.params as { because?: { code: string } }).because?.code]
    : read.kind;
};

describe("a bundle of evidence", () => {
  test("is read as it was written, by our own unpacker and by the engine's, with photos and a trust list", () => {
    const photo = {
      sha256: "ab".repeat(32),
      mediaType: "image/jpeg",
      bytes: Uint8Array.of(0xff, 0xd8, 0xff, 0),
    };
    const full = { ...bundle, photos: [photo], trust: { authority: "x", envelope: {} } };
    expect(readEvidence(packed(full), gunzip)).toEqual({ kind: "evidence", bundle: full });
    const written = writeEvidence(full, nodeGzip);
    expect(written.kind === "bytes" && readEvidence(written.bytes, nodeGunzip)).toEqual({
      kind: "evidence",
      bundle: full,
    });
    expect(readEvidence(packed(bundle), gunzip)).toEqual({ kind: "evidence", bundle });
  });

  test.each<[string, Uint8Array, string | undefined]>([
    ["no gzip", new TextEncoder().encode("{}"), "STREAM_HEAD_WRONG"],
    ["cut off", packed(bundle).subarray(0, -9), "STREAM_CUT_OFF"],
    ["followed by a byte", Uint8Array.from([...packed(bundle), 0]), "STREAM_GOES_ON"],
    ["no JSON", gzip(new TextEncoder().encode("[")), "JSON_VALUE_MISSING"],
    ["two documents", gzip(new TextEncoder().encode("{}{}")), "JSON_GOES_ON"],
    ["an unknown member", repacked((value) => ({ ...value, redacted: false })), "FIELD_MALFORMED"],
    [
      "another schema",
      repacked((value) => ({ ...value, schema: "proofmark/evidence/v2" })),
      "FIELD_MALFORMED",
    ],
    ["no entry", repacked((value) => ({ ...value, entries: [] })), "FIELD_MALFORMED"],
    [
      "a negative index",
      repacked((value) => ({ ...value, entries: [{ index: -1, entry: "" }] })),
      "FIELD_MALFORMED",
    ],
    [
      "a record id in capitals",
      repacked((value) => ({ ...value, record: "AB".repeat(32) })),
      "FIELD_MALFORMED",
    ],
    ["a hash of no base64", repacked((value) => ({ ...value, hashes: ["*".repeat(44)] })), "NOT_BASE64"],
    [
      "a photo of a kind that no station takes",
      repacked((value) => ({
        ...value,
        photos: [{ sha256: "ab".repeat(32), mediaType: "image/gif", data: "" }],
      })),
      "FIELD_MALFORMED",
    ],
  ])("that is %s is refused", (_, bytes, because) => {
    expect(codeOf(bytes)).toEqual(["EVIDENCE_MALFORMED", because]);
  });

  test("that is redacted is refused by one sentence that says what to do", () => {
    const redacted = repacked((value) => ({ ...value, redacted: true, document: {} }));
    expect(codeOf(redacted)).toEqual(["EVIDENCE_REDACTED", undefined]);
  });

  test("is refused where it is larger than one may be, as a file and unpacked", () => {
    expect(codeOf(new Uint8Array(EVIDENCE_FILE_BYTES_MAX + 1))).toEqual(["EVIDENCE_TOO_LARGE", undefined]);
    const large = writeEvidence(bundle, () => new Uint8Array(EVIDENCE_FILE_BYTES_MAX + 1));
    expect(large).toMatchObject({ reason: { code: "EVIDENCE_TOO_LARGE", params: { mib: 65, mostMiB: 64 } } });
    expect(codeOf(gzip(new TextEncoder().encode("[]")))).toEqual(["EVIDENCE_MALFORMED", "FIELD_MALFORMED"]);
    let asked = 0;
    readEvidence(packed(bundle), (bytes, most) => {
      asked = most;
      return gunzip(bytes, most);
    });
    expect(asked).toBe(EVIDENCE_UNPACKED_MAX);
  });

  test("gives an answer for any bytes, and for any byte of it that is another", () => {
    const good = packed(bundle);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => readEvidence(any, gunzip).kind === "refused"),
    );
    const spoilt = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(spoilt, ([at, by]) => {
        const other = good.with(at, (good[at] as number) ^ by);
        expect(readEvidence(other, gunzip).kind).toBe("refused");
      }),
      { numRuns: 300 },
    );
  });
});
