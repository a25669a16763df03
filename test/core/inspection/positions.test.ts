import { describe, expect, test } from "vitest";
import { planInspection } from "../../../src/core/inspection/plan.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { fault, k3 } from "./item-lanes.ts";
import { HandLane, rulebook, skipTo } from "./lane-fixture.ts";

/** Goal: a vehicle asks for the position of its next item, goes there when it is given, and gives back what is behind it. */
const LAYOUT = [
  { position: "1", places: ["slip", "scale"] as const },
  { position: "2", places: ["exhaust"] as const },
  { position: "3", places: ["bench", "headlamp"] as const },
];

/** `grants` false: the test gives the positions. */
function lane(grants = false): HandLane {
  const made = new HandLane({ dossier: k3, layout: LAYOUT });
  made.grants = grants;
  return made;
}

/** What was asked, given and given back, in order. */
function passage({ events }: HandLane): string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case "position-wanted":
        return [`wants ${event.position}`];
      case "position-granted":
        return [`has ${event.position}`];
      case "position-left":
        return [`left ${event.position}`];
      case "vehicle-arrived":
        return [`at ${event.place}`];
      default:
        return [];
    }
  });
}

const lamps = ({ effects }: HandLane): string[] =>
  effects.flatMap((effect) =>
    effect.kind === "output" && effect.on ? [`${effect.line} ${effect.position}`] : [],
  );

/** At the end of what is to be done at the first position. */
function waitingForSecond(): HandLane {
  const made = lane();
  made.command({ name: "begin" });
  made.grant("1");
  while (made.report.currentItem !== null)
    made.command({ name: "stop-item", reason: "other", note: "not now" });
  return made;
}

describe("the order of the items", () => {
  test("is that of the positions, within one that of the rulebook", () => {
    const codes = (layout: typeof LAYOUT | undefined) =>
      planInspection(k3, rulebook, layout)
        .filter(({ notApplicable }) => notApplicable === null)
        .map(({ code }) => code);
    expect(codes(undefined)).toEqual(["W1", "B1", "W2", "B2", "B0", "H", "E"]);
    expect(codes(LAYOUT)).toEqual(["W1", "W2", "E", "B1", "B2", "B0", "H"]);
  });

  test("and so nobody drives backward", () => {
    const made = lane(true);
    made.command({ name: "begin" });
    while (made.report.phase !== "over")
      made.command({ name: "stop-item", reason: "other", note: "not now" });
    const given = passage(made).filter((word) => word.startsWith("has"));
    expect(given).toEqual(["has 1", "has 2", "has 3"]);
  });
});

describe("a position", () => {
  test("is asked for before anything else, and waited for", () => {
    const made = lane();
    made.command({ name: "begin" });
    expect(passage(made)).toEqual(["wants 1"]);
    expect(made.report.prompt?.text).toEqual(
      reason("PROMPT_WAIT", { because: reason("POSITION_AWAITED", { position: "1" }) }),
    );
    expect([made.report.currentItem, made.timers(), lamps(made)]).toEqual([null, [], []]);
    made.wait(3_600_000);
    expect(passage(made)).toEqual(["wants 1"]);
  });

  test("is gone to when it is given: red there until the vehicle is called, red again when it has come", () => {
    const made = lane();
    made.command({ name: "begin" });
    made.grant("1");
    expect([made.action, made.report.currentItem, made.state.lane]).toEqual([
      "drive-onto",
      "W1",
      { holds: ["1"], wants: null },
    ]);
    made.beam("scale", true);
    expect(passage(made)).toEqual(["wants 1", "has 1", "at scale"]);
    expect(lamps(made)).toEqual(["lamp-stop 1", "lamp-go 1", "lamp-stop 1"]);
  });

  test("behind is left when the vehicle stands at the next one, not before", () => {
    const made = waitingForSecond();
    expect([made.state.lane, made.action]).toEqual([{ holds: ["1"], wants: "2" }, "wait"]);
    made.grant("2");
    expect(made.state.lane).toEqual({ holds: ["1", "2"], wants: null });
    made.beam("exhaust", true);
    expect(made.state.lane).toEqual({ holds: ["2"], wants: null });
    expect(passage(made)).toEqual(["wants 1", "has 1", "wants 2", "has 2", "at exhaust", "left 1"]);
    expect(made.replayed()).toEqual(made.state);
  });

  test("that is left takes with it what its beams and instruments said", () => {
    const made = waitingForSecond();
    fault(made, "axle-scale", "disconnected");
    made.beam("slip", true);
    made.grant("2");
    expect(made.state.standingFaults["axle-scale"]).toEqual(["disconnected"]);
    made.beam("exhaust", true);
    expect(made.state.standingFaults).toEqual({});
    expect(Object.keys(made.state.beams)).toEqual(["exhaust"]);
    expect(made.replayed()).toEqual(made.state);
  });

  test("that is not wanted is not taken, nor is one taken twice", () => {
    const made = lane();
    for (const position of ["1", "2"]) made.feed({ kind: "granted", position, atMs: 0 });
    expect(made.events).toEqual([]);
    made.command({ name: "begin" });
    made.feed({ kind: "granted", position: "2", atMs: 0 });
    made.feed({ kind: "granted", position: "9", atMs: 0 });
    expect(made.state.lane).toEqual({ holds: [], wants: "1" });
    made.grant("1");
    const before = made.state;
    made.feed({ kind: "granted", position: "1", atMs: 0 });
    expect(made.state).toBe(before);
  });

  test("whose place was reached before the vehicle was called: it is not told to drive there", () => {
    const made = lane();
    made.command({ name: "begin" });
    made.beam("scale", true);
    expect(made.report.currentItem).toBe(null);
    made.feed({ kind: "granted", position: "1", atMs: 0 });
    expect([made.report.currentItem, made.state.current?.stage]).toEqual(["W1", "measuring"]);
    expect(lamps(made)).not.toContain("lamp-go 1");
  });

  test("where somebody else stood at another place when it was given: that is not this vehicle", () => {
    const made = waitingForSecond();
    made.grant("2");
    while (made.report.currentItem !== null)
      made.command({ name: "stop-item", reason: "other", note: "not now" });
    expect(made.state.lane.wants).toBe("3");
    made.beam("bench", false);
    made.beam("headlamp", true);
    made.feed({ kind: "granted", position: "3", atMs: 0 });
    expect(made.report.currentItem).toBe("B1");
    skipTo(made, "H");
    // It was there before: an arrival of the headlamp tester's own is waited for.
    expect([made.report.currentItem, made.state.current?.stage]).toEqual(["H", "travelling"]);
    made.beam("headlamp", false);
    made.beam("headlamp", true);
    expect(made.state.current?.stage).toBe("measuring");
  });
});

describe("whoever breaks off", () => {
  const stages: readonly (readonly [string, () => HandLane, readonly string[]])[] = [
    ["before anything was given", () => beforeLane(), []],
    ["on the way into the lane", () => given(beforeLane(), "1"), ["1"]],
    ["between two positions", () => waitingForSecond(), ["1"]],
    ["on the way to the next", () => given(waitingForSecond(), "2"), ["1", "2"]],
    ["while measuring there", () => measuringAtSecond(), ["2"]],
  ];

  test.each(stages)(
    "%s: the inspection is over, void, and the vehicle keeps what it stands in",
    (_, make, holds) => {
      const made = make();
      made.effects.length = 0;
      made.command({ name: "abort", reason: "other", note: "fire alarm" });
      expect(made.report).toMatchObject({ phase: "over", verdict: "void" });
      expect(made.report.reasons[0]).toEqual(
        reason("ABORTED_FOR", { by: "inspector-1", kind: "inspection", choice: "other", note: "fire alarm" }),
      );
      expect(made.state.lane).toEqual({ holds, wants: null });
      expect([made.action, made.timers()]).toEqual(["leave-lane", []]);
      expect(lamps(made)).toEqual(holds.map((position) => `lamp-go ${position}`));
      expect(made.effects.at(-1)).toEqual({ kind: "conclude" });
      expect(made.replayed()).toEqual(made.state);
      // A grant that was on its way comes too late.
      made.feed({ kind: "granted", position: "2", atMs: 0 });
      expect(made.state.lane.holds).toEqual(holds);
    },
  );

  test.each(stages.filter(([name]) => !name.includes("way") && !name.includes("measuring")))(
    "an item, %s: none runs, and that is the answer",
    (_, make) => {
      const made = make();
      const decision = made.session.decide(made.state, {
        kind: "command",
        by: asId<"actor">("inspector-1"),
        atMs: 0,
        command: { name: "stop-item", reason: "other", note: "not now" },
      });
      expect(decision).toEqual({ kind: "rejected", reason: reason("NO_ITEM_RUNS", {}) });
    },
  );

  function beforeLane(): HandLane {
    const made = lane();
    made.command({ name: "begin" });
    return made;
  }

  function given(made: HandLane, position: string): HandLane {
    made.grant(position);
    return made;
  }

  function measuringAtSecond(): HandLane {
    const made = given(waitingForSecond(), "2");
    made.beam("exhaust", true);
    expect(made.state.current?.stage).toBe("measuring");
    return made;
  }
});

describe("after a restart", () => {
  test("who waited goes on waiting for the same position, and has what it had", () => {
    const made = waitingForSecond();
    made.feed({ kind: "resumed", atMs: 0 });
    expect(made.state.lane).toEqual({ holds: ["1"], wants: "2" });
    expect(passage(made).filter((word) => word === "wants 2")).toHaveLength(1);
    made.grant("2");
    expect(made.report.currentItem).toBe("E");
    expect(made.replayed()).toEqual(made.state);
  });

  test("who was on its way there goes on, and only its own machines are made safe", () => {
    const made = waitingForSecond();
    made.grant("2");
    made.effects.length = 0;
    made.feed({ kind: "resumed", atMs: 0 });
    expect(made.state.lane).toEqual({ holds: ["1", "2"], wants: null });
    const roles = made.effects.flatMap((effect) => (effect.kind === "instrument" ? [effect.role] : []));
    expect(roles).toEqual(["gas-analyser", "opacimeter"]);
    made.beam("exhaust", true);
    expect(made.state.lane.holds).toEqual(["2"]);
    expect(made.replayed()).toEqual(made.state);
  });
});

test("an item whose place this lane has not is void for that reason, and the rest is measured", () => {
  const made = new HandLane({ dossier: k3, layout: LAYOUT.slice(0, 2) });
  made.command({ name: "begin" });
  while (made.report.phase !== "over") made.command({ name: "stop-item", reason: "other", note: "not now" });
  const why = Object.fromEntries(made.report.items.map(({ item, reasons }) => [item, reasons[0]]));
  const absent = (place: "bench" | "headlamp") => reason("PLACE_ABSENT", { place });
  expect(why).toMatchObject({
    B1: absent("bench"),
    B2: absent("bench"),
    B0: absent("bench"),
    H: absent("headlamp"),
  });
  for (const item of ["W1", "W2", "E"]) expect(why[item]?.code).not.toBe("PLACE_ABSENT");
  expect(made.report.verdict).toBe("void");
  expect(passage(made).filter((word) => word.startsWith("has"))).toEqual(["has 1", "has 2"]);
});
