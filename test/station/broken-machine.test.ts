import { describe, expect, test } from "vitest";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import type { OpenedSession, OpenSession } from "../../src/station/job-track.ts";
import { laneAndCourse, problemsOf, type Rig } from "../support/lane-and-course.ts";

/**
 * Goal: whatever function of a job throws, at whatever call: the machines stop, the job ends by an event, the other job ends as it
 * would have, the next one is taken, a restart works, and the journal is read and replayed.
 */
const FULL = process.env.PROOFMARK_FULL === "1";
const abort = { name: "abort", reason: "other", note: "the test says so" };
type Part = "decide" | "evolve" | "report" | "readCommand" | "pose";

class Broken {
  readonly calls = new Map<Part, number>();
  readonly #kind: JobKind;
  readonly #part: Part;
  readonly #at: number;
  /** Throws at every call from then on, not only at that one. */
  readonly #isForGood: boolean;
  isMended = false;
  hasThrown = false;

  constructor(kind: JobKind, part: Part, at: number, isForGood: boolean) {
    this.#kind = kind;
    this.#part = part;
    this.#at = at;
    this.#isForGood = isForGood;
  }

  readonly open: OpenSession = (order, artifact, openedWallMs) => {
    const opened = openSession(order, artifact, openedWallMs);
    if (order.kind !== this.#kind) return opened;
    const wrap =
      <Args extends unknown[], Result>(part: Part, of: (...args: Args) => Result) =>
      (...args: Args): Result => {
        this.#count(part);
        return of(...args);
      };
    const { session } = opened;
    const broken: OpenedSession = {
      ...opened,
      readCommand: wrap("readCommand", opened.readCommand),
      pose: wrap("pose", opened.pose),
      session: {
        initial: session.initial,
        decide: wrap("decide", session.decide),
        evolve: wrap("evolve", session.evolve),
        report: wrap("report", session.report),
      },
    };
    return broken;
  };

  #count(part: Part): void {
    const calls = (this.calls.get(part) ?? 0) + 1;
    this.calls.set(part, calls);
    if (this.isMended || part !== this.#part) return;
    if (calls === this.#at || (this.#isForGood && calls > this.#at)) {
      this.hasThrown = true;
      throw new Error(`a bug of ours in ${part}`);
    }
  }
}

function ending(rig: Rig, job: string): string | null {
  const last = rig
    .entries()
    .find((entry) => (entry.type === "record-sealed" || entry.type === "job-closed") && entry.job === job);
  if (last === undefined) return null;
  return last.type === "job-closed"
    ? last.reason.code
    : `sealed ${rig.records().find((document) => document.job === job)?.verdict}`;
}

const other = (kind: JobKind): JobKind => (kind === "exam" ? "inspection" : "exam");

/** How the job came to its end; null where the door refused it, or the run has fewer calls. */
async function brokenAt(kind: JobKind, part: Part, at: number, isForGood: boolean): Promise<string | null> {
  const broken = new Broken(kind, part, at, isForGood);
  const name = `${part} of an ${kind}, call ${at}${isForGood ? " and after" : ""}`;
  const rig = await laneAndCourse({ acting: [kind], openSession: broken.open, isWatched: true });
  const beside = rig.open(other(kind)) ?? "";
  const job = rig.open(kind);
  if (job === null) {
    expect(rig.station.freeSeat(kind, {}).kind, name).toBe("free");
  } else {
    rig.clock.runUntil(() => broken.hasThrown || !rig.station.openJobs().includes(job), 600_000);
    rig.clock.advanceBy(500);
    const answers = ending(rig, job) === null ? rig.command(job, abort) : null;
    if (answers !== null) expect(answers.length, `${name}: answers`).toBe(1);
    // A map that cannot be drawn is no reason to end a test.
    if (part === "pose") expect(answers, name).toEqual([{ kind: "accepted" }]);
    rig.clock.advanceBy(12_000);
    expect(ending(rig, job), name).not.toBeNull();
  }
  expect(rig.goingOn(), name).toEqual([]);
  expect(rig.station.openJobs(), `${name}: the other one`).toEqual([beside]);
  broken.isMended = true;
  const next = rig.open(kind) ?? "";
  expect(next, `${name}: the next one`).not.toBe("");
  for (const running of [next, beside])
    expect(rig.command(running, abort), name).toEqual([{ kind: "accepted" }]);
  rig.clock.advanceBy(60_000);
  expect(rig.station.pendingReceipts(), name).toBe(0);
  expect(ending(rig, beside), name).toBe("sealed void");
  expect(ending(rig, next), name).toBe("sealed void");
  await rig.close();
  expect(problemsOf([...rig.kept.read(0)], openSession), name).toEqual([]);
  return job === null || !broken.hasThrown ? null : ending(rig, job);
}

/** Calls of a whole run; whatever `at` is beyond them lets the run go by. */
function calls(kind: JobKind, part: Part): number[] {
  const last = { decide: 3_000, evolve: 3_000, report: 60, readCommand: 2, pose: 40 }[part];
  const every = Array.from({ length: last }, (_, at) => at + 1);
  // Every call of a run takes hours: PROOFMARK_EVERY_CALL=1 is for whoever changes the loop.
  if (process.env.PROOFMARK_EVERY_CALL === "1") return every;
  if (FULL) return every.filter((at) => at < 12 || at % (part === "report" ? 7 : 131) === 0);
  const few = {
    decide: [1, 19, 700],
    evolve: [4, 120],
    report: [1, 12],
    readCommand: [1],
    pose: [3],
  };
  return kind === "exam" ? few[part].filter((at) => at < 200) : few[part];
}

const PARTS: readonly (readonly [JobKind, Part])[] = [
  ["inspection", "decide"],
  ["inspection", "evolve"],
  ["inspection", "report"],
  ["inspection", "readCommand"],
  ["exam", "decide"],
  ["exam", "evolve"],
  ["exam", "report"],
  ["exam", "readCommand"],
  ["exam", "pose"],
];

describe.each(PARTS)("an %s whose %s throws", (kind, part) => {
  const moments = calls(kind, part);
  test.each([false, true])(
    `(for good: %s) at ${moments.length} of its calls ends by an event, alone`,
    async (isForGood) => {
      const ends = new Set<string | null>();
      for (const at of moments) ends.add(await brokenAt(kind, part, at, isForGood));
      const allowed = new Set([null, "sealed void", "JOB_BROKE", "RECORD_NOT_SEALABLE"]);
      expect([...ends].filter((end) => !allowed.has(end))).toEqual([]);
    },
    process.env.PROOFMARK_EVERY_CALL === "1" ? 36_000_000 : 600_000,
  );
});
