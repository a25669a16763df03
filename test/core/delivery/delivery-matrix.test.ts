import { expect, test } from "vitest";
import type {
  DeliveryEffect,
  DeliveryInput,
  DeliveryTimer,
} from "../../../src/core/delivery/delivery-input.ts";
import { type DeliveryState, nextPlaces } from "../../../src/core/delivery/delivery-state.ts";
import { troubleOf } from "../../../src/core/delivery/delivery-status.ts";
import { MESSAGE_BYTES_MAX } from "../../../src/core/delivery/messages.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import {
  BYTES,
  draftOf,
  HandDelivery,
  receipt,
  recordAt,
  refusal,
  rootAt,
  shown,
  UNPROVEN,
} from "./hand-delivery.ts";

/**
 * Goal: what every state of the delivery answers to every input, for a reviewer to read; and in every cell, what may move the
 * cursor, and that nothing is sent by one that is not up, is locked or has ended.
 */
const STATES: readonly [string, () => HandDelivery][] = [
  ["not started", () => new HandDelivery()],
  ["no link, nothing to send", () => new HandDelivery().start(2, 2)],
  ["no link, 4 records wait", () => new HandDelivery().start(6, 2)],
  ["up, nothing to send", () => new HandDelivery().start(2, 2).up()],
  ["up, asked, an answer is out", () => new HandDelivery().start(2, 2).up().flown()],
  [
    "up, known, nothing to send",
    () =>
      new HandDelivery()
        .start(2, 2)
        .up()
        .flown()
        .feed(receipt(shown(4))),
  ],
  ["at the log key", () => new HandDelivery().start(6, 2).up()],
  ["at the link", () => new HandDelivery().start(6, 2).up().signed()],
  ["2 in flight, all sent", () => new HandDelivery().start(6, 2).up().flown(2)],
  ["1 in flight, the next at the log key", () => new HandDelivery().start(6, 2).up().flown()],
  ["4 in flight, more waits", () => new HandDelivery().start(14, 2).up().flown(4)],
  [
    "waiting to try again",
    () =>
      new HandDelivery()
        .start(6, 2)
        .up()
        .flown(2)
        .feed(refusal(503, { oldSize: 4, size: 8 })),
  ],
  [
    "set back to 0, waiting to try again",
    () =>
      new HandDelivery()
        .start(6, 2)
        .up()
        .flown(2)
        .feed(refusal(409, { oldSize: 4, size: 8 }, { size: 0, proof: null })),
  ],
  ["set back to 0, asking the log", () => setBack()],
  [
    "set back to 0, at the log key",
    () => setBack().feed({ kind: "looked-back", from: 0, to: 4, indexes: [1, 3] }),
  ],
  [
    "a receipt is not durable yet",
    () =>
      new HandDelivery()
        .start(6, 2)
        .up()
        .flown(2)
        .feed(receipt(shown(8))),
  ],
  [
    "locked",
    () =>
      new HandDelivery()
        .start(6, 2)
        .up()
        .flown(2)
        .feed(receipt(shown(10, "fork"))),
  ],
  ["ended", () => new HandDelivery().start(6, 2).up().flown(2).feed({ kind: "stop" })],
];

function setBack(): HandDelivery {
  const hand = new HandDelivery().start(6, 2).up().flown(2);
  hand.feed(refusal(409, { oldSize: 4, size: 8 }, { size: 0, proof: null }));
  return hand.feed({ kind: "timer", timer: "resubmit", id: hand.state.retry ?? 0, chance: 0 });
}

type Of = (hand: HandDelivery) => DeliveryInput;
const first = ({ state }: HandDelivery): { id: number; oldSize: number; size: number } =>
  state.flights[0] ?? { id: 0, oldSize: 0, size: 0 };
const flown = (hand: HandDelivery): { oldSize: number; size: number } => {
  const { oldSize, size } = first(hand);
  return { oldSize, size };
};
const outgoing = ({ state }: HandDelivery): number => state.outgoing?.id ?? 99;
const signed = (id: number, { state }: HandDelivery): DeliveryInput => {
  const draft = draftOf(state.cursor, nextPlaces(state, 2));
  return { kind: "signed", id, draft, signature: new Uint8Array() };
};
const timer = (name: DeliveryTimer, id: number): DeliveryInput => ({
  kind: "timer",
  timer: name,
  id,
  chance: 0.5,
});

const INPUTS: readonly [string, Of][] = [
  ["start", () => ({ kind: "start", book: { receiptedSize: 0, sealed: 0, unreceipted: [], lock: null } })],
  ["stop", () => ({ kind: "stop" })],
  ["link ready", () => ({ kind: "link-ready", messageBytesMax: null })],
  ["link ready, takes 900 bytes", () => ({ kind: "link-ready", messageBytesMax: 900 })],
  ["link down", () => ({ kind: "link-down", why: reason("CLOSED_BY_PEER", {}) })],
  ["link trouble", () => ({ kind: "link-trouble", why: reason("CONNECTION_REFUSED", {}) })],
  ["link well again", () => ({ kind: "link-trouble", why: null })],
  ["the broker refuses", () => ({ kind: "link-refused", why: reason("BROKER_QUOTA", {}), chance: 0.5 })],
  ["a record is sealed", (hand) => hand.nextRecord()],
  ["a record told before", () => ({ kind: "record-sealed", record: recordAt(1) })],
  ["signed", (hand) => signed(outgoing(hand), hand)],
  ["signed, an earlier one", (hand) => signed(98, hand)],
  ["the key fails", (hand) => ({ kind: "unsigned", id: outgoing(hand), reason: "busy", chance: 0.5 })],
  [
    "a record is too large",
    (hand) => ({ kind: "unsendable", id: outgoing(hand), why: "oversize", index: 5 }),
  ],
  [
    "a record is unreadable",
    (hand) => ({ kind: "unsendable", id: outgoing(hand), why: "unreadable", index: 5 }),
  ],
  [
    "a record is beyond the broker",
    (hand) => ({
      kind: "beyond-broker",
      id: outgoing(hand),
      record: { index: 5, bytes: BYTES, bytesMax: 900 },
      chance: 0.5,
    }),
  ],
  ["taken", (hand) => ({ kind: "taken", id: outgoing(hand), bytes: BYTES, atMs: 900 })],
  ["taken, an earlier one", () => ({ kind: "taken", id: 98, bytes: BYTES, atMs: 900 })],
  ["not taken", (hand) => ({ kind: "not-taken", id: outgoing(hand) })],
  [
    "the log was asked",
    ({ state }) => ({ kind: "looked-back", from: 0, to: state.knownFrom, indexes: [1, 3] }),
  ],
  [
    "the log was asked, and has let it go",
    ({ state }) => ({ kind: "looked-back", from: 0, to: state.knownFrom, indexes: null }),
  ],
  ["the log was asked, another span", () => ({ kind: "looked-back", from: 0, to: 2, indexes: [1] })],
  ["receipt of the first flight", (hand) => receipt(shown(first(hand).size))],
  ["receipt of size 6, in a flight", () => receipt(shown(6))],
  ["receipt of size 12, all", () => receipt(shown(12))],
  ["receipt of size 4, an old one", () => receipt(shown(4))],
  ["receipt without a signature", () => receipt(UNPROVEN)],
  ["receipt, another root", () => receipt(shown(8, "fork"))],
  ["receipt, beyond the log", () => receipt(shown(99, "rollback"))],
  ["503 for the first flight", (hand) => refusal(503, flown(hand))],
  ["503 for it, another root", (hand) => refusal(503, { ...flown(hand), root: rootAt(0) })],
  ["503 for nothing in flight", () => refusal(503, { oldSize: 1, size: 2 })],
  ["400 for what was not readable", () => refusal(400, null)],
  ["409, holds 12, proven", (hand) => refusal(409, flown(hand), { size: 12, proof: shown(12) })],
  ["409, holds 2, proven", (hand) => refusal(409, flown(hand), { size: 2, proof: shown(2) })],
  ["409, holds nothing", (hand) => refusal(409, flown(hand), { size: 0, proof: null })],
  ["409, holds 2, no proof", (hand) => refusal(409, flown(hand), { size: 2, proof: UNPROVEN })],
  ["409, another root", (hand) => refusal(409, flown(hand), { size: 8, proof: shown(8, "fork") })],
  ["no answer in time", (hand) => timer("receipt", first(hand).id)],
  ["no answer in time, an earlier one", () => timer("receipt", 98)],
  ["the wait is over", ({ state }) => timer("resubmit", state.retry ?? 98)],
  ["the wait is over, an earlier one", () => timer("resubmit", 98)],
  ["the registry is to be asked again", () => timer("ask-again", 0)],
  ["not to be read", () => ({ kind: "noise", reason: reason("ANSWER_NOT_JSON", {}) })],
  ["for another station", () => ({ kind: "noise", reason: null })],
  ["a receipt is durable", ({ state }) => ({ kind: "receipt-durable", size: state.accepted })],
  ["one never accepted is", ({ state }) => ({ kind: "receipt-durable", size: state.accepted + 2 })],
];

const LEGEND = `Records lie at 1, 3, 5, ...; two of them go into a submission. One line an input: what is done about it, then what it comes to.
Inputs that a state has no answer to stand together in its last line; refused: what only a bug of the owner can ask.

sign 5..11@4     the key signs a submission of the records 5 to 11, as many as fit, from size 4 on     submit 4-8   it goes to the link
ask@4            the same without records, to hear what the registry holds
look back 0-4    the log is asked for its records from 0 to 4                                         +t, -t       a timer starts, with its time; ends
RECEIPT 8: 5 7   the owner is told of a receipt of size 8, which covers 5 and 7 for the first time     LOCK         the owner is told, with kind and place
"..."            a line in the log of the machine, ! a warning, !! an error

base     size that the registry is known to hold       cursor   end of what is in flight       known   from there on every record is known, where not base
flying   submissions without an answer, old size-size  making   at the key, at the link        waits   after this many failures
book     records without a durable receipt             again    receipted before and to be sent once more
`;

function toldOf(effect: DeliveryEffect): string {
  switch (effect.kind) {
    case "sign": {
      const indexes = effect.places.map(({ index }) => index);
      if (indexes.length === 0) return `ask@${effect.oldSize}`;
      return `sign ${indexes.at(0)}..${indexes.at(-1)}@${effect.oldSize}`;
    }
    case "submit":
      return `submit ${effect.draft.oldSize}-${effect.draft.size}`;
    case "look-back":
      return `look back ${effect.from}-${effect.to}`;
    case "start-timer":
      return `+${effect.timer} ${effect.afterMs}ms`;
    case "cancel-timer":
      return "-t";
    case "report-receipt":
      return `RECEIPT ${effect.size}: ${effect.covered.map(({ index }) => index).join(" ")}`;
    case "report-lock":
      return `LOCK ${effect.lock.kind} ${effect.lock.at}`;
    case "log":
      return `${{ info: "", warn: "!", error: "!!" }[effect.level]}"${effect.what}"`;
  }
}

function standing(state: DeliveryState): string {
  const { phase, connected, lock, base, cursor, knownFrom, book, again, flights, outgoing: made } = state;
  const trouble = troubleOf(state);
  const list = (places: readonly { readonly index: number }[]): string =>
    places.length > 5
      ? `${places.at(0)?.index}..${places.at(-1)?.index}`
      : places.map(({ index }) => index).join(" ");
  return [
    phase,
    ...(connected ? ["up"] : []),
    ...(lock === null ? [] : [`locked (${lock.kind} ${lock.at})`]),
    `base ${base} cursor ${cursor}`,
    ...(knownFrom > base ? [`known ${knownFrom}`] : []),
    ...flights.map(({ oldSize, size }) => `flying ${oldSize}-${size}`),
    ...(made === null ? [] : [`making (${made.stage === "signing" ? "key" : "link"})`]),
    ...(state.retry === null ? [] : [`waits ${state.failures}`]),
    ...(state.refusal === null ? [] : [`shows ${state.refusal.code}`]),
    ...(trouble === null ? [] : [`says ${trouble.code}`]),
    ...(state.unanswered.times === 0 ? [] : [`unanswered ${state.unanswered.times}`]),
    ...(state.strays === 0 ? [] : [`strays ${state.strays}`]),
    ...(state.fit.aimBytes === MESSAGE_BYTES_MAX ? [] : [`aims at ${state.fit.aimBytes}`]),
    ...(again.length === 0 ? [] : [`again ${list(again)}`]),
    `book ${list(book) || "empty"}`,
    ...(state.accepted === state.durable ? [] : [`durable ${state.durable}`]),
  ].join(", ");
}

/** One list, over as many lines as it takes. */
function wrapped(head: string, parts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    if (line === undefined || line.length + part.length > WIDTH) lines.push(`${head.padEnd(34)} ${part}`);
    else lines[lines.length - 1] = `${line} | ${part}`;
  }
  return lines;
}

const WIDTH = 160;
const PROVES = /^receipt of|^409, holds/;

test("the whole matrix", async () => {
  const lines: string[] = [LEGEND];
  for (const [name, make] of STATES) {
    const idle: string[] = [];
    lines.push(`== ${name}: ${standing(make().state)}`);
    for (const [input, of] of INPUTS) {
      const hand = make();
      const decision = hand.decide(of(hand));
      if (decision.kind === "rejected") {
        lines.push(`${input.padEnd(34)} refused: ${decision.reason.code}`);
        continue;
      }
      const after = decision.events.reduce(hand.machine.evolve, hand.state);
      const cell = `${name}, ${input}`;
      const sends = decision.effects.some(({ kind }) => kind === "sign" || kind === "submit");
      const maySend = after.phase === "running" && after.connected && after.lock === null;
      if (!maySend) expect([cell, sends]).toEqual([cell, false]);
      if (hand.state.phase !== "idle" && !PROVES.test(input))
        expect([cell, after.base]).toEqual([cell, hand.state.base]);
      if (input.includes("an earlier one") || input.includes("told before"))
        expect([cell, decision.events.filter(({ type }) => type !== "rewound")]).toEqual([cell, []]);
      const [before, now] = [standing(hand.state), standing(after)];
      if (decision.effects.length === 0 && before === now) idle.push(input);
      else {
        const told = decision.effects.map(toldOf);
        if (before !== now) told.push(`=> ${now}`);
        lines.push(`${input.padEnd(34)} ${told.join("  ")}`);
      }
    }
    lines.push(...wrapped("nothing", idle), "");
  }
  await expect(lines.join("\n")).toMatchFileSnapshot("./delivery-matrix.txt");
});
