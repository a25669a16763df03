import { describe, expect, test } from "vitest";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import {
  type HeadChange,
  MemoryRegistryStore,
  type RegistryStore,
} from "../../simulators/registry/registry-store.ts";
import { DeliveryWorld, upTo, WITNESS_SEED } from "../support/delivery-world.ts";
import { bytesOf } from "../support/submissions.ts";

/**
 * Every write and every message of a delivery goes wrong once, where it can in both variants: it did not happen, and it did happen but
 * nobody was told. Whichever it was, each record must end in force once, with a receipt, and nobody may be locked.
 */
const BATCHES = 4;
const PER_BATCH = 3;

/** A store that fails at the `at`-th commit, having done it or not. */
class FailingStore implements RegistryStore {
  readonly inner = new MemoryRegistryStore();
  commits = 0;
  failed = false;
  readonly #at: number;
  readonly #didIt: boolean;

  constructor(at: number, didIt: boolean) {
    this.#at = at;
    this.#didIt = didIt;
  }

  load(): Iterable<HeadChange> {
    return this.inner.load();
  }

  commit(change: HeadChange): void {
    const fails = this.commits++ === this.#at;
    if (!fails || this.#didIt) this.inner.commit(change);
    if (!fails) return;
    this.failed = true;
    throw new Error("the disk of the registry");
  }
}

function run(world: DeliveryWorld, atBatch: (batch: number) => void): void {
  world.start(0);
  world.clock.runUntil(() => world.outbox.status().connected, 1000);
  for (const batch of upTo(BATCHES)) {
    atBatch(batch);
    world.seal(PER_BATCH);
    world.clock.advanceBy(30);
  }
}

function expectWhole(world: DeliveryWorld): void {
  world.drain();
  expect(world.delivered()).toEqual(upTo(BATCHES * PER_BATCH));
  expect(world.service.quarantined).toEqual([]);
  expect(world.locks).toEqual([]);
  const last = world.station.journal.size();
  expect(world.outbox.status()).toMatchObject({ pending: 0, receiptedSize: last, refusal: null });
  const sizes = world.receipts.map((receipt) => receipt.size);
  expect(sizes.at(-1)).toBe(last);
}

const DIRECTIONS = [
  ["a submission is lost before the registry had it", "up"],
  ["a receipt is lost after the registry has stored", "down"],
] as const;

describe.each(upTo(BATCHES))("at batch %i", (at) => {
  test.each(DIRECTIONS)("%s", (_what, direction) => {
    const world = new DeliveryWorld({ seed: at + 1 });
    run(world, (batch) => {
      if (batch === at) world.link.dropNext(direction, 1);
    });
    expectWhole(world);
  });

  test("the registry's commit fails, and it goes on", () => {
    const store = new FailingStore(at, false);
    const world = new DeliveryWorld({ seed: at + 1, store });
    run(world, () => undefined);
    expectWhole(world);
    expect(store.failed).toBe(true);
  });

  test.each([
    ["the registry dies in a commit that did nothing, and starts again", false],
    ["the registry dies in a commit that did happen, and starts again", true],
  ])("%s", (_what, didIt) => {
    const store = new FailingStore(at, didIt);
    const world = new DeliveryWorld({ seed: at + 1, store });
    const restarted = () =>
      new RegistryService({
        witnessSeed: WITNESS_SEED,
        stations: [world.station.registration],
        store: store.inner,
      });
    let service = world.service;
    let dead = false;
    const handle = (message: Uint8Array, atMs: number): Uint8Array[] => {
      const answers = service.handle(message, atMs);
      if (!store.failed || dead) return answers;
      // It died where the commit failed: no answer leaves, and another process reads the files.
      dead = true;
      service = restarted();
      world.service = service;
      return [];
    };
    world.link = world.newLink({ handle });
    world.outbox = world.newOutbox();
    run(world, () => undefined);
    expectWhole(world);
    expect(dead).toBe(true);
  });

  test.each([
    ["the station dies before its receipt is durable", false],
    ["the station dies after its receipt is durable", true],
  ])("%s", (_what, durable) => {
    const world = new DeliveryWorld({ seed: at + 1 });
    let journalled = 0;
    let died = false;
    world.outbox = world.newOutbox({
      onReceipt: (size, checkpoint) => {
        const dies = !died && world.receipts.length >= at;
        if (!dies || durable) {
          journalled = size;
          world.receipts.push({ size, checkpoint });
        }
        if (!dies) return world.outbox.noteReceiptDurable(size);
        died = true;
        // Whatever the dead process had in flight still reaches the registry.
        const dead = world.outbox;
        world.link = world.newLink();
        world.outbox = world.newOutbox();
        void dead.stop();
        world.start(journalled);
      },
    });
    run(world, () => undefined);
    world.drain();
    expect(world.delivered()).toEqual(upTo(BATCHES * PER_BATCH));
    expect(world.locks).toEqual([]);
    expect(world.receipts.at(-1)?.size).toBe(world.station.journal.size());
  });

  test("the link goes down", () => {
    const world = new DeliveryWorld({ seed: at + 1 });
    run(world, (batch) => {
      if (batch === at) world.link.goDown(3);
    });
    expectWhole(world);
  });

  test("an answer arrives damaged", () => {
    const world = new DeliveryWorld({ seed: at + 1 });
    let answers = 0;
    world.link.intercept((direction, message) => {
      if (direction === "up" || answers++ !== at) return [message];
      const text = new TextDecoder().decode(message);
      return [bytesOf(text.replace(/.{8}\\n","quarantined"/, 'AAAAAAA=\\n","quarantined"'))];
    });
    run(world, () => undefined);
    expectWhole(world);
  });

  test("the log key cannot sign", () => {
    const world = new DeliveryWorld({ seed: at + 1 });
    const signer = world.station.logSigner;
    let signatures = 0;
    world.outbox = world.newOutbox({
      logSigner: {
        ...signer,
        sign(message, done) {
          if (signatures++ === at) done({ kind: "failed", reason: "busy" });
          else signer.sign(message, done);
        },
      },
    });
    run(world, () => undefined);
    expectWhole(world);
  });
});

test("a log key that answers late signs nothing that was given up meanwhile", () => {
  const world = new DeliveryWorld();
  const signer = world.station.logSigner;
  world.outbox = world.newOutbox({
    logSigner: {
      ...signer,
      sign: (message, done) => void world.clock.start("slow key", 700, () => signer.sign(message, done)),
    },
  });
  world.start(0);
  for (const at of upTo(20)) {
    world.seal();
    if (at % 5 === 2) world.link.goDown(100);
    world.clock.advanceBy(500);
  }
  world.drain();
  expect(world.delivered()).toEqual(upTo(20));
  expect(world.warnings).not.toContain("the registry refused");
});

test("two worlds from one seed exchange the same bytes", () => {
  const bytes = (seed: number): string[] => {
    const world = new DeliveryWorld({ seed, defects: { drop: 0.2, duplicate: 0.1, jitterMs: 200 } });
    const seen: string[] = [];
    world.link.intercept((direction, message) => {
      seen.push(`${world.clock.monoMs()} ${direction} ${Buffer.from(message).toString("hex")}`);
      return [message];
    });
    run(world, () => undefined);
    world.drain();
    return [...seen, world.service.fingerprint()];
  };
  expect(bytes(11)).toEqual(bytes(11));
  expect(bytes(11)).not.toEqual(bytes(12));
});
