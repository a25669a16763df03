import { expect, test } from "vitest";
import type { DeviceFault } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { condensedFaults } from "../../../src/core/record/build-result.ts";

function flapping(device: string, changes: number): DeviceFault[] {
  return Array.from({ length: changes }, (_, n) => ({
    device: asId<"device">(device),
    code: "silent",
    raised: n % 2 === 0,
    atMs: n,
    detail: `no bytes (${n})`,
  }));
}

test("a few changes stand in full, in order", () => {
  const faults = [...flapping("scale", 4), ...flapping("bench", 11)];
  expect(condensedFaults(faults)).toEqual(faults);
});

test("of a device that comes and goes for ever the first changes and the last stand, with the number of all", () => {
  const kept = condensedFaults([...flapping("scale", 5000), ...flapping("bench", 2)]);
  expect(kept.length).toBe(11 + 2);
  expect(kept[10]).toEqual({
    device: "scale",
    code: "silent",
    raised: false,
    atMs: 4999,
    detail: "no bytes (4999) (change 5000 of 5000)",
  });
});
