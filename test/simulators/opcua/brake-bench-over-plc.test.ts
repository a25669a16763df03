import { expect, test } from "vitest";
import { MemoryPlc } from "../../../simulators/opcua/memory-plc.ts";
import type { DeviceFault, Observation } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { SessionOutput } from "../../../src/ports/protocol-session.ts";
import { createBrakePlcSession } from "../../../src/protocols/brake-plc/brake-plc-session.ts";
import { laneBench } from "../lane/lane-bench.ts";

/** The whole chain in virtual time: physics, the bench's program, the PLC, our session. */
function benchOverPlc() {
  const bench = laneBench();
  const { clock } = bench;
  const plc = new MemoryPlc({ model: bench.lane.brakePlc, clock, timers: clock });
  const session = createBrakePlcSession({ device: asId<"device">("brake-bench-1") });
  const observations: Observation[] = [];
  const faults: DeviceFault[] = [];
  const take = (output: SessionOutput) => {
    observations.push(...output.observations);
    faults.push(...output.faults);
    const dueMs = session.nextDueMs();
    if (dueMs !== null)
      clock.start("tick", dueMs - clock.monoMs(), () => {
        if (session.nextDueMs() === dueMs) take(session.tick(clock.monoMs()));
      });
  };
  plc.open({
    onUp: () => take(session.up(clock.monoMs())),
    onDown: (reason) => take(session.down(reason, clock.monoMs())),
    onValues: (values) => take(session.values(values)),
  });
  plc.watch(session.variables, session.samplingMs);
  clock.advanceBy(50);
  const start = async () => {
    const { writes, output } = session.request({ name: "brake.start", run: "service" }, clock.monoMs());
    for (const { variable, value } of writes) await plc.write(variable, value);
    take(output);
  };
  const notice = (wanted: string) =>
    observations.some((o) => o.kind === "brake-bench-state" && o.notice === wanted);
  const forces = () => observations.filter((o) => o.kind === "brake-force");
  return { ...bench, plc, observations, faults, start, notice, forces };
}

test("a service-brake run comes through as pairs without a gap, and ends by itself", async () => {
  const b = benchOverPlc();
  b.driveTo("bench");
  await b.start();
  expect(b.clock.runUntil(() => b.notice("brake"), 20_000)).toBe("reached");
  b.prompt("press-brake");
  expect(b.clock.runUntil(() => b.notice("ended"), 20_000)).toBe("reached");
  b.clock.advanceBy(1_000);
  expect(b.faults).toEqual([]);
  expect(b.observations).toContainEqual(expect.objectContaining({ kind: "answer", outcome: "ok" }));
  expect(b.forces().every(({ quality }) => quality === "good")).toBe(true);
  expect(b.forces().length).toBeGreaterThan(300);
  expect(Math.max(...b.forces().map(({ leftN }) => Number(leftN)))).toBeGreaterThan(2_750);
});

test("a frozen PLC is silent while the run is on, a broken sensor is no number, a restart ends the run's evidence", async () => {
  const b = benchOverPlc();
  b.driveTo("bench");
  await b.start();
  b.clock.advanceBy(1_000);
  b.plc.defects.frozen = true;
  b.clock.advanceBy(600);
  expect(b.faults).toMatchObject([{ code: "silent", raised: true }]);
  b.plc.defects.frozen = false;
  b.clock.advanceBy(20);
  expect(b.faults.slice(1)).toMatchObject([
    { code: "silent", raised: false },
    { code: "evidence-lost", raised: true },
    { code: "evidence-lost", raised: false },
  ]);
  b.plc.defects.setStatus("Bench.RightForceN", "BadSensorFailure");
  b.clock.advanceBy(30);
  expect(b.forces().at(-1)).toMatchObject({ rightN: null, quality: "bad" });
  expect(b.faults.at(-1)).toMatchObject({ code: "bad-quality", raised: true });
  b.plc.restart(300);
  b.clock.advanceBy(200);
  const before = b.forces().length;
  expect(b.faults.at(-1)).toMatchObject({ code: "disconnected", raised: true });
  b.clock.advanceBy(90);
  expect(b.forces().length).toBe(before);
});
