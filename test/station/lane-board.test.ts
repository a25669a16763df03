import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { LEFT_AFTER_MS } from "../../src/core/inspection/lane/lane-machine.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { LaneBoard } from "../../src/station/lane-board.ts";

const A = asId<"job">("A");
const B = asId<"job">("B");

function lane() {
  const clock = new VirtualClock(0);
  const granted: string[] = [];
  let changes = 0;
  const board = new LaneBoard({
    lane: {
      kind: "lane",
      site: "lane-1",
      layout: [
        { position: "P1", places: ["exhaust"] },
        { position: "P2", places: ["scale", "bench"] },
      ],
      beams: ["exhaust", "bench"],
    },
    clock,
    timers: clock,
    grant: (job, position) => {
      granted.push(`${position} to ${job}`);
      // A job takes its grant in at once, while the machine still runs its effects.
      board.feed({ kind: "vehicle", job, holds: [position], wants: null, over: false });
    },
    changed: () => {
      changes++;
    },
  });
  board.feed({ kind: "beam", place: "exhaust", active: false });
  board.feed({ kind: "beam", place: "bench", active: false });
  return { board, clock, granted, changes: () => changes };
}

test("passes grants on, tells whose a place is, and lets the next one to the entrance", () => {
  const { board, granted } = lane();
  board.feed({ kind: "vehicle", job: A, holds: [], wants: "P1", over: false });
  expect(granted).toEqual(["P1 to A"]);
  expect(board.holder("exhaust")).toBe(A);
  expect(board.holder("scale")).toBeNull();
  expect(board.holder("slip")).toBeNull();
  expect(board.callsHeldBy).toBeNull();
  board.feed({ kind: "vehicle", job: B, holds: [], wants: "P1", over: false });
  expect(board.callsHeldBy).toBe(B);
  expect(board.view().waiting.map(({ job, wants, because }) => [job, wants, because.code])).toEqual([
    [B, "P1", "POSITION_TAKEN"],
  ]);
});

test("a vehicle whose job is over has left when no beam has seen it for long enough, and the next one comes", () => {
  const { board, clock, granted } = lane();
  board.feed({ kind: "vehicle", job: A, holds: [], wants: "P2", over: false });
  board.feed({ kind: "beam", place: "bench", active: true });
  board.feed({ kind: "vehicle", job: B, holds: [], wants: "P2", over: false });
  board.feed({ kind: "vehicle", job: A, holds: ["P2"], wants: null, over: true });
  clock.advanceBy(10 * LEFT_AFTER_MS);
  expect(granted).toEqual(["P2 to A"]);
  board.feed({ kind: "beam", place: "bench", active: false });
  clock.advanceBy(LEFT_AFTER_MS / 2);
  // Seen again: it only rocked.
  board.feed({ kind: "beam", place: "bench", active: true });
  clock.advanceBy(10 * LEFT_AFTER_MS);
  board.feed({ kind: "beam", place: "bench", active: false });
  clock.advanceBy(LEFT_AFTER_MS - 1);
  expect(granted).toHaveLength(1);
  clock.advanceBy(1);
  expect(granted).toEqual(["P2 to A", "P2 to B"]);
  expect(board.use().vehicles).toBe(1);
});

test("stopped, it starts nothing any more", () => {
  const { board, clock, changes } = lane();
  board.feed({ kind: "vehicle", job: A, holds: [], wants: "P2", over: false });
  board.feed({ kind: "vehicle", job: A, holds: ["P2"], wants: null, over: true });
  const before = changes();
  board.stop();
  clock.advanceBy(10 * LEFT_AFTER_MS);
  expect(changes()).toBe(before);
});
