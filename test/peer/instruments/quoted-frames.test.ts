import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { createLaneSimulation } from "../../../simulators/lane-simulation.ts";
import type { Observation } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { PROTOCOL_MODELS } from "../../../src/protocols/catalogue.ts";
import { type LaneRole, laneScenarioSchema } from "../../../src/scenario/lane-scenario.ts";
import { hex } from "../../support/wire-bytes.ts";
import { QUOTED_FRAMES } from "./quoted-frames.ts";

/**
 * Goal: codec and simulator, written apart, agree with bytes that neither of them made. Method: every quoted frame goes through the
 * codec as a recording and through none is lost; where the simulated instrument can be asked, it must answer with the same bytes.
 */
function inShort(observation: Observation): string {
  switch (observation.kind) {
    case "brake-bench-state":
      return `notice ${observation.notice}`;
    case "side-slip":
      return `slip ${observation.slipMPerKm}`;
    default:
      return observation.kind;
  }
}

function answer(role: LaneRole, asked: string): number[] {
  const clock = new VirtualClock();
  const lane = createLaneSimulation({
    scenario: laneScenarioSchema.parse({}),
    seed: 1,
    clock,
    timers: clock,
  });
  const device = lane.devices[role];
  device.connected(clock.monoMs());
  clock.advanceBy(1000);
  device.step(clock.monoMs());
  device.takeOutput();
  device.receive(hex(asked), clock.monoMs());
  const said: number[] = [];
  for (let ms = 0; ms < 400; ms += 10) {
    clock.advanceBy(10);
    device.step(clock.monoMs());
    said.push(...device.takeOutput());
  }
  expect(device.misuse).toEqual([]);
  return said;
}

// An answer of one byte is nobody's unless it was asked for.
const ALONE = QUOTED_FRAMES.filter(({ model }) => model !== "nha-506");
const ANSWERED = QUOTED_FRAMES.flatMap(({ model, source, asked, frame, simulator }) =>
  asked === undefined || simulator === undefined ? [] : [{ model, source, asked, frame, simulator }],
);

describe("quoted frames", () => {
  test.each(ALONE)("$model decodes $frame ($source)", ({ model, frame, says }) => {
    const known = PROTOCOL_MODELS.find((each) => each.model === model);
    if (known?.kind !== "bytes") throw new Error(`no model ${model}`);
    const session = known.create(asId("instrument"), {}, "recording");
    session.connected(0);
    const { observations } = session.receive(hex(frame), 1);
    expect(observations.map(inShort)).toEqual(says);
    expect(session.statistics).toMatchObject({ rejectedBytes: 0, heldBytes: 0 });
  });

  test.each(ANSWERED)("the simulated $simulator answers $asked with $frame ($source)", (row) => {
    expect(answer(row.simulator, row.asked).slice(0, hex(row.frame).length)).toEqual([...hex(row.frame)]);
  });
});
