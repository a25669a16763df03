import { describe, expect, test } from "vitest";
import { DeliveryWorld, upTo } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";

describe("outbox", () => {
  test("a sealed record is in force at the registry and receipted", () => {
    const world = new DeliveryWorld();
    world.start(0);
    world.seal(1);
    world.drain();
    expect(world.delivered()).toEqual([0]);
    expect(world.receipts.map((r) => r.size)).toEqual([2]);
    expect(world.outbox.status()).toMatchObject({ connected: true, pending: 0, receiptedSize: 2 });
  });

  test("a receipt has the registry's time, and what it has not cosigned has none", () => {
    const world = new DeliveryWorld();
    world.start(0);
    world.seal(1);
    const fromMs = world.clock.wallMs();
    world.drain();
    const checkpoint = world.receipts[0]?.checkpoint ?? "";
    const at = world.outbox.receiptTime(checkpoint) ?? 0;
    expect(at).toBeGreaterThanOrEqual(fromMs - 1_000);
    expect(at).toBeLessThanOrEqual(world.clock.wallMs());
    const [text, lines] = [checkpoint.split("\n\n")[0] ?? "", checkpoint.trimEnd().split("\n")];
    expect(world.outbox.receiptTime(checkpoint.replace(text, `${text}0`))).toBeNull();
    expect(world.outbox.receiptTime(`${lines.slice(0, -1).join("\n")}\n`)).toBeNull();
    expect(world.outbox.receiptTime("nothing")).toBeNull();
  });

  test("has heard the registry by the receipt of what is in flight, by none that comes of before, and by what it tells once more later", () => {
    const world = new DeliveryWorld();
    const { clock, outbox, link } = world;
    const kept: Uint8Array[] = [];
    link.intercept((direction, message) => {
      if (direction === "up") return [message];
      kept.push(message);
      return [];
    });
    world.start(0);
    world.seal(1);
    clock.advanceBy(1_000);
    link.goDown(null);
    world.seal(1);
    // The registry is gone, and the broker has its answer of before.
    link.intercept((direction, message) => (direction === "up" ? [] : [message]));
    link.restore();
    clock.advanceBy(100);
    const [old] = kept;
    if (old === undefined) throw new Error("no answer was kept");
    link.inject(old);
    clock.advanceBy(100);
    expect(world.receipts.map(({ size }) => size)).toEqual([2]);
    expect(outbox.contact.heardMs).toBeNull();
    clock.advanceBy(30_000);
    expect(outbox.contact.silentSinceMs(clock.monoMs())).toBeLessThan(2_000);
    link.intercept(null);
    world.drain();
    const drainedMs = outbox.contact.heardMs ?? 0;
    expect(clock.monoMs() - drainedMs).toBeLessThan(1_000);
    expect(outbox.contact.silentSinceMs(clock.monoMs() + 60_000)).toBeNull();
    // It is asked every ten minutes.
    clock.advanceBy(1_200_000);
    expect(outbox.contact.heardMs).toBeGreaterThan(drainedMs + 590_000);
    expect(outbox.owesWord).toBe(true);
  });

  test("a backlog of a thousand records drains in order within ten seconds", () => {
    const station = new SealingStation();
    for (let i = 0; i < 1000; i++) station.seal();
    const world = new DeliveryWorld({ station });
    world.start(0);
    world.drain(10_000);
    expect(world.delivered()).toEqual(upTo(1000));
  });
});
