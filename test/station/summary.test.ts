import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { JournalEntry, StationSummary } from "../../src/core/journal/entry.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import type { PersonAct } from "../../src/core/journal/person-act.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import { encodeEntry, JournalWriter } from "../../src/station/journal-writer.ts";
import { recall } from "../../src/station/recall.ts";
import { StationMemory } from "../../src/station/station-memory.ts";
import { countingSession } from "../support/counting-session.ts";
import { PartedStore } from "../support/parted-store.ts";
import { TOY_STATION, toyRegistry, toySession, toyStation } from "../support/toy-station.ts";
import { actOn, entriesOf, MANAGER, withdraw } from "../support/withdrawn-toy.ts";

/** Goal: a start reads the last part of a journal and knows what all of it says. */

/** Jobs that are sealed, some of them withdrawn, one after a restart in its middle, and the registry away for some of them. */
function liveJournal(recordsAPart: number, jobs: number): PartedStore {
  let store = new PartedStore(recordsAPart);
  const clock = new VirtualClock();
  const registry = toyRegistry();
  const { handle } = registry;
  let toy = toyStation({ store, clock, registry });
  toy.station.start();
  for (let job = 0; job < jobs; job++) {
    registry.handle = job % 4 === 2 ? () => [] : handle;
    clock.advanceBy(5000);
    toy.open();
    toy.scale.weigh("100", clock.monoMs());
    if (job % 3 === 1) {
      // The killed process goes on with a copy that nobody looks at.
      store = store.until(store.size());
      toy = toyStation({ store, clock, registry, boot: `boot ${job}` });
      toy.station.start();
    }
    clock.advanceBy(500);
    toy.scale.weigh("100", clock.monoMs());
    toy.scale.weigh("100", clock.monoMs());
    if (job % 3 === 0) withdraw(toy, actOn(entriesOf(store), -1));
  }
  clock.advanceBy(5000);
  toy.open();
  toy.scale.weigh("100", clock.monoMs());
  return store;
}

const newMemory = (): StationMemory => new StationMemory(TOY_STATION, () => toySession(countingSession));

function shown(memory: StationMemory) {
  const { ledger } = memory;
  const open = [...memory.openJobs.values()].map((track) => ({
    job: track.job,
    state: track.state,
    clock: track.clock,
    openedIndex: track.openedIndex,
    endIndex: track.endIndex,
    inputs: track.inputs,
  }));
  return { open, summary: ledger.summary(), artifacts: new Set(memory.artifacts.keys()) };
}

test.each([5, 8, 13])(
  "recalled at any moment of a journal in parts of %i, it is what all entries say",
  (part) => {
    const store = liveJournal(part, 9);
    const entries = entriesOf(store);
    expect(entries.filter(({ type }) => type === "station-summary").length).toBeGreaterThan(4);
    const whole = newMemory();
    for (const [index, entry] of entries.entries()) {
      whole.note(entry, index);
      whole.forgetTexts();
      const cut = store.until(index + 1);
      const memory = newMemory();
      const { book, lastWallMs } = recall(memory, cut);
      expect(shown(memory), `after entry ${index}`).toEqual(shown(whole));
      expect(book).toEqual({
        receiptedSize: whole.ledger.receiptedSize,
        sealed: whole.ledger.recordsSealed,
        unreceipted: whole.ledger.unreceipted,
        lock: whole.ledger.acts.lock,
      });
      expect(lastWallMs).toBe(entry.at.wallMs);
    }
  },
);

test("a start reads no more of a long journal than of a short one", () => {
  const read = (jobs: number): number => {
    const store = liveJournal(20, jobs);
    store.given = 0;
    recall(newMemory(), store);
    return store.given;
  };
  expect(read(200)).toBeLessThan(3 * 20 * 2);
  expect(read(20)).toBeLessThan(3 * 20 * 2);
});

test("what a job is made from stands after the summary before it, once a part", () => {
  const entries = entriesOf(liveJournal(12, 12));
  const held = new Set<string>();
  const perPart: number[] = [0];
  for (const entry of entries) {
    if (entry.type === "station-summary") {
      for (const { sha256: needed } of entry.artifacts) expect(held).toContain(needed);
      held.clear();
      for (const { sha256: needed } of entry.artifacts) held.add(needed);
      perPart.push(0);
    }
    if (entry.type === "artifact-stored") {
      // A dossier goes with its job; a rulebook is stored once a part.
      if (entry.text.startsWith("id:")) expect(held).not.toContain(entry.sha256);
      held.add(entry.sha256);
      perPart[perPart.length - 1] = (perPart.at(-1) ?? 0) + 1;
    }
    if (entry.type === "job-opened") {
      expect(held).toContain(entry.order.rulebookSha256);
      expect(held).toContain(entry.order.dossierSha256);
    }
  }
  expect(perPart.length).toBeGreaterThan(3);
  expect(perPart.slice(1).some((stored) => stored > 0)).toBe(true);
});

test("numbers go on where they were, through summaries and restarts", () => {
  const opened = entriesOf(liveJournal(6, 10)).flatMap((entry) =>
    entry.type === "job-opened" ? [entry.job] : [],
  );
  expect(opened).toEqual(opened.map((_, at) => `TOY-1-${String(at + 1).padStart(6, "0")}`));
});

test.each([
  "jobsOpened",
  "recordsSealed",
  "receipt",
  "unreceipted",
  "openJobs",
  "artifacts",
  "withdrawals",
] as const)("whoever verifies finds a summary whose %s the entries do not bear out", (member) => {
  const entries = entriesOf(liveJournal(6, 5));
  const changed = (entry: StationSummary): JournalEntry => {
    const value = entry[member];
    if (typeof value === "number") return { ...entry, [member]: value + 1 };
    if (value === null) return { ...entry, [member]: { size: 1, checkpoint: "-" } };
    return {
      ...entry,
      [member]: Array.isArray(value) && value.length === 0 ? [entry] : [],
    } as StationSummary;
  };
  const problems = (all: readonly JournalEntry[]): unknown[] => {
    const evidence = new JournalEvidence(TOY_STATION, sha256);
    return all.flatMap((entry, index) => evidence.note(entry, index) ?? []);
  };
  expect(problems(entries)).toEqual([]);
  const at = entries.findLastIndex(({ type }) => type === "station-summary");
  const lying = entries.map((entry, index) =>
    index === at && entry.type === "station-summary" ? changed(entry) : entry,
  );
  expect(problems(lying)).toMatchObject([
    { reason: { params: { because: { code: "SUMMARY_UNLIKE_ENTRIES" } } } },
  ]);
});

test("while too many results wait for a summary to hold them, none is written, and a start knows all the same", () => {
  const WAITING = 24_000;
  const store = new PartedStore(10);
  const waits = new JournalLedger();
  const order = {
    kind: "inspection" as const,
    dossierSha256: "a".repeat(64),
    rulebookSha256: "b".repeat(64),
  };
  const seat = { site: "lane-1", car: null, positions: null };
  const whole = { ...order, courseSha256: null, vehicleSha256: null, seat, devices: [] };
  const at = { monoMs: 1, wallMs: 1_795_000_000_000 };
  for (let i = 0; i < WAITING; i++) {
    const job = asId<"job">(`TOY-1-${i}`);
    waits.note({ type: "job-opened", at, job, order: whole }, 2 * i);
    waits.note(
      { type: "record-sealed", at, job, record: asId<"record">("c".repeat(64)), envelope: "" },
      2 * i + 1,
    );
  }
  const clock = new VirtualClock();
  const summaries: StationSummary[] = [];
  const writer = new JournalWriter(store, clock, { onSummary: (entry) => summaries.push(entry) });
  writer.goOn(waits);
  const fault = { device: asId<"device">("d"), code: "silent", raised: true, atMs: 1, detail: null } as const;
  const appended = (entries: number): void => {
    for (let i = 0; i < entries; i++) writer.append([{ type: "device-fault", fault }], () => undefined);
  };
  appended(35);
  expect([store.size(), summaries.length]).toEqual([35, 0]);
  writer.append([{ type: "receipt", size: 2 * WAITING, checkpoint: "-" }], () => undefined);
  appended(10);
  expect(summaries).toMatchObject([{ recordsSealed: WAITING, unreceipted: [] }]);
});

test("a summary is read as it was written", () => {
  const summaries = entriesOf(liveJournal(6, 5)).filter(({ type }) => type === "station-summary");
  for (const entry of summaries) expect(readEntry(encodeEntry(entry))).toEqual(entry);
});

test("acts of people and what waits for one go on through a summary", () => {
  const rotation: PersonAct = {
    kind: "key-rotated",
    role: "log",
    oldKeyId: "11".repeat(32),
    newKeyId: "22".repeat(32),
    request: "{}",
  };
  const ledger = new JournalLedger();
  const at = { monoMs: 1, wallMs: 1 };
  ledger.note({ type: "person-acted", at, by: "wang", act: rotation }, 0);
  ledger.note({ type: "delivery-locked", at, kind: "fork", size: 9, checkpoint: "" }, 1);
  const summary = { type: "station-summary", at, ...ledger.summary() } as const;
  const read = readEntry(encodeEntry(summary));
  if (read?.type !== "station-summary") throw new Error("it is no entry");
  const again = JournalLedger.from(read, 2);
  expect([again.acts.lock, again.acts.rotations]).toEqual([{ kind: "fork", at: 9 }, [rotation]]);
  expect(again.summary()).toEqual(ledger.summary());
});

test("what is withdrawn and not sealed yet goes on through a summary, and so does what was", () => {
  const at = { monoMs: 1, wallMs: 1 };
  const [first, second] = ["a", "b"].map((letter) => asId<"record">(letter.repeat(64)));
  if (first === undefined || second === undefined) throw new Error("there are two");
  const of = { kind: "exam", site: "course-1", car: "car-1", job: "TOY-1-000001", sequence: 0 } as const;
  const acted = (record: string) =>
    ({ kind: "record-withdrawn", record, choice: "cheating", note: "", of }) as const;
  const ledger = new JournalLedger();
  ledger.note(
    { type: "clock-noted", at, status: "synced", by: null, aheadMs: null, doubt: null, steppedMs: 0 },
    0,
  );
  ledger.note({ type: "console-acted", at, by: MANAGER, act: acted(first) }, 1);
  ledger.note({ type: "console-acted", at, by: MANAGER, act: acted(second) }, 2);
  const job = asId<"job">(of.job);
  const record = asId<"record">("c".repeat(64));
  ledger.note(
    { type: "withdrawal-sealed", at, job, record, withdraws: first, envelope: "", by: MANAGER.person },
    3,
  );
  const summary = { type: "station-summary", at, ...ledger.summary() } as const;
  const read = readEntry(encodeEntry(summary));
  if (read?.type !== "station-summary") throw new Error("it is no entry");
  const again = JournalLedger.from(read, 4);
  expect(again.withdrawals.pending).toMatchObject([
    { withdraws: { record: second, sequence: 0 }, by: MANAGER, status: "synced", choice: "cheating" },
  ]);
  expect([first, second, record].map((one) => again.withdrawals.isWithdrawn(one))).toEqual([
    true,
    true,
    false,
  ]);
  expect(again.unreceipted).toMatchObject([{ record, withdraws: first, sequence: 0, kind: "exam" }]);
  expect(again.recordsSealed).toBe(1);
  expect(again.summary()).toEqual(ledger.summary());
  // Nobody's act, and a second one on the same record, which no station writes, change nothing.
  again.note({ type: "console-acted", at, by: null, act: acted("d".repeat(64)) }, 5);
  again.note({ type: "console-acted", at, by: MANAGER, act: { ...acted(first), choice: "other" } }, 6);
  expect(again.summary()).toEqual(ledger.summary());
});

test("of ids of withdrawn records no more are kept than a summary can hold", () => {
  const KEPT = 4_096;
  const ledger = new JournalLedger();
  const at = { monoMs: 1, wallMs: 1 };
  const of = { kind: "exam", site: "s", car: null, job: "TOY-1-000001", sequence: 0 } as const;
  const idOf = (n: number) => asId<"record">(n.toString(16).padStart(64, "0"));
  for (let n = 0; n <= KEPT; n++) {
    const act = { kind: "record-withdrawn", record: idOf(n), choice: "other", note: "n", of } as const;
    ledger.note({ type: "console-acted", at, by: MANAGER, act }, 2 * n);
    const sealed = { job: asId<"job">(of.job), record: idOf(n + 10_000), withdraws: idOf(n), envelope: "" };
    ledger.note({ type: "withdrawal-sealed", at, ...sealed, by: MANAGER.person }, 2 * n + 1);
    ledger.note({ type: "receipt", at, size: 2 * n + 2, checkpoint: "-" }, 2 * n + 2);
  }
  expect(ledger.summary().withdrawals?.withdrawn).toHaveLength(KEPT);
  expect([0, 1, KEPT].map((n) => ledger.withdrawals.isWithdrawn(idOf(n)))).toEqual([false, true, true]);
  expect(encodeEntry({ type: "station-summary", at, ...ledger.summary() }).length).toBeLessThan(300_000);
});
