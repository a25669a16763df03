import { expect, test } from "vitest";
import type { DeliveryEvent, DeliveryState } from "../../src/core/delivery/delivery-state.ts";
import { RegistryContact } from "../../src/station/registry-contact.ts";

/** Goal: the registry counts as silent from its first question without an answer on, and as heard by what it signed for this process alone. */
test("a question waits from the first one on, and is silence when it is overdue", () => {
  const contact = new RegistryContact();
  expect([contact.heardMs, contact.silentSinceMs(1e9)]).toEqual([null, null]);
  contact.asked(1_000);
  contact.asked(8_000);
  expect(contact.silentSinceMs(10_999)).toBeNull();
  expect(contact.silentSinceMs(11_000)).toBe(1_000);
  contact.heard(12_000);
  expect([contact.heardMs, contact.silentSinceMs(1e9)]).toEqual([12_000, null]);
  contact.asked(20_000);
  expect(contact.silentSinceMs(40_000)).toBe(20_000);
});

test("an answer given once more is a word only to a question that was asked well after the line came up", () => {
  const contact = new RegistryContact();
  contact.linkUp(5_000);
  contact.asked(5_010);
  contact.heardAgain(5_010, 5_020);
  // The question has its answer, and nobody knows of when that is.
  expect([contact.heardMs, contact.silentSinceMs(1e9)]).toEqual([null, null]);
  // However late it came: what counts is when the question was asked.
  contact.asked(34_999);
  contact.heardAgain(34_999, 90_000);
  expect(contact.heardMs).toBeNull();
  contact.asked(35_000);
  contact.heardAgain(35_000, 35_010);
  expect(contact.heardMs).toBe(35_010);
  contact.linkUp(60_000);
  contact.heardAgain(60_010, 60_020);
  expect(contact.heardMs).toBe(35_010);
});

test("what was asked before delivery was locked waits for no answer: the registry itself was heard, by what locked it", () => {
  const contact = new RegistryContact();
  const nothing = { connected: true, flights: [] };
  contact.note({ type: "flight-begun", bytes: 100, sentMs: 1_000 }, nothing, 1_000);
  expect(contact.silentSinceMs(20_000)).toBe(1_000);
  contact.note({ type: "locked", lock: { kind: "rollback", at: 5 } }, nothing, 20_000);
  expect(contact.silentSinceMs(1e9)).toBeNull();
});

test("a receipt is a word of now only for what is in flight", () => {
  const contact = new RegistryContact();
  const flight = { id: 1, size: 8, sentMs: 1_000 } as DeliveryState["flights"][number];
  const receipt = (size: number) => ({ type: "receipt-accepted", size }) as DeliveryEvent;
  contact.note(receipt(7), { connected: true, flights: [flight] }, 2_000);
  expect(contact.heardMs).toBeNull();
  contact.note(receipt(8), { connected: true, flights: [flight] }, 3_000);
  expect(contact.heardMs).toBe(3_000);
});
