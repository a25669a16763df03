import { beforeAll, describe, expect, test, vi } from "vitest";
import type { CommandOrder } from "../../src/core/commands/command-messages.ts";
import { EvidenceWanted } from "../../src/station/evidence-wanted.ts";
import { EvidenceDeskHand } from "../support/evidence-desk-hand.ts";
import { SendingWorld, WHY } from "../support/evidence-sending-world.ts";
import { type PlayedScenario, playedScenario } from "../support/evidence-world.ts";

/** Goal: what evidence a station owes, by order and by its own file, over real journals. */
vi.setConfig({ testTimeout: 60_000 });

const NOW_MS = Date.UTC(2026, 10, 30);
const DAY_MS = 86_400_000;

let exam: PlayedScenario;
beforeAll(async () => {
  exam = await playedScenario("c1-no-belt");
}, 60_000);

const first = (world: SendingWorld) => world.sealed[0] as SendingWorld["sealed"][number];

test("RP-252 a station answers `refused` to what its journal does not have there, to too many, and to what it cannot send; the rest is owed", async () => {
  const world = new SendingWorld(exam);
  const of = first(world);
  const desk = (isSending: boolean) => new EvidenceDeskHand(exam.run.store, isSending);
  const send = (...records: readonly { record: string; index: number }[]): CommandOrder => ({
    ...{ kind: "send-evidence", of: [...records], until: new Date(NOW_MS + DAY_MS).toISOString(), why: WHY },
  });
  const leave = (...records: string[]): CommandOrder => ({ kind: "leave-evidence", of: records, why: WHY });
  const hand = desk(true);
  expect(hand.give(send({ ...of, index: of.index - 1 }))).toBe("ORDERED_EVIDENCE_NOT_HERE");
  expect(hand.give(send({ ...of, index: 999_999 }))).toBe("ORDERED_EVIDENCE_NOT_HERE");
  expect(hand.give(send({ ...of, record: "0".repeat(64) }))).toBe("ORDERED_EVIDENCE_NOT_HERE");
  expect(hand.give(leave(of.record))).toBe("ORDERED_EVIDENCE_NOT_OPEN");
  expect(hand.give(send(of))).toBe("taken");
  expect(hand.open).toEqual([of.record]);
  expect(hand.standing.evidence[0]).toMatchObject({ needs: 0, number: 5, of: [{ ...of, end: null }] });
  expect(hand.give(leave("0".repeat(64)))).toBe("ORDERED_EVIDENCE_NOT_OPEN");
  expect(hand.give(leave(of.record, "0".repeat(64)))).toBe("taken");
  expect(hand.open).toEqual([]);
  expect(desk(false).give(send(of))).toBe("ORDERED_EVIDENCE_NOT_SENT");
  const full = desk(true);
  for (let i = 0; i < 16; i++)
    expect(full.give(send(...Array.from({ length: 32 }, (_none, n) => nth(i * 32 + n))), [])).toBe("taken");
  expect(full.give(send(nth(1_000)), [])).toBe("ORDERED_EVIDENCE_TOO_MANY");
});

const nth = (n: number) => ({ record: n.toString(16).padStart(64, "0"), index: n });

describe("RP-263", () => {
  test.each([
    ["all", ["c1-no-belt", "k3-sound"]],
    ["not-passed", ["c1-no-belt"]],
  ] as const)("RP-263 by the policy %s", async (send, expected) => {
    for (const name of ["c1-no-belt", "k3-sound"] as const) {
      const played = name === "c1-no-belt" ? exam : await playedScenario("k3-sound");
      const world = new SendingWorld(played, { send });
      await world.go(30_000, () => world.kept.length === 1);
      const isExpected = (expected as readonly string[]).includes(name);
      const [sealed] = world.sealed;
      expect([name, world.kept.map(({ record }) => record)]).toEqual([
        name,
        isExpected ? [sealed?.record] : [],
      ]);
      expect(world.policy?.from).toBe(isExpected ? (sealed?.index ?? 0) + 1 : 0);
      // A later start sends nothing of it again; what stood before the policy came is not of it.
      const sent = world.parts.length;
      world.restart();
      await world.go(5_000);
      expect(world.parts.length).toBe(sent);
      const later = new SendingWorld(played, { send });
      later.policy = { send, from: (sealed?.index ?? 0) + 1 };
      await later.go(5_000);
      expect(later.opened).toBe(0);
    }
  });

  test("RP-263 what is ordered goes first, and a verdict that cannot be read is no pass", async () => {
    const world = new SendingWorld(exam, { send: "not-passed" });
    world.order(first(world));
    await world.go(30_000, () => world.kept.length === 2);
    expect(world.kept.map(({ settled }) => settled)).toEqual([undefined, first(world).index + 1]);
    expect(world.answers.at(-1)?.outcome).toBe("kept");
    const wanted = new EvidenceWanted(exam.run.store, () => null);
    const asked = {
      orders: [],
      policy: { send: "not-passed", from: 0 },
      receiptedSize: 1e9,
      ...{ nowMs: 0, forceOf: () => "in-force" as const },
    } as const;
    const { work } = wanted.wanted(asked, { isOver: () => false, isAside: () => false });
    expect(work).toEqual([{ ...first(world), by: "policy", isWithdrawn: false }]);
  });
});
