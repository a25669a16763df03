import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import { OUTAGE_LIMITS } from "../../src/core/outages/outage-limits.ts";
import { DAY_MS } from "../../src/core/outages/outage-states.ts";
import { TimeAsker } from "../../src/station/time-asker.ts";
import { HOUR, OutageWorld } from "../support/outage-world.ts";
import { logSigner, TOY_STATION, toyRegistry, toyStation } from "../support/toy-station.ts";

/** Goal: a station enters and leaves each state of outage by itself, over any number of starts, and its journal says so. */
const codeOf = (opening: ReturnType<OutageWorld["rig"]["open"]>): string | null =>
  opening?.kind === "refused" ? opening.reason.code : null;

describe("a station", () => {
  test("where all is well notes nothing", () => {
    const world = new OutageWorld();
    world.job();
    world.clock.advanceBy(3 * HOUR);
    expect(world.noted()).toEqual([]);
    expect(world.shown()).toEqual([]);
  });

  test("without receipts goes OFFLINE, warns, seals provisional results, stops, and closes it all with the receipt", () => {
    const world = new OutageWorld();
    world.clock.advanceBy(5_000);
    world.registryIs(false);
    world.job();
    world.clock.advanceBy(HOUR + 10_000);
    expect(world.shown()).toEqual(["OFFLINE"]);
    world.job();
    world.off(3 * DAY_MS);
    world.job();
    world.off(4 * DAY_MS);
    world.job();
    world.off(7 * DAY_MS);
    expect(codeOf(world.rig.open())).toBe("OFFLINE_TOO_LONG");
    world.registryIs(true);
    world.clock.advanceBy(HOUR);
    expect(world.shown()).toEqual([]);
    expect(world.told()).toEqual([
      ["OFFLINE", "entered", "short"],
      ["OFFLINE", "graded", "warned"],
      ["OFFLINE", "graded", "provisional"],
      ["OFFLINE", "graded", "stopped"],
      ["OFFLINE", "left", "stopped", 3],
    ]);
    expect(world.noted().at(-1)?.sealed).toEqual({ count: 3, first: 1, last: 3 });
    expect(world.holds().map(({ notes }) => notes.map(({ code }) => code))).toEqual([
      [],
      [],
      ["BEGUN_OFFLINE"],
      ["BEGUN_PROVISIONAL"],
    ]);
    expect(world.rig.open()?.kind).toBe("opened");
  });

  test("whose broker is there and whose registry is not goes OFFLINE with nothing to send, and stays so over a start", () => {
    const world = new OutageWorld();
    world.job();
    world.clock.advanceBy(30 * 60_000);
    world.registryIs(false);
    world.clock.advanceBy(HOUR);
    expect(world.shown()).toEqual([]);
    world.clock.advanceBy(15 * 60_000);
    expect(world.shown()).toEqual(["OFFLINE"]);
    world.off(20 * DAY_MS);
    world.clock.advanceBy(HOUR);
    expect(codeOf(world.rig.open())).toBe("OFFLINE_TOO_LONG");
    world.registryIs(true);
    // It is asked what it holds every ten minutes.
    world.clock.advanceBy(15 * 60_000);
    expect(world.shown()).toEqual([]);
    expect(world.told()).toEqual([
      ["OFFLINE", "entered", "short"],
      ["OFFLINE", "graded", "stopped"],
      ["OFFLINE", "left", "stopped", 0],
    ]);
    expect(world.rig.open()?.kind).toBe("opened");
    world.holds();
  });

  test("whose registry is there, and which has nothing to send, does not stay OFFLINE over a start", () => {
    const world = new OutageWorld();
    world.job();
    world.enter("OFFLINE");
    world.registryIs(true);
    world.kill();
    world.clock.advanceBy(30 * 60_000);
    expect(world.shown()).toEqual([]);
    world.clock.advanceBy(6 * HOUR);
    expect(world.told().map(([, change]) => change)).toEqual(["entered", "left"]);
  });

  test("that asks for the time is heard by the answer, and leaves OFFLINE over a start within a minute", () => {
    const random = new SeededRandom(1, "time");
    const { requests, witnessSpki } = toyRegistry();
    let answers = true;
    const world = new OutageWorld((clock) => {
      const link = new MemoryRequestLink({
        ...{ station: TOY_STATION, requests, clock, timers: clock, random },
        registryWallMs: () => clock.wallMs() - clock.wrongByMs,
      });
      link.intercept((_, message) => (answers ? [message] : []));
      const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
      return {
        timeAsker: new TimeAsker({
          ...{ station: TOY_STATION, link, clock, timers: clock, entropy: () => random.unit(), log },
          ...{ logSigner, digest: sha256, verifySignature, witness: { spki: witnessSpki } },
        }),
      };
    });
    world.job();
    world.clock.advanceBy(60_000);
    answers = false;
    world.registryIs(false);
    world.clock.advanceBy(75 * 60_000);
    expect(world.shown()).toEqual(["OFFLINE"]);
    world.kill();
    world.clock.advanceBy(60_000);
    expect(world.shown()).toEqual(["OFFLINE"]);
    answers = true;
    world.kill();
    world.clock.advanceBy(60_000);
    expect(world.shown()).toEqual([]);
  });

  test("whose signer is gone waits, says so over a start, and seals in order when it is back", () => {
    const world = new OutageWorld();
    world.signs = false;
    world.job();
    world.clock.advanceBy(10_000);
    expect(world.shown()).toEqual([]);
    world.clock.advanceBy(10_000);
    expect(world.shown()).toEqual(["SIGNER_DOWN"]);
    world.kill();
    expect(world.shown()).toEqual(["SIGNER_DOWN"]);
    world.clock.advanceBy(HOUR);
    expect(world.told()).toEqual([["SIGNER_DOWN", "entered", null]]);
    world.signs = true;
    world.clock.advanceBy(30_000);
    expect(world.told().at(-1)).toEqual(["SIGNER_DOWN", "left", null, 1]);
    expect(world.holds()).toHaveLength(1);
  });

  test("whose clock is set wrongly begins nothing, notes it before the job that is asked for, and goes on when it is right", () => {
    const world = new OutageWorld();
    world.clock.advanceBy(60_000);
    world.clock.setWallBy(2 * HOUR);
    expect(codeOf(world.rig.open())).toBe("CLOCK_IN_DOUBT");
    expect(world.told()).toEqual([["CLOCK_UNSURE", "entered", null]]);
    world.clock.setWallBy(-2 * HOUR);
    world.clock.advanceBy(10_000);
    expect(world.told().at(-1)).toEqual(["CLOCK_UNSURE", "left", null, 0]);
    expect(world.rig.open()?.kind).toBe("opened");
  });

  test("whose last result was sealed by a clock ahead may rest for weeks: the registry has it, and the next one's receipt covers it", () => {
    const world = new OutageWorld();
    world.signs = false;
    world.job();
    world.clock.advanceBy(6_000);
    world.clock.setWallBy(HOUR);
    world.signs = true;
    world.clock.advanceBy(6_000);
    world.clock.setWallBy(-HOUR);
    world.clock.advanceBy(DAY_MS);
    expect([world.noted().map(({ state }) => state), world.rig.station.pendingReceipts()]).toEqual([
      ["CLOCK_UNSURE", "CLOCK_UNSURE"],
      1,
    ]);
    // Past the last of the days. The registry says within seconds of the start what it has.
    world.off(20 * DAY_MS);
    expect([world.shown(), world.rig.station.pendingReceipts()]).toEqual([[], 1]);
    world.job();
    world.clock.advanceBy(HOUR);
    expect([world.holds().length, world.rig.station.pendingReceipts()]).toEqual([2, 0]);
  });

  test.each([2 * DAY_MS, -2 * HOUR])(
    "whose registry's clock is off by %i ms has no receipt, and is OFFLINE after an hour",
    (aheadMs) => {
      const world = new OutageWorld();
      world.registryAheadMs = aheadMs;
      world.job();
      world.clock.advanceBy(90 * 60_000);
      expect([world.shown(), world.rig.station.pendingReceipts()]).toEqual([["OFFLINE"], 1]);
    },
  );

  test("with a revoked key is LOCKED, and a device that stays away degrades it", () => {
    const world = new OutageWorld();
    world.isRevoked = true;
    expect(codeOf(world.rig.open())).toBe("OWN_KEY_REVOKED");
    world.isRevoked = false;
    world.isDeviceThere = false;
    world.clock.advanceBy(9 * 60_000);
    expect(world.shown()).toEqual([]);
    world.clock.advanceBy(90_000);
    expect(world.shown()).toEqual(["DEVICE_DEGRADED"]);
    // What does not need it goes on.
    expect(world.rig.open()?.kind).toBe("opened");
    world.isDeviceThere = true;
    world.clock.advanceBy(10_000);
    expect(world.told()).toEqual([
      ["LOCKED", "entered", null],
      ["LOCKED", "left", null, 0],
      ["DEVICE_DEGRADED", "entered", null],
      ["DEVICE_DEGRADED", "left", null, 1],
    ]);
  });

  test("takes the limits of its file", () => {
    const world = new OutageWorld();
    const offline = { ...OUTAGE_LIMITS.offline, fromMinutes: 1 };
    const { clock, registry, store } = world;
    const toy = toyStation({
      store: new MemoryJournalStore(),
      clock,
      registry,
      changes: { outageLimits: { ...OUTAGE_LIMITS, offline } },
    });
    registry.handle = () => [];
    toy.station.start();
    toy.open();
    for (let i = 0; i < 3; i++) toy.scale.weigh("800", clock.monoMs());
    clock.advanceBy(70_000);
    expect(toy.station.screen.snapshot().station.outages?.map(({ state }) => state)).toEqual(["OFFLINE"]);
    expect(store.size()).toBeGreaterThan(0);
  });
});

describe("whatever happens, in any order, with starts and kills between", () => {
  const happening = fc.oneof(
    fc.record({ what: fc.constant("time" as const), ms: fc.integer({ min: 1_000, max: 2 * HOUR }) }),
    fc.record({
      what: fc.constantFrom(
        "clock" as const,
        "registry" as const,
        "lock" as const,
        "signer" as const,
        "device" as const,
        "registry's clock" as const,
        "token" as const,
      ),
      isWell: fc.boolean(),
    }),
    fc.constant({ what: "job" as const }),
    fc.constant({ what: "kill" as const }),
    fc.record({ what: fc.constant("off" as const), ms: fc.integer({ min: 1_000, max: 20 * DAY_MS }) }),
  );

  const journalSays = (world: OutageWorld): readonly string[] => {
    const ledger = new JournalLedger();
    for (const [index, entry] of world.entries().entries()) ledger.note(entry, index);
    return ledger.outages.standing.map(({ state }) => state).sort();
  };

  /** Within one look of five seconds: what time alone brings is shown at its moment, and noted at the next look. */
  const expectJournalSays = (world: OutageWorld): void => {
    for (let second = 0; second < 6; second++) {
      world.clock.advanceBy(1_000);
      if (journalSays(world).join() === [...world.shown()].sort().join()) return;
    }
    expect(journalSays(world)).toEqual([...world.shown()].sort());
  };

  test("what a station shows is what its journal says, everything ends, and the next job begins", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 14 }), (all) => {
        const world = new OutageWorld();
        for (const one of all) {
          if (one.what === "time") world.clock.advanceBy(one.ms);
          else if (one.what === "job") world.job();
          else if (one.what === "kill") world.kill();
          else if (one.what === "off") world.off(one.ms);
          else if (one.what === "registry's clock") world.registryAheadMs = one.isWell ? 0 : 2 * HOUR;
          else if (one.what === "token") world.signsAfterMs = one.isWell ? 0 : 7_500;
          else if (one.what === "clock")
            world.clock.setWallBy((one.isWell ? 0 : HOUR) - world.clock.wrongByMs);
          else if (one.what === "registry") world.registryIs(one.isWell);
          else if (one.what === "lock") world.isRevoked = !one.isWell;
          else if (one.what === "signer") world.signs = one.isWell;
          else world.isDeviceThere = one.isWell;
          expectJournalSays(world);
        }
        world.clock.setWallBy(-world.clock.wrongByMs);
        world.registryIs(true);
        Object.assign(world, {
          ...{ isRevoked: false, signs: true, signsAfterMs: 0 },
          ...{ isDeviceThere: true, registryAheadMs: 0 },
        });
        world.clock.advanceBy(3 * HOUR);
        expect(world.shown()).toEqual([]);
        expect(world.rig.open()?.kind).toBe("opened");
        expect(world.noted().filter(({ change }) => change === "entered")).toHaveLength(
          world.noted().filter(({ change }) => change === "left").length,
        );
        world.holds();
      }),
      { numRuns: 16 },
    );
  });
});
