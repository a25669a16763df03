import { LineBank } from "../../simulators/gpio/line-bank.ts";
import type { LaneSimulation } from "../../simulators/lane-simulation.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { DeviceConfig } from "../runtime/station-config.ts";
import { lineName } from "../runtime/station-sites.ts";
import { LANE_LINES } from "./station-devices.ts";

/** The lane's photo-beams and lamps as a bank of lines, its inputs driven by the world; `debounceMs` as the kernel does it. */
export function laneLineBank(
  lane: Pick<LaneSimulation, "beams">,
  clock: Clock,
  timers: Timers,
  { lines, debounceMs }: { readonly lines: DeviceConfig["lines"]; readonly debounceMs: number } = {
    lines: LANE_LINES,
    debounceMs: 0,
  },
): LineBank {
  const names = new Set(lines.map(({ name }) => name));
  const bank = new LineBank(
    lines.map((line) => ({ name: lineName(line), direction: line.direction, debounceMs })),
    clock,
    timers,
  );
  lane.beams.onChange((line, active) => {
    if (names.has(line)) bank.drive(line, active);
  });
  return bank;
}

/** Line speeds of the instruments, bits a second, as their manuals have them. */
export const BAUD_RATES: Readonly<Record<string, number>> = {
  "axle-scale": 9_600,
  "brake-bench": 9_600,
  "headlamp-tester": 2_400,
  "gas-analyser": 9_600,
  opacimeter: 9_600,
  "side-slip-tester": 9_600,
  gnss: 115_200,
  "vehicle-io": 57_600,
};
