import { expect, onTestFinished, test } from "vitest";
import {
  grownTo,
  promptAt,
  runStageAt,
  spansAt,
  type TimelineSpan,
} from "../../src/core/inspection/job-timeline.ts";
import { laneAndCourse } from "../support/lane-and-course.ts";
import { scenarioAgain } from "../support/shown-again.ts";

/** Goal: an inspection is told on one line of time as its journal has it: every run, wait, fault and stop, and none of it made up. */
const brief = ({ what, of, end }: TimelineSpan): string => [what, of, end ?? ""].join(" ").trim();
const samplesOf = ({ curve }: TimelineSpan): number => (curve === undefined ? 0 : curve.to - curve.from);

async function lineOf(name: string) {
  const { again } = await scenarioAgain(name);
  if (again.timeline === null) throw new Error("no line of time");
  return { ...again, timeline: again.timeline, spans: again.timeline.spans };
}

test("items follow one another; each has its samples, its stages and what was asked", async () => {
  const { timeline, spans, told } = await lineOf("k3-left-rear-weak");
  expect(spans.map(brief)).toEqual(
    ["W1", "B1", "W2", "B2", "B0", "H", "E"].map((of) => `run ${of} measured`),
  );
  for (const [at, span] of spans.entries()) expect(span.fromMs).toBe(spans[at - 1]?.toMs ?? timeline.fromMs);
  expect(spans.at(-1)?.toMs).toBe(timeline.toMs);
  const drawn = told.flatMap((one) => (one.type === "force" ? [[one.item, one.samples.length]] : []));
  expect(spans.flatMap((span) => (span.of.startsWith("B") ? [[span.of, samplesOf(span)]] : []))).toEqual(
    drawn,
  );
  const [, brake] = spans;
  if (brake === undefined) throw new Error("no brake");
  expect(brake.curve?.beginsMs).toBeGreaterThan(brake.fromMs);
  expect(brake.stages?.map(({ stage }) => stage)).toEqual(["travelling", "measuring"]);
  expect(runStageAt(brake, brake.fromMs)?.stage).toBe("travelling");
  expect(promptAt(timeline, brake.toMs - 1)?.code).toBe("PROMPT_RELEASE_BRAKE");
  expect(promptAt(timeline, timeline.fromMs - 1)).toBeNull();
  expect(spansAt(timeline, brake.toMs).map(({ of }) => of)).toEqual(["W2"]);
  expect(spansAt(timeline, timeline.toMs).map(({ of }) => of)).toEqual(["E"]);
});

test("a line that falls silent: the run is void, the fault stands for its time, the item is measured again", async () => {
  const { spans } = await lineOf("k3-bench-silent-once");
  expect(spans.slice(1, 4).map(brief)).toEqual(["run B1 again", "fault brake-bench-1", "run B1 measured"]);
  const [, first, fault, second] = spans;
  expect(first?.why?.code).toBe("DEVICE_FAULT");
  expect(fault?.toMs).toBeGreaterThan((fault?.fromMs ?? 0) + 10_000);
  expect(second?.curve?.from).toBe(first?.curve?.to);
  expect(second?.stages?.map(({ stage, waits }) => [stage, waits])).toContainEqual(["clearing", "line"]);
});

test("a station that was killed: what stands between is nobody's, and the run ended with the process", async () => {
  const { spans } = await lineOf("k3-killed-while-braking");
  expect(spans.slice(1, 4).map(brief)).toEqual(["run B1 put-back", "stood", "run B1 measured"]);
  const [, first, stood, second] = spans;
  expect(first?.toMs).toBe(stood?.fromMs);
  expect(second?.fromMs).toBe(stood?.toMs);
  expect(stood?.toMs).toBeGreaterThan((stood?.fromMs ?? 0) + 4_000);
});

test("what a device says when the lane is done with the vehicle is about another one", async () => {
  const { timeline, spans } = await lineOf("k3-scale-unplugged");
  expect(spans.filter(({ what }) => what === "fault").map(({ of }) => of)).toEqual(["scale-1"]);
  expect(spans.filter(({ end }) => end === "void").map(({ of }) => of)).toEqual(["W1", "W2"]);
  expect(Math.max(...spans.map(({ toMs }) => toMs))).toBe(timeline.toMs);
});

test("a test on a course has a way and no such line", async () => {
  const { again } = await scenarioAgain("c1-sound");
  expect(again.timeline).toBeNull();
});

test("while it runs the line is told as far as it has come; what goes on grows, and what has ended does not", async () => {
  const at = await laneAndCourse();
  onTestFinished(() => at.close());
  const job = at.open("inspection");
  if (job === null) throw new Error("not opened");
  at.clock.advanceBy(60_000);
  const line = at.station.lineOf(job);
  if (line === null) throw new Error("no line");
  expect(line.toMs).toBe(Math.round(at.clock.wallMs()));
  const on = line.spans.filter(({ goesOn }) => goesOn === true);
  expect(on.map(({ what }) => what)).toEqual(["run"]);
  expect(on[0]?.toMs).toBe(line.toMs);
  expect(on[0]?.end).toBeUndefined();
  const later = grownTo(line, line.toMs + 5_000);
  expect(later.toMs).toBe(line.toMs + 5_000);
  for (const [place, span] of later.spans.entries())
    expect(span.toMs - (line.spans[place]?.toMs ?? 0)).toBe(span.goesOn === true ? 5_000 : 0);
  expect(grownTo(line, line.fromMs), "it never shrinks").toBe(line);
  at.clock.advanceBy(900_000);
  expect(at.records()).toHaveLength(1);
  expect(at.station.lineOf(job)).toBeNull();
});

test("a restart folds the running line from the journal as it was", async () => {
  const at = await laneAndCourse();
  const job = at.open("inspection");
  if (job === null) throw new Error("not opened");
  at.clock.advanceBy(60_000);
  const before = at.station.lineOf(job);
  await at.close();
  const again = await laneAndCourse({ store: at.kept, startWallMs: at.clock.wallMs() + 10_000 });
  onTestFinished(() => again.close());
  const after = again.station.lineOf(job);
  const ended = before?.spans.filter(({ goesOn }) => goesOn !== true) ?? [];
  expect(ended.length).toBeGreaterThan(0);
  expect(after?.spans.slice(0, ended.length)).toEqual(ended);
  expect(after?.spans.map(({ what }) => what)).toContain("stood");
});
