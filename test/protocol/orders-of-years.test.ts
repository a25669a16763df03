import { expect, test } from "vitest";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { lock, ORDERING, unlock } from "../support/command-world.ts";
import { orderedStation, recheck } from "../support/ordered-station.ts";
import { settle } from "../support/settled-orders.ts";

/** Section 23, over years: a thousand orders, of which the registry knows nothing any more. */
const ORDERS = 1_000;
const HOUR_MS = 3_600_000;
const vin = (number: number): string => `LFV2A21K8D4${String(number).padStart(6, "0")}`;

/** How many characters of a summary are of orders. */
function summed(store: MemoryJournalStore): number {
  const ledger = new JournalLedger();
  let index = 0;
  for (const bytes of store.read(0)) {
    const entry = readEntry(bytes);
    if (entry === null) throw new Error(`entry ${index} is none`);
    ledger.note(entry, index++);
  }
  return JSON.stringify(ledger.summary().commands).length;
}

const BOTH = Object.entries(ORDERING);

test.each(BOTH)(
  "RP-229 %s that forgot every answer is told all of them, in their order, and nothing grows at the station",
  { timeout: 120_000 },
  async (_name, make) => {
    const on = orderedStation({ store: new MemoryJournalStore() });
    const { clock, store, hear, inspect, commands, waits, said } = on;
    const registry = make(() => clock.monoMs());
    const sizes: number[] = [];
    for (let number = 1; number <= ORDERS; number++) {
      const order = number % 5 === 0 ? recheck(clock.wallMs(), vin(number)) : number % 2 ? lock() : unlock();
      await registry.give(order, clock.wallMs());
      clock.advanceBy(40_000);
      hear(await registry.due());
      if (commands.standing.locks.length === 0) for (const one of waits()) inspect(3, one);
      for (const message of on.messages.splice(0)) await registry.acknowledge(message);
      if (number % 500 === 0) sizes.push(summed(store));
    }
    const before = registry.outcomes();
    const waited = registry.waits();
    expect(before.every(([, outcome]) => outcome === "taken" || outcome === "refused")).toBe(true);
    registry.forget();
    said.length = 0;
    await settle(on, registry, clock);
    expect(registry.outcomes()).toEqual(before);
    expect([...registry.waits()].sort()).toEqual([...waited].sort());
    const answered = said.flatMap(({ answer }) => (answer === null ? [] : [answer.number]));
    const firsts = answered.filter((number, at) => answered.indexOf(number) === at);
    expect(firsts).toEqual(Array.from({ length: ORDERS }, (_none, at) => at + 1));
    // A number has more digits by then, and no more.
    expect(Math.abs((sizes[1] ?? 0) - (sizes[0] ?? 0))).toBeLessThan(500);
    expect(said.every((one) => JSON.stringify(one).length < 11_000)).toBe(true);
  },
);

test("RP-230 what is not answered is asked for 32 times before the next has its turn, and what is to be done goes round", async () => {
  const { messages, hear, clock } = orderedStation();
  const registry = ORDERING["the registry"]?.(() => clock.monoMs());
  if (registry === undefined) throw new Error("there is a registry");
  const sent: Uint8Array[] = [];
  for (const number of [1, 2, 3]) {
    await registry.give(recheck(clock.wallMs(), vin(number)), clock.wallMs());
    sent.push(...(await registry.due()));
    hear(sent.slice(-1));
    for (const message of messages.splice(0)) await registry.acknowledge(message);
  }
  const nextDue = async (afterMs: number): Promise<number> => {
    clock.advanceBy(afterMs);
    const [message] = await registry.due();
    return message === undefined ? 0 : sent.findIndex((one) => Buffer.from(one).equals(message)) + 1;
  };
  // The third was sent a moment ago.
  expect([
    await nextDue(HOUR_MS),
    await nextDue(100),
    await nextDue(100),
    await nextDue(HOUR_MS / 2),
  ]).toEqual([...[1, 2, 3, 0]]);
  expect(await nextDue(HOUR_MS)).toBe(1);
  registry.forget();
  hear(sent.slice(-1));
  const said = messages.splice(0).at(-1) ?? new Uint8Array();
  // It says what it has; what came of the first two it does not say.
  await registry.acknowledge(said);
  expect(registry.outcomes().map(([, outcome]) => outcome)).toEqual([null, null, "taken"]);
  const asked: number[] = [];
  for (let times = 0; times < 40; times++) asked.push(await nextDue(40_000));
  expect(asked.slice(0, 33)).toEqual([...Array(32).fill(1), 2]);
});
