import { expect, test } from "vitest";
import { LineBank } from "../../../simulators/gpio/line-bank.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { describeDigitalIo } from "../../contracts/digital-io.contract.ts";

const LINES = [
  { name: "beam", direction: "in" },
  { name: "gate", direction: "in" },
  { name: "lamp", direction: "out" },
  { name: "horn", direction: "out" },
] as const;

describeDigitalIo("the simulated line bank", () => {
  const clock = new VirtualClock();
  const io = new LineBank(LINES, clock, clock);
  return {
    io,
    drive: (line, active) => io.drive(line, active),
    level: (line) => io.level(line),
    settle: async () => clock.advanceBy(1),
    lose: () => io.lose({ code: "LINE_UNPLUGGED", params: {} }),
  };
});

test("the world drives inputs, not outputs, and a level is stamped when it changed", async () => {
  const clock = new VirtualClock();
  const io = new LineBank(LINES, clock, clock);
  expect(() => io.drive("lamp", true)).toThrow(/output/);
  await io.open();
  const times: number[] = [];
  io.watch("beam", ({ atMs }) => times.push(atMs));
  clock.advanceBy(40);
  io.drive("beam", true);
  clock.advanceBy(1);
  expect(times).toEqual([0, 40]);
});
