import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { receiptSchema } from "../../src/core/delivery/messages.ts";
import { parseNote, verifyCosignature, verifyNoteSignature } from "../../src/core/record/signed-note.ts";
import { DeliveryWorld, WITNESS_SEED } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, checkpointNote, messageOf, submissionOf } from "../support/submissions.ts";
import { TwinRegistry as RegistryService } from "../support/twin-registry.ts";

function stationWith(records: number): SealingStation {
  const station = new SealingStation();
  for (let i = 0; i < records; i++) station.seal();
  return station;
}

function receiptFor(
  station: SealingStation,
  witnessSeed: Uint8Array,
  size: number,
  root?: Uint8Array,
): string {
  const service = new RegistryService({ witnessSeed, stations: [station.registration] });
  const submission = {
    ...submissionOf(station, 0, size),
    checkpoint: checkpointNote(station, size, { ...(root && { root }) }),
  };
  const answer = messageOf(service.handle(bytesOf(submission), 0)[0]);
  return receiptSchema.parse(answer).checkpoint;
}

/** An outbox with one record in flight; `answers` is what arrives in place of the registry's receipt. */
function stationThatHears(
  answers: (receipt: string, world: DeliveryWorld) => readonly unknown[],
  records = 1,
): DeliveryWorld {
  const world = new DeliveryWorld({ station: stationWith(records) });
  world.link.intercept((direction, message) => {
    if (direction === "up") return [message];
    return answers(new TextDecoder().decode(message), world).map((answer) => bytesOf(answer));
  });
  world.start(0);
  world.clock.advanceBy(5000);
  return world;
}

/** The same receipt with another checkpoint in it. */
function withCheckpoint(receipt: string, checkpoint: string): unknown {
  return { ...JSON.parse(receipt), checkpoint };
}

describe("receipts", () => {
  test("RP-043 a receipt is the submitted checkpoint with the log's and the witness's lines", () => {
    const station = stationWith(2);
    const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
    const submission = submissionOf(station, 0);
    const receipt = receiptSchema.parse(messageOf(service.handle(bytesOf(submission), 1_767_600_000_999)[0]));
    expect(receipt.checkpoint.startsWith(submission.checkpoint)).toBe(true);
    const parsed = parseNote(receipt.checkpoint);
    if (parsed.kind !== "note") throw new Error(parsed.reason.code);
    const by = { digest: sha256, verify: verifySignature, note: parsed.note };
    const witness = { name: service.witnessName, spki: service.witnessSpki };
    const log = { name: "proofmark/TEST-0001", spki: station.logSigner.publicKeySpki };
    expect(parsed.note.signatures).toHaveLength(2);
    expect(verifyNoteSignature({ ...by, key: log })).toBe(true);
    expect(verifyCosignature({ ...by, key: witness })).not.toBeNull();
    expect(verifyCosignature({ ...by, key: { ...witness, name: "another" } })).toBeNull();
  });

  test("RP-044 the cosignature has the registry's wall time in whole seconds", () => {
    const station = stationWith(1);
    const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
    const answer = service.handle(bytesOf(submissionOf(station, 0)), 1_767_600_000_999)[0];
    const parsed = parseNote(receiptSchema.parse(messageOf(answer)).checkpoint);
    if (parsed.kind !== "note") throw new Error(parsed.reason.code);
    const key = { name: service.witnessName, spki: service.witnessSpki };
    const check = { digest: sha256, verify: verifySignature, note: parsed.note, key };
    expect(verifyCosignature(check)).toEqual({ timeS: 1_767_600_000 });
  });

  test("RP-045 one receipt covers every record below its size", () => {
    const world = new DeliveryWorld({ station: stationWith(50) });
    world.start(0);
    world.drain();
    expect(world.receipts).toHaveLength(1);
    expect(world.receipts[0]?.size).toBe(100);
    expect(world.outbox.status().pending).toBe(0);
  });

  test("RP-046 a checkpoint that the own log key did not sign is no receipt", () => {
    const signer = createDeterministicSigner("TEST-0001 stolen", "ed25519");
    const world = stationThatHears((receipt, { station }) => {
      const registration = { ...station.registration, logKeySpki: signer.publicKeySpki };
      const twin = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [registration] });
      const submission = { ...submissionOf(station, 0), checkpoint: checkpointNote(station, 2, { signer }) };
      const forged = receiptSchema.parse(messageOf(twin.handle(bytesOf(submission), 0)[0]));
      return [withCheckpoint(receipt, forged.checkpoint)];
    });
    expect(world.receipts).toEqual([]);
    expect(world.warnings).toContain("a receipt does not verify");
  });

  test("RP-047 a checkpoint that another witness cosigned, or none, is no receipt", () => {
    const world = stationThatHears((receipt, { station }) => [
      withCheckpoint(receipt, receiptFor(station, new Uint8Array(32).fill(8), 2)),
      withCheckpoint(receipt, checkpointNote(station, 2)),
      withCheckpoint(receipt, JSON.parse(receipt).checkpoint.replace(/.{4}\n$/, "AAA=\n")),
    ]);
    expect(world.receipts).toEqual([]);
    expect(world.outbox.status()).toMatchObject({ pending: 1, receiptedSize: 0, locked: null });
  });

  test("RP-048 a checkpoint of another size or root than the journal's is no receipt", () => {
    const beyond = stationThatHears((receipt, { station }) => {
      const longer = stationWith(3);
      const checkpoint = receiptFor(longer, WITNESS_SEED, 6);
      return station.journal.size() === 2 ? [withCheckpoint(receipt, checkpoint)] : [];
    });
    expect(beyond.receipts).toEqual([]);
    const other = stationThatHears((receipt) => {
      const twin = new SealingStation();
      twin.seal({ padding: 1 });
      return [withCheckpoint(receipt, receiptFor(twin, WITNESS_SEED, 2))];
    });
    expect(other.receipts).toEqual([]);
  });

  test("RP-049 a receipt replayed, or of a smaller size, changes nothing", () => {
    const world = new DeliveryWorld();
    const answers: Uint8Array[] = [];
    world.link.intercept((direction, message) => {
      if (direction === "up") return [message];
      answers.unshift(message);
      return [...answers, ...answers];
    });
    world.start(0);
    for (let i = 0; i < 5; i++) {
      world.seal();
      world.drain();
    }
    expect(answers.length).toBe(5);
    expect(world.receipts.map((receipt) => receipt.size)).toEqual([2, 4, 6, 8, 10]);
    // What was replayed did not set it back: after an outage it goes on where it was.
    world.link.intercept(null);
    world.link.goDown(10);
    world.seal();
    world.drain();
    expect(world.delivered()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(world.warnings).not.toContain("the registry refused");
  });

  test("RP-050 a receipt that nobody asked for is accepted if it verifies", () => {
    const station = stationWith(3);
    const world = new DeliveryWorld({ station });
    const early = messageOf(world.service.handle(bytesOf(submissionOf(station, 0, 4)), 0)[0]);
    const late = receiptSchema.parse(early).checkpoint;
    world.outbox = world.newOutbox({ entropy: () => 0.9 });
    world.link.dropNext("up", 1);
    world.start(0);
    // Nothing is in flight any more: it waits to try again.
    world.clock.advanceBy(10_100);
    const answer = {
      schema: "proofmark/receipt/v1",
      station: "TEST-0001",
      size: 4,
      checkpoint: late,
      quarantined: [],
    };
    world.link.inject(bytesOf(answer));
    world.clock.advanceBy(10);
    expect(world.receipts).toEqual([{ size: 4, checkpoint: late }]);
    expect(world.outbox.status().pending).toBe(1);
    world.drain();
    expect(world.delivered()).toEqual([0, 1, 2]);
    expect(world.warnings).not.toContain("the registry refused");
  });

  test("RP-051 a size counts as receipted when the receipt is durable", () => {
    const world = new DeliveryWorld({ station: stationWith(1) });
    const accepted: number[] = [];
    world.outbox = world.newOutbox({ onReceipt: (size) => void accepted.push(size) });
    world.start(0);
    world.clock.advanceBy(1000);
    expect(accepted).toEqual([2]);
    expect(world.outbox.status().receiptedSize).toBe(0);
    world.outbox.noteReceiptDurable(2);
    expect(world.outbox.status().receiptedSize).toBe(2);
    expect(() => world.outbox.noteReceiptDurable(3)).toThrow();
    // A crash in between: the next start asks again, and gets the same receipt without a second effect.
    const restarted = new DeliveryWorld({ station: world.station });
    restarted.service = world.service;
    restarted.link = restarted.newLink();
    restarted.outbox = restarted.newOutbox();
    restarted.start(0);
    restarted.drain();
    expect(restarted.receipts.map((receipt) => receipt.size)).toEqual([2]);
    expect(world.service.stored).toHaveLength(1);
  });

  test("RP-072 an answer that cannot be read is dropped and changes nothing", () => {
    const random = new SeededRandom(4, "junk");
    const world = stationThatHears((receipt) => {
      const junk = Array.from({ length: 300 }, () => {
        const at = random.below(receipt.length);
        return (
          receipt.slice(0, at) +
          String.fromCharCode(32 + random.below(90)) +
          receipt.slice(at + 1 + random.below(3))
        );
      });
      return [...junk, "", "null", "[]", "{}", '{"schema":"proofmark/receipt/v1"}', receipt.slice(0, -1)];
    });
    // One of the changes may hit nothing that matters; what is accepted then is the true receipt.
    expect([[], [2]]).toContainEqual(world.receipts.map((receipt) => receipt.size));
    expect(world.locks).toEqual([]);
    const clean = stationThatHears((receipt) => ["", "null", "{}", receipt]);
    expect(clean.receipts.map((receipt) => receipt.size)).toEqual([2]);
  });
});
