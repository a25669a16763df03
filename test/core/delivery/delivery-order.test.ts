import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeliveryEffect, DeliveryInput } from "../../../src/core/delivery/delivery-input.ts";
import { nextPlaces, unreceipted } from "../../../src/core/delivery/delivery-state.ts";
import { FLIGHTS_MAX } from "../../../src/core/delivery/moves.ts";
import type { SealedRecord } from "../../../src/core/delivery/receipt-book.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import {
  BYTES,
  draftOf,
  HandDelivery,
  receipt,
  recordAt,
  refusal,
  shown,
  UNPROVEN,
} from "./hand-delivery.ts";

/**
 * Goal: whatever comes in whatever order, late, twice or never, nothing is lost, doubled or believed without proof. Method: effects are
 * not run but thrown on a heap; each step takes something from it, or something out of the air, and the state is held against the
 * log after each. In the end an honest world runs what the machine asks, and everything must be receipted.
 */
type Effect<Kind extends DeliveryEffect["kind"]> = Extract<DeliveryEffect, { kind: Kind }>;

class World {
  readonly hand = new HandDelivery();
  /** Sealed so far; the log ends just after the last record. */
  readonly log: SealedRecord[] = [];
  readonly asked: DeliveryEffect[] = [];
  readonly reported: number[] = [];
  readonly covered: number[] = [];
  durable = 0;

  constructor(sealed: number, receipted: number) {
    for (let n = 0; n < sealed; n++) this.log.push(recordAt(n));
    this.durable = 2 * receipted;
    this.hand.start(sealed, receipted);
  }

  get size(): number {
    return 2 * this.log.length;
  }

  /** Decides, holds the decision against the laws, and puts what it asks on the heap. */
  feed(input: DeliveryInput, may: { readonly base?: number } = {}): void {
    const { hand } = this;
    const before = hand.state;
    const decision = hand.decide(input);
    if (decision.kind === "rejected") throw new Error(decision.reason.code);
    hand.state = decision.events.reduce(hand.machine.evolve, before);
    const after = hand.state;
    if (after.base !== before.base) expect(after.base, "moved by a proof alone").toBe(may.base);
    if (before.lock !== null) expect(after.lock, "a lock is for good").toBe(before.lock);
    expect(after.accepted).toBeGreaterThanOrEqual(before.accepted);
    for (const effect of decision.effects) this.#ask(effect);
    this.#holds();
  }

  #ask(effect: DeliveryEffect): void {
    const { state } = this.hand;
    if (effect.kind === "sign" || effect.kind === "submit")
      expect([state.phase, state.connected, state.lock]).toEqual(["running", true, null]);
    if (effect.kind === "sign") {
      const { oldSize, places } = effect;
      expect(oldSize).toBe(state.cursor);
      const wanted = this.log.filter(({ index }) => index >= oldSize).slice(0, places.length);
      expect(places.map(({ index, sequence }) => [index, sequence])).toEqual(
        wanted.map(({ index, sequence }) => [index, sequence]),
      );
    }
    if (effect.kind === "report-receipt") {
      expect(effect.size, "each size once and rising").toBeGreaterThan(
        Math.max(this.durable, this.reported.at(-1) ?? 0),
      );
      this.reported.push(effect.size);
      this.covered.push(...effect.covered.map(({ sequence }) => sequence));
    }
    this.asked.push(effect);
  }

  #holds(): void {
    const { state } = this.hand;
    const { base, cursor, flights, outgoing, retry } = state;
    expect(flights.length).toBeLessThanOrEqual(FLIGHTS_MAX);
    expect(cursor, "the cursor is the end of what is in flight").toBe(flights.at(-1)?.size ?? base);
    for (const [at, { oldSize, size }] of flights.entries()) {
      // Only the first one may be a question about what is receipted.
      const least = at === 0 && !state.isHeldKnown ? 0 : 1;
      expect(size).toBeGreaterThanOrEqual(base + least);
      expect(size).toBeGreaterThanOrEqual(oldSize + least);
      if (at > 0) expect(oldSize, "flights follow each other").toBe(flights[at - 1]?.size);
    }
    if (outgoing !== null) expect(outgoing.oldSize).toBe(cursor);
    if (retry !== null) expect([flights, outgoing], "who waits has nothing under way").toEqual([[], null]);
    expect(unreceipted(state), "nothing is lost").toEqual(
      this.log.filter(({ index }) => index >= this.durable),
    );
    if (base >= state.knownFrom)
      expect(nextPlaces(state, 1000).map(({ sequence }) => sequence)).toEqual(
        this.log.filter(({ index }) => index >= cursor).map(({ sequence }) => sequence),
      );
  }

  seal(): void {
    const record = recordAt(this.log.length);
    this.log.push(record);
    this.feed({ kind: "record-sealed", record });
  }

  /** A receipt of the log as it is, of any size. */
  receipt(size: number): void {
    const { base, lock } = this.hand.state;
    this.feed(receipt(shown(size)), { base: lock === null ? Math.max(base, size) : base });
  }

  makeDurable(): void {
    const size = this.reported.find((reported) => reported > this.durable);
    if (size === undefined) return;
    this.durable = size;
    this.feed({ kind: "receipt-durable", size });
  }

  look({ from, to }: Effect<"look-back">): void {
    const indexes = this.log.map(({ index }) => index).filter((index) => index >= from && index < to);
    this.feed({ kind: "looked-back", from, to, indexes });
  }

  take(at: number): void {
    const effect = this.asked[at];
    if (effect !== undefined) this.run(effect);
  }

  /** What an honest shell does with an effect. */
  run(effect: DeliveryEffect): void {
    if (effect.kind === "sign") {
      const { id, oldSize, places } = effect;
      this.feed({ kind: "signed", id, draft: draftOf(oldSize, places), signature: new Uint8Array() });
    } else if (effect.kind === "submit") {
      this.feed({ kind: "taken", id: effect.id, bytes: BYTES, atMs: 0 });
    } else if (effect.kind === "start-timer") {
      this.feed({ kind: "timer", timer: effect.timer, id: effect.id, chance: 0.5 });
    } else if (effect.kind === "look-back") {
      this.look(effect);
    } else if (effect.kind === "report-receipt") {
      this.makeDurable();
    }
  }

  /** The link is up, nothing fails, and the registry receipts what it is sent. */
  end(): void {
    this.feed({ kind: "link-down", why: reason("CLOSED_BY_PEER", {}) });
    this.feed({ kind: "link-ready", messageBytesMax: null });
    const isDone = (): boolean => this.hand.state.base === this.size && this.durable === this.size;
    for (let step = 0; !isDone() && step < 20 * this.log.length + 50; step++) {
      this.#goOn();
      while (this.reported.some((size) => size > this.durable)) this.makeDurable();
    }
  }

  #goOn(): void {
    const { flights, retry, outgoing } = this.hand.state;
    const last = flights.at(-1);
    const wanted = outgoing?.stage === "signing" ? "sign" : "submit";
    if (last !== undefined) this.receipt(last.size);
    else if (retry !== null) this.feed({ kind: "timer", timer: "resubmit", id: retry, chance: 0 });
    else if (outgoing === null) {
      this.feed({ kind: "link-ready", messageBytesMax: null });
      const asked = this.asked.at(-1);
      if (asked?.kind === "look-back") this.look(asked);
    } else {
      this.take(this.asked.findIndex((asked) => asked.kind === wanted && asked.id === outgoing.id));
    }
  }
}

type Step = (world: World, pick: number) => void;

const flightOf = ({ hand }: World, pick: number): { oldSize: number; size: number } => {
  const { flights } = hand.state;
  const { oldSize, size } = flights[pick % Math.max(1, flights.length)] ?? { oldSize: pick, size: pick + 2 };
  return { oldSize, size };
};

/** 409 sets back only where it means a flight, and what it says the registry holds is proven or nothing. */
function conflict(world: World, pick: number, held: number, isProven: boolean): void {
  const meant = flightOf(world, pick);
  const { base, flights, lock } = world.hand.state;
  const isMeant = flights.some(({ oldSize, size }) => oldSize === meant.oldSize && size === meant.size);
  const isTrue = isProven || held === 0;
  const lowered = isMeant && isTrue && held < meant.oldSize ? held : base;
  const moved = isProven && held > base ? held : lowered;
  const proof = held === 0 ? null : isProven ? shown(held) : UNPROVEN;
  world.feed(refusal(409, meant, { size: held, proof }), { base: lock === null ? moved : base });
}

const STEPS: readonly (readonly [number, Step])[] = [
  [6, (world) => world.seal()],
  [4, (world) => world.feed({ kind: "link-ready", messageBytesMax: null })],
  [1, (world) => world.feed({ kind: "link-down", why: reason("CLOSED_BY_PEER", {}) })],
  // From the heap: the newest, any one (late, twice), or none.
  [14, (world) => world.take(world.asked.length - 1)],
  [10, (world, pick) => world.take(pick % Math.max(1, world.asked.length))],
  [2, (world, pick) => world.feed({ kind: "unsigned", id: pick, reason: "busy", chance: 0.5 })],
  [2, (world) => world.feed({ kind: "not-taken", id: world.hand.state.outgoing?.id ?? 0 })],
  [
    6,
    (world, pick) => world.receipt(flightOf(world, pick).size <= world.size ? flightOf(world, pick).size : 0),
  ],
  [3, (world, pick) => world.receipt(pick % (world.size + 1))],
  [2, (world) => world.feed(receipt(UNPROVEN))],
  [2, (world, pick) => world.feed(refusal(503, flightOf(world, pick)))],
  [1, (world) => world.feed(refusal(400, null))],
  [2, (world, pick) => conflict(world, pick, pick % (world.size + 1), pick % 3 > 0)],
  [2, (world, pick) => conflict(world, pick, 0, false)],
  [5, (world) => world.makeDurable()],
  [1, (world) => world.feed({ kind: "noise", reason: null })],
];

const LOCKS: readonly Step[] = [
  (world, pick) => world.feed(receipt(shown(pick % (world.size + 1), "fork"))),
  (world) => world.feed(receipt(shown(world.size + 2, "rollback"))),
  (world) =>
    world.feed({ kind: "unsendable", id: world.hand.state.outgoing?.id ?? 0, why: "oversize", index: 1 }),
];

const someStep = fc.record({
  step: fc.oneof(...STEPS.map(([weight, step]) => ({ weight, arbitrary: fc.constant(step) }))),
  pick: fc.nat(1000),
});
const begun = fc
  .record({ sealed: fc.nat(12), receipted: fc.nat(12) })
  .map(({ sealed, receipted }) => ({ sealed, receipted: Math.min(sealed, receipted) }));

test("whatever the order, nothing is lost, and in the end all is receipted once", () => {
  fc.assert(
    fc.property(begun, fc.array(someStep, { maxLength: 120 }), ({ sealed, receipted }, steps) => {
      const world = new World(sealed, receipted);
      for (const { step, pick } of steps) step(world, pick);
      world.end();
      const { hand, log, covered } = world;
      expect(unreceipted(hand.state)).toEqual([]);
      expect(covered, "each record once, in order").toEqual(
        log.map(({ sequence }) => sequence).slice(receipted),
      );
    }),
    { numRuns: 300 },
  );
});

test("a lock holds whatever comes, sends nothing and keeps every record", () => {
  fc.assert(
    fc.property(
      fc.array(someStep, { maxLength: 40 }),
      fc.constantFrom(...LOCKS),
      fc.nat(1000),
      fc.array(someStep, { maxLength: 60 }),
      (before, lock, where, after) => {
        const world = new World(6, 2);
        for (const { step, pick } of before) step(world, pick);
        lock(world, where);
        const { hand, asked } = world;
        const isLocked = hand.state.lock !== null;
        const locks = asked.filter(({ kind }) => kind === "report-lock").length;
        const sent = asked.filter(({ kind }) => kind === "sign" || kind === "submit").length;
        for (const { step, pick } of after) step(world, pick);
        if (!isLocked) return;
        expect(asked.filter(({ kind }) => kind === "report-lock").length, "told once").toBe(locks);
        expect(asked.filter(({ kind }) => kind === "sign" || kind === "submit").length).toBe(sent);
      },
    ),
    { numRuns: 200 },
  );
});

test("an answer to what was given up changes nothing", () => {
  const late: readonly ((id: number) => DeliveryInput)[] = [
    (id) => ({ kind: "signed", id, draft: draftOf(0, [recordAt(0)]), signature: new Uint8Array() }),
    (id) => ({ kind: "unsigned", id, reason: "busy", chance: 0 }),
    (id) => ({ kind: "unsendable", id, why: "oversize", index: 1 }),
    (id) => ({ kind: "taken", id, bytes: BYTES, atMs: 0 }),
    (id) => ({ kind: "not-taken", id }),
    (id) => ({ kind: "timer", timer: "receipt", id, chance: 0 }),
    (id) => ({ kind: "timer", timer: "resubmit", id, chance: 0 }),
  ];
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 60 }), fc.constantFrom(...late), (steps, input) => {
      const world = new World(8, 3);
      for (const { step, pick } of steps) step(world, pick);
      const { state } = world.hand;
      const known = [state.outgoing?.id, state.retry, ...state.flights.map(({ id }) => id)];
      for (let id = 0; id < state.nextId + 2; id++)
        if (!known.includes(id))
          expect(world.hand.decide(input(id))).toEqual({ kind: "accepted", events: [], effects: [] });
    }),
    { numRuns: 300 },
  );
});
