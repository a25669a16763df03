import { expect, test } from "vitest";
import { type DeliveryEvent, evolve, IDLE } from "../../../src/core/delivery/delivery-state.ts";
import { deliveryStatus } from "../../../src/core/delivery/delivery-status.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { reason } from "../../../src/core/trade/reasons.ts";

/** A result that the registry has, with a date at which it could not have it, is not one that waits to get there; until the registry has lost it. */
const record = (sequence: number, index: number) => ({
  ...{ index, sequence, sealedWallMs: 0, kind: "inspection" as const },
  ...{ job: asId<"job">(`J-${sequence}`), record: asId<"record">(`R-${sequence}`) },
});
const misdated = (heldSize: number): DeliveryEvent => ({
  type: "misdated",
  why: reason("RECEIPT_TIME_IMPLAUSIBLE", { aheadS: 3_600 }),
  heldSize,
});
const oldestAfter = (...events: readonly DeliveryEvent[]): number | null => {
  const sealed: readonly DeliveryEvent[] = [
    { type: "record-noted", record: record(0, 5) },
    { type: "record-noted", record: record(1, 9) },
  ];
  const state = [...sealed, ...events].reduce(evolve, IDLE);
  expect(deliveryStatus(state).pending).toBe(2);
  return deliveryStatus(state).oldest?.index ?? null;
};

test("what is held is not the oldest that waits", () => {
  expect(oldestAfter()).toBe(5);
  expect(oldestAfter(misdated(6))).toBe(9);
  expect(oldestAfter(misdated(10))).toBeNull();
});

test("by a registry whose own clock is ahead nothing is", () => {
  expect(oldestAfter(misdated(0))).toBe(5);
});

test("what the registry has lost since waits again", () => {
  expect(oldestAfter(misdated(10), { type: "set-back", to: 0 })).toBe(5);
});
