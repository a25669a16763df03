import { describe, expect, test } from "vitest";
import { MemoryRegistryStore } from "../../simulators/registry/registry-store.ts";
import { receiptSchema, refusalSchema } from "../../src/core/delivery/messages.ts";
import { DeliveryWorld, WITNESS_SEED } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";
import { TwinRegistry as RegistryService } from "../support/twin-registry.ts";

/** Section 11: records that are taken out of force. */
function setUp(store = new MemoryRegistryStore()) {
  const station = new SealingStation();
  const registry = (): RegistryService =>
    new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration], store });
  return { station, registry, service: registry() };
}

const submit = (service: RegistryService, submission: unknown) =>
  messageOf(service.handle(bytesOf(submission), 0)[0]);

const inForce = (service: Pick<RegistryService, "stored">): number[] =>
  service.stored.map(({ sequence }) => sequence);
const withdrawn = (service: Pick<RegistryService, "withdrawals">): number[][] =>
  service.withdrawals.map(({ sequence, withdraws }) => [sequence, withdraws.sequence]);

/** Three records and one withdrawal, which must be quarantined; every record stays in force. */
function expectQuarantined(withdraw: (station: SealingStation) => number, defect: string): void {
  const { station, service } = setUp();
  for (let i = 0; i < 3; i++) station.seal();
  const index = withdraw(station);
  const receipt = receiptSchema.parse(submit(service, submissionOf(station, 0)));
  expect(receipt.quarantined.map((q) => q.index)).toEqual([index]);
  expect(service.quarantined).toMatchObject([{ index, sequence: 3, defect }]);
  expect([inForce(service), withdrawn(service)]).toEqual([[0, 1, 2], []]);
}

/** Appends the next withdrawal with its entry changed. */
function changed(station: SealingStation, change: (entry: string) => string): number {
  const trial = station.journal.copy(station.journal.size());
  const real = station.journal;
  station.journal = trial;
  station.withdraw(1);
  const entry = new TextDecoder().decode(trial.entries.at(-1));
  station.journal = real;
  let index = -1;
  real.append([bytesOf(change(entry))], (first) => {
    index = first;
  });
  return index;
}

describe("withdrawals", () => {
  test("RP-121 a withdrawal has its number among the records, and one that is left out is missed as a record is", () => {
    const { station, service } = setUp();
    station.seal();
    station.withdraw(0);
    station.seal();
    const whole = submissionOf(station, 0);
    expect(whole.checkpoint).toContain("\nrecords 3\n");
    const without = { ...whole, records: whole.records.filter((_, n) => n !== 1) };
    expect(refusalSchema.parse(submit(service, without))).toMatchObject({ code: 412 });
    const cut = { ...whole, records: whole.records.slice(0, 2) };
    expect(refusalSchema.parse(submit(service, cut))).toMatchObject({ code: 412 });
    expect([inForce(service), withdrawn(service)]).toEqual([[], []]);
    expect(submit(service, whole)).toMatchObject({ quarantined: [] });
    expect([inForce(service), withdrawn(service)]).toEqual([[2], [[1, 0]]]);
  });

  test("RP-122 a withdrawal whose signature, id, type, station, number or form is wrong is quarantined", () => {
    const sealed = (change: (parts: Record<string, string>) => object) => (station: SealingStation) =>
      changed(station, (entry) => {
        const parts = JSON.parse(entry) as Record<string, string>;
        return JSON.stringify({ ...parts, ...change(parts) });
      });
    const enveloped = (change: (envelope: Record<string, string>) => object) =>
      sealed(({ envelope = "" }) => {
        const parts = JSON.parse(envelope) as Record<string, string>;
        return { envelope: JSON.stringify({ ...parts, ...change(parts) }) };
      });
    expectQuarantined(
      enveloped(({ payload = "" }) => ({ payload: flipped(payload) })),
      "signature",
    );
    expectQuarantined(
      enveloped(() => ({ signatures: [] })),
      "signature",
    );
    expectQuarantined(
      sealed(() => ({ record: "0".repeat(64) })),
      "record-id",
    );
    expectQuarantined(
      enveloped(() => ({ payloadType: "application/vnd.proofmark.result.v3+gzip" })),
      "envelope",
    );
    expectQuarantined(
      sealed(() => ({ type: "record-sealed" })),
      "envelope",
    );
    expectQuarantined(
      sealed(() => ({ withdraws: "0".repeat(64) })),
      "document",
    );
    expectQuarantined((station) => station.withdraw(1, { station: "OTHER-1" }), "foreign");
    expectQuarantined((station) => station.withdraw(1, { sequence: 2 }), "repeated");
    expectQuarantined((station) => station.withdraw(1, { more: 1 }), "document");
    expectQuarantined((station) => station.withdraw(1, { reason: "cheating" }), "document");
  });

  test("RP-123 a withdrawal that names no record in force of the same station before it, by id, number, kind and job, is quarantined", () => {
    const record = "0".repeat(64);
    expectQuarantined(
      (station) => station.withdraw(1, { withdraws: { record, sequence: 1 } }),
      "withdraws-none",
    );
    expectQuarantined((station) => {
      const honest = JSON.parse(new TextDecoder().decode(station.entry(1))) as { record: string };
      return station.withdraw(1, { withdraws: { record: honest.record, sequence: 0 } });
    }, "withdraws-none");
    expectQuarantined((station) => station.withdraw(1, { job: "job-2" }), "withdraws-none");
    expectQuarantined((station) => station.withdraw(1, { kind: "exam" }), "withdraws-none");
    expectQuarantined((station) => {
      const stranger = new SealingStation("OTHER-2").entry(1);
      const { record: foreign } = JSON.parse(new TextDecoder().decode(stranger)) as { record: string };
      return station.withdraw(1, { withdraws: { record: foreign, sequence: 1 } });
    }, "withdraws-none");
  });

  test("RP-124 a record is withdrawn once, and a withdrawal not at all", () => {
    const { station, service } = setUp();
    station.seal();
    station.seal();
    station.withdraw(1);
    const twice = station.withdraw(1);
    expect(submit(service, submissionOf(station, 0))).toMatchObject({ quarantined: [{ index: twice }] });
    const size = station.journal.size();
    const later = station.withdraw(1);
    const withdrawal = service.withdrawals[0];
    const ofOne = station.withdraw(1, {
      withdraws: { record: withdrawal?.record, sequence: withdrawal?.sequence },
    });
    expect(submit(service, submissionOf(station, size))).toMatchObject({
      quarantined: [{ index: later }, { index: ofOne }],
    });
    expect(service.quarantined.map(({ defect }) => defect)).toEqual([
      "withdrawn-twice",
      "withdrawn-twice",
      "withdraws-none",
    ]);
    expect([inForce(service), withdrawn(service)]).toEqual([[0], [[2, 1]]]);
  });

  test("RP-125 a held withdrawal takes its record out of force, which is kept with the reason, after a restart too", () => {
    const { station, service, registry } = setUp();
    station.seal();
    station.seal();
    submit(service, submissionOf(station, 0));
    expect(inForce(service)).toEqual([0, 1]);
    const size = station.journal.size();
    station.withdraw(0);
    submit(service, submissionOf(station, size));
    for (const known of [service, registry()]) {
      expect(inForce(known)).toEqual([1]);
      expect(known.kept.map(({ sequence }) => sequence)).toEqual([0, 1]);
      expect(known.withdrawals).toMatchObject([
        {
          withdraws: { record: service.kept[0]?.record, sequence: 0 },
          reason: { zh: "撤销", en: "withdrawn" },
          by: "P-7K3M9Q2X",
          at: "2026-11-28T08:00:00.000Z",
        },
      ]);
    }
    const again = station.journal.size();
    station.withdraw(0);
    submit(registry(), submissionOf(station, again));
    expect(registry().quarantined).toMatchObject([{ defect: "withdrawn-twice" }]);
  });

  test("RP-126 a record without a receipt may be withdrawn: both come in one submission, in their order", () => {
    const { station, service } = setUp();
    station.seal();
    station.withdraw(0);
    expect(submit(service, submissionOf(station, 0))).toMatchObject({ quarantined: [] });
    expect([inForce(service), withdrawn(service)]).toEqual([[], [[1, 0]]]);
    expect(service.kept.map(({ sequence }) => sequence)).toEqual([0]);
  });

  test("RP-127 loss, doubling and delay end with each withdrawn record out of force once, and every other in force", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const defects = { drop: 0.3, duplicate: 0.3, jitterMs: 8_000 };
      const world = new DeliveryWorld({ seed, defects });
      world.start(0);
      for (let n = 0; n < 30; n += 3) {
        world.seal(2);
        const index = world.station.withdraw(n);
        world.outbox.noteSealed(world.station.sealedRecord(index));
        world.clock.advanceBy(Math.floor(world.random.unit() * 20_000));
        if (n === 12) world.link.goDown(60_000);
      }
      world.drain();
      expect(world.service.quarantined, `seed ${seed}`).toEqual([]);
      expect(inForce(world.service), `seed ${seed}`).toEqual([1, 4, 7, 10, 13, 16, 19, 22, 25, 28]);
      expect(withdrawn(world.service)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27].map((n) => [n + 2, n]));
    }
  });

  test("RP-128 a withdrawal of an abandoned branch stays, and counts once where the branch that goes on has it too", () => {
    const { station, service, registry } = setUp();
    station.seal();
    station.seal();
    submit(service, submissionOf(station, 0));
    const size = station.journal.size();
    station.withdraw(0);
    submit(service, submissionOf(station, size));
    service.resume(station.station, { size, atMs: 1_767_600_000_000 });
    for (const known of [service, registry()]) expect(inForce(known)).toEqual([1]);
    // The same entry at the same place, then a second record of another job.
    station.seal();
    expect(submit(service, submissionOf(station, size))).toMatchObject({ quarantined: [] });
    expect([inForce(service), withdrawn(service)]).toEqual([[1, 3], [[2, 0]]]);
  });
});

/** Another byte in the middle, still base64. */
function flipped(payload: string): string {
  const bytes = Buffer.from(payload, "base64");
  bytes[30] = (bytes[30] ?? 0) ^ 1;
  return bytes.toString("base64");
}
