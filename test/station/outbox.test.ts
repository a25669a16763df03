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

  test("a backlog of a thousand records drains in order within ten seconds", () => {
    const station = new SealingStation();
    for (let i = 0; i < 1000; i++) station.seal();
    const world = new DeliveryWorld({ station });
    world.start(0);
    world.drain(10_000);
    expect(world.delivered()).toEqual(upTo(1000));
  });
});
