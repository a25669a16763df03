import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { EntryRow } from "../../src/console/web/appeal/entry-rows.ts";
import { shownSpan } from "../../src/console/web/appeal/shown-span.ts";
import { pathOf } from "../../src/console/web/appeal/signal-path.ts";
import {
  figuresOf,
  isOnAt,
  type Track,
  tracksOf,
  valueAt,
  type Window,
} from "../../src/console/web/appeal/signal-tracks.ts";
import { firstLoss, type Told, toldSignals } from "../../src/console/web/appeal/told-signals.ts";
import { drivenScenario } from "./gone-through.ts";

/** Goal: what the page says of a signal at a moment was known at that moment, and every moment of a test can be looked at. */
type Driven = Awaited<ReturnType<typeof drivenScenario>>;

function looked(driven: Driven, rows: readonly EntryRow[] = driven.rows) {
  const span = shownSpan(driven);
  if (span === null) throw new Error("there is something to look at");
  return { span, tracks: tracksOf(driven.trace, rows, span) };
}

function at(tracks: readonly Track[], name: string, ms: number): number | boolean | null {
  const track = tracks.find((one) => one.name === name);
  if (track === undefined) throw new Error(`${name} is not there`);
  return track.kind === "line" ? isOnAt(track.spans, ms) : valueAt(track, ms);
}

const isFaultOf = ({ entry }: EntryRow, device: string): boolean => {
  const { fault } = (entry.input ?? {}) as { readonly fault?: { readonly device: string } };
  return fault?.device === device;
};

const LINES = ["belt", "door", "brake", "signal-left"];

/** Driven on after its board was unplugged. */
let driven: Driven;
let lostMs = 0;
beforeAll(async () => {
  driven = await drivenScenario("c1-board-unplugged");
  lostMs = driven.rows.find((row) => isFaultOf(row, "car-io-1"))?.atMs ?? 0;
});

describe("a test whose board was unplugged", () => {
  test("says of its engine, gear and lines that nobody knows, from the fault to the end", () => {
    const { span, tracks } = looked(driven);
    expect(span.toMs - lostMs).toBeGreaterThan(40_000);
    expect(firstLoss(driven.rows)).toBe(Math.round(lostMs));
    for (const name of ["engine-speed", "gear", ...LINES]) {
      expect([name, at(tracks, name, Math.floor(lostMs) - 100)]).not.toEqual([name, null]);
      for (const ms of [Math.ceil(lostMs), lostMs + 20_000, span.toMs])
        expect([name, ms, at(tracks, name, ms)]).toEqual([name, ms, null]);
    }
    expect(at(tracks, "speed", lostMs + 20_000)).toBeGreaterThan(0);
  });

  test("without that fault would know the gear, which is told on a change, and not the engine, which is told always", () => {
    const rows = driven.rows.filter((row) => !isFaultOf(row, "car-io-1"));
    const { span, tracks } = looked(driven, rows);
    expect(at(tracks, "gear", span.toMs)).toBe(2);
    expect(at(tracks, "engine-speed", Math.floor(lostMs) + 500)).toBeGreaterThan(0);
    expect(at(tracks, "engine-speed", lostMs + 1_100)).toBeNull();
  });
});

describe("a test whose receiver was unplugged", () => {
  test("is looked through to its last reading, without a speed", async () => {
    const unplugged = await drivenScenario("c1-gnss-unplugged");
    const { trace } = unplugged;
    const lastMs = trace.rows.at(-1)?.[0] ?? 0;
    const { span, tracks } = looked(unplugged);
    expect(span.toMs - lastMs).toBeGreaterThan(170_000);
    expect(span.fromMs).toBeLessThanOrEqual(trace.rows[0]?.[0] ?? 0);
    expect(at(tracks, "speed", Math.floor(lastMs))).not.toBeNull();
    for (const ms of [lastMs + 400, span.toMs]) expect(at(tracks, "speed", ms)).toBeNull();
    for (const name of ["engine-speed", "gear", ...LINES])
      expect([name, at(tracks, name, span.toMs)]).not.toEqual([name, null]);
  });
});

test("the lines of the car are those that the machine knew", () => {
  const { tracks } = looked(driven);
  let compared = 0;
  for (const track of tracks) {
    if (track.kind !== "line") continue;
    for (const [place, { utcMs, on, off }] of driven.trace.lines.entries()) {
      const untilMs = driven.trace.lines[place + 1]?.utcMs ?? driven.trace.rows.at(-1)?.[0] ?? 0;
      const ms = (utcMs + untilMs) / 2;
      // The receiver's clock and the station's agree to less than that.
      const quiet = track.spans.some((span) => span.atMs < ms - 300 && span.toMs > ms + 300);
      if (untilMs - utcMs < 600 || !quiet) continue;
      const known = on.includes(track.name) ? true : off.includes(track.name) ? false : null;
      expect([track.name, utcMs, isOnAt(track.spans, ms)]).toEqual([track.name, utcMs, known]);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(20);
});

describe("what a board told", () => {
  const reading = (observation: object): object => ({
    type: "job-input",
    input: { kind: "observation", observation },
  });
  const gear = (value: number, quality = "good", device = "io-1"): object =>
    reading({ kind: "channel", channel: "gear", value, quality, device });
  const fault = (device: string, code: string, raised = true): object => ({
    type: "job-input",
    input: { kind: "fault", fault: { device, code, raised } },
  });
  const rowsOf = (entries: readonly object[]): readonly EntryRow[] =>
    entries.map((entry, index) => ({
      index,
      atMs: index * 100,
      entry: entry as EntryRow["entry"],
      rules: [],
    }));
  const told = (...entries: object[]) =>
    toldSignals(rowsOf(entries))
      .get("gear")
      ?.map(({ value }) => value);

  test.each([
    ["its own fault takes it away", fault("io-1", "disconnected"), [1, null]],
    ["silence too", fault("io-1", "silent"), [1, null]],
    [
      "a fault outside of the job too",
      { type: "device-fault", fault: { device: "io-1", code: "silent", raised: true } },
      [1, null],
    ],
    ["so does a station that did not run", { type: "station-started" }, [1, null]],
    ["a reading in doubt is no value", gear(2, "uncertain"), [1, null]],
    ["a fault of another device leaves it", fault("gnss-1", "disconnected"), [1]],
    ["a fault that ends leaves it", fault("io-1", "disconnected", false), [1]],
    ["a calibration that ends leaves it", fault("io-1", "out-of-calibration"), [1]],
    ["an entry of another kind leaves it", { type: "clock-noted" }, [1]],
  ])("%s", (_, entry, values) => {
    expect(told(gear(1), entry)).toEqual(values);
    expect(told(gear(1), entry, gear(3))).toEqual([...values, 3]);
  });

  test("is lost first where a device was gone, and never where only the station began", () => {
    const rows = rowsOf([
      { type: "station-started" },
      gear(1),
      fault("io-1", "silent"),
      fault("io-2", "silent"),
    ]);
    expect(firstLoss(rows)).toBe(200);
    expect(firstLoss(rows.slice(0, 2))).toBeNull();
  });

  test("of a line stands as long as nobody says otherwise", () => {
    const line = (active: boolean) =>
      reading({ kind: "digital", line: "belt", active, quality: "good", device: "io-1" });
    const rows = rowsOf([gear(0), line(true), fault("io-1", "silent"), line(false)]);
    const trace = { outline: [], wheels: [], rows: [], stages: [], lines: [] };
    const tracks = tracksOf(trace, rows, { fromMs: 0, toMs: 1_000 });
    const belt = [0, 100, 199, 200, 299, 300, 1_000].map((ms) => at(tracks, "belt", ms));
    expect(belt).toEqual([null, true, true, null, null, false, false]);
  });
});

const span: Window = { fromMs: 0, toMs: 10_000 };
const someTold = fc
  .array(
    fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.option(fc.integer({ min: -5, max: 5 }), { freq: 4 })),
    {
      maxLength: 30,
    },
  )
  .map((all): readonly Told[] =>
    all.map(([atMs, value]) => ({ atMs, value })).sort((a, b) => a.atMs - b.atMs),
  );

test("a value is known where the last word was one and is not too old, and nowhere else", () => {
  fc.assert(
    fc.property(
      someTold,
      fc.integer({ min: 0, max: 10_000 }),
      fc.constantFrom(300, 2_000, Infinity),
      (all, ms, holds) => {
        const last = all.findLast(({ atMs }) => atMs <= ms);
        const isFresh = last !== undefined && last.value !== null && ms < last.atMs + holds;
        expect(valueAt(figuresOf(all, span, holds), ms)).toBe(isFresh ? last.value : null);
      },
    ),
    { numRuns: 500 },
  );
});

test("the pen is lifted over what nobody knew", () => {
  const drawing = { fromMs: 0, toMs: 1_000, wide: 1_000, high: 44, pieces: 500 };
  const all: readonly Told[] = [
    { atMs: 100, value: 1 },
    { atMs: 200, value: 1 },
    { atMs: 300, value: null },
    { atMs: 600, value: 1 },
    { atMs: 700, value: 1 },
  ];
  const curve = pathOf(figuresOf(all, { fromMs: 0, toMs: 1_000 }, 150), "curve", drawing);
  expect(curve.match(/[ML][\d.]+/g)).toEqual(["M100.0", "L200.0", "M600.0", "L700.0"]);
  const steps = pathOf(figuresOf(all, { fromMs: 0, toMs: 1_000 }, Infinity), "steps", drawing);
  expect(steps.match(/[MH][\d.]+/g)).toEqual(["M100.0", "H200.0", "H300.0", "M600.0", "H700.0", "H1000"]);
});
