import { describe, expect, test } from "vitest";
import type { MessageLimits } from "../../simulators/registry/memory-registry-link.ts";
import { DeliveryWorld, upTo } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf } from "../support/submissions.ts";

const PADDING = 4000;

/** `records` wait; `sizes` are the bytes of each submission that was given to the link. */
function waiting(records: number, limits: MessageLimits, padding = PADDING) {
  const station = new SealingStation();
  for (let i = 0; i < records; i++) station.seal({ padding });
  const world = new DeliveryWorld({ station, limits });
  const sizes: number[] = [];
  const submit = world.link.submit.bind(world.link);
  world.link.submit = (message) => {
    const outcome = submit(message);
    if (outcome === "taken") sizes.push(message.length);
    return outcome;
  };
  return { world, sizes };
}

const PACKET_LIMITS: readonly [string, (bytes: number) => MessageLimits][] = [
  ["says so", (toldBytes) => ({ toldBytes, cutsBytes: toldBytes })],
  ["drops in silence", (dropsBytes) => ({ dropsBytes })],
  ["ends the connection", (cutsBytes) => ({ cutsBytes })],
];

describe.each(PACKET_LIMITS)("a broker that %s", (_how, limits) => {
  test.each([20_000, 50_000, 130_000, 200_000])(
    "takes %i bytes: everything arrives once, in order",
    (bytes) => {
      const { world, sizes } = waiting(120, limits(bytes));
      world.start(0);
      world.drain();
      expect(world.delivered()).toEqual(upTo(120));
      // Not one record a message for ever: at least a third of what the broker takes.
      expect(Math.max(...sizes.filter((size) => size <= bytes))).toBeGreaterThan(bytes / 3);
      expect(world.outbox.status()).toMatchObject({ trouble: null, oldestSealedWallMs: null });
    },
  );
});

describe("the limits of the broker", () => {
  test("RP-101 nothing larger than the broker says is sent, and what cannot be is told with both sizes", () => {
    const { world, sizes } = waiting(3, { toldBytes: 20_000 });
    world.station.seal({ padding: 30_000 });
    world.station.seal({ padding: PADDING });
    world.start(0);
    world.clock.advanceBy(60_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20_000);
    expect(world.delivered()).toEqual(upTo(3));
    const { trouble, pending, locked, oldestSealedWallMs } = world.outbox.status();
    expect({ code: trouble?.code, pending, locked }).toEqual({
      code: "BROKER_LIMIT_BELOW_RECORD",
      pending: 2,
      locked: null,
    });
    expect(oldestSealedWallMs).toBe(3000);
    expect(trouble?.en).toMatch(/at most 20000 bytes.*record at 7 .*needs 4\d{4}/);
    // The broker's administrator does what the sentence says.
    world.link.limits = { toldBytes: 100_000 };
    world.link.goDown(1000);
    world.drain();
    expect(world.delivered()).toEqual(upTo(5));
    expect(world.outbox.status().trouble).toBeNull();
  });

  test("RP-102 what is lost makes the next half as large, down to a single record", () => {
    const { world, sizes } = waiting(16, { dropsBytes: 100 });
    world.start(0);
    const attempts: number[] = [];
    // One attempt after the other: nothing is in flight between them.
    for (let at = 0; attempts.length < 7; at = sizes.length) {
      world.clock.runUntil(() => sizes.length > at, 400_000);
      attempts.push(sizes[at] ?? 0);
      world.clock.advanceBy(10_000);
    }
    expect(attempts[0]).toBeGreaterThan(80_000);
    for (const [i, size] of attempts.entries())
      if (i > 0) expect(size).toBeLessThanOrEqual(Math.max(7000, (attempts[i - 1] ?? 0) / 2 + 1));
    expect(attempts.at(-1)).toBeLessThan(7000);
  });

  test("RP-103 a size that was lost twice is left alone until 256 receipts have come", () => {
    const { world, sizes } = waiting(40, { dropsBytes: 50_000 });
    world.start(0);
    world.drain();
    const lost = () => sizes.filter((size) => size > 50_000).length;
    const before = lost();
    for (let i = 0; i < 15; i++) {
      world.seal(16);
      world.drain();
    }
    expect(lost()).toBe(before);
    // Somebody has raised the limit: sooner or later the larger ones go through.
    world.link.limits = {};
    for (let i = 0; i < 260; i++) {
      world.seal(1);
      world.drain();
    }
    for (let i = 0; i < 6; i++) {
      world.station.seal({ padding: 60_000 });
      world.outbox.noteSealed(world.station.sealedRecord(world.station.journal.size() - 1));
    }
    world.drain();
    expect(world.outbox.status().pending).toBe(0);
    expect(Math.max(...sizes.slice(-4))).toBeGreaterThan(100_000);
  });

  test("RP-104 two submissions without an answer are told, within half a minute, until one comes", () => {
    const { world } = waiting(1, { dropsBytes: 1 });
    world.start(0);
    world.clock.runUntil(() => world.outbox.status().trouble !== null, 60_000);
    expect(world.clock.monoMs()).toBeLessThan(30_000);
    expect(world.outbox.status()).toMatchObject({ connected: true, trouble: { code: "REGISTRY_SILENT" } });
    world.link.limits = {};
    world.drain();
    expect(world.outbox.status().trouble).toBeNull();
  });

  test("RP-105 ten thousand forged answers move nothing, and fill no log", () => {
    const { world } = waiting(200, {});
    const sentence = { zh: "\u001b[2J停止。", en: "\u001b]0;Stop\u0007 everything." };
    const forged = (code: number, submission: object | null, held: object | null) =>
      bytesOf({
        schema: "proofmark/refusal/v1",
        station: "TEST-0001",
        code,
        sentence,
        submission,
        held,
        index: null,
      });
    const root = "A".repeat(43);
    const kinds = [
      forged(503, null, null),
      forged(409, { oldSize: 0, size: 2, root: `${root}=` }, { size: 0, checkpoint: null }),
      forged(409, null, { size: 400, checkpoint: "proofmark/TEST-0001\n400\n" }),
      bytesOf("-"),
      bytesOf({
        schema: "proofmark/receipt/v1",
        station: "TEST-0001",
        size: 9,
        checkpoint: "x",
        quarantined: [],
      }),
    ];
    world.start(0);
    world.clock.advanceBy(6);
    for (let i = 0; i < 10_000; i++) world.link.inject(kinds[i % kinds.length] as Uint8Array);
    world.clock.advanceBy(9000);
    expect(world.outbox.status()).toMatchObject({ pending: 0, refusal: null, locked: null, trouble: null });
    expect(world.delivered()).toEqual(upTo(200));
    expect(world.warnings.length).toBeLessThan(20);
  });
});
