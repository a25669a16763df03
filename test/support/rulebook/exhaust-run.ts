import type { SettingsOf } from "../../../src/core/inspection/procedure-settings.ts";
import type { ItemRule } from "../../../src/core/inspection/rulebook.ts";
import type { HandLane } from "../../core/inspection/lane-fixture.ts";
import type { LaneEdge } from "./lane-edges.ts";

/** A double-idle test driven by hand to where a setting decides; a sample a second, as the analyser gives them. Only for tests. */
export type Settings = SettingsOf<"double-idle">;
type Gas = Parameters<HandLane["gas"]>[0];

export function settingsOf(item: ItemRule): Settings {
  if (item.procedure.kind !== "double-idle") throw new Error("no double-idle test");
  return item.procedure;
}

export function probing(lane: HandLane): void {
  lane.beam("exhaust", true);
  lane.answer("gas-analyser", "gas.leak-test");
  lane.answer("gas-analyser", "gas.zero");
}

export const phaseOf = (lane: HandLane): string =>
  String(Reflect.get(Object(lane.state.current?.progress), "phase"));
export const target = (lane: HandLane): number => Number(lane.report.prompt?.params.targetRpm ?? 780);

/** Obeys what is asked for until the run is in `phase`. */
export function until(lane: HandLane, phase: string, gas: Partial<Gas> = {}): void {
  probing(lane);
  for (let i = 0; i < 200 && phaseOf(lane) !== phase; i++) lane.gas({ rpm: target(lane), ...gas });
}

/** In `phase`, the sample `x` ms after its first one ends it. */
export function endsAfter(lane: HandLane, phase: string, x: number): boolean {
  until(lane, phase);
  // A mean counts the sample that ended its hold; a hold begins with its own first sample.
  if (!phase.endsWith("mean")) lane.gas({ rpm: target(lane) });
  lane.wait(x % 1000);
  for (let passed = x % 1000; passed < x; passed += 1000) lane.gas({ rpm: target(lane) });
  return phaseOf(lane) !== phase;
}

/** In the phase `phase` an engine at `rpm` is in the band: the hold goes on. */
export function inBand(lane: HandLane, phase: string, rpm: number): boolean {
  until(lane, phase);
  lane.gas({ rpm });
  return Reflect.get(Object(lane.state.current?.progress), "sinceMs") !== null;
}

export interface Row {
  readonly setting: readonly (string | number)[];
  readonly sense: LaneEdge["sense"];
  readonly changes?: LaneEdge["changes"];
  readonly well: (lane: HandLane, x: number, settings: Settings) => boolean;
}
