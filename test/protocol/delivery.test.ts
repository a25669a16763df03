import { describe, expect, test } from "vitest";
import { type Submission, submissionSchema } from "../../src/core/delivery/messages.ts";
import { DeliveryWorld, upTo } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf } from "../support/submissions.ts";

function stationWith(records: number, padding = 0): SealingStation {
  const station = new SealingStation();
  for (let i = 0; i < records; i++) station.seal({ padding });
  return station;
}

/** Times in ms at which submissions leave; `mute` swallows everything the registry says. */
function submissionTimes(world: DeliveryWorld, mute: boolean): number[] {
  const times: number[] = [];
  world.link.intercept((direction, message) => {
    if (direction === "up") times.push(world.clock.monoMs());
    return direction === "down" && mute ? [] : [message];
  });
  return times;
}

/** Changes each submission on the way, the first `times` times, after which the man in the middle goes away. */
function meddle(world: DeliveryWorld, times: number, change: (submission: Submission) => unknown): void {
  let left = times;
  world.link.intercept((direction, message) => {
    if (direction === "down" || left === 0) return [message];
    left--;
    return [bytesOf(change(submissionSchema.parse(messageOf(message))))];
  });
}

describe("delivery", () => {
  test("RP-062 what is pending follows from the journal and the last receipt", () => {
    const world = new DeliveryWorld({ station: stationWith(10) });
    world.start(0);
    world.drain();
    world.link.goDown(null);
    world.seal(7);
    const before = world.outbox.status().pending;
    expect(before).toBe(7);
    // The process dies and another one starts from the journal.
    world.link = world.newLink();
    world.outbox = world.newOutbox();
    world.start(20);
    expect(world.outbox.status().pending).toBe(7);
    world.drain();
    expect(world.delivered()).toEqual(upTo(17));
  });

  test("RP-063 at most four submissions are without an answer", () => {
    const world = new DeliveryWorld({ station: stationWith(270) });
    const times = submissionTimes(world, true);
    world.start(0);
    world.clock.advanceBy(9000);
    expect(times).toHaveLength(4);
    const answered = new DeliveryWorld({ station: stationWith(270) });
    answered.start(0);
    answered.drain();
    expect(answered.delivered()).toHaveLength(270);
  });

  test("RP-064 a submission without an answer for ten seconds is sent again", () => {
    const world = new DeliveryWorld({ station: stationWith(1) });
    const times = submissionTimes(world, true);
    world.start(0);
    world.clock.advanceBy(10_600);
    expect(times).toHaveLength(2);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(10_000);
    expect(second - first).toBeLessThanOrEqual(10_500);
  });

  test("RP-065 the wait before a further attempt is even from 0 to a ceiling that doubles up to 300 s", () => {
    const waits = (chance: number): number[] => {
      const world = new DeliveryWorld({ station: stationWith(1) });
      const times = submissionTimes(world, true);
      world.outbox = world.newOutbox({ entropy: () => chance });
      world.start(0);
      world.clock.runUntil(() => times.length >= 14, 10_000_000);
      return times.slice(1).map((time, i) => Math.round(time - (times[i] ?? 0) - 10_000));
    };
    const ceilings = upTo(13).map((n) => Math.min(300_000, 500 * 2 ** n));
    expect(waits(0)).toEqual(ceilings.map(() => 0));
    expect(waits(0.5)).toEqual(ceilings.map((ceiling) => ceiling / 2));
    expect(waits(0.999_999).at(-1)).toBe(300_000);
  });

  test("RP-066 an accepted receipt sets the count of failures back", () => {
    const world = new DeliveryWorld({ station: stationWith(1) });
    world.outbox = world.newOutbox({ entropy: () => 0.5 });
    world.link.dropNext("down", 6);
    world.start(0);
    world.drain();
    const times = submissionTimes(world, false);
    world.link.dropNext("down", 1);
    world.seal();
    world.drain();
    const [first = 0, second = 0] = times;
    expect(second - first).toBe(10_250);
  });

  test("RP-067 a link that goes down loses what is in flight, and it is sent again when up", () => {
    const world = new DeliveryWorld({ station: stationWith(1) });
    const times = submissionTimes(world, false);
    world.start(0);
    world.clock.runUntil(() => times.length === 1, 1000);
    world.link.goDown(2000);
    expect(world.outbox.status()).toMatchObject({ connected: false, pending: 1 });
    world.drain(3000);
    expect(times).toHaveLength(2);
    expect(world.delivered()).toEqual([0]);
  });

  test("RP-068 loss, doubling, delay and outages end with every record in force once, in order", () => {
    for (const seed of upTo(12)) {
      const defects = { drop: 0.2, duplicate: 0.2, jitterMs: 400 };
      const world = new DeliveryWorld({ seed, defects, windowMax: 3 });
      world.start(0);
      for (let i = 0; i < 40; i++) {
        world.seal(1 + world.random.below(4));
        if (world.random.chance(0.1)) world.link.goDown(1 + world.random.below(5000));
        world.clock.advanceBy(world.random.below(3000));
      }
      world.drain();
      expect(world.delivered()).toEqual(upTo(world.station.sealed));
      const sizes = world.receipts.map((receipt) => receipt.size);
      expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
      expect(world.locks).toEqual([]);
    }
  });

  test("RP-069 a record taken out of a message is never receipted before it is in force", () => {
    const takes: ((s: Submission) => Submission)[] = [
      (s) => ({ ...s, records: s.records.slice(1) }),
      (s) => ({ ...s, records: s.records.slice(0, -1) }),
      (s) => ({ ...s, records: s.records.filter((_, i) => i !== 1) }),
      (s) => ({ ...s, records: [] }),
    ];
    for (const take of takes) {
      const world = new DeliveryWorld({ station: stationWith(4) });
      meddle(world, 3, take);
      world.start(0);
      world.clock.runUntil(() => world.outbox.status().refusal !== null, 60_000);
      expect(world.outbox.status().refusal?.code).toBe(412);
      expect(world.receipts).toEqual([]);
      world.drain();
      expect(world.delivered()).toEqual(upTo(4));
    }
  });

  test("RP-070 a record changed on the way, at any byte, is never in force", () => {
    const world = new DeliveryWorld({ station: stationWith(2) });
    const honest = world.station.journal.entries.map((entry) => new TextDecoder().decode(entry));
    meddle(world, 60, (s) => {
      const records = s.records.map((record) => {
        const bytes = Buffer.from(record.entry);
        const at = world.random.below(bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << world.random.below(8));
        return { ...record, entry: bytes.toString() };
      });
      return { ...s, records };
    });
    world.start(0);
    world.drain(10 ** 9);
    expect(world.service.quarantined).toEqual([]);
    for (const stored of world.service.stored) {
      expect(honest[stored.index]).toContain(JSON.stringify(stored.envelope));
    }
    expect(world.delivered()).toEqual([0, 1]);
  });

  test("RP-071 records reordered on the way are refused, and arrive in order", () => {
    const world = new DeliveryWorld({ station: stationWith(5) });
    meddle(world, 4, (s) => ({ ...s, records: [...s.records].reverse() }));
    world.start(0);
    world.drain();
    expect(world.delivered()).toEqual(upTo(5));
    expect(world.warnings.filter((warning) => warning === "the registry refused")).toHaveLength(4);
  });
});
