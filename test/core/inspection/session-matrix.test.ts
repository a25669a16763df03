import { expect, test } from "vitest";
import type { InspectionState } from "../../../src/core/inspection/inspection-state.ts";
import type { Observation } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { SessionEffect } from "../../../src/core/session.ts";
import { type Cell, matrixPage, type StateClass } from "../../support/matrix-page.ts";
import type { Input } from "./lane-fixture.ts";
import { dossierNamed, HandLane, skipTo } from "./lane-fixture.ts";
import { SMOKE_STATES } from "./smoke-lane.ts";

/** Goal: what every state answers to every input, for a reviewer to read; and no cell leaves a motor on. */
function at(item: string, place: string, go: (lane: HandLane) => void = () => undefined): HandLane {
  const lane = new HandLane({ dossier: dossierNamed("demo-h3") });
  lane.command({ name: "begin" });
  skipTo(lane, item);
  lane.wait(20_000);
  if (place !== "") lane.beam(place, true);
  go(lane);
  return lane;
}

function brokenOff(lane: HandLane, times: number): void {
  for (let i = 0; i < times; i++) lane.feed({ kind: "resumed", atMs: 0 });
}

function benchAt(phase: "starting" | "rolling" | "drag" | "braking" | "locked"): HandLane {
  return at("B1", "bench", (lane) => {
    lane.wait(2000);
    if (phase !== "starting") lane.bench("none");
    if (phase === "drag") lane.bench("drag");
    if (phase !== "braking" && phase !== "locked") return;
    lane.bench("brake");
    for (let i = 1; i <= 60; i++) lane.force(String(40 * i), String(40 * i));
    if (phase === "locked") lane.bench("none", { locked: true });
  });
}

function exhaustAt(readings: number): HandLane {
  return at("E", "exhaust", (lane) => {
    lane.answer("gas-analyser", "gas.leak-test");
    lane.answer("gas-analyser", "gas.zero");
    for (let i = 0; i < readings; i++) {
      const target = lane.report.prompt?.params.targetRpm;
      lane.gas({ rpm: typeof target === "number" ? target : 800 });
    }
  });
}

/** A lane of two positions: the second is given when the test says so. */
function between(stage: "waiting" | "driving" | "waiting, nose in the beam"): HandLane {
  const lane = new HandLane({
    dossier: dossierNamed("demo-h3"),
    layout: [
      { position: "1", places: ["slip", "scale"] },
      { position: "2", places: ["bench", "headlamp", "exhaust"] },
    ],
  });
  lane.command({ name: "begin" });
  lane.grants = false;
  while (lane.report.currentItem !== null)
    lane.command({ name: "stop-item", reason: "other", note: "not now" });
  if (stage === "waiting, nose in the beam") lane.beam("bench", true);
  if (stage === "driving") lane.feed({ kind: "granted", position: "2", atMs: lane.nowMs });
  return lane;
}

const STATES: readonly [string, () => HandLane][] = [
  ["ready", () => new HandLane({ dossier: dossierNamed("demo-h3") })],
  ["before the lane", () => beforeTheLane()],
  ["between positions", () => between("waiting")],
  ["nose at the next", () => between("waiting, nose in the beam")],
  ["to the next position", () => between("driving")],
  ["slip armed", () => at("A1", "")],
  ["slip crossing", () => at("A1", "slip")],
  ["to the scale", () => at("W1", "")],
  ["weighing", () => at("W1", "scale")],
  ["scale, fault", () => at("W1", "", (lane) => lane.feed(fault(true, "disconnected")("axle-scale")))],
  ["scale, broken off often", () => at("W1", "", (lane) => brokenOff(lane, 3))],
  [
    "to the scale, beam silent",
    () => at("W1", "scale", (lane) => void lane.feed({ kind: "resumed", atMs: 0 })),
  ],
  ["bench resting", () => at("B1", "bench")],
  ["bench starting", () => benchAt("starting")],
  ["bench rolling", () => benchAt("rolling")],
  ["bench drag", () => benchAt("drag")],
  ["bench braking", () => benchAt("braking")],
  ["bench locked", () => benchAt("locked")],
  ["lamps leading", () => at("H", "headlamp")],
  ["lamps measuring", () => at("H", "headlamp", (lane) => lane.wait(2000))],
  ["gas leak test", () => at("E", "exhaust")],
  ["gas zero", () => at("E", "exhaust", (lane) => lane.answer("gas-analyser", "gas.leak-test"))],
  ["gas probe", () => exhaustAt(0)],
  ["gas conditioning", () => exhaustAt(5)],
  ["gas high mean", () => exhaustAt(60)],
  ["gas idle hold", () => exhaustAt(85)],
  ...SMOKE_STATES,
  ["over", () => at("A1", "", (lane) => lane.command({ name: "abort", reason: "other", note: "x" }))],
];

function beforeTheLane(): HandLane {
  const lane = new HandLane({ dossier: dossierNamed("demo-h3") });
  lane.grants = false;
  lane.command({ name: "begin" });
  return lane;
}

type Role = Extract<Input, { kind: "fault" }>["role"];
const ROLE_OF: Readonly<Record<string, Role>> = {
  A: "side-slip-tester",
  W: "axle-scale",
  B: "brake-bench",
  H: "headlamp-tester",
  E: "gas-analyser",
  ES: "opacimeter",
};
const PLACE_OF: Readonly<Record<string, string>> = {
  A: "slip",
  W: "scale",
  B: "bench",
  H: "headlamp",
  E: "exhaust",
};

function fault(raised: boolean, code: "disconnected" | "silent" | "garbled"): (role: Role) => Input {
  return (role) => ({
    kind: "fault",
    role,
    fault: { device: asId(`${role}-1`), code, raised, atMs: 0, detail: null },
  });
}

function command(name: "begin" | "abort" | "stop-item" | "go-on"): Input {
  const by = asId<"actor">("i");
  if (name === "begin") return { kind: "command", by, atMs: 0, command: { name } };
  if (name === "go-on") return { kind: "command", by, atMs: 0, command: { name } };
  return { kind: "command", by, atMs: 0, command: { name, reason: "danger", note: "" } };
}

function see(role: Role, reading: object): (lane: HandLane) => Input {
  return (lane) => {
    const common = { device: asId<"device">("d"), atMs: lane.nowMs + 10, quality: "good" };
    return { kind: "observation", role, observation: { ...common, ...reading } as Observation };
  };
}

const bench = {
  kind: "brake-bench-state",
  leftMotorOn: true,
  rightMotorOn: true,
  leftLocked: false,
  rightLocked: false,
};
const gas = {
  kind: "exhaust-gas",
  hcPpm: "20",
  coPct: "0.1",
  co2Pct: "14",
  o2Pct: "0",
  noPpm: "0",
  engineSpeedRpm: "800",
  oilTemperatureC: "90",
  lambda: "1.00",
  sampleFlow: "1",
};
const smoke = (engineSpeedRpm: string) => ({
  kind: "smoke",
  kPerM: "0.04",
  opacityPct: "1.7",
  engineSpeedRpm,
  oilTemperatureC: "90",
  gasTemperatureC: "60",
});
const lamp = {
  kind: "headlamp",
  side: "left",
  lamp: "main",
  highIntensityCd: "16000",
  highHorizontalMm: "0",
  highVerticalMm: "0",
  lowHorizontalMm: "0",
  lowVerticalMm: "0",
  lampHeightMm: "700",
};
const letter = (lane: HandLane) => (lane.report.currentItem ?? "B").slice(0, 1);
const roleOf = (lane: HandLane): Role =>
  ROLE_OF[lane.report.currentItem ?? ""] ?? ROLE_OF[letter(lane)] ?? "brake-bench";
const beam = (active: boolean) => (lane: HandLane) =>
  see("lane-beams", { kind: "digital", line: `at-${PLACE_OF[letter(lane)]}`, active, boardTimeUs: null })(
    lane,
  );
const timer =
  (name: string) =>
  (lane: HandLane): Input => {
    const item = lane.state.items.find((i) => i.code === lane.report.currentItem);
    return {
      kind: "timer",
      id: `${lane.report.currentItem ?? "B1"}#${item?.runs ?? 1}:${name}`,
      atMs: lane.nowMs,
    };
  };

const INPUTS: readonly [string, (lane: HandLane) => Input][] = [
  ["begin", () => command("begin")],
  ["abort", () => command("abort")],
  ["stop-item", () => command("stop-item")],
  ["go-on", () => command("go-on")],
  ["resumed", () => ({ kind: "resumed", atMs: 0 })],
  ["granted", (lane) => ({ kind: "granted", position: lane.state.lane.wants ?? "2", atMs: 0 })],
  ["another granted", () => ({ kind: "granted", position: "9", atMs: 0 })],
  ["own device lost", (lane) => fault(true, "disconnected")(roleOf(lane))],
  ["own device silent", (lane) => fault(true, "silent")(roleOf(lane))],
  ["own device back", (lane) => fault(false, "disconnected")(roleOf(lane))],
  ["other device lost", () => fault(true, "disconnected")("gnss")],
  ["beam on", beam(true)],
  ["beam off", beam(false)],
  [
    "answer to nothing",
    (lane) => see(roleOf(lane), { kind: "answer", command: "brake.zero", outcome: "ok" })(lane),
  ],
  ["start refused", see("brake-bench", { kind: "answer", command: "brake.start", outcome: "refused" })],
  ["stop ok", see("brake-bench", { kind: "answer", command: "brake.stop", outcome: "ok" })],
  ["zero ok", see("gas-analyser", { kind: "answer", command: "gas.zero", outcome: "ok" })],
  ["rollers on", see("brake-bench", { ...bench, notice: "none" })],
  ["drag notice", see("brake-bench", { ...bench, notice: "drag" })],
  ["brake notice", see("brake-bench", { ...bench, notice: "brake" })],
  ["ended notice", see("brake-bench", { ...bench, notice: "ended" })],
  ["rollers off", see("brake-bench", { ...bench, leftMotorOn: false, rightMotorOn: false, notice: "none" })],
  ["lock", see("brake-bench", { ...bench, leftLocked: true, notice: "none" })],
  ["force", see("brake-bench", { kind: "brake-force", leftN: "10", rightN: "10" })],
  ["load", see("axle-scale", { kind: "axle-load", loadKg: "800", stable: true })],
  ["slip", see("side-slip-tester", { kind: "side-slip", slipMPerKm: "1.0" })],
  ["lamp", see("headlamp-tester", lamp)],
  ["gas", see("gas-analyser", gas)],
  ["smoke at idle", see("opacimeter", smoke("800"))],
  ["smoke at full throttle", see("opacimeter", smoke("2600"))],
  ["smoke peak", see("opacimeter", { kind: "smoke-peak", kPerM: "0.60", engineSpeedRpm: "2600" })],
  [
    "smoke summary",
    see("opacimeter", {
      kind: "smoke-summary",
      meanPerM: "0.61",
      lastPerM: "0.61",
      secondLastPerM: "0.62",
      thirdLastPerM: "0.60",
    }),
  ],
  ["trigger ok", see("opacimeter", { kind: "answer", command: "smoke.trigger", outcome: "ok" })],
  ...[
    "pause",
    "patience",
    "rest",
    "start",
    "notice",
    "window",
    "lock",
    "limit",
    "settle",
    "lead",
    "answer",
    "again",
    "silence",
    "clear",
    "peak",
  ].map((name): [string, (lane: HandLane) => Input] => [`timer ${name}`, timer(name)]),
];

const LEGEND = [
  "What every state of an inspection answers to every input. `answer <- inputs`: most states of the class give that answer to",
  "these inputs; `but` lists the states that answer otherwise. Words are events and commands to instruments; VOID, voids an item",
  'at its last run, FINAL; "x" a prompt, >x a timer that starts, <x one that is cancelled, red and green the lamps of the lane.',
  "Sentences are left out: test/core/inspection/void-paths.test.ts has the reasons.",
];

const CLASSES: readonly StateClass[] = [
  { name: "before", states: ["ready"] },
  {
    name: "waiting for a position, and on the way to it",
    states: ["before the lane", "between positions", "nose at the next", "to the next position"],
  },
  { name: "side slip", states: ["slip armed", "slip crossing"] },
  {
    name: "weighing",
    states: [
      "to the scale",
      "weighing",
      "scale, fault",
      "scale, broken off often",
      "to the scale, beam silent",
    ],
  },
  {
    name: "brake bench",
    states: [
      "bench resting",
      "bench starting",
      "bench rolling",
      "bench drag",
      "bench braking",
      "bench locked",
    ],
  },
  { name: "headlamps", states: ["lamps leading", "lamps measuring"] },
  {
    name: "exhaust",
    states: ["gas leak test", "gas zero", "gas probe", "gas conditioning", "gas high mean", "gas idle hold"],
  },
  {
    name: "smoke",
    states: SMOKE_STATES.map(([name]) => name),
  },
  { name: "after", states: ["over"] },
];

const shorten = (effect: SessionEffect): string => {
  switch (effect.kind) {
    case "instrument":
      return effect.command.name;
    case "output":
      return `${effect.on ? "+" : "-"}${effect.line}`;
    case "prompt":
      return `"${effect.prompt.id}"`;
    case "start-timer":
      return `>${effect.id.split(":")[1]}`;
    case "cancel-timer":
      return `<${effect.id.split(":")[1]}`;
    default:
      return effect.kind;
  }
};

function answerOf(decision: ReturnType<HandLane["session"]["decide"]>): string {
  if (decision.kind === "rejected") return "refused";
  const events = decision.events.map((e) =>
    e.type === "item-voided" ? { done: "FINAL", again: "VOID", asked: "STOPPED" }[e.next] : e.type,
  );
  const what = [...events.filter((e) => e !== "prompted"), ...decision.effects.map(shorten)].join(" ");
  return what === ""
    ? "nothing"
    : what.replaceAll("+lamp-stop -lamp-go", "red").replaceAll("-lamp-stop +lamp-go", "green");
}

function motorMayTurn(state: InspectionState, name: string): boolean {
  return (
    state.phase === "running" &&
    ["bench starting", "bench rolling", "bench drag", "bench braking", "bench locked"].includes(name)
  );
}

const run = ({ current, items }: InspectionState): string =>
  `${current?.index} ${current?.stage} ${items[current?.index ?? 0]?.runs}`;

test("the whole matrix", async () => {
  const cells: Cell[] = [];
  for (const [state, make] of STATES) {
    const lane = make();
    for (const [input, of] of INPUTS) {
      const decision = lane.session.decide(lane.state, of(lane));
      cells.push({ state, input, answer: answerOf(decision) });
      if (decision.kind === "rejected") continue;
      const after = decision.events.reduce(lane.session.evolve, lane.state);
      const cell = [state, input];
      const commands = decision.effects.flatMap((e) => (e.kind === "instrument" ? [e.command.name] : []));
      // No way out of a run leaves a roller turning.
      const over = run(after) !== run(lane.state) || input === "resumed";
      if (motorMayTurn(lane.state, state) && over)
        expect([...cell, commands]).toEqual([...cell, expect.arrayContaining(["brake.stop"])]);
      // Nor an opacimeter that goes on measuring accelerations of a car that has left.
      if (state.startsWith("smoke") && over)
        expect([...cell, commands]).toEqual([...cell, expect.arrayContaining(["smoke.stop"])]);
      // A roller is started by its own rest alone, and what is over stays so.
      if (commands.includes("brake.start")) expect(cell).toEqual(["bench resting", "timer rest"]);
      if (lane.state.phase === "over")
        expect([...cell, decision.events, decision.effects]).toEqual([...cell, [], []]);
      // Nothing that is not an observation, a timer or a departure measures an item.
      const measured = decision.events.some((e) => e.type === "item-measured");
      if (measured)
        expect([
          ...cell,
          /^(timer|ended|lock|load|lamp|slip|gas|smoke summary|beam off)/.test(input),
        ]).toEqual([...cell, true]);
      // One lamp of the lane is on whenever it was changed.
      const lamps = decision.effects
        .flatMap((e) => (e.kind === "output" ? [`${e.line} ${e.on}`] : []))
        .slice(-2);
      if (lamps.length > 0)
        expect([...cell, lamps.filter((lamp) => lamp.endsWith("true")).length]).toEqual([...cell, 1]);
    }
  }
  await expect(matrixPage(LEGEND, CLASSES, cells)).toMatchFileSnapshot("./session-matrix.txt");
});
