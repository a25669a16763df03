import { keptFinding } from "../../../src/core/exam/findings.ts";
import type { Motion } from "../../../src/core/exam/motion.ts";
import type { ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import { NO_SIGNALS, type VehicleSignals } from "../../../src/core/exam/vehicle-signals.ts";
import type { WatchName } from "../../../src/core/exam/watch/watch-form.ts";
import type { ExamEdge } from "./exam-edges.ts";
import {
  advanced,
  type Moment,
  motionAt,
  NOSE_M,
  pointsAt,
  prepared,
  RIGHT_M,
  signalled,
  watched,
  watchedBy,
  watchFor,
} from "./exam-ground.ts";
import type { Path } from "./numbers.ts";

/** Where each limit of the exam rulebook flips, shown to the machine part that watches it. */
type Shown = (book: ExamRulebook, rule: string, x: number) => number;

const PER_MM = 0.001;

/** From inside the lane to `overMm` beyond its right edge. */
const rolledOver =
  (contact: "body" | "wheel"): Shown =>
  (book, rule, overMm) => {
    const at = (eastM: number, utcMs: number): Moment => ({ motion: motionAt(book, { eastM, utcMs }) });
    const inside = -RIGHT_M[contact] - 0.5;
    const over = -RIGHT_M[contact] + overMm * PER_MM;
    const moments = [at(inside, 0), at(inside, 50), ...stays(book, 0.1).map((atS) => at(over, atS * 1000))];
    return watched(watchFor(prepared(book), rule), moments).faults.length;
  };

/** Seconds of as many epochs as make a crossing. */
function stays(book: ExamRulebook, fromS: number): number[] {
  return Array.from({ length: book.motion.crossedAtLeast }, (_, i) => fromS + i / 20);
}

/** Over the edge, back for `clearS`, and over it again. */
const touchedTwice =
  (contact: "body" | "wheel"): Shown =>
  (book, rule, clearS) => {
    const at = (over: boolean, atS: number): Moment => ({
      motion: motionAt(book, { eastM: -RIGHT_M[contact] + (over ? 0.2 : -0.5), utcMs: atS * 1000 }),
    });
    const moments = [
      at(false, 0),
      at(false, 0.1),
      ...stays(book, 0.2).map((atS) => at(true, atS)),
      at(false, 0.9),
      at(false, 0.9 + clearS),
      ...stays(book, 9).map((atS) => at(true, atS)),
    ];
    return watched(watchFor(prepared(book), rule), moments).faults.length;
  };

const stoppedAt =
  (placed: (book: ExamRulebook, mm: number) => Motion): Shown =>
  (book, rule, mm) => {
    const motion = placed(book, mm);
    return watched(watchFor(prepared(book), rule), [{ motion, progress: { phase: "stopped" } }]).faults
      .length;
  };

/** The points of a body that is a line: the nose, or the right side, exactly so far from the line. */
const bumper: Shown = (book, rule, mm) => {
  const motion = motionAt(book, { northM: -NOSE_M - 1 });
  const points = pointsAt(motion);
  points[1] = mm * PER_MM;
  return watched(watchFor(prepared(book), rule), [{ motion, points, progress: { phase: "stopped" } }]).faults
    .length;
};

const side = stoppedAt((book, mm) => motionAt(book, { eastM: -RIGHT_M.body - mm * PER_MM }));

/** Back from a stop on the slope, and then on forward, where the milder rule is judged. */
const rolledBack: Shown = (book, rule, mm) => {
  const at = (alongM: number, utcMs: number): Moment => ({
    motion: motionAt(book, { alongM, utcMs, stopAlongM: 0, stopFromUtcMs: 1 }),
    signals: { ...NO_SIGNALS, channels: { gear: 1 } },
    kind: "hill-start",
  });
  const moments = [at(0, 10), at(-mm * PER_MM, 2000), at(0, 2400), at(5, 3000)];
  return watched(watchFor(prepared(book), rule), moments).faults.length;
};

const stood: Shown = (book, rule, seconds) => {
  const motion = motionAt(book, {
    standing: true,
    stopFromUtcMs: 0,
    stopQuietUtcMs: seconds * 1000,
    utcMs: seconds * 1000,
  });
  return watched(watchFor(prepared(book), rule), [{ motion }]).faults.length;
};

/** Moving before and after; when it came to rest and went on between two epochs nobody saw. */
const maybeStood: Shown = (book, rule, seconds) => {
  const motion = motionAt(book, {
    standing: false,
    stopFromUtcMs: 500,
    stopQuietUtcMs: 600,
    stopAfterUtcMs: 0,
    stopUntilUtcMs: seconds * 1000,
    utcMs: seconds * 1000,
  });
  return watched(watchFor(prepared(book), rule), [{ motion }]).undecidable.length;
};

const took: Shown = (book, rule, seconds) => {
  const motion = motionAt(book, { utcMs: seconds * 1000 });
  return watched(watchFor(prepared(book), rule), [{ motion, progress: { clockFromUtcMs: 0 } }]).faults.length;
};

const signals = (change: Partial<VehicleSignals>): VehicleSignals => ({ ...NO_SIGNALS, ...change });

const starter: Shown = (book, rule, seconds) => {
  const on = signals({ lines: { starter: true }, since: { starter: 0 } });
  return signalled(prepared(book), rule, [{ atMs: seconds * 1000, signals: on }]);
};

/** Runs, then turns at `rpm`: a fault when that is no running any more. */
const engine: Shown = (book, rule, rpm) => {
  const at = (speed: number) => signals({ lines: { ignition: true }, channels: { "engine-speed": speed } });
  return signalled(prepared(book), rule, [
    { atMs: 0, signals: at(900) },
    { atMs: 50, signals: at(rpm) },
    { atMs: 9000, signals: at(rpm) },
  ]);
};

/** Driving out of a bay in which the body had stood with `mm` outside it. */
const leftTheBay: Shown = (book, rule, mm) => {
  const exam = prepared(book);
  const moment: Moment = {
    motion: motionAt(book, { direction: 1 }),
    progress: { phase: "reversing", outOfBayM: mm * PER_MM },
  };
  const progress = advanced(exam, "side-parking", moment);
  return watched(watchFor(exam, rule), [{ ...moment, progress }]).faults.length;
};

/** Reversing with `mm` of the body outside the bay: the bay is not entered. */
const besideTheBay: Shown = (book, _, mm) => {
  const motion = motionAt(book, { eastM: -RIGHT_M.body + mm * PER_MM, direction: -1 });
  return advanced(prepared(book), "reverse-bay", { motion, progress: { phase: "reverse-1" } }).inBay ? 0 : 1;
};

interface Limit {
  readonly rules: (book: ExamRulebook) => readonly string[];
  readonly shown: Shown;
  readonly hair?: number;
  readonly sense?: ExamEdge["sense"];
}

const HAIR_MM = 0.001;

/** What each watch is shown; which rules have it, the book says. */
const LIMITS: readonly Limit[] = [
  {
    rules: (book) => watchedBy(book, "line-contact", ({ of }) => of === "wheels"),
    shown: rolledOver("wheel"),
    hair: HAIR_MM,
  },
  {
    rules: (book) => watchedBy(book, "line-contact", ({ of }) => of === "body"),
    shown: rolledOver("body"),
    hair: HAIR_MM,
  },
  {
    rules: (book) => watchedBy(book, "place-at-stop", ({ measure }) => measure === "bumper-to-pole-line"),
    shown: bumper,
  },
  {
    rules: (book) => watchedBy(book, "place-at-stop", ({ measure }) => measure === "side-to-right-edge"),
    shown: side,
    hair: HAIR_MM,
  },
  { rules: (book) => watchedBy(book, "rollback"), shown: rolledBack },
  { rules: (book) => watchedBy(book, "stop-longer"), shown: stood },
  { rules: (book) => watchedBy(book, "item-time"), shown: took },
  { rules: (book) => watchedBy(book, "starter-held"), shown: starter },
  { rules: (book) => watchedBy(book, "engine-stalled"), shown: engine, sense: "least" },
  {
    rules: (book) => watchedBy(book, "manoeuvre-broken", ({ how }) => how === "body-out"),
    shown: leftTheBay,
  },
  { rules: (book) => insideBy(book, "reverse-bay"), shown: besideTheBay, hair: HAIR_MM },
];

function insideBy({ items }: ExamRulebook, kind: string): string[] {
  return items.flatMap((item) => (item.kind === kind && item.inBayBy !== undefined ? [item.inBayBy] : []));
}

/** The milder of two rules ends where the harsher one begins, and the number itself is still the milder one's. */
function ceilings(
  book: ExamRulebook,
): readonly { readonly milder: string; readonly harsher: string; readonly limit: Limit }[] {
  return book.rules.flatMap(({ id, watch }) => {
    if (watch === null || !("harsher" in watch) || watch.harsher === undefined) return [];
    const limit = LIMITS.find(({ rules }) => rules(book).includes(id));
    if (limit === undefined) throw new Error(`nothing shows ${id}`);
    return [{ milder: id, harsher: watch.harsher, limit }];
  });
}

function limitPath(book: ExamRulebook, rule: string, number: string): Path {
  return ["rules", book.rules.findIndex(({ id }) => id === rule), "limit", number];
}

const SAID = ["atLeast", "atMost", "window"] as const;

/** The one number of a limit that the machine decides at. */
function decision(book: ExamRulebook, rule: string): Path[] {
  const limit = book.rules.find(({ id }) => id === rule)?.limit;
  const name = (["decidedAt", "atMost", "atLeast"] as const).find((one) => limit?.[one] !== undefined);
  if (name === undefined) throw new Error(`${rule} has no limit`);
  return [limitPath(book, rule, name)];
}

/**
 * Where `decidedAt` decides, the bound and its window do not, but a finding has to say them as they are written. Only standing
 * still looks at the window's end, and has its own edge there.
 */
function saidEdges(book: ExamRulebook): ExamEdge[] {
  return book.rules
    .filter(({ limit, watch }) => limit?.decidedAt !== undefined && watch?.name !== "stop-longer")
    .flatMap(({ id, limit }) =>
      SAID.filter((name) => limit?.[name] !== undefined).map(
        (name): ExamEdge => ({
          name: `${id}, ${name} in a finding`,
          of: [limitPath(book, id, name)],
          sense: "most",
          well: (applied, x) => x <= saidLimit(applied, id, name),
        }),
      ),
    );
}

function saidLimit(book: ExamRulebook, id: string, name: (typeof SAID)[number]): number {
  const rule = book.rules.find((one) => one.id === id);
  const text = rule === undefined ? null : keptFinding(rule, rule.scope).limits[0]?.[name];
  return text === null || text === undefined ? Number.NaN : Number(text);
}

export function limitEdges(book: ExamRulebook): ExamEdge[] {
  return [
    ...saidEdges(book),
    ...LIMITS.flatMap(({ rules, shown, hair, sense }) =>
      rules(book).map(
        (rule): ExamEdge => ({
          name: rule,
          of: decision(book, rule),
          sense: sense ?? "most",
          hair: hair ?? 0,
          well: (applied, x) => shown(applied, rule, x) === 0,
        }),
      ),
    ),
    ...ceilings(book).map(
      ({ milder, harsher, limit }): ExamEdge => ({
        name: `${milder}, up to ${harsher}`,
        of: decision(book, harsher),
        sense: "most",
        hair: limit.hair ?? 0,
        well: (applied, x) => limit.shown(applied, milder, x) === 1,
      }),
    ),
    ...watchedBy(book, "stop-longer").map(
      (rule): ExamEdge => ({
        name: `${rule}, unseen`,
        of: [limitPath(book, rule, "atMost"), limitPath(book, rule, "window")],
        sense: "most",
        well: (applied, x) => maybeStood(applied, rule, x) === 0,
      }),
    ),
    ...rearmEdges(book),
    ...holdEdges(book),
  ];
}

/** Shown for so long: what counts from its hold on costs nothing before. */
const HELD: readonly {
  readonly name: WatchName;
  readonly key: string;
  readonly sense: ExamEdge["sense"];
  readonly shown: Shown;
}[] = [
  { name: "signal-while-driving", key: "heldS", sense: "under", shown: beltOpen },
  { name: "started-in-gear", key: "heldS", sense: "under", shown: inGear },
  { name: "engine-stalled", key: "heldS", sense: "under", shown: stalled },
  { name: "parking-brake-while", key: "heldS", sense: "least", shown: braked },
  { name: "turn-signal", key: "heldS", sense: "under", shown: otherLit },
  { name: "drive-off-signal", key: "heldS", sense: "under", shown: otherLit },
  { name: "turn-signal", key: "litWithinS", sense: "under", shown: darkFor },
  { name: "drive-off-signal", key: "litWithinS", sense: "under", shown: darkFor },
];

function holdEdges(book: ExamRulebook): ExamEdge[] {
  return HELD.flatMap(({ name, key, sense, shown }) =>
    watchedBy(book, name).map(
      (rule): ExamEdge => ({
        name: `${rule}, ${key}`,
        of: [["rules", book.rules.findIndex(({ id }) => id === rule), "watch", key]],
        sense,
        hair: 1e-6,
        well: (applied, x) => shown(applied, rule, x) === 0,
      }),
    ),
  );
}

function beltOpen(book: ExamRulebook, rule: string, seconds: number): number {
  const open = signals({ lines: { belt: false }, since: { belt: 0 } });
  return signalled(prepared(book), rule, [
    { atMs: 0, signals: open },
    { atMs: seconds * 1000, signals: open },
  ]);
}

function inGear(book: ExamRulebook, rule: string, seconds: number): number {
  const on = signals({ lines: { starter: true }, channels: { gear: 1 }, since: { starter: 0 } });
  return signalled(prepared(book), rule, [
    { atMs: 0, signals: on },
    { atMs: seconds * 1000, signals: on },
  ]);
}

function stalled(book: ExamRulebook, rule: string, seconds: number): number {
  const at = (speed: number) => signals({ lines: { ignition: true }, channels: { "engine-speed": speed } });
  return signalled(prepared(book), rule, [
    { atMs: 0, signals: at(900) },
    { atMs: 1000, signals: at(0) },
    { atMs: 1000 + seconds * 1000, signals: at(0) },
  ]);
}

/** Applied on the slope for so long, then off. */
function braked(book: ExamRulebook, rule: string, seconds: number): number {
  const { watch } = book.rules.find(({ id }) => id === rule) ?? {};
  if (watch?.name !== "parking-brake-while") throw new Error(`${rule} watches the parking brake`);
  const motion = motionAt(book, { utcMs: seconds * 1000 });
  const on = signals({ lines: { handbrake: true }, since: { handbrake: 0 } });
  return watched(watchFor(prepared(book), rule), [
    { motion, signals: on, progress: { phase: watch.standing } },
    { motion, signals: on, progress: { phase: watch.leaving } },
  ]).faults.length;
}

/** At the moment when the left signal has to be lit: both sides, as they have stood for so long. */
function lampsAt(book: ExamRulebook, rule: string, left: boolean, right: boolean, seconds: number): number {
  const { watch } = book.rules.find(({ id }) => id === rule) ?? {};
  const lit = signals({
    lines: { "signal-left": left, "signal-right": right },
    since: { "signal-left": 0, "signal-right": 0 },
  });
  const moment = (headingRad: number): Moment => ({
    motion: motionAt(book, { headingRad, utcMs: seconds * 1000 }),
    signals: lit,
    progress: watch?.name === "drive-off-signal" ? { phase: watch.phase } : {},
  });
  return watched(watchFor(prepared(book), rule), [moment(0), moment(-1)]).faults.length;
}

function otherLit(book: ExamRulebook, rule: string, seconds: number): number {
  return lampsAt(book, rule, true, true, seconds);
}

/** Off for so long, as a flashing bulb is. */
function darkFor(book: ExamRulebook, rule: string, seconds: number): number {
  return lampsAt(book, rule, false, false, seconds);
}

function rearmEdges(book: ExamRulebook): ExamEdge[] {
  return book.rules.flatMap(({ id, rearmS, watch }, index): ExamEdge[] => {
    if (rearmS === 0 || watch?.name !== "line-contact") return [];
    const contact = watch.of === "wheels" ? "wheel" : "body";
    return [
      {
        name: `${id}, again`,
        of: [["rules", index, "rearmS"]],
        sense: "least",
        well: (applied, x) => touchedTwice(contact)(applied, id, x) === 2,
      },
    ];
  });
}
