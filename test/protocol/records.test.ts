import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { receiptSchema, refusalSchema, type Submission } from "../../src/core/delivery/messages.ts";
import { formatEnvelope, pae, recordIdOf } from "../../src/core/record/dsse.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { RESULT_PAYLOAD_TYPE } from "../../src/core/record/result-document.ts";
import { upTo, WITNESS_SEED } from "../support/delivery-world.ts";
import { bomb, contentOf, withContent } from "../support/envelope-content.ts";
import { SealingStation, signed } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";
import { TwinRegistry as RegistryService } from "../support/twin-registry.ts";

function setUp(): { station: SealingStation; service: RegistryService } {
  const station = new SealingStation();
  return {
    station,
    service: new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] }),
  };
}

const submit = (service: RegistryService, submission: unknown) =>
  messageOf(service.handle(bytesOf(submission), 0)[0]);

/** Appends an entry that a test made wrong, in the place of the next sealed record. */
function appendChanged(station: SealingStation, change: (entry: string) => string): number {
  const honest = new TextDecoder().decode(station.entry(station.sealed));
  station.sealed++;
  let index = -1;
  station.journal.append([bytesOf(change(honest))], (first) => {
    index = first;
  });
  return index;
}

/** Submits good, changed, good; the answer must quarantine the one in the middle only. */
function expectQuarantined(change: (entry: string) => string, defect: string): void {
  const { station, service } = setUp();
  station.seal();
  const bad = appendChanged(station, change);
  station.seal();
  const receipt = receiptSchema.parse(submit(service, submissionOf(station, 0)));
  expect(receipt.quarantined.map((q) => q.index)).toEqual([bad]);
  expect(receipt.quarantined[0]?.sentence.zh).toMatch(/[一-鿿]/);
  expect(service.quarantined).toMatchObject([{ index: bad, sequence: 1, defect }]);
  expect(service.stored.map((record) => record.sequence)).toEqual([0, 2]);
}

/** Rewrites the content of an entry without the key, as who has not got it must. */
function withPayload(entry: string, rewrite: (content: string) => string): string {
  const sealed = JSON.parse(entry);
  const envelope = withContent(sealed.envelope, rewrite(contentOf(sealed.envelope)));
  return JSON.stringify({ ...sealed, envelope });
}

function withSignatures(entry: string, change: (signatures: object[]) => object[]): string {
  const sealed = JSON.parse(entry);
  const envelope = JSON.parse(sealed.envelope);
  envelope.signatures = change(envelope.signatures);
  return JSON.stringify({ ...sealed, envelope: JSON.stringify(envelope) });
}

describe("records", () => {
  const three = () => {
    const { station, service } = setUp();
    for (let i = 0; i < 3; i++) station.seal();
    return { station, service, honest: submissionOf(station, 0) };
  };
  const expectIncomplete = (change: (honest: Submission) => Submission, index: number | null) => {
    const { service, honest } = three();
    const answer = refusalSchema.parse(submit(service, change(honest)));
    expect(answer).toMatchObject({ code: 412, index });
    expect(service.stored).toEqual([]);
    expect(submit(service, honest)).toMatchObject({ size: 6 });
  };

  test("RP-029 records out of order, doubled, or outside the checkpoint are refused with 412", () => {
    expectIncomplete((s) => ({ ...s, records: [...s.records].reverse() }), 5);
    expectIncomplete((s) => ({ ...s, records: s.records.flatMap((r) => [r, r]) }), 1);
    expectIncomplete((s) => ({ ...s, records: s.records.map((r) => ({ ...r, index: r.index + 6 })) }), 7);
    const { station, service } = three();
    submit(service, submissionOf(station, 0, 4));
    const again = { ...submissionOf(station, 4), records: submissionOf(station, 0).records };
    expect(submit(service, again)).toMatchObject({ code: 412, index: 1 });
  });

  test("RP-030 a record that is not at its place in the tree is refused with 412, by index", () => {
    const forged = new TextDecoder().decode(new SealingStation().entry(1, { padding: 3 }));
    const second = (change: object) => (s: Submission) => ({
      ...s,
      records: s.records.map((r, i) => (i === 1 ? { ...r, ...change } : r)),
    });
    expectIncomplete(second({ entry: forged }), 3);
    expectIncomplete(second({ index: 2 }), 2);
    expectIncomplete(second({ inclusion: [] }), 3);
  });

  test("RP-031 fewer records than the checkpoint counts are refused with 412, also at the end", () => {
    expectIncomplete((s) => ({ ...s, records: s.records.slice(0, 2) }), null);
    expectIncomplete((s) => ({ ...s, records: [] }), null);
  });

  test("RP-032 a jump in the sequence is refused with 412, naming the number that is missing", () => {
    expectIncomplete((s) => ({ ...s, records: s.records.slice(1) }), 3);
    const { station, service } = setUp();
    station.seal();
    station.seal({ sequence: 2 });
    const answer = refusalSchema.parse(submit(service, submissionOf(station, 0)));
    expect(answer).toMatchObject({ code: 412, index: 3 });
    expect(answer.sentence.en).toContain("number 1 is missing");
    expect(answer.sentence.zh).toContain("1号");
  });

  test("RP-033 a record with a bad signature is quarantined, by index, and not in force", () => {
    expectQuarantined((entry) => {
      const forged = withSignatures(entry, ([s]) => [{ ...s, sig: Buffer.alloc(64, 5).toString("base64") }]);
      return forged;
    }, "signature");
    expectQuarantined((entry) => withPayload(entry, (p) => p.replace('"pass"', '"fail"')), "signature");
    expectQuarantined((entry) => withSignatures(entry, () => []), "signature");
  });

  test("RP-034 when every second record is bad, all the good ones are in force", () => {
    const { station, service } = setUp();
    for (let i = 0; i < 64; i++) station.seal({ forged: i % 2 === 1 });
    let size = 0;
    for (let to = 32; to <= 128; to += 32) {
      const receipt = receiptSchema.parse(submit(service, submissionOf(station, size, to)));
      expect(receipt.quarantined).toHaveLength(8);
      size = to;
    }
    expect(service.stored.map((record) => record.sequence)).toEqual(upTo(32).map((n) => n * 2));
    expect(service.quarantined).toHaveLength(32);
  });

  test("RP-035 a record id that is not the hash of its content is quarantined", () => {
    expectQuarantined((entry) => entry.replace(/"record":"[0-9a-f]/, '"record":"x'), "record-id");
  });

  test("RP-036 another payload type is quarantined", () => {
    const { station, service } = setUp();
    station.seal({ payloadType: "application/json" });
    expect(submit(service, submissionOf(station, 0))).toMatchObject({ quarantined: [{ index: 1 }] });
    expect(service.quarantined).toMatchObject([{ defect: "envelope" }]);
  });

  test("RP-037 a record of another station, or for another job, is quarantined", () => {
    const { station, service } = setUp();
    station.seal({ station: "TEST-0002" });
    submit(service, submissionOf(station, 0));
    expect(service.quarantined).toMatchObject([{ defect: "foreign" }]);
    expectQuarantined((entry) => entry.replace('"job":"job-1"', '"job":"job-7"'), "foreign");
  });

  test("RP-038 a sequence number used before is quarantined", () => {
    const { station, service } = setUp();
    station.seal();
    station.seal({ sequence: 0, padding: 1 });
    submit(service, submissionOf(station, 0));
    expect(service.stored.map((record) => record.index)).toEqual([1]);
    expect(service.quarantined).toMatchObject([{ index: 3, defect: "repeated" }]);
  });

  test("RP-039 a quarantined record keeps its place in the count", () => {
    const { station, service } = setUp();
    station.seal({ forged: true });
    submit(service, submissionOf(station, 0));
    station.seal();
    expect(submit(service, submissionOf(station, 2))).toMatchObject({ size: 4, quarantined: [] });
    expect(service.stored.map((record) => record.sequence)).toEqual([1]);
  });

  test("RP-040 unknown signatures are passed over, a failing known one spoils the record", () => {
    const { station, service } = setUp();
    const strange = { keyid: "00", sig: Buffer.alloc(64, 1).toString("base64") };
    appendChanged(station, (entry) => withSignatures(entry, (signatures) => [strange, ...signatures]));
    submit(service, submissionOf(station, 0));
    expect(service.stored).toHaveLength(1);
    const failing = { keyid: station.recordSigner.keyId, sig: strange.sig };
    expectQuarantined((entry) => withSignatures(entry, (s) => [...s, failing]), "signature");
    expectQuarantined(
      (entry) => withSignatures(entry, (s) => [...s, ...Array(16).fill(strange)]),
      "signature",
    );
  });

  test("RP-041 of a refused submission nothing is kept", () => {
    const { service, honest } = three();
    const before = service.fingerprint();
    for (const records of [honest.records.slice(0, 2), [...honest.records].reverse(), []]) {
      submit(service, { ...honest, records });
    }
    expect(service.fingerprint()).toBe(before);
  });

  test("RP-042 a record submitted again and again stands in force once", () => {
    const { service, honest, station } = three();
    for (let i = 0; i < 5; i++) submit(service, honest);
    submit(service, submissionOf(station, 6));
    expect(service.stored.map((r) => [r.station, r.index])).toEqual(
      [1, 3, 5].map((i) => [station.station, i]),
    );
  });

  /** Signed by the station itself, around whatever payload. */
  function signedAround(change: (packed: Uint8Array) => Uint8Array): (entry: string) => string {
    return (entry) => {
      const sealed = JSON.parse(entry);
      const packed = Uint8Array.from(Buffer.from(JSON.parse(sealed.envelope).payload, "base64"));
      const payload = change(packed);
      const payloadType = RESULT_PAYLOAD_TYPE;
      const signer = new SealingStation().recordSigner;
      const signatures = [{ keyId: signer.keyId, signature: signed(signer, pae(payloadType, payload)) }];
      return JSON.stringify({
        ...sealed,
        record: recordIdOf(sha256, payloadType, payload),
        envelope: formatEnvelope({ payloadType, payload, signatures }),
      });
    };
  }
  const at = (packed: Uint8Array, index: number): Uint8Array =>
    packed.with(index, (packed.at(index) ?? 0) ^ 1);

  test.each<[string, (packed: Uint8Array) => Uint8Array]>([
    ["not compressed", (packed) => gunzipSync(packed)],
    ["compressed otherwise than by gzip", (packed) => packed.subarray(10, -8)],
    ["with a time in its head", (packed) => at(packed, 4)],
    ["with a name in its head", (packed) => at(packed, 3)],
    ["spoilt", (packed) => at(packed, 40)],
    ["cut off", (packed) => packed.subarray(0, -1)],
    ["cut off in its content", (packed) => packed.subarray(0, 60)],
    ["with another checksum", (packed) => at(packed, packed.length - 5)],
    ["with another length", (packed) => at(packed, packed.length - 1)],
    ["followed by a byte", (packed) => Buffer.concat([packed, Buffer.of(0)])],
    ["followed by a second member", (packed) => Buffer.concat([packed, packed])],
  ])("RP-108 a payload that is no whole gzip member is quarantined: %s", (_, change) => {
    expectQuarantined(signedAround(change), "payload");
  });

  test("RP-108 a member is one, however it was compressed", () => {
    const { station, service } = setUp();
    const stored = signedAround((packed) => {
      const otherwise = Uint8Array.from(gzipSync(gunzipSync(packed), { level: 0 }));
      [otherwise[8], otherwise[9]] = [0, 255];
      return otherwise;
    });
    appendChanged(station, stored);
    submit(service, submissionOf(station, 0));
    expect(service.stored).toMatchObject([{ sequence: 0 }]);
  });

  test("RP-109 a document that would be longer than 262 144 bytes is quarantined, and not made", () => {
    const packed = bomb();
    const before = process.memoryUsage().arrayBuffers;
    expectQuarantined(
      signedAround(() => packed),
      "payload",
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024);
    const long = (bytes: number) =>
      signedAround((own) =>
        gzip(Buffer.concat([gunzipSync(own), Buffer.alloc(bytes - gunzipSync(own).length, " ")])),
      );
    expectQuarantined(long(262_145), "payload");
    const { station, service } = setUp();
    appendChanged(station, long(262_144));
    submit(service, submissionOf(station, 0));
    expect(service.stored).toHaveLength(1);
  });
});
