import { expect, test } from "vitest";
import type { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { LastCommand } from "../../src/core/commands/acknowledged.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import { CommandedStation, lock, ORDERING, unlock, WHY } from "../support/command-world.ts";
import { orderedStation, recheck, VIN } from "../support/ordered-station.ts";
import { PartedStore } from "../support/parted-store.ts";
import { TOY_STATION } from "../support/toy-station.ts";
import { actOn, entriesOf, withdraw } from "../support/withdrawn-toy.ts";

/** Section 23, the re-checks: in a whole station, over a restart, and at both registries. */
const OTHER = "LFV2A21K8D4123457";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Anything that a reader of the journal would find wrong in it. */
function problemsIn(store: MemoryJournalStore): readonly unknown[] {
  const evidence = new JournalEvidence(TOY_STATION, sha256);
  return entriesOf(store).flatMap((entry, index) => evidence.note(entry, index) ?? []);
}

const FIRST: LastCommand = { number: 0, command: null };

test("RP-220 an order to inspect vehicles again stands, over restarts and past its time, until each has been", () => {
  const { bring, waits, said, store, clock } = orderedStation();
  const last = bring(FIRST, recheck(clock.wallMs(), VIN, OTHER));
  expect(said.at(-1)?.answer?.outcome).toEqual({ kind: "taken" });
  expect(waits()).toEqual([VIN, OTHER]);
  clock.advanceBy(3 * DAY_MS);
  const again = orderedStation({ store, clock });
  expect(again.waits()).toEqual([VIN, OTHER]);
  again.inspect(3);
  expect(again.waits()).toEqual([OTHER]);
  const more = Array.from({ length: 32 }, (_none, at) => `LFV2A21K8D5${String(at).padStart(6, "0")}`);
  let next = last;
  for (let times = 0; times < 16; times++)
    next = again.bring(
      next,
      recheck(clock.wallMs(), ...more.map((vin) => `${vin.slice(0, 15)}${times + 10}`)),
    );
  // As many as may wait: those that would be too many are refused in their turn.
  expect(again.said.at(-1)?.answer?.outcome.kind).toBe("refused");
});

test("RP-221 an inspection of the vehicle that begins while the order stands bears its mark, and no other", () => {
  const { bring, inspect, waits, said, clock, open } = orderedStation();
  open();
  clock.advanceBy(100);
  bring(FIRST, recheck(clock.wallMs(), VIN));
  // What began before the order is no answer to it.
  clock.advanceBy(2_000);
  expect(waits()).toEqual([VIN]);
  inspect(3);
  expect(waits()).toEqual([]);
  expect(said.at(-1)?.fulfilled).toMatchObject([{ number: 1, vin: VIN }]);
});

test("RP-222 its record answers when it passed or failed, and acknowledgements name it from then on", () => {
  const { bring, inspect, waits, said, store, clock, records } = orderedStation();
  const last = bring(FIRST, recheck(clock.wallMs(), VIN));
  inspect(1);
  expect([waits(), said.at(-1)?.fulfilled]).toEqual([[VIN], undefined]);
  inspect(3);
  const told = said.at(-1)?.fulfilled?.[0];
  expect(told).toMatchObject({ number: 1, command: last.command, vin: VIN });
  expect(records.some((line) => line.includes(told?.record ?? "none"))).toBe(true);
  const again = orderedStation({ store, clock });
  expect(again.said[0]?.fulfilled).toEqual([told]);
});

test("RP-223 what has to be inspected again is asked for every hour, until it was", async () => {
  const station = new CommandedStation();
  const make = ORDERING["the registry"];
  if (make === undefined) throw new Error("there is a registry");
  const registry = make(() => station.clock.monoMs());
  await registry.give(recheck(station.clock.wallMs(), VIN), station.clock.wallMs());
  const [message] = await registry.due();
  station.hear(message ?? new Uint8Array());
  station.flush();
  for (const said of station.said.splice(0)) await registry.acknowledge(said);
  expect([registry.outcomes(), registry.waits()]).toEqual([[[1, "taken"]], [VIN]]);
  station.clock.advanceBy(HOUR_MS / 2);
  expect(await registry.due()).toEqual([]);
  station.clock.advanceBy(HOUR_MS);
  expect(await registry.due()).toEqual([message]);
  const { rechecks } = station.desk.standing;
  const answer = { record: "a".repeat(64), atWallMs: 1 };
  station.desk.noteRechecks(
    rechecks.map((one) => ({ ...one, of: one.of.map((vehicle) => ({ ...vehicle, answer })) })),
  );
  for (const said of station.said.splice(0)) await registry.acknowledge(said);
  station.clock.advanceBy(2 * HOUR_MS);
  expect([await registry.due(), registry.waits()]).toEqual([[], []]);
});

test("RP-224 an answer counts with its record: without it, and when the record is withdrawn, the vehicle has to come again", () => {
  const { bring, inspect, waits, said, store, clock, station, notices, ...toy } = orderedStation({
    store: new PartedStore(1_000),
  });
  bring(FIRST, recheck(clock.wallMs(), VIN));
  expect(notices()).toEqual(["RECHECK_ORDERED"]);
  inspect(3);
  expect([waits(), notices(), said.at(-1)?.fulfilled?.length]).toEqual([[], [], 1]);
  // A power cut between the two entries of one write.
  const entries = entriesOf(store);
  const at = entries.findIndex(({ type }) => type === "recheck-answered");
  const cut = new JournalLedger();
  entries.slice(0, at + 1).forEach((entry, index) => void cut.note(entry, index));
  expect(cut.commands.standing.rechecks[0]?.of[0]?.answer).toBeNull();

  withdraw({ station, ...toy } as never, actOn(entries, 0));
  clock.advanceBy(1_000);
  expect([waits(), notices(), said.at(-1)?.fulfilled]).toEqual([[VIN], ["RECHECK_ORDERED"], undefined]);
  // The first one goes on beside it and must not write into the same journal.
  const again = orderedStation({ store: (store as PartedStore).until(store.size()), clock });
  expect(again.waits()).toEqual([VIN]);
  // Until the registry has said what it holds, nothing begins.
  clock.advanceBy(5_000);
  again.inspect(3);
  expect([again.waits(), again.said.at(-1)?.fulfilled?.length]).toEqual([[], 1]);
  expect(problemsIn(again.store)).toEqual([]);
});

test("RP-225 wherever the journal ends, a station that hears its orders again, doubled and out of turn, comes to what was ordered", () => {
  const whole = orderedStation({ store: new PartedStore(6) });
  const { bring, clock } = whole;
  let last = bring(FIRST, lock());
  last = bring(last, recheck(clock.wallMs(), VIN));
  last = bring(last, { kind: "send-a-drone", why: WHY } as never);
  last = bring(last, unlock());
  whole.inspect(3);
  withdraw(whole, actOn(entriesOf(whole.store), 0));
  clock.advanceBy(1_000);
  last = bring(last, recheck(clock.wallMs(), VIN));
  whole.inspect(3);
  expect(problemsIn(whole.store)).toEqual([]);
  const { size, until } = {
    size: whole.store.size(),
    until: (n: number) => (whole.store as PartedStore).until(n),
  };
  for (let entries = 1; entries <= size; entries++) {
    const again = orderedStation({ store: until(entries), clock });
    again.hear([...[...whole.sent].reverse(), ...whole.sent, ...whole.sent]);
    const { standing } = again.commands;
    expect([standing.last?.number, standing.locks], `${entries} entries`).toEqual([last.number, []]);
    expect(standing.newest.map(({ outcome }) => outcome.kind)).toEqual([
      "taken",
      "taken",
      "refused",
      "taken",
      "taken",
    ]);
    expect(again.notices().length > 0, `${entries} entries`).toBe(again.waits().length > 0);
    again.inspect(3);
    expect(again.waits(), `${entries} entries`).toEqual([]);
    const sealed = entriesOf(again.store).flatMap((one) =>
      one.type === "record-sealed" ? [one.record] : [],
    );
    for (const { record } of again.said.at(-1)?.fulfilled ?? []) expect(sealed).toContain(record);
    expect(again.said.at(-1)?.fulfilled).toHaveLength(2);
    expect(problemsIn(again.store)).toEqual([]);
  }
});
