import { expect, test } from "vitest";
import type { EventAnswer, HeldEvent } from "../../../src/core/events/event-batch.ts";
import {
  createSending,
  SENDING_TERMS,
  type SendingEffect,
  type SendingInput,
} from "../../../src/core/events/sending.ts";
import type { SendingState } from "../../../src/core/events/sending-state.ts";
import { reason } from "../../../src/core/trade/reasons.ts";

/**
 * Goal: what every state of the sending of events answers to every input, for a reviewer to read; and of each state that can be reached by any
 * inputs at all, the laws below.
 */
const machine = createSending(SENDING_TERMS);
const held = (index: number): HeldEvent => ({
  ...{ at: { index, part: 0 }, sha256: String(index).padStart(64, "0") },
});
const batchOf = (id: number): string => String(id).padStart(64, "b");

interface Step {
  readonly state: SendingState;
  readonly effects: readonly SendingEffect[];
}

/** Which timers run after it. */
function running(
  timers: ReadonlySet<number>,
  input: SendingInput,
  effects: readonly SendingEffect[],
): ReadonlySet<number> {
  const now = new Set(timers);
  if (input.kind === "timer") now.delete(input.id);
  for (const effect of effects) {
    if (effect.kind === "start-timer") now.add(effect.id);
    else if (effect.kind === "cancel-timer") now.delete(effect.id);
  }
  return now;
}

function fed(state: SendingState, input: SendingInput): Step {
  const decision = machine.decide(state, input);
  if (decision.kind !== "accepted") throw new Error("sending is never refused");
  return { state: decision.events.reduce(machine.evolve, state), effects: decision.effects };
}

type Of = (state: SendingState) => SendingInput;
const busy = ({ busy: id }: SendingState): number => id ?? 98;
/** The journal's next events: one a batch, at the place after the tail. */
const next = ({ tail }: SendingState): HeldEvent => held((tail?.at.index ?? 0) + 2);
const isAsking = ({ knows }: SendingState): boolean => knows === "nothing";
const made = (state: SendingState, id = busy(state)): SendingInput => ({
  ...{ kind: "made", id, batch: batchOf(id) },
  ...(isAsking(state) ? { after: null, last: null } : { after: state.tail, last: next(state) }),
});
const sought = (state: SendingState, place: "found" | "let-go" | "differs" | "beyond"): SendingInput => ({
  ...{ kind: "sought", id: busy(state), held: held(4), place, chance: 0.5 },
});
const answer = (batch: string, word: EventAnswer["answer"], at: HeldEvent | null): SendingInput => ({
  kind: "answer",
  answer: {
    ...{ schema: "proofmark/event-answer/v1", station: "S", batch, answer: word, held: at },
    issued: "2026-11-29T08:00:00.000Z",
  },
  chance: 0.5,
});
const first = ({ flights }: SendingState) => flights[0] ?? null;
const last = ({ flights }: SendingState) => flights.at(-1) ?? null;
const batch = (state: SendingState): string => first(state)?.batch ?? batchOf(97);
const timer = (id: number): SendingInput => ({ kind: "timer", id, chance: 0.5 });

const INPUTS: readonly (readonly [string, Of])[] = [
  ["start", () => ({ kind: "start" })],
  ["stop", () => ({ kind: "stop" })],
  ["link up", () => ({ kind: "link", up: true })],
  ["link down", () => ({ kind: "link", up: false })],
  ["there may be more", () => ({ kind: "tick" })],
  ["made", (state) => made(state)],
  ["made, an earlier one", (state) => made(state, 98)],
  ["the journal has no more", (state) => ({ kind: "none", id: busy(state) })],
  ["no more, an earlier one", () => ({ kind: "none", id: 98 })],
  [
    "cannot be made",
    (state) => ({
      ...{ kind: "unmade", id: busy(state), chance: 0.5 },
      why: reason("EVENTS_UNSIGNED", { detail: "busy" }),
    }),
  ],
  ["found in the journal", (state) => sought(state, "found")],
  ["let go by the journal", (state) => sought(state, "let-go")],
  ["another in the journal", (state) => sought(state, "differs")],
  ["behind the journal's end", (state) => sought(state, "beyond")],
  ["found, an earlier one", (state) => ({ ...sought(state, "found"), id: 98 }) as SendingInput],
  ["holds none", (state) => answer(batch(state), "held", null)],
  ["holds up to 4", (state) => answer(batch(state), "held", held(4))],
  ["taken, the first flight", (state) => answer(batch(state), "taken", first(state)?.last ?? null)],
  [
    "taken, the last flight",
    (state) => answer(last(state)?.batch ?? batch(state), "taken", last(state)?.last ?? null),
  ],
  ["elsewhere, none of them came", (state) => answer(batch(state), "elsewhere", first(state)?.after ?? null)],
  ["elsewhere, further on", (state) => answer(batch(state), "elsewhere", held(90))],
  [
    "elsewhere, another event",
    (state) => answer(batch(state), "elsewhere", { at: next(state).at, sha256: "f".repeat(64) }),
  ],
  ["other", (state) => answer(batch(state), "other", held(4))],
  ["malformed", (state) => answer(batch(state), "malformed", held(4))],
  ["taken, another message", (state) => answer(batchOf(97), "taken", last(state)?.last ?? null)],
  ["no answer in time", (state) => timer(first(state)?.id ?? 98)],
  ["no answer in time, the last", (state) => timer(last(state)?.id ?? 98)],
  ["the wait is over", ({ retry }) => timer(retry ?? 98)],
  ["a timer of before", () => timer(98)],
];

function after(...names: readonly string[]): SendingState {
  return names.reduce((state, name) => {
    const input = INPUTS.find(([known]) => known === name);
    if (input === undefined) throw new Error(`no input ${name}`);
    return fed(state, input[1](state)).state;
  }, machine.initial);
}

const ASKED = ["start", "link up", "made"];
const KNOWN = [...ASKED, "holds up to 4", "found in the journal"];
const STATES: readonly (readonly [string, SendingState])[] = [
  ["not started", after()],
  ["no link", after("start")],
  ["a question is made", after("start", "link up")],
  ["a question is out", after(...ASKED)],
  ["a question is out, waiting to send it again", after(...ASKED, "no answer in time")],
  ["looking for 4 in the journal", after(...ASKED, "holds up to 4")],
  ["looking, but another history: waiting", after(...ASKED, "holds up to 4", "another in the journal")],
  ["a batch is made", after(...KNOWN)],
  ["all is told", after(...KNOWN, "the journal has no more")],
  ["1 in flight, the next is made", after(...KNOWN, "made")],
  ["1 in flight, no more", after(...KNOWN, "made", "the journal has no more")],
  ["2 in flight", after(...KNOWN, "made", "made")],
  ["2 in flight, waiting to send them again", after(...KNOWN, "made", "made", "no answer in time")],
  ["the registry has another event: waiting", after(...KNOWN, "made", "other")],
  ["stopped", after(...KNOWN, "made", "stop")],
];

const LEGEND = `One line an input: what is done about it, then what it comes to. Inputs that a state has no answer to stand together in its last line.

ask #1         the registry is asked what it holds        seek 4    it is looked for in the journal       make >4   a batch of what comes after 4
send #2        to the link, and its timer starts          drop #2   it will not be sent again             +t, -t    a timer starts, with its longest time at this chance; ends

knows    where the registry stands       tail     the event before the next that is read       flying   without an answer, after>last     waits   after this many failures
`;

const place = (event: HeldEvent | null): string => (event === null ? "none" : String(event.at.index));

function toldOf(effect: SendingEffect): string {
  switch (effect.kind) {
    case "ask":
      return `ask #${effect.id}`;
    case "seek":
      return `seek ${place(effect.held)} #${effect.id}`;
    case "make":
      return `make >${place(effect.after)} #${effect.id}`;
    case "send":
      return `send #${effect.id}`;
    case "drop":
      return `drop ${effect.ids.map((id) => `#${id}`).join(" ")}`;
    case "start-timer":
      return `+${effect.timer} ${effect.afterMs}ms`;
    case "cancel-timer":
      return `-t #${effect.id}`;
  }
}

function standing({
  phase,
  up,
  knows,
  tail,
  busy: id,
  flights,
  retry,
  failures,
  trouble,
}: SendingState): string {
  return [
    phase,
    ...(up ? ["up"] : []),
    `knows ${knows}`,
    `tail ${place(tail)}`,
    ...(id === null ? [] : [`making #${id}`]),
    ...flights.map(
      (flight) =>
        `flying #${flight.id} ${flight.last === null ? "?" : `${place(flight.after)}>${place(flight.last)}`}`,
    ),
    ...(retry === null ? [] : ["waits"]),
    ...(failures === 0 ? [] : [`failures ${failures}`]),
    ...(trouble === null ? [] : [`says ${trouble.code}`]),
  ].join(", ");
}

test("the whole matrix", async () => {
  const lines = [LEGEND];
  for (const [name, state] of STATES) {
    const idle: string[] = [];
    lines.push(`== ${name}: ${standing(state)}`);
    for (const [input, of] of INPUTS) {
      const { state: now, effects } = fed(state, of(state));
      if (effects.length === 0 && standing(state) === standing(now)) idle.push(input);
      else {
        const told = effects.map(toldOf);
        if (standing(state) !== standing(now)) told.push(`=> ${standing(now)}`);
        lines.push(`${input.padEnd(30)} ${told.join("  ")}`);
      }
    }
    for (let at = 0; at < idle.length; at += 6)
      lines.push(`${"nothing".padEnd(30)} ${idle.slice(at, at + 6).join(" | ")}`);
    lines.push("");
  }
  await expect(lines.join("\n")).toMatchFileSnapshot("./sending-matrix.txt");
});

/** What a state is, whatever its numbers are. */
function kindOf({
  phase,
  up,
  knows,
  tail,
  busy: id,
  flights,
  retry,
  failures,
  trouble,
}: SendingState): string {
  const chain = flights.map((flight) => [place(flight.after), place(flight.last)]);
  return JSON.stringify([
    phase,
    up,
    knows,
    place(tail),
    id === null,
    chain,
    retry === null,
    Math.min(failures, 2),
    trouble?.code,
  ]);
}

/** Every law of a step, by its name; those that it breaks. */
function broken(
  before: SendingState,
  name: string,
  { state, effects }: Step,
  timers: ReadonlySet<number>,
): readonly string[] {
  const isLive = state.phase === "running" && state.up;
  const work = effects.filter(
    ({ kind }) => kind === "ask" || kind === "make" || kind === "seek" || kind === "send",
  );
  const ids = (kind: SendingEffect["kind"]) =>
    effects.flatMap((effect) => (effect.kind === kind && "id" in effect ? [effect.id] : []));
  const known = [...state.flights.map(({ id }) => id), state.retry];
  const dropped = effects.flatMap((effect) => (effect.kind === "drop" ? effect.ids : []));
  const gone = before.flights.filter(({ id }) => !state.flights.some((flight) => flight.id === id));
  const batches = state.flights.filter(({ last: end }) => end !== null);
  const isStrange = /earlier one|another message|timer of before/.test(name);
  const laws: Readonly<Record<string, boolean>> = {
    "nothing is done without a link, or after the end": isLive || work.length === 0,
    "one thing is made at a time": ids("ask").length + ids("make").length + ids("seek").length <= 1,
    "no more than two are in flight": state.flights.length <= SENDING_TERMS.flightsMax,
    "a batch is made only after a place that the journal has":
      !effects.some(({ kind }) => kind === "make") || state.knows === "place",
    "a batch is made after the tail": effects.every(
      (effect) => effect.kind !== "make" || place(effect.after) === place(state.tail),
    ),
    "each batch goes on from the one before it": batches.every(
      ({ after: from }, at) => at === 0 || place(from) === place(batches[at - 1]?.last ?? null),
    ),
    "the tail is the end of what is in flight":
      batches.length === 0 || place(state.tail) === place(batches.at(-1)?.last ?? null),
    "what is sent is in flight": ids("send").every((id) => state.flights.some((flight) => flight.id === id)),
    "a timer that starts is one that counts": ids("start-timer").every((id) => known.includes(id)),
    "every wait ends": [
      ...state.flights.map(({ id }) => id),
      ...(state.retry === null ? [] : [state.retry]),
    ].every((id) => timers.has(id) || (state.retry !== null && timers.has(state.retry))),
    "no timer is left": [...timers].every((id) => known.includes(id)),
    "what is gone is dropped, and nothing else":
      JSON.stringify(gone.map(({ id }) => id).sort()) === JSON.stringify([...dropped].sort()),
    "what was not for this state changes nothing":
      !isStrange || (effects.length === 0 && kindOf(state) === kindOf(before)),
    "who lives is not left without anything to come":
      !isLive || state.knows !== "seeking" || state.busy !== null,
    "an end leaves nothing":
      state.phase !== "stopped" ||
      (state.flights.length === 0 && state.retry === null && state.busy === null),
  };
  return Object.entries(laws).flatMap(([law, isKept]) => (isKept ? [] : [law]));
}

test("of all states that inputs in any order lead to, each answers each input and keeps the laws", () => {
  const seen = new Map<string, readonly string[]>([[kindOf(machine.initial), []]]);
  const open: [SendingState, ReadonlySet<number>][] = [[machine.initial, new Set()]];
  const faults = new Set<string>();
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    const [state, timers] = at;
    const way = seen.get(kindOf(state)) ?? [];
    for (const [name, of] of INPUTS) {
      const input = of(state);
      const step = fed(state, input);
      const left = running(timers, input, step.effects);
      for (const law of broken(state, name, step, left)) faults.add(`${law}: ${[...way, name].join(" > ")}`);
      const kind = kindOf(step.state);
      // Batches further on are like those before.
      if (seen.has(kind) || (step.state.tail?.at.index ?? 0) > 10) continue;
      seen.set(kind, [...way, name]);
      open.push([step.state, left]);
    }
  }
  expect([...faults].slice(0, 5)).toEqual([]);
  expect(seen.size).toBeGreaterThan(100);
});
