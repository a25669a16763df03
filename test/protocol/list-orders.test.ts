import { expect, test } from "vitest";
import { orderRows } from "../../src/console/web/order-rows.ts";
import type { LastCommand } from "../../src/core/commands/acknowledged.ts";
import type { CommandOrder } from "../../src/core/commands/command-messages.ts";
import { LISTS_OPEN_MAX } from "../../src/core/commands/list-orders.ts";
import { TRUST_ASKING } from "../../src/core/requests/trust-asking.ts";
import { commandsView } from "../../src/station/commands-view.ts";
import { ORDERING, WHY } from "../support/command-world.ts";
import { orderedStation } from "../support/ordered-station.ts";
import { PartedStore } from "../support/parted-store.ts";
import { settle } from "../support/settled-orders.ts";
import { logSigner, recordSigner, TOY_STATION } from "../support/toy-station.ts";
import { TrustWorld } from "../support/trust-world.ts";

/** Section 23: a station is made to fetch the list of keys now. */
const FIRST: LastCommand = { number: 0, command: null };
const HOUR_MS = 3_600_000;
const take = (from: number): CommandOrder => ({ kind: "take-trust-list", from, why: WHY });
const world = () => new TrustWorld(TOY_STATION, logSigner, recordSigner);

/** Holds list 1, and has asked a moment ago. */
function holding(lists = world()) {
  lists.publish();
  const on = orderedStation({ lists, store: new PartedStore(9) });
  on.clock.advanceBy(TRUST_ASKING.spreadMs);
  expect(lists.asked).toHaveLength(1);
  return { ...on, lists };
}

test("RP-227 a station asks at once, however short ago it asked, and says the list that it holds then", () => {
  const { lists, bring, said, clock, commands } = holding();
  lists.publish();
  bring(FIRST, take(2));
  expect(lists.asked).toHaveLength(2);
  const { number, sha256 } = lists.kept ?? { number: 0, sha256: "" };
  expect(said.at(-1)?.list).toEqual({ number, sha256, why: null });
  const view = commandsView(commands.standing, () => "2026-11-29");
  const [row] = orderRows(view, clock.wallMs());
  expect([row?.standing, row?.list?.held, row?.kind]).toEqual(["done", 2, "take-trust-list"]);
});

test("RP-227 one that holds it already asks nothing, and one that fetches no lists refuses", () => {
  const { lists, bring, said } = holding();
  const last = bring(FIRST, take(1));
  expect([lists.asked.length, said.at(-1)?.list?.number, said.at(-1)?.list?.why]).toEqual([1, 1, null]);
  expect(said.at(-1)?.answer).toEqual({ ...last, outcome: { kind: "taken" } });
  const none = orderedStation();
  none.bring(FIRST, take(1));
  expect(none.said.at(-1)?.answer?.outcome).toMatchObject({ reason: { code: "ORDERED_LIST_NOT_FETCHED" } });
  expect(none.said.at(-1)?.list).toBeUndefined();
});

test.each([
  ["the registry has none so new", () => undefined, "ORDERED_LIST_NOT_THERE"],
  [
    "it has an older one",
    (lists: TrustWorld): void => {
      lists.publish({ number: 1 });
    },
    "TRUST_LIST_OLDER",
  ],
  [
    "it has another of this number",
    (lists: TrustWorld): void => {
      lists.publish({ number: 2, revoked: { log: { fromMs: 9e12, why: "lost" } } });
    },
    "TRUST_LIST_FORKED",
  ],
  [
    "it does not answer in time",
    (lists: TrustWorld) => {
      lists.isSilent = true;
    },
    "ORDERED_LIST_UNANSWERED",
  ],
] as const)(
  "RP-227 it stays open where %s, says so, and asks again with the next link",
  (_what, meddle, code) => {
    const lists = world();
    lists.publish();
    const { bring, said, clock, store, commands } = holding(lists);
    expect(commands.standing.held?.number).toBe(2);
    meddle(lists);
    bring(FIRST, take(3));
    clock.advanceBy(TRUST_ASKING.patienceMs);
    expect(said.at(-1)?.list).toMatchObject({ number: 2, why: { code } });
    // Over a restart, and however short ago it asked.
    lists.isSilent = false;
    lists.publish({ number: 4 });
    const again = orderedStation({ lists, clock, store: (store as PartedStore).until(store.size()) });
    expect(again.commands.standing.lists.map(({ held }) => held)).toEqual([null]);
    const asked = lists.asked.length;
    again.up(false);
    again.up(true);
    clock.advanceBy(TRUST_ASKING.spreadMs);
    expect(lists.asked.length).toBe(asked + 1);
    expect(again.said.at(-1)?.list).toMatchObject({ number: 4, why: null });
  },
);

test("RP-227 32 orders wait at most; one list does all that asked for it or for one before it", () => {
  const { lists, bring, said, commands, up, clock } = holding();
  let last = FIRST;
  for (let from = 2; from < 2 + LISTS_OPEN_MAX; from++) last = bring(last, take(from));
  const outcome = () => said.findLast(({ answer }) => answer !== null)?.answer?.outcome;
  expect(outcome()?.kind).toBe("taken");
  last = bring(last, take(2));
  expect(outcome()).toMatchObject({ reason: { code: "ORDERED_LISTS_TOO_MANY" } });
  lists.publish({ number: LISTS_OPEN_MAX });
  up(false);
  up(true);
  clock.advanceBy(TRUST_ASKING.spreadMs);
  const open = commands.standing.lists.filter(({ held }) => held === null);
  expect(open.map(({ from }) => from)).toEqual([LISTS_OPEN_MAX + 1]);
});

const BOTH = Object.entries(ORDERING);

test.each(BOTH)(
  "RP-228 %s counts it as done by the number that the station said last, asks until then, and again where a journal was restored",
  async (name, make) => {
    const { lists, clock, store, ...on } = holding();
    const registry = make(() => clock.monoMs());
    await registry.give(take(2), clock.wallMs());
    await settle(on, registry, clock);
    expect([registry.outcomes(), registry.waits()]).toEqual([[[1, "taken"]], ["list 2"]]);
    const before = store.size();
    lists.publish();
    on.up(false);
    on.up(true);
    clock.advanceBy(TRUST_ASKING.spreadMs);
    // What it said is lost.
    on.messages.length = 0;
    if (name === "the registry") {
      clock.advanceBy(HOUR_MS);
      on.hear(await registry.due());
    } else on.up(false);
    await settle(on, registry, clock);
    expect(registry.waits()).toEqual([]);
    lists.isSilent = true;
    const again = orderedStation({ lists, clock, store: (store as PartedStore).until(before) });
    await settle(again, registry, clock);
    expect(registry.waits()).toEqual(["list 2"]);
    lists.isSilent = false;
    again.up(false);
    again.up(true);
    clock.advanceBy(TRUST_ASKING.spreadMs);
    await settle(again, registry, clock);
    expect(registry.waits()).toEqual([]);
  },
);
