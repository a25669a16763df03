import { beforeAll, expect, test, vi } from "vitest";
import { ASIDE_MAX, type EvidencePolicySummary } from "../../src/core/evidence/policy-noted.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { verdictOf } from "../../src/runtime/earlier-record.ts";
import { forceOf } from "../../src/station/evidence-desk.ts";
import { EvidenceWanted } from "../../src/station/evidence-wanted.ts";
import { SendingWorld, saidOf } from "../support/evidence-sending-world.ts";
import { type PlayedScenario, playedScenario } from "../support/evidence-world.ts";

/** Goal: what cannot be sent keeps no other evidence back, and is not lost for it: it is tried again, after a restart too. */
vi.setConfig({ testTimeout: 60_000 });

const HOUR_MS = 3_600_000;

let exam: PlayedScenario;
let twice: PlayedScenario;
beforeAll(async () => {
  exam = await playedScenario("c1-no-belt");
  twice = await playedScenario("c1-no-belt", 2);
}, 120_000);

const strange = (n: number): string => n.toString(16).padStart(64, "0");

/** The journal with so many records at its beginning that nobody can make anything of. */
function withStrange(count: number): { readonly read: (from: number) => Iterable<Uint8Array> } {
  const sealed = exam.records.find((bytes) => readEntry(bytes)?.type === "record-sealed");
  const entry = JSON.parse(new TextDecoder().decode(sealed)) as object;
  const before = Array.from({ length: count }, (_none, n) =>
    new TextEncoder().encode(JSON.stringify({ ...entry, record: strange(n) })),
  );
  const all = [...before, ...exam.records.slice(count)];
  return { read: (from) => all.slice(from) };
}

const asked = (policy: EvidencePolicySummary) => ({
  ...{ orders: [], policy, receiptedSize: 1e9, nowMs: 0 },
  forceOf: () => "in-force" as const,
});
const looking = (aside: ReadonlySet<string> = new Set()) => ({
  isOver: () => false,
  isAside: (record: string) => aside.has(record),
});

test("RP-260 a hundred records in a row that nothing can be made of do not stop a policy, after a restart neither", async () => {
  const world = new SendingWorld(exam, { send: "all", found: withStrange(100) });
  const record = world.sealed[0]?.record;
  await world.go(200_000, () => world.kept.length === 1);
  expect(world.kept.map((one) => one.record)).toEqual([record]);
  expect(world.policy?.aside?.map((one) => one.record)).toEqual(
    Array.from({ length: 100 }, (_none, n) => strange(n)),
  );
  const young = new SendingWorld(exam, { send: "all", found: withStrange(100) });
  for (let i = 0; i < 2; i++) {
    await young.go(20_000);
    young.restart();
  }
  expect(young.kept).toEqual([]);
  await young.go(200_000, () => young.kept.length === 1);
  expect(young.kept).toHaveLength(1);
});

test("RP-260 what was refused once is sent after its hour, or after a restart, though later evidence was kept meanwhile", async () => {
  for (const isRestarted of [false, true]) {
    const world = new SendingWorld(twice, { send: "all" });
    const [a, b] = world.sealed.map(({ record }) => record);
    if (a === undefined || b === undefined) throw new Error("two records were to be sealed");
    world.arrivals.known.delete(a);
    await world.go(60_000, () => world.kept.length === 1);
    expect(world.kept.map(({ record, aside }) => [record, aside])).toEqual([[b, [world.sealed[0]]]]);
    world.arrivals.known.add(a);
    await world.go(20_000);
    expect(world.kept).toHaveLength(1);
    if (isRestarted) world.restart();
    else world.clock.advanceBy(HOUR_MS);
    await world.go(60_000, () => world.kept.length === 2);
    expect([isRestarted, world.kept[1]?.record, world.kept[1]?.settled]).toEqual([isRestarted, a, undefined]);
    expect(world.policy).toEqual({ send: "all", from: (world.sealed[1]?.index ?? 0) + 1 });
    expect(saidOf(world.sender.trouble)).toBeNull();
  }
});

test("RP-260 what was tried comes behind what was not, and of too many the oldest is given up, in memory and in the journal", () => {
  const wanted = new EvidenceWanted(withStrange(701), verdictOf);
  const policy = { send: "all", from: 0 } as const;
  const aside = new Set<string>();
  const givenUp: string[] = [];
  for (let i = 0; i < 700; i++) {
    const { work, givenUp: more } = wanted.wanted(asked(policy), looking(aside));
    givenUp.push(...more);
    expect(work.length).toBeLessThanOrEqual(ASIDE_MAX + 65);
    expect(work[0]?.record).toBe(strange(i));
    aside.add(work[0]?.record ?? "");
  }
  const last = wanted.wanted(asked(policy), looking(aside));
  givenUp.push(...last.givenUp);
  expect(givenUp).toEqual(Array.from({ length: 700 - ASIDE_MAX }, (_none, n) => strange(n)));
  const [next] = last.work;
  if (next === undefined) throw new Error("one more record stands there");
  const { settled, aside: passed } = wanted.settled(next, policy);
  expect([settled, passed?.length]).toEqual([next.index + 1, ASIDE_MAX]);
  const held = { ...policy, from: next.index - 1, aside: passed ?? [] };
  expect(wanted.settled({ ...next, index: next.index - 2 }, held)).toEqual({});
  const full = { send: "all", from: 0, aside: [{ record: "f".repeat(64), index: 0 }] } as const;
  wanted.settled(next, full);
  expect(wanted.wanted(asked(policy), looking(aside)).givenUp).toEqual(["f".repeat(64)]);
});

test("RP-260 which record is given up is told for an hour", async () => {
  // Its own journal ends before so many entries: the world is told of one as long as this.
  const world = new SendingWorld(exam, { send: "all", found: withStrange(ASIDE_MAX + 2), size: 1e6 });
  const told: string[] = [];
  await world.go(1_200_000, () => {
    const words = saidOf(world.sender.trouble) ?? "";
    if (world.sender.trouble?.code === "EVIDENCE_GIVEN_UP" && told.at(-1) !== words) told.push(words);
    return told.length === 2;
  });
  expect(told.map((words) => [0, 1, 2].find((n) => words.includes(strange(n))))).toEqual([0, 1]);
  expect(told[0]).toMatch(/is not tried any more: more than 512 records/);
  world.clock.advanceBy(HOUR_MS);
  await world.go(100);
  expect(world.sender.trouble?.code).not.toBe("EVIDENCE_GIVEN_UP");
});

test("RP-260 what has no receipt yet is looked for again within seconds, told to nobody, and keeps no other back", async () => {
  const world = new SendingWorld(twice, { send: "all" });
  const [a, b] = world.sealed.map(({ record }) => record);
  if (a === undefined || b === undefined) throw new Error("two records were to be sealed");
  // The journal has no withdrawal: its receipt is never there.
  world.forces.set(a, "withdrawn");
  await world.go(60_000, () => world.kept.length === 1);
  expect(world.kept.map(({ record }) => record)).toEqual([b]);
  expect(world.sender.trouble).toBeNull();
  world.forces.delete(a);
  await world.go(10_000, () => world.kept.length === 2);
  expect([world.kept[1]?.record, world.policy?.aside]).toEqual([a, undefined]);
});

test("RP-254 a withdrawal is part of the evidence from the receipt over it on, and the evidence waits for that", () => {
  const ledger = (isPending: boolean, isSealed: boolean, withdraws: readonly string[]) => ({
    withdrawals: {
      pendingOf: () => (isPending ? {} : null),
      isWithdrawn: () => isPending || isSealed,
    },
    unreceipted: withdraws.map((record) => ({ withdraws: record })),
  });
  const force = (...given: Parameters<typeof ledger>) =>
    forceOf("a", ledger(...given) as unknown as Parameters<typeof forceOf>[1]);
  expect(force(false, false, ["b"])).toBe("in-force");
  expect(force(true, false, [])).toBe("being-withdrawn");
  expect(force(false, true, ["a"])).toBe("being-withdrawn");
  expect(force(false, true, ["b"])).toBe("withdrawn");
});
