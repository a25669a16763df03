import fc from "fast-check";
import { expect, test } from "vitest";
import type { EvidenceAnswer } from "../../../src/core/evidence/evidence-part.ts";
import {
  createEvidenceSending,
  EVIDENCE_TERMS,
  type EvidenceSendingEffect,
  type EvidenceSendingInput,
} from "../../../src/core/evidence/evidence-sending.ts";
import type { EvidenceSendingState } from "../../../src/core/evidence/evidence-sending-state.ts";
import { reason } from "../../../src/core/trade/reasons.ts";

/** Goal: whatever comes in whatever order, one bundle is under way at most, a timer runs exactly where one is waited for, and nothing is done but by a signed word on the part in flight. */
const machine = createEvidenceSending(EVIDENCE_TERMS);
const WORK = [1, 2, 3].map((n) => ({
  ...{ record: String(n).repeat(64), index: n, by: "order" as const },
  isWithdrawn: false,
}));
const BYTES = 1_000;
const hashOf = (record: string): string => record.split("").reverse().join("");

function answerTo(state: EvidenceSendingState, changes: Partial<EvidenceAnswer> = {}): EvidenceSendingInput {
  const message = state.step.kind === "flying" ? state.step.message : "none";
  const record = state.work?.record ?? "";
  const answer: EvidenceAnswer = {
    ...{ schema: "proofmark/evidence-answer/v1", station: "S", message, record, sha256: hashOf(record) },
    ...{ have: state.have + 100, outcome: "go-on", reason: null, issued: "2026-11-30T08:00:00.000Z" },
    ...changes,
  };
  return { kind: "answer", answer, envelope: "{}", chance: 0.5 };
}

const stepId = ({ step }: EvidenceSendingState): number => ("id" in step ? step.id : 0);
const refused = reason("EVIDENCE_RECORD_UNKNOWN", { station: "S", record: "1" });
/** What comes when all goes well. */
function natural(state: EvidenceSendingState, timers: readonly number[]): EvidenceSendingInput {
  const { kind } = state.step;
  if (!state.up) return { kind: "link", up: true, chance: 0.5 };
  if (kind === "making") {
    const sha256 = hashOf(state.work?.record ?? "");
    return { kind: "made", id: stepId(state), bundle: { sha256, bytes: BYTES } };
  }
  if (kind === "cutting")
    return { kind: "cut", id: stepId(state), message: `m${stepId(state)}`, bytes: 500, toldMax: null };
  if (kind === "flying") return answerTo(state);
  if (kind === "keeping") return { kind: "durable", id: stepId(state) };
  if (kind === "waiting") return { kind: "timer", id: timers[0] ?? 9_999, chance: 0.5 };
  return { kind: "wanted", work: WORK };
}

const INPUTS: readonly ((state: EvidenceSendingState, timers: readonly number[]) => EvidenceSendingInput)[] =
  [
    ...Array.from({ length: 20 }, () => natural),
    () => ({ kind: "start" }),
    () => ({ kind: "link", up: true, chance: 0.5 }),
    () => ({ kind: "link", up: true, chance: 0.5 }),
    () => ({ kind: "link", up: false, chance: 0.5 }),
    () => ({ kind: "wanted", work: WORK }),
    () => ({ kind: "wanted", work: WORK }),
    () => ({ kind: "wanted", work: WORK.slice(1) }),
    () => ({ kind: "wanted", work: [] }),
    () => ({ kind: "wanted", work: WORK.map((one) => ({ ...one, isWithdrawn: true })) }),
    () => ({ kind: "outdated" }),
    (state) => ({ kind: "early", id: stepId(state) }),
    () => ({ kind: "given-up", record: WORK[0]?.record ?? "" }),
    (state) => ({
      ...{ kind: "made", id: stepId(state) },
      bundle: { sha256: hashOf(state.work?.record ?? ""), bytes: BYTES },
    }),
    (state) => ({ kind: "unmade", id: stepId(state), why: refused }),
    (state) => ({ kind: "made", id: stepId(state) - 1, bundle: { sha256: "old", bytes: 1 } }),
    (state) => ({ kind: "cut", id: stepId(state), message: `m${stepId(state)}`, bytes: 500, toldMax: null }),
    (state) => ({ kind: "cut", id: stepId(state), message: `m${stepId(state)}`, bytes: 500, toldMax: null }),
    (state) => ({ kind: "uncut", id: stepId(state), why: refused, chance: 0.1 }),
    (state) => answerTo(state),
    (state) => answerTo(state),
    (state) => answerTo(state, { have: 0 }),
    (state) => answerTo(state, { have: BYTES }),
    (state) => answerTo(state, { outcome: "kept", have: BYTES }),
    (state) => answerTo(state, { outcome: "refused", have: 0, reason: refused }),
    (state) => answerTo(state, { message: "another" }),
    (state) => answerTo(state, { message: "another", outcome: "kept", have: BYTES }),
    (state) => answerTo(state, { record: "another", outcome: "kept", have: BYTES }),
    (state) => answerTo(state, { sha256: "another", outcome: "kept" }),
    (state) => ({ kind: "durable", id: stepId(state) }),
    (_state, timers) => ({ kind: "timer", id: timers[0] ?? 9_999, chance: 0.5 }),
    (_state, timers) => ({ kind: "timer", id: timers.at(-1) ?? 9_999, chance: 0.5 }),
  ];

/** Of the very part that is without an answer. */
function isOfPart({ step, work, bundle }: EvidenceSendingState, answer: EvidenceAnswer): boolean {
  const isOfBundle = answer.record === work?.record && answer.sha256 === bundle?.sha256;
  return step.kind === "flying" && step.message === answer.message && isOfBundle;
}

interface Ran {
  readonly state: EvidenceSendingState;
  readonly effects: readonly EvidenceSendingEffect[];
  readonly timers: readonly number[];
}

function fed({ state, timers }: Ran, input: EvidenceSendingInput): Ran {
  const decision = machine.decide(state, input);
  if (decision.kind !== "accepted") throw new Error("sending is never refused");
  const running = new Set(timers);
  if (input.kind === "timer") running.delete(input.id);
  for (const effect of decision.effects) {
    if (effect.kind === "start-timer") running.add(effect.id);
    if (effect.kind === "cancel-timer") running.delete(effect.id);
  }
  return {
    state: decision.events.reduce(machine.evolve, state),
    effects: decision.effects,
    timers: [...running],
  };
}

const BEGUN: Ran = { state: machine.initial, effects: [], timers: [] };

test("in any order of inputs the laws hold", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: INPUTS.length - 1 }), { minLength: 20, maxLength: 120 }), (steps) => {
      let ran = fed(BEGUN, { kind: "start" });
      for (const at of steps) {
        const before = ran.state;
        const input = INPUTS[at]?.(before, ran.timers) ?? { kind: "start" };
        ran = fed(ran, input);
        const { state, effects, timers } = ran;
        const waited = state.step.kind === "flying" || state.step.kind === "waiting" ? [state.step.id] : [];
        const asides = state.aside.map(({ id }) => id);
        expect([...timers].sort()).toEqual([...waited, ...asides].sort());
        // Nothing goes out without a bundle, and one that is under way is of work that is wanted.
        if (state.step.kind === "cutting" || state.step.kind === "flying") {
          expect(state.up).toBe(true);
          expect(state.bundle?.sha256).toBe(hashOf(state.work?.record ?? ""));
          expect(state.have).toBeLessThan(BYTES);
        }
        expect(state.step.kind === "none").toBe(state.work === null);
        if (input.kind === "answer" && !isOfPart(before, input.answer)) expect(state).toEqual(before);
        for (const effect of effects) {
          if (effect.kind !== "append") continue;
          expect(input).toMatchObject({ kind: "answer", answer: { outcome: "kept" } });
          expect(before.step).toMatchObject({
            kind: "flying",
            message: (input as { answer: EvidenceAnswer }).answer.message,
          });
          expect([effect.work, effect.sha256]).toEqual([before.work, before.bundle?.sha256]);
        }
        const sends = effects.filter(({ kind }) => kind === "send").length;
        expect(sends).toBe(
          input.kind === "cut" && before.step.kind === "cutting" && stepId(before) === input.id ? 1 : 0,
        );
      }
      const stopped = fed(ran, { kind: "stop" });
      expect(stopped.timers).toEqual([]);
      expect(fed(stopped, { kind: "wanted", work: WORK }).effects).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test("a registry that says nothing new is asked ever more rarely, and one refused record keeps no other", () => {
  let ran = fed(fed(BEGUN, { kind: "start" }), { kind: "link", up: true, chance: 0.5 });
  ran = fed(ran, { kind: "wanted", work: WORK });
  ran = fed(ran, {
    kind: "made",
    id: stepId(ran.state),
    bundle: { sha256: hashOf(WORK[0]?.record ?? ""), bytes: BYTES },
  });
  const waits: number[] = [];
  for (let i = 0; i < 12; i++) {
    ran = fed(ran, { kind: "cut", id: stepId(ran.state), message: `m${i}`, bytes: 500, toldMax: null });
    ran = fed(ran, answerTo(ran.state, { have: 0 }));
    for (const effect of ran.effects) if (effect.kind === "start-timer") waits.push(effect.afterMs);
    ran = fed(ran, { kind: "timer", id: stepId(ran.state), chance: 0.5 });
  }
  expect(waits.every((ms, at) => at === 0 || ms >= (waits[at - 1] ?? 0))).toBe(true);
  expect([waits[0], waits.at(-1)]).toEqual([500, 150_000]);
  ran = fed(ran, { kind: "cut", id: stepId(ran.state), message: "last", bytes: 500, toldMax: null });
  ran = fed(ran, answerTo(ran.state, { outcome: "refused", have: 0, reason: refused }));
  expect(ran.state.aside.map(({ why }) => why?.code)).toEqual(["EVIDENCE_NOT_SENT"]);
  ran = fed(ran, { kind: "wanted", work: WORK });
  expect(ran.state.work).toEqual(WORK[1]);
});

/** A sender with a bundle made, whose next part is to be cut. */
function readyToCut(): ReturnType<typeof fed> {
  let ran = fed(fed(BEGUN, { kind: "start" }), { kind: "link", up: true, chance: 0.5 });
  ran = fed(ran, { kind: "wanted", work: WORK });
  const sha256 = hashOf(WORK[0]?.record ?? "");
  return fed(ran, { kind: "made", id: stepId(ran.state), bundle: { sha256, bytes: BYTES } });
}

/** What parts are cut for; `fates`: `-` lost with the connection, `+` answered. */
function aimsOver(fates: string, toldMax: number | null): readonly number[] {
  let ran = readyToCut();
  const aims: number[] = [];
  for (const [at, fate] of [...fates].entries()) {
    const aim = ran.effects.flatMap((one) => (one.kind === "cut" ? [one.messageBytesMax] : []))[0] ?? 0;
    const bytes = Math.min(aim, toldMax ?? aim);
    aims.push(bytes);
    ran = fed(ran, { kind: "cut", id: stepId(ran.state), message: `m${at}`, bytes, toldMax });
    if (fate === "+") {
      ran = fed(ran, answerTo(ran.state, { have: ran.state.have + 1 }));
      continue;
    }
    ran = fed(ran, { kind: "link", up: false, chance: 0.5 });
    ran = fed(ran, { kind: "link", up: true, chance: 0.5 });
    ran = fed(ran, { kind: "timer", id: stepId(ran.state), chance: 0.5 });
  }
  return aims;
}

test("what the broker says that it takes is doubted after several losses in a row, and once it was doubted at each", () => {
  const told = 12_288;
  expect(aimsOver("-+-+", null)).toEqual([32_768, 16_384, 32_768, 16_384]);
  expect(aimsOver("-+--+----+", told)).toEqual(Array.from({ length: 10 }, () => told));
  expect(aimsOver("-----+-+-+", told)).toEqual([
    ...Array.from({ length: 5 }, () => told),
    6_144,
    told,
    6_144,
    6_144,
    6_144,
  ]);
  // More than where it begins: a line may well be too slow for that.
  expect(aimsOver("-+", 40_000)).toEqual([32_768, 16_384]);
});

test("a connection that ends over each part is used ever more rarely, with ever smaller parts, and what passed once is doubted", () => {
  let ran = readyToCut();
  const waits: number[] = [];
  const sizes: number[] = [];
  const cut = (): void => {
    const bytes = ran.effects.flatMap((one) => (one.kind === "cut" ? [one.messageBytesMax] : []))[0] ?? 0;
    sizes.push(bytes);
    ran = fed(ran, { kind: "cut", id: stepId(ran.state), message: `m${sizes.length}`, bytes, toldMax: null });
  };
  // One of 64 KiB passes; then the line becomes a slow one.
  cut();
  ran = fed(ran, answerTo(ran.state));
  cut();
  ran = fed(ran, answerTo(ran.state));
  for (let i = 0; i < 12; i++) {
    cut();
    ran = fed(ran, { kind: "link", up: false, chance: 0.5 });
    ran = fed(ran, { kind: "link", up: true, chance: 0.5 });
    expect(ran.state.step.kind).toBe("waiting");
    for (const effect of ran.effects) if (effect.kind === "start-timer") waits.push(effect.afterMs);
    ran = fed(ran, { kind: "timer", id: stepId(ran.state), chance: 0.5 });
  }
  expect(waits.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
  expect(waits.at(-1)).toBe(150_000);
  const [passing, lost] = [sizes.slice(0, 2), sizes.slice(2)];
  expect(passing).toEqual([32_768, 65_536]);
  const doubted = [131_072, 65_536, 65_536, 65_536, 65_536, 32_768, 16_384];
  expect(lost).toEqual([...doubted, ...Array.from({ length: 5 }, () => 8_192)]);
});

test("what the policy gave up is told, and an order sends it all the same; what was refused is left alone by either", () => {
  const [given, left] = WORK;
  if (given === undefined || left === undefined) throw new Error("there is work");
  const inputs: EvidenceSendingInput[] = [
    { kind: "start" },
    { kind: "link", up: true, chance: 0.5 },
    { kind: "wanted", work: [left] },
  ];
  let state = machine.initial;
  const feed = (input: EvidenceSendingInput): void => {
    const decision = machine.decide(state, input);
    if (decision.kind === "accepted") state = decision.events.reduce(machine.evolve, state);
  };
  for (const input of inputs) feed(input);
  feed({ kind: "unmade", id: stepId(state), why: refused });
  feed({ kind: "given-up", record: given.record });
  expect(state.aside.map(({ kind }) => kind)).toEqual(["refused", "given-up"]);
  feed({ kind: "wanted", work: [left] });
  expect(state.work).toBeNull();
  feed({ kind: "wanted", work: [left, given] });
  expect(state.work?.record).toBe(given.record);
});

test("what was begun without the withdrawal of its record is begun anew with it", () => {
  const [work] = WORK;
  if (work === undefined) throw new Error("there is work");
  let state = machine.initial;
  const feed = (input: EvidenceSendingInput): void => {
    const decision = machine.decide(state, input);
    if (decision.kind === "accepted") state = decision.events.reduce(machine.evolve, state);
  };
  feed({ kind: "start" });
  feed({ kind: "link", up: true, chance: 0.5 });
  feed({ kind: "wanted", work: [work] });
  const begun = stepId(state);
  feed({ kind: "wanted", work: [work] });
  expect(stepId(state)).toBe(begun);
  feed({ kind: "wanted", work: [{ ...work, isWithdrawn: true }] });
  expect([state.step.kind, state.work?.isWithdrawn]).toEqual(["making", true]);
  expect(stepId(state)).not.toBe(begun);
});
