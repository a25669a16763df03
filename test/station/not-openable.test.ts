import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { EdgeError } from "../../src/errors.ts";
import type { OpenSession } from "../../src/station/job-track.ts";
import { Replay } from "../../src/station/replay.ts";
import { countingSession } from "../support/counting-session.ts";
import { TOY_STATION, toyRegistry, toySession, toyStation } from "../support/toy-station.ts";

/** Goal: nothing that is durable stops a start. What today's software cannot open or fold is closed by an event; the rest goes on. */
type Rig = ReturnType<typeof toyStation>;

function entriesOf(store: MemoryJournalStore): JournalEntry[] {
  return [...store.read(0)].map((bytes) => {
    const entry = readEntry(bytes);
    if (entry === null) throw new Error(`no entry: ${new TextDecoder().decode(bytes)}`);
    return entry;
  });
}

function weigh(rig: Rig, clock: VirtualClock, times: number): void {
  for (let load = 0; load < times; load++) {
    rig.scale.weigh("500", clock.monoMs());
    clock.advanceBy(10);
  }
}

/** One job sealed and not receipted, an exam in the middle, an inspection in the middle. */
function livedIn() {
  const clock = new VirtualClock();
  const store = new MemoryJournalStore();
  const registry = toyRegistry();
  const first = toyStation({ store, clock, registry, openSession: () => toySession(countingSession) });
  first.station.start();
  first.open();
  weigh(first, clock, 3);
  first.open("exam");
  first.open();
  weigh(first, clock, 2);
  // As after a kill: the entries are there, and nothing of the first process runs any more.
  const left = new MemoryJournalStore();
  left.append([...store.read(0)], () => undefined);
  return { clock: new VirtualClock(), store: left, registry };
}

const REFUSING: readonly [string, OpenSession][] = [
  [
    "its dossier is refused",
    (order) => {
      if (order.kind === "inspection")
        throw new EdgeError("CONFIG_INVALID", "dossier:4:1: plate: found nothing");
      return toySession(countingSession);
    },
  ],
  [
    "opening it is a bug",
    (order) => {
      if (order.kind === "inspection") throw new TypeError("x is undefined");
      return toySession(countingSession);
    },
  ],
  [
    "its events are not understood any more",
    (order) =>
      toySession(
        order.kind === "exam"
          ? countingSession
          : {
              ...countingSession,
              evolve: () => {
                throw new Error("no case for counted");
              },
            },
      ),
  ],
  [
    "its state cannot be reported any more",
    (order) =>
      toySession(
        order.kind === "exam"
          ? countingSession
          : {
              ...countingSession,
              report: () => {
                throw new Error("no case");
              },
            },
      ),
  ],
];

test.each(REFUSING)(
  "%s: closed by an event at the next start, the rest goes on and delivers",
  (_, openSession) => {
    const { clock, store, registry } = livedIn();
    const errors: unknown[] = [];
    const log = { info: () => undefined, warn: () => undefined, error: (what: string) => errors.push(what) };
    const again = toyStation({ store, clock, registry, boot: "second", openSession, log });
    again.station.start();
    const closed = entriesOf(store).filter((entry) => entry.type === "job-closed");
    expect(closed).toMatchObject([{ job: "TOY-1-000003", reason: { code: "JOB_NOT_OPENABLE" } }]);
    expect(errors).toContain("a job was closed without a record");
    expect(again.station.openJobs()).not.toContain("TOY-1-000003");
    expect(again.station.screen.snapshot().jobs.find(({ state }) => state === "closed")).toMatchObject({
      job: "TOY-1-000003",
      closed: { code: "JOB_NOT_OPENABLE", en: expect.stringContaining("closed as aborted") },
    });
    clock.advanceBy(60_000);
    expect(again.station.pendingReceipts()).toBe(0);
    expect(registry.stored.length, "the sealed one and the exam that was interrupted").toBe(2);

    const later = new MemoryJournalStore();
    later.append([...store.read(0)], () => undefined);
    const third = toyStation({ store: later, clock, registry, boot: "third", openSession });
    third.station.start();
    expect(entriesOf(later).filter((entry) => entry.type === "job-closed").length, "closed once").toBe(1);
  },
);

test("a replay reports it and goes on", () => {
  const { clock, store, registry } = livedIn();
  const openSession = REFUSING[0]?.[1] as OpenSession;
  const again = toyStation({ store, clock, registry, boot: "second", openSession });
  const before = entriesOf(store);
  again.station.start();
  clock.advanceBy(60_000);
  const replayed = (entries: JournalEntry[], open: OpenSession) => {
    const replay = new Replay({
      station: TOY_STATION,
      openSession: open,
      bytesOf: () => new Uint8Array(),
    });
    for (const entry of entries) replay.note(entry);
    replay.finish();
    return replay.jobs.map(({ job, outcome }) => `${job.slice(-1)} ${outcome}`).sort();
  };
  const plain: OpenSession = () => toySession(countingSession);
  expect(replayed(before, plain)).toEqual(["1 differs", "2 unsealed", "3 unsealed"]);
  expect(replayed(before, openSession)).toEqual(["1 unreadable", "2 unsealed", "3 unreadable"]);
  expect(replayed(entriesOf(store), openSession)).toEqual(["1 unreadable", "2 differs", "3 closed"]);
  expect(replayed(entriesOf(store), plain)).toEqual(["1 differs", "2 differs", "3 closed"]);
});
