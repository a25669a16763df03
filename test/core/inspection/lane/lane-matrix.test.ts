import { expect, test } from "vitest";
import { createLaneMachine, type LaneInput } from "../../../../src/core/inspection/lane/lane-machine.ts";
import type { LaneState } from "../../../../src/core/inspection/lane/lane-state.ts";
import type { LaneLayout } from "../../../../src/core/inspection/lane/layout.ts";
import { asId } from "../../../../src/core/quantities/ids.ts";

/** Every class of state against every class of input, one readable line each. */
const LAYOUT: LaneLayout = [
  { position: "P1", places: ["exhaust"] },
  { position: "P2", places: ["scale", "bench"] },
  { position: "P3", places: ["headlamp"] },
];
const A = asId<"job">("A");
const B = asId<"job">("B");
function beam(place: "exhaust" | "scale" | "bench" | "headlamp", active: boolean): LaneInput {
  return { kind: "beam", place, active };
}
const BEAMS = ["exhaust", "scale", "bench", "headlamp"] as const;
const CLEAR = BEAMS.map((place) => beam(place, false));
const machine = createLaneMachine(LAYOUT, BEAMS);
/** The same lane with a beam at its way out. */
const withExit = createLaneMachine(LAYOUT, [...BEAMS, "exit"]);
const exit = (active: boolean | null): LaneInput => ({ kind: "beam", place: "exit", active });

const vehicle = (job: typeof A, holds: readonly string[], wants: string | null, over = false): LaneInput => ({
  kind: "vehicle",
  job,
  holds,
  wants,
  over,
});

const STATES: Readonly<Record<string, readonly LaneInput[]>> = {
  "empty lane": [],
  "A waits before the lane, which is free": [vehicle(A, [], null)],
  "A on its way to P1": [vehicle(A, [], "P1")],
  "A stands at P1": [vehicle(A, [], "P1"), beam("exhaust", true), vehicle(A, ["P1"], null)],
  "A stands at P1, B waits for it": [
    vehicle(A, [], "P1"),
    beam("exhaust", true),
    vehicle(A, ["P1"], null),
    vehicle(B, [], "P1"),
  ],
  "A drives from P1 to P2, B waits for P1": [
    vehicle(A, [], "P1"),
    beam("exhaust", true),
    vehicle(A, ["P1"], "P2"),
    vehicle(B, [], "P1"),
  ],
  "A is at P2 with its tail in P1, B waits for P1": [
    vehicle(A, [], "P1"),
    beam("exhaust", true),
    vehicle(A, ["P1"], "P2"),
    vehicle(B, [], "P1"),
    beam("scale", true),
    vehicle(A, ["P2"], null),
  ],
  "A at P2, B at P1 wants P2": [
    vehicle(A, [], "P1"),
    beam("exhaust", true),
    vehicle(A, ["P1"], "P2"),
    beam("bench", true),
    vehicle(A, ["P2"], null),
    beam("exhaust", false),
    vehicle(B, [], "P1"),
    beam("exhaust", true),
    vehicle(B, ["P1"], "P2"),
  ],
  "A is over at P3 and seen there, B at P1 wants P3": [
    vehicle(A, [], "P3"),
    beam("headlamp", true),
    vehicle(A, ["P3"], null, true),
    vehicle(B, [], "P1"),
    vehicle(B, ["P1"], "P3"),
  ],
  "A is over at P1, B before the lane wants P1": [
    vehicle(A, [], "P1"),
    beam("exhaust", true),
    vehicle(A, ["P1"], null, true),
    vehicle(B, [], "P1"),
  ],
  "something stands in P2 that nobody holds, A at P1 wants P2, B waits for P1": [
    beam("exhaust", true),
    vehicle(A, ["P1"], null),
    vehicle(B, [], "P1"),
    beam("scale", true),
    vehicle(A, ["P1"], "P2"),
  ],
  "something stands in P3 that nobody holds, A at P2, B at P1 wants P3": [
    vehicle(A, ["P2"], null),
    vehicle(B, ["P1"], "P3"),
    beam("headlamp", true),
  ],
  "after a restart: A held P2, B P1 wants P2, the beams have not spoken": [
    vehicle(A, ["P2"], null),
    vehicle(B, ["P1"], "P2"),
  ],
};

const A_OVER_AT_P3: readonly LaneInput[] = [
  exit(false),
  vehicle(A, [], "P3"),
  beam("headlamp", true),
  vehicle(A, ["P3"], null, true),
  vehicle(B, [], "P1"),
  vehicle(B, ["P1"], "P3"),
];

/** Of the lane with a beam at its way out. */
const EXIT_STATES: Readonly<Record<string, readonly LaneInput[]>> = {
  "exit: A is over at P3 and seen there, B at P1 wants P3": A_OVER_AT_P3,
  "exit: A is over at P3 and in no beam, B at P1 wants P3": [...A_OVER_AT_P3, beam("headlamp", false)],
  "exit: A is in the beam at the way out": [...A_OVER_AT_P3, beam("headlamp", false), exit(true)],
  "exit: A is through it": [...A_OVER_AT_P3, beam("headlamp", false), exit(true), exit(false)],
  "exit: A was on its way to P1 and is over, B before the lane wants P1": [
    exit(false),
    vehicle(A, [], "P1"),
    vehicle(A, ["P1"], null, true),
    vehicle(B, [], "P1"),
  ],
  "exit: nobody is over, and somebody is in the beam at the way out": [exit(true), vehicle(A, [], "P3")],
  "exit: after a restart: something stands in P2, A at P1 wants P2": [
    vehicle(A, ["P1"], null),
    exit(false),
    beam("exhaust", true),
    beam("scale", true),
    beam("bench", false),
    beam("headlamp", false),
    vehicle(A, ["P1"], "P2"),
  ],
};

const INPUTS: Readonly<Record<string, LaneInput>> = {
  "A wants P2": vehicle(A, ["P1"], "P2"),
  "A arrives at P2": vehicle(A, ["P2"], null),
  "A is over at P1": vehicle(A, ["P1"], null, true),
  "B comes and wants P1": vehicle(B, [], "P1"),
  "A's job is closed": { kind: "gone", job: A },
  "P1's beam: something": beam("exhaust", true),
  "P1's beam: nothing": beam("exhaust", false),
  "P2's beams: something": beam("scale", true),
  "P2's beams: nothing": beam("scale", false),
  "P3's beam: nothing": beam("headlamp", false),
  "A's time is over": { kind: "timer", job: A },
  "P1's beam cannot be read": { kind: "beam", place: "exhaust", active: null },
  "A is seen out": { kind: "seen-out", job: A },
  "exit beam: something": exit(true),
  "exit beam: nothing": exit(false),
  "exit beam cannot be read": exit(null),
};

function after(inputs: readonly LaneInput[], of = machine): LaneState {
  return inputs.reduce((state, input) => {
    const decision = of.decide(state, input);
    return decision.kind === "rejected" ? state : decision.events.reduce(of.evolve, state);
  }, of.initial);
}

function told({ vehicles }: LaneState): string {
  if (vehicles.length === 0) return "nobody";
  return vehicles
    .map(({ job, holds, wants, over, seen, unseen }) => {
      const has = holds.length === 0 ? "before the lane" : `has ${holds.join("+")}`;
      return `${job} ${has}${wants === null ? "" : ` wants ${wants}`}${over ? " over" : ""}${seen ? " seen" : ""}${unseen ? " unseen" : ""}`;
    })
    .join("; ");
}

function row(state: LaneState, input: LaneInput): string {
  const decision = machine.decide(state, input);
  if (decision.kind === "rejected") return "refused";
  if (decision.events.length === 0) return "-";
  const effects = decision.effects.map((effect) =>
    effect.kind === "grant"
      ? `grant ${effect.position} to ${effect.job}`
      : `${effect.kind} ${effect.job}${effect.kind === "start-timer" ? ` ${effect.afterMs}` : ""}`,
  );
  const next = told(decision.events.reduce(machine.evolve, state));
  return `${next}${effects.length === 0 ? "" : ` | ${effects.join(", ")}`}`;
}

test("every state answers every input as the table says", async () => {
  const lines = [
    "A lane of three positions: P1 (exhaust), P2 (scale, bench), P3 (headlamp); vehicles A and B, A before B.",
    "For each state, each input and what stands after it | what is to be done. `-`: nothing changes.",
  ];
  for (const [name, inputs] of Object.entries(STATES)) {
    const state = after(name.startsWith("after a restart") ? inputs : [...CLEAR, ...inputs]);
    lines.push("", `## ${name}`, `   ${told(state)}`);
    for (const [what, input] of Object.entries(INPUTS)) lines.push(`${what.padEnd(24)} ${row(state, input)}`);
  }
  lines.push("", "The same lane with a beam at its way out.");
  for (const [name, inputs] of Object.entries(EXIT_STATES)) {
    const state = after(name.includes("after a restart") ? inputs : [...CLEAR, ...inputs], withExit);
    lines.push("", `## ${name}`, `   ${told(state)}`);
    for (const [what, input] of Object.entries(INPUTS)) lines.push(`${what.padEnd(24)} ${row(state, input)}`);
  }
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("lane-matrix.txt");
});
