import { expect, test } from "vitest";
import { POSITION_TIMER } from "../../../src/core/exam/position-watch.ts";
import type { ExamEvent, ExamState } from "../../../src/core/exam/session.ts";
import type { DeviceFault, GnssEpoch, Observation } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { SessionEffect } from "../../../src/core/session.ts";
import type { DeviceRole } from "../../../src/core/trade/words/roles.ts";
import {
  channel,
  demoCourse,
  demoVehicle,
  digital,
  drive,
  ExamRun,
  type Fed,
} from "../../support/exam-drive.ts";
import { type Cell, matrixPage, type StateClass } from "../../support/matrix-page.ts";

/**
 * Goal: what every state of a test answers to every input, for a reviewer to read. No cell throws, none deducts for a
 * device, and whatever ends a test leaves both lamps off.
 */
const fedWhole = drive(demoCourse(), demoVehicle());

type Input = Parameters<ExamRun["feed"]>[0];
interface Place {
  readonly run: ExamRun;
  /** What the receiver would say next. */
  readonly next: GnssEpoch;
}

/** The demo drive, driven once: how the test stands before each of its observations. States are data, so they can be kept. */
const driven = ((): readonly ExamState[] => {
  const run = new ExamRun();
  run.command({ name: "begin" });
  return fedWhole.map((fed) => {
    const before = run.state;
    run.observe([fed]);
    return before;
  });
})();

/** The demo drive until `reached` holds, and `more` epochs on. */
function until(name: string, reached: (run: ExamRun) => boolean, more = 40): Place {
  const run = new ExamRun();
  let left = more;
  for (const [i, state] of driven.entries()) {
    run.state = state;
    if (reached(run) && left-- === 0) return { run, next: nextEpoch(i) };
  }
  throw new Error(`the drive never reached: ${name}`);
}

function nextEpoch(from: number): GnssEpoch {
  for (const { observation } of fedWhole.slice(from))
    if (observation.kind === "gnss-epoch") return observation;
  throw new Error("the drive is over");
}

const inItem = (item: string) =>
  until(item, ({ state }) => state.current !== null && state.items[state.current]?.item === item);
const after = (place: Place, ...inputs: ((place: Place) => Input)[]): Place => {
  for (const input of inputs) place.run.feed(input(place));
  return place;
};

const gnss =
  (change: (epoch: GnssEpoch) => Partial<GnssEpoch>) =>
  (place: Place): Input => ({
    kind: "observation",
    role: "gnss",
    observation: { ...place.next, ...change(place.next) },
  });
const board =
  (of: (atMs: number) => Fed) =>
  (place: Place): Input => ({
    kind: "observation",
    ...of(place.next.atMs),
  });
const fault =
  (role: DeviceRole, code: DeviceFault["code"], raised: boolean) =>
  (place: Place): Input => {
    const device = asId<"device">(role === "gnss" ? "rover" : role);
    return { kind: "fault", role, fault: { device, code, raised, atMs: place.next.atMs, detail: null } };
  };
const command =
  (of: Extract<Input, { kind: "command" }>["command"]) =>
  (place: Place): Input => ({
    kind: "command",
    by: asId("examiner-07"),
    atMs: place.next.atMs,
    command: of,
  });
const timer =
  (id: string, afterS: number) =>
  (place: Place): Input => ({
    kind: "timer",
    id,
    atMs: place.next.atMs + afterS * 1000,
  });
const foreign =
  (role: DeviceRole, reading: object) =>
  (place: Place): Input => ({
    kind: "observation",
    role,
    observation: { device: asId("d"), atMs: place.next.atMs, quality: "good", ...reading } as Observation,
  });

const floating = gnss(() => ({ fix: "float" }));
const fresh = (): Place => ({ run: new ExamRun(), next: nextEpoch(0) });

const STATES: readonly [string, () => Place][] = [
  ["ready", fresh],
  ["begun, no epoch", () => after(fresh(), command({ name: "begin" }))],
  ["before any item", () => until("driving off", () => true, 100)],
  ["reverse bay", () => inItem("reverse-bay-1")],
  ["hill start", () => inItem("hill-start-1")],
  ["side parking", () => inItem("side-parking-1")],
  ["curve", () => inItem("curve-1")],
  ["right angle", () => inItem("right-angle-1")],
  ["curve, suspended", () => after(inItem("curve-1"), floating)],
  ["curve, receiver lost", () => after(inItem("curve-1"), fault("gnss", "disconnected", true))],
  ["curve, board lost", () => after(inItem("curve-1"), fault("vehicle-io", "disconnected", true))],
  ["curve, track given up", () => after(inItem("curve-1"), timer(POSITION_TIMER, 10))],
  ["between items", () => until("between", (run) => run.state.items[0]?.state === "done", 0)],
  [
    "between, unfit",
    () =>
      after(
        until("b", (run) => run.state.items[0]?.state === "done", 0),
        floating,
      ),
  ],
  ["over", () => after(inItem("curve-1"), command({ name: "end" }))],
  ["aborted", () => after(inItem("curve-1"), command({ name: "abort", reason: "other", note: "x" }))],
];

const LINES = [
  "belt",
  "door",
  "handbrake",
  "clutch",
  "ignition",
  "starter",
  "signal-left",
  "signal-right",
  "brake",
  "examiner-brake",
  "low-beam",
  "no-such-line",
];

const INPUTS: readonly [string, (place: Place) => Input][] = [
  ["begin", command({ name: "begin" })],
  ["abort", command({ name: "abort", reason: "other", note: "r" })],
  ["end", command({ name: "end" })],
  ["deduct general", command({ name: "deduct", rule: "s2.gen.av", note: "n" })],
  ["deduct of item", command({ name: "deduct", rule: "s2.cv.gear", note: "n" })],
  ["deduct left out", command({ name: "deduct", rule: "s2.rp.route", note: "n" })],
  ["deduct unknown", command({ name: "deduct", rule: "s2.no.such", note: "n" })],
  ["deduct machine's", command({ name: "deduct", rule: "s2.cv.wheel", note: "n" })],
  ["resumed", (place) => ({ kind: "resumed", atMs: place.next.atMs })],
  ["good epoch", gnss(() => ({}))],
  ["float epoch", floating],
  ["heading gone", gnss(() => ({ headingDeg: null }))],
  ["same epoch again", gnss(({ utcMs }) => ({ utcMs: utcMs - 50 }))],
  ["gap of 0.5 s", gnss(({ utcMs, atMs }) => ({ utcMs: utcMs + 500, atMs: atMs + 500 }))],
  ["gap of 3 s", gnss(({ utcMs, atMs }) => ({ utcMs: utcMs + 3000, atMs: atMs + 3000 }))],
  ["a day ahead", gnss(({ utcMs }) => ({ utcMs: utcMs + 86_400_000 }))],
  ["a day back", gnss(({ utcMs }) => ({ utcMs: utcMs - 86_400_000 }))],
  ["time NaN", gnss(() => ({ utcMs: Number.NaN }))],
  ["time absurd", gnss(() => ({ utcMs: 1e300 }))],
  ["latitude NaN", gnss(() => ({ latitudeDeg: Number.NaN }))],
  ["the north pole", gnss(() => ({ latitudeDeg: 90 }))],
  ["speed infinite", gnss(() => ({ speedKmh: Number.POSITIVE_INFINITY }))],
  ["jump of 5 m", gnss(({ latitudeDeg }) => ({ latitudeDeg: latitudeDeg + 4.5e-5 }))],
  ...LINES.flatMap((line): [string, (place: Place) => Input][] => [
    [`${line} on`, board((atMs) => digital(line, true, atMs))],
    [`${line} off`, board((atMs) => digital(line, false, atMs))],
  ]),
  ["gear 0", board((atMs) => channel("gear", 0, atMs))],
  ["gear -1", board((atMs) => channel("gear", -1, atMs))],
  ["gear NaN", board((atMs) => channel("gear", Number.NaN, atMs))],
  ["engine stops", board((atMs) => channel("engine-speed", 0, atMs))],
  ["engine runs", board((atMs) => channel("engine-speed", 1500, atMs))],
  ["unknown channel", board((atMs) => channel("no-such", 1, atMs))],
  ...(["gnss", "vehicle-io"] as const).flatMap((role) =>
    (["disconnected", "evidence-lost", "out-of-calibration"] as const).flatMap(
      (code): [string, (place: Place) => Input][] => [
        [`${role} ${code}`, fault(role, code, true)],
        [`${role} ${code} over`, fault(role, code, false)],
      ],
    ),
  ),
  ["foreign fault", fault("axle-scale", "silent", true)],
  ["timer, 1 s on", timer(POSITION_TIMER, 1)],
  ["timer, 10 s on", timer(POSITION_TIMER, 10)],
  ["timer, 200 s on", timer(POSITION_TIMER, 200)],
  ["timer, unknown", timer("no-such", 10)],
  ["foreign load", foreign("axle-scale", { kind: "axle-load", loadKg: "800", stable: true })],
  [
    "foreign line",
    foreign("lane-beams", { kind: "digital", line: "belt", active: false, boardTimeUs: null }),
  ],
  ["epoch of the board", (place) => ({ kind: "observation", role: "vehicle-io", observation: place.next })],
  [
    "line of the gnss",
    (place) => ({ ...board((atMs) => digital("belt", false, atMs))(place), role: "gnss" }) as Input,
  ],
];

const LEGEND = [
  "What every state of a test answers to every input. `answer <- inputs`: most states of the class give that answer to these",
  "inputs; `but` lists the states that answer otherwise. Words are events: unfit, a position that may not score (! when it has been",
  "away for too long); ended(v) the item, OVER(v) the test, with its verdict; DEDUCTED(rule, by whom); line, channel, fault: kept.",
  '"x" is a prompt, >n a look in n ms, < no more looks, + and - the lamps of the car. Sentences are left out.',
];

const CLASSES: readonly StateClass[] = [
  { name: "before", states: ["ready"] },
  {
    name: "between items",
    states: ["begun, no epoch", "before any item", "between items", "between, unfit"],
  },
  { name: "in an item", states: ["reverse bay", "hill start", "side parking", "curve", "right angle"] },
  {
    name: "in an item that is not seen",
    states: ["curve, suspended", "curve, receiver lost", "curve, board lost", "curve, track given up"],
  },
  { name: "after", states: ["over", "aborted"] },
];

function eventText(event: ExamEvent): string {
  switch (event.type) {
    case "unfit":
      return `unfit${event.lost ? "!" : ""}`;
    case "item-suspended":
      return "suspended";
    case "item-ended":
      return `ended(${event.verdict})`;
    case "deducted":
      return `DEDUCTED(${event.finding.rule} ${event.finding.deduction?.judge})`;
    case "undecidable":
      return `undecidable(${event.what.rule})`;
    case "over":
      return `OVER(${event.verdict})`;
    default:
      return event.type;
  }
}

function effectText(effect: SessionEffect): string {
  if (effect.kind === "output") return `${effect.on ? "+" : "-"}${effect.line}`;
  if (effect.kind === "prompt") return `"${effect.prompt.id}"`;
  if (effect.kind === "start-timer") return `>${effect.afterMs}`;
  return effect.kind === "cancel-timer" ? "<" : effect.kind;
}

function answerOf(decision: ReturnType<ExamRun["session"]["decide"]>): string {
  if (decision.kind === "rejected") return "refused";
  const what = [...decision.events.map(eventText), ...decision.effects.map(effectText)].join(" ");
  return what === "" ? "nothing" : what;
}

const EVIDENCE_OF_THE_CAR = /^(belt off|starter on|engine stops|gear)/;

test("the whole matrix", async () => {
  const cells: Cell[] = [];
  for (const [name, make] of STATES) {
    const place = make();
    const { run } = place;
    const report = run.report();
    for (const [input, of] of INPUTS) {
      const decision = run.session.decide(run.state, of(place));
      cells.push({ state: name, input, answer: answerOf(decision) });
      if (decision.kind === "rejected") continue;
      const state = decision.events.reduce(run.session.evolve, run.state);
      const then = run.session.report(state);
      run.session.pose(state);
      const cell = [name, input];
      const deducts = decision.events.some(
        (e) => e.type === "deducted" && e.finding.deduction?.judge === "machine",
      );
      // A device never costs a candidate points, and no single input passes a test.
      if (deducts) expect([...cell, EVIDENCE_OF_THE_CAR.test(input)]).toEqual([...cell, true]);
      expect([...cell, then.verdict]).not.toEqual([...cell, "pass"]);
      if (report.phase === "over")
        expect([...cell, decision.events, decision.effects]).toEqual([...cell, [], []]);
      if (then.phase === "over" && report.phase !== "over") {
        const off = decision.effects.flatMap((e) => (e.kind === "output" && !e.on ? [e.line] : []));
        expect([...cell, ...off]).toEqual([...cell, "lamp-item", "lamp-fault"]);
        expect(decision.effects.at(-1)).toEqual({ kind: "conclude" });
      }
      // Points are only ever lost, and only by what was deducted.
      const cost = decision.events.flatMap((e) =>
        e.type === "deducted" ? [e.finding.deduction?.points ?? 0] : [],
      );
      expect([...cell, state.points]).toEqual([
        ...cell,
        Math.max(
          0,
          cost.reduce((left, points) => left - points, run.state.points),
        ),
      ]);
    }
  }
  await expect(matrixPage(LEGEND, CLASSES, cells)).toMatchFileSnapshot("./session-matrix.txt");
});
