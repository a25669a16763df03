import { describe, expect, test } from "vitest";
import type { ExamPose } from "../../src/core/exam/exam-pose.ts";
import { LiveHistory } from "../../src/station/live-history.ts";
import type { ForceSample, LiveMessage } from "../../src/station/live-message.ts";

/** Goal: a page that comes late is told the same curves as one that was there from the start, and memory stays bounded. */
function force(job: string, item: string, ...samples: ForceSample[]): LiveMessage {
  return { type: "force", job, item, samples };
}

/** A pose whose rear axle's middle is (x, y); front wheels elsewhere. */
function pose(job: string, x: number, y: number): LiveMessage {
  const wheels = [9, 9, 9, 9, x - 1, y, x + 1, y];
  return { type: "pose", job, pose: { wheels } as unknown as ExamPose };
}

const gas = (job: string, atMs: number): LiveMessage => ({
  type: "gas",
  job,
  samples: [{ atMs, coPct: 0.1, hcPpm: 20, engineSpeedRpm: 800 }],
});

describe("the curves of the last jobs", () => {
  test("come back joined: one message for each item's force, the gas, the track and the last pose", () => {
    const history = new LiveHistory();
    history.note(force("J", "B1", [0, 1, 2]));
    history.note(force("J", "B2", [0, 5, 6]));
    history.note(force("J", "B1", [10, null, 4]));
    history.note(gas("J", 1));
    history.note(gas("J", 2));
    history.note(pose("J", 3, 4));
    history.note(pose("J", 5, 6));
    const messages = history.messages();
    expect(messages.slice(0, 2)).toEqual([
      force("J", "B1", [0, 1, 2], [10, null, 4]),
      force("J", "B2", [0, 5, 6]),
    ]);
    expect(messages[2]).toMatchObject({ type: "gas", samples: [{ atMs: 1 }, { atMs: 2 }] });
    expect(messages.slice(3)).toEqual([{ type: "track", job: "J", pieces: [[3, 4, 5, 6]] }, pose("J", 5, 6)]);
  });

  test("a way is broken where no positions came for longer than half a second", () => {
    const history = new LiveHistory();
    const at = (utcMs: number, x: number): LiveMessage => {
      const wheels = [9, 9, 9, 9, x - 1, 0, x + 1, 0];
      return { type: "pose", job: "J", pose: { utcMs, wheels } as unknown as ExamPose };
    };
    for (const [utcMs, x] of [
      [0, 1],
      [500, 2],
      [1001, 8],
      [1101, 9],
    ] as const)
      history.note(at(utcMs, x));
    expect(history.messages()[0]).toEqual({
      type: "track",
      job: "J",
      pieces: [
        [1, 0, 2, 0],
        [8, 0, 9, 0],
      ],
    });
  });

  test("what has no curve is not kept", () => {
    const history = new LiveHistory();
    history.note({ type: "station", station: {} as never });
    history.note({ type: "job", job: {} as never });
    expect(history.messages()).toEqual([]);
  });

  test("the eleventh job takes the place of the first", () => {
    const history = new LiveHistory();
    for (let i = 1; i <= 11; i++) history.note(force(`J${i}`, "B1", [i, i, i]));
    const jobs = history.messages().map((message) => ("job" in message ? message.job : ""));
    expect(jobs).toEqual(["J2", "J3", "J4", "J5", "J6", "J7", "J8", "J9", "J10", "J11"]);
  });

  test("a curve keeps its last 20 000 samples, a track whole points", () => {
    const history = new LiveHistory();
    for (let i = 0; i < 20_500; i++) history.note(force("J", "B1", [i, i, i]));
    for (let i = 0; i < 20_500; i++) history.note(pose("J", i, -i));
    const [curve, track] = history.messages();
    expect(curve?.type === "force" ? [curve.samples.length, curve.samples[0]?.[0]] : null).toEqual([
      20_000, 500,
    ]);
    const points = track?.type === "track" ? track.pieces.flat() : [];
    expect([points.length, points[0], points.at(-1)]).toEqual([20_000, 10_500, -20_499]);
  });
});
