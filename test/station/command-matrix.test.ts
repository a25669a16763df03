import { expect, test } from "vitest";
import type { ExamState } from "../../src/core/exam/session.ts";
import type { InspectionState } from "../../src/core/inspection/inspection-state.ts";
import { sentenceOf } from "../../src/core/trade/reasons.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import type { Answer } from "../../src/station/session-runner.ts";
import { laneAndCourse, type Rig, type RigOptions, refusalProblem } from "../support/lane-and-course.ts";
import { wrapped } from "../support/rulebook/row-words.ts";

/**
 * Goal: every command to every kind of job in every phase gets one answer with a sentence, leaves the job able to end, the
 * machines at rest when it ends, the other job untouched, and a journal that replays. The outcome of each cell is for a reviewer
 * to read in `command-matrix.txt`.
 */
const FULL = process.env.PROOFMARK_FULL === "1";
const abort = { name: "abort", reason: "other", note: "the test says so" };

/** Refused or without an end, in the order in which they are given to one and the same job. */
const COMMANDS: readonly [string, unknown][] = [
  ["begin", { name: "begin" }],
  ["end", { name: "end" }],
  ["go-on", { name: "go-on" }],
  ["go-on with more", { name: "go-on", reason: "x" }],
  ["stop-item", { name: "stop-item", reason: "danger", note: "smoke" }],
  ["deduct, all points", { name: "deduct", rule: "s2.gen.instr", note: "" }],
  ["deduct, 5 points", { name: "deduct", rule: "s2.gen.rollback10", note: "" }],
  ["deduct, the same again", { name: "deduct", rule: "s2.gen.rollback10", note: "" }],
  ["deduct, of the hill", { name: "deduct", rule: "s2.hill.signal", note: "by hand" }],
  ["deduct, what counts once again", { name: "deduct", rule: "s2.hill.signal", note: "" }],
  ["deduct, for the machine alone", { name: "deduct", rule: "s2.cv.wheel", note: "" }],
  ["deduct, no such rule", { name: "deduct", rule: "s2.none", note: "" }],
  ["nothing", undefined],
  ["null", null],
  ["a number", 5],
  ["a list", ["abort"]],
  ["a word", "abort"],
  ["no name", {}],
  ["a name that is a number", { name: 5 }],
  ["a name that is a list", { name: ["abort"] }],
  ["__proto__", { name: "__proto__" }],
  ["constructor", { name: "constructor" }],
  ["hasOwnProperty", { name: "hasOwnProperty" }],
  ["a name of 10 kB", { name: "a".repeat(10_000) }],
  ["a name with controls", { name: "abort\u0000\u001b[2J\u202e" }],
  ["half a character", { name: "\ud840" }],
  ["Abort", { name: "Abort", reason: "x" }],
  ["abort without a reason", { name: "abort" }],
  ["abort, in words alone, as before", { name: "abort", reason: "the test says so" }],
  ["abort, no such reason", { name: "abort", reason: "boredom", note: "" }],
  ["abort, a reason that is no text", { name: "abort", reason: { text: "x" }, note: "" }],
  ["abort, __proto__", { name: "abort", reason: "__proto__", note: "" }],
  ["abort, other, without words", { name: "abort", reason: "other", note: "" }],
  ["abort, a blank note", { name: "abort", reason: "other", note: " " }],
  ["abort, 10 kB", { name: "abort", reason: "other", note: "x".repeat(10_000) }],
  ["abort, a line break", { name: "abort", reason: "other", note: "a\nb" }],
  ["abort, a text turned round", { name: "abort", reason: "other", note: "a\u202eb" }],
  ["abort, half a character", { name: "abort", reason: "other", note: "a\ud840" }],
  ["abort with more", { ...abort, by: "somebody else" }],
  ["abort with a prototype", JSON.parse('{"name":"abort","reason":"other","note":"x","__proto__":{"a":1}}')],
  ["abort with a nasty key", { ...abort, "\u202e\u0007": 1 }],
  ["begin with more", { name: "begin", reason: "x" }],
];
/** Accepted they change what runs: given in a run of their own. */
const CHANGES: Readonly<Record<JobKind, readonly string[]>> = {
  inspection: ["stop-item"],
  exam: ["end", "deduct, all points"],
};

interface Place {
  readonly name: string;
  readonly kind: JobKind;
  readonly options?: RigOptions;
  /** First to there, with a command; then on to `until`. */
  readonly by?: { readonly until: (rig: Rig) => boolean; readonly command: unknown };
  readonly until: (rig: Rig) => boolean;
}

const inspection = (rig: Rig) => rig.state("inspection") as InspectionState | undefined;
const exam = (rig: Rig) => rig.state("exam") as ExamState | undefined;
type More = (rig: Rig, current: NonNullable<InspectionState["current"]>) => boolean;
const item =
  (code: string, stage: string, more: More = () => true) =>
  (rig: Rig): boolean => {
    const state = inspection(rig);
    const current = state?.current ?? null;
    if (state === undefined || current === null) return false;
    return state.items[current.index]?.code === code && current.stage === stage && more(rig, current);
  };
const isTurning = (rig: Rig): boolean => rig.goingOn().includes("rollers");
const phase = (name: string, rig: Rig): boolean => {
  const progress = inspection(rig)?.current?.progress as { readonly phase?: string } | null | undefined;
  return progress?.phase === name;
};
const inItem =
  (index: number, state: string) =>
  (rig: Rig): boolean =>
    exam(rig)?.current === index && exam(rig)?.items[index]?.state === state;

const scaleUnplugged: RigOptions = {
  lane: { deviceFaults: [{ device: "axle-scale", kind: "disconnect", afterMs: 2_500, forMs: 60_000 }] },
};
const rtkLost: RigOptions = {
  course: {
    gnss: { events: [{ item: "reverse-bay-1", afterS: 2, disturbance: { kind: "rtk-lost", forS: 30 } }] },
  },
};

const PLACES: readonly Place[] = [
  { name: "to the scale", kind: "inspection", until: item("W1", "travelling") },
  { name: "weighing", kind: "inspection", until: item("W1", "measuring") },
  {
    name: "scale unplugged, waiting",
    kind: "inspection",
    options: scaleUnplugged,
    until: item("W1", "clearing", (_, { waits }) => waits === "device"),
  },
  { name: "to the bench", kind: "inspection", until: item("B1", "travelling") },
  { name: "bench at rest", kind: "inspection", until: item("B1", "measuring") },
  { name: "rollers starting", kind: "inspection", until: item("B1", "measuring", isTurning) },
  {
    name: "rollers on, braking",
    kind: "inspection",
    until: item("B1", "measuring", (rig, { curve }) => isTurning(rig) && curve.length > 100),
  },
  {
    name: "pause before a repeat",
    kind: "inspection",
    by: {
      until: item("B1", "measuring", isTurning),
      command: { name: "stop-item", reason: "danger", note: "a child" },
    },
    until: item("B1", "clearing"),
  },
  { name: "headlamps", kind: "inspection", until: item("H", "measuring", (rig) => rig.goingOn().length > 0) },
  { name: "gas, leak test", kind: "inspection", until: item("E", "measuring", (rig) => phase("leak", rig)) },
  {
    name: "gas, pump on",
    kind: "inspection",
    until: item("E", "measuring", (rig) => phase("probe", rig) && rig.goingOn().includes("pump")),
  },
  { name: "begun, standing", kind: "exam", until: (rig) => exam(rig)?.phase === "running" },
  { name: "first item", kind: "exam", until: inItem(0, "running") },
  { name: "first item, suspended", kind: "exam", options: rtkLost, until: inItem(0, "suspended") },
];
/** The way there is long. */
const FAR: readonly Place[] = [
  {
    name: "between two items",
    kind: "exam",
    until: (rig) => exam(rig)?.current === null && exam(rig)?.items[0]?.state === "done",
  },
  ...[1, 2, 3, 4].map(
    (index): Place => ({ name: `item ${index + 1}`, kind: "exam", until: inItem(index, "running") }),
  ),
];

const other = (kind: JobKind): JobKind => (kind === "exam" ? "inspection" : "exam");

/** A job of this place, and one of the other kind that stands still beside it. */
async function at(place: Place): Promise<{ rig: Rig; job: string; beside: string }> {
  const rig = await laneAndCourse({ acting: [place.kind], ...place.options });
  const job = rig.open(place.kind) ?? "";
  if (place.by !== undefined) {
    expect(
      rig.clock.runUntil(() => place.by?.until(rig) ?? true, 600_000),
      place.name,
    ).toBe("reached");
    expect(rig.command(job, place.by.command)).toEqual([{ kind: "accepted" }]);
  }
  expect(
    rig.clock.runUntil(() => place.until(rig), 600_000),
    place.name,
  ).toBe("reached");
  return { rig, job, beside: rig.open(other(place.kind)) ?? "" };
}

/** One letter a refusal of a machine, in the order in which they turn up. */
const letters = new Map<string, string>();
const sentences = new Map<string, string>();

function codeOf(command: string, answers: readonly Answer[]): string {
  const [answer] = answers;
  expect(answers.length, `answers to ${command}`).toBe(1);
  if (answer === undefined || answer.kind === "accepted") return "+";
  const { reason } = answer;
  expect(refusalProblem(reason), command).toBeNull();
  const { zh, en } = sentenceOf(reason);
  switch (reason.code) {
    case "COMMAND_UNKNOWN":
    case "COMMAND_MALFORMED":
      sentences.set(command, `${en}\n    ${zh}`);
      return reason.code === "COMMAND_UNKNOWN" ? "U" : "M";
    case "JOB_UNKNOWN":
      return "J";
    case "STATION_STOPPING":
      return "S";
    default: {
      const letter = letters.get(en) ?? String.fromCharCode(97 + letters.size);
      letters.set(en, letter);
      return letter;
    }
  }
}

/** At the end of a job nothing is left going, and everything that was written can be read and replayed. */
function lookAfter(rig: Rig, place: string, job: string, beside: string, isRead = FULL): string {
  // A leak test takes its 10 s whatever it is told.
  rig.clock.advanceBy(12_000);
  // That tester knows no stop: it comes to its end by itself.
  expect(
    rig.goingOn().filter((what) => what !== "headlamp tester"),
    `${place}: what goes on`,
  ).toEqual([]);
  const record = rig.records().find((document) => document.job === job);
  expect(record, `${place}: a record`).toBeDefined();
  expect(rig.station.openJobs(), `${place}: the other job`).toEqual([beside]);
  const strange = rig
    .entries()
    .filter((entry) => entry.type === "job-input" && entry.job === beside && entry.rejected !== undefined);
  expect(strange, `${place}: the other job`).toEqual([]);
  if (isRead) expect(rig.journalProblems(), place).toEqual([]);
  expect(rig.errors, place).toEqual([]);
  return record?.verdict === "undecided" ? "undec" : (record?.verdict ?? "?");
}

/** The column of a place: what came of each command. */
async function column(place: Place): Promise<Map<string, string>> {
  const cells = new Map<string, string>();
  const { rig, job, beside } = await at(place);
  for (const [name, value] of COMMANDS) {
    if (CHANGES[place.kind].includes(name)) continue;
    const [before, size] = [rig.state(place.kind), rig.store.size()];
    const code = codeOf(name, rig.command(job, value));
    cells.set(name, code);
    if (code !== "+") expect(rig.state(place.kind), `${place.name}, ${name}`).toBe(before);
    expect(rig.store.size() - size, `${place.name}, ${name}: entries`).toBe("UM".includes(code) ? 0 : 1);
  }
  const aborted = codeOf("abort", rig.command(job, abort));
  cells.set("abort, at the end of all these", `${aborted} ${lookAfter(rig, place.name, job, beside, true)}`);
  cells.set("abort, once more", codeOf("abort", rig.command(job, abort)));
  await rig.close();

  for (const name of CHANGES[place.kind]) {
    const changed = await at(place);
    const value = COMMANDS.find(([of]) => of === name)?.[1];
    const code = codeOf(name, changed.rig.command(changed.job, value));
    changed.rig.clock.advanceBy(1_500);
    codeOf("abort", changed.rig.command(changed.job, abort));
    cells.set(name, `${code} ${lookAfter(changed.rig, place.name, changed.job, changed.beside)}`);
    await changed.rig.close();
  }
  return cells;
}

function table(columns: readonly (readonly [string, ReadonlyMap<string, string>])[]): string {
  const rows = [...new Set(columns.flatMap(([, cells]) => [...cells.keys()]))];
  const order = (row: string): number => {
    const at = COMMANDS.findIndex(([name]) => name === row);
    return at < 0 ? COMMANDS.length : at;
  };
  rows.sort((a, b) => order(a) - order(b));
  const line = (row: string, cells: readonly string[]): string =>
    `${row.padEnd(34)}${cells.map((cell) => cell.padEnd(8)).join("")}`.trimEnd();
  return [
    ...columns.map(([name], n) => `  ${String(n + 1).padStart(2)}  ${name}`),
    "",
    line(
      "",
      columns.map((_, n) => String(n + 1)),
    ),
    ...rows.map((row) =>
      line(
        row,
        columns.map(([, cells]) => cells.get(row) ?? "."),
      ),
    ),
    "",
  ].join("\n");
}

function legend(): string[] {
  return [
    "What every command does in every phase; a column is a place, a row a command.",
    "+ accepted (a verdict beside it: that of the record, after an abort 1.5 s later where one was needed)",
    "J no such job; S the station is stopping; . not asked",
    "U no such command, M malformed: refused at the door, nothing in the journal; the sentences are below",
    "refused by the machine, which stands in the journal:",
    ...[...letters].map(([en, letter]) => `${letter} ${en}`),
    "",
  ];
}

async function written(places: readonly Place[], file: string): Promise<void> {
  letters.clear();
  sentences.clear();
  const columns: [string, Map<string, string>][] = [];
  for (const place of places) columns.push([`${place.kind}: ${place.name}`, await column(place)]);
  const said = [...sentences].map(([command, text]) => `${command}\n    ${text}`).join("\n");
  const page = `${legend().join("\n")}\n${table(columns)}\n${said}\n`;
  const narrow = page.split("\n").flatMap((line) => wrapped(line, "      "));
  await expect(narrow.join("\n")).toMatchFileSnapshot(file);
}

test("while a job runs", () => written(PLACES, "./command-matrix.txt"), 240_000);

// The whole course is driven to get there.
if (FULL)
  test("in the items that are a long way off", () => written(FAR, "./command-matrix-far.txt"), 600_000);
