import { expect, test } from "vitest";
import type { DeviceFault } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { condensedFaults } from "../../../src/core/record/build-result.ts";
import { reason, told } from "../../../src/core/trade/reasons.ts";

const noFrame = (ms: number) => reason("NO_GOOD_FRAME", { ms });

function flapping(device: string, changes: number): DeviceFault[] {
  return Array.from({ length: changes }, (_, n) => ({
    device: asId<"device">(device),
    code: "silent",
    raised: n % 2 === 0,
    atMs: n,
    detail: noFrame(n),
  }));
}

test("a few changes stand in full, in order", () => {
  const faults = [...flapping("scale", 4), ...flapping("bench", 11)];
  expect(condensedFaults(faults)).toEqual(
    faults.map((fault) => ({ ...fault, detail: fault.detail && told(fault.detail) })),
  );
});

test("of a device that comes and goes for ever the first changes and the last stand, with the number of all", () => {
  const kept = condensedFaults([...flapping("scale", 5000), ...flapping("bench", 2)]);
  expect(kept.length).toBe(11 + 2);
  expect(kept[10]).toEqual({
    device: "scale",
    code: "silent",
    raised: false,
    atMs: 4999,
    detail: told(reason("FAULT_CONDENSED", { nth: 5000, all: 5000, detail: noFrame(4999) })),
  });
});
