import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JournalReader } from "../../src/adapters/disk/journal-reader.ts";
import { proofmark } from "../support/cli-run.ts";
import { EventWorld } from "../support/event-world.ts";

/**
 * Goal: whatever is lost, doubled, late or swapped on the way, however often station or link end, and though the registry be set back: it holds
 * exactly the events that the journal tells, in order, once.
 */
const out = mkdtempSync(join(tmpdir(), "proofmark-event-sender-"));
afterAll(() => rmSync(out, { recursive: true }));

let entries: readonly Uint8Array[] = [];
let station = "";
beforeAll(async () => {
  const { code, err } = await proofmark("run", "test/scenarios/three-in-a-lane.yaml", "--out", out);
  expect(`${code} ${err}`).toBe("0 ");
  const reader = new JournalReader(join(out, "three-in-a-lane", "journal"));
  entries = [...reader.records()].map((bytes) => bytes.slice());
  station = reader.station;
  reader.close();
}, 60_000);

function whole(world: EventWorld): void {
  world.store.append(entries, () => undefined);
}

const MINUTE_MS = 60_000;

describe("events on their way", () => {
  test("are held as the journal tells them, byte by byte", () => {
    const world = new EventWorld({ station, seed: 1 });
    whole(world);
    world.sender.start();
    world.clock.advanceBy(MINUTE_MS);
    expect(world.told().length).toBeGreaterThan(30);
    expect(world.held()).toEqual(world.told());
    expect(world.logged).toEqual([]);
    world.sender.stop();
  });

  test("come while the journal grows, and none before a record that waits", () => {
    const world = new EventWorld({ station, seed: 2 });
    world.mayGo = false;
    world.sender.start();
    for (const [i, entry] of entries.entries()) {
      world.store.append([entry], () => undefined);
      if (i % 50 === 0) world.clock.advanceBy(1_000);
      if (i === 300) {
        expect(world.held()).toEqual([]);
        world.mayGo = true;
      }
    }
    world.clock.advanceBy(MINUTE_MS);
    expect(world.held()).toEqual(world.told());
    world.sender.stop();
  });

  test("RP-186 after any disorder each is held once and in order", () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant("grow"), by: fc.integer({ min: 1, max: 400 }) }),
      },
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant("pass"), by: fc.integer({ min: 1, max: 20_000 }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant("down"), by: fc.integer({ min: 1, max: 5_000 }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("kill"), by: fc.constant(0) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("back"), by: fc.integer({ min: 0, max: 60 }) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant("hold"), by: fc.integer({ min: 1, max: 5_000 }) }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 25 }), fc.nat(), (steps, seed) => {
        const defects = { drop: 0.25, duplicate: 0.25, jitterMs: 4_000 };
        const world = new EventWorld({ station, seed, defects, isCore: seed % 2 === 0 });
        let grown = 0;
        const grow = (by: number): void => {
          world.store.append(entries.slice(grown, grown + by), () => undefined);
          grown = Math.min(entries.length, grown + by);
        };
        world.sender.start();
        for (const { kind, by } of steps) {
          if (kind === "grow") grow(by);
          if (kind === "pass") world.clock.advanceBy(by);
          if (kind === "kill") world.kill();
          if (kind === "back") world.book.setBack(station, by);
          if (kind === "down" || kind === "hold") {
            if (kind === "down") world.link.set(false);
            else world.mayGo = false;
            world.clock.advanceBy(by);
            world.mayGo = true;
            world.link.set(true);
          }
          const [held, told] = [world.held(), world.told()];
          expect(held).toEqual(told.slice(0, held.length));
        }
        grow(entries.length);
        world.clock.advanceBy(240 * MINUTE_MS);
        expect(world.held()).toEqual(world.told());
        expect(world.logged).toEqual([]);
        world.sender.stop();
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
