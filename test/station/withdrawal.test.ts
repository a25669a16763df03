import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import type { WithdrawalDocument } from "../../src/core/record/withdrawal-document.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { documentOf } from "../../src/stage/virtual-station.ts";
import { Replay, type ReplayedJob } from "../../src/station/replay.ts";
import { resultBytes } from "../../src/station/seal.ts";
import { countingSession } from "../support/counting-session.ts";
import { PartedStore } from "../support/parted-store.ts";
import { recordSigner, TOY_STATION, toyRegistry, toySession, toyStation } from "../support/toy-station.ts";
import { actOn, entriesOf, MANAGER, sealOne, withdraw } from "../support/withdrawn-toy.ts";

/** Goal: a record that a person withdrew is out of force for good, whatever happens to the process, the signer and the registry meanwhile. */
function begun(options: { store?: JournalStore; signer?: Signer } = {}) {
  const store = options.store ?? new MemoryJournalStore();
  const clock = new VirtualClock();
  const registry = toyRegistry();
  const changes = options.signer === undefined ? {} : { recordSigner: options.signer };
  const toy = toyStation({ store, clock, registry, changes });
  toy.station.start();
  clock.advanceBy(1000);
  return { store, clock, registry, toy };
}

/** Anything that a reader of the journal would find wrong; what a replay says of each job and withdrawal. */
function readAgain(entries: readonly JournalEntry[]) {
  const evidence = new JournalEvidence(TOY_STATION, sha256);
  const openSession = () => toySession(countingSession);
  const replay = new Replay({ station: TOY_STATION, openSession, bytesOf: resultBytes });
  const problems = entries.flatMap((entry, index) => {
    const contradiction =
      entry.type === "withdrawal-sealed"
        ? evidence.contradictionOfWithdrawal(withdrawalIn(entry.envelope), entry.withdraws)
        : null;
    replay.note(entry);
    return [contradiction, evidence.note(entry, index)].flatMap((one) => one?.reason ?? []);
  });
  replay.finish();
  return { problems, replayed: replay.jobs, withdrawn: evidence.withdrawals.all };
}

const withdrawalIn = (envelope: string): WithdrawalDocument =>
  documentOf(envelope) as unknown as WithdrawalDocument;
const outcomes = (jobs: readonly ReplayedJob[]) =>
  jobs.map(({ outcome, withdraws }) => [withdraws === undefined ? "job" : "withdrawal", outcome]);

describe("a record that is withdrawn", () => {
  test("goes out of force by a record of its own, with the next number, after the act of the person", () => {
    const { store, clock, registry, toy } = begun();
    sealOne(toy, clock);
    sealOne(toy, clock);
    expect(registry.stored).toHaveLength(2);
    const act = actOn(entriesOf(store), 0);
    const answers = withdraw(toy, act);
    clock.advanceBy(5000);
    sealOne(toy, clock);
    expect(answers).toEqual([{ kind: "accepted" }]);
    const entries = entriesOf(store);
    const acted = entries.findIndex(({ type }) => type === "console-acted");
    expect(entries.slice(acted, acted + 3)).toMatchObject([
      { type: "console-acted", by: MANAGER, act },
      { type: "withdrawal-sealed", job: act.of.job, withdraws: act.record, by: MANAGER.person },
      { type: "receipt" },
    ]);
    const sealed = entries[acted + 1];
    if (sealed?.type !== "withdrawal-sealed") throw new Error("nothing was sealed");
    expect(withdrawalIn(sealed.envelope)).toMatchObject({
      sequence: 2,
      withdraws: { record: act.record, sequence: 0 },
      at: new Date(entries[acted]?.at.wallMs ?? 0).toISOString(),
      reason: { code: "WITHDRAWN_FOR", params: { by: MANAGER.person, choice: "wrong-vehicle", note: "" } },
    });
    expect(registry.stored.map(({ sequence }) => sequence)).toEqual([1, 3]);
    expect(registry.kept.map(({ sequence }) => sequence)).toEqual([0, 1, 3]);
    expect(registry.withdrawals).toMatchObject([{ sequence: 2, withdraws: { record: act.record } }]);
    expect(registry.quarantined).toEqual([]);
    expect(toy.station.pendingReceipts()).toBe(0);
    const { problems, replayed, withdrawn } = readAgain(entries);
    expect(problems).toEqual([]);
    expect(withdrawn).toMatchObject([{ record: act.record, withdrawal: sealed.record, job: act.of.job }]);
    expect(outcomes(replayed)).toEqual([
      ["job", "same"],
      ["job", "same"],
      ["withdrawal", "same"],
      ["job", "same"],
    ]);
  });

  test("is shown so from the act on, with the receipt of the withdrawal beside that of the record", () => {
    const { store, clock, toy } = begun();
    sealOne(toy, clock);
    const [before] = toy.station.screen.snapshot().jobs;
    expect(before?.withdrawn).toBeUndefined();
    const act = actOn(entriesOf(store), 0);
    withdraw(toy, act);
    clock.advanceBy(5000);
    const [view] = toy.station.screen.snapshot().jobs;
    const size = store.size() - 1;
    expect(view).toMatchObject({
      state: "receipted",
      record: act.record,
      receiptSize: before?.receiptSize,
      withdrawn: {
        receiptSize: size,
        reason: { code: "WITHDRAWN_FOR", zh: "由 P-7K3M9Q2X 撤销：不是受理的车辆" },
      },
    });
    expect(view?.withdrawn?.record).toMatch(/^[0-9a-f]{64}$/);
  });

  test("need not have a receipt: both are delivered in their order", () => {
    const { store, clock, registry, toy } = begun();
    const { handle } = registry;
    registry.handle = () => [];
    sealOne(toy, clock);
    withdraw(toy, actOn(entriesOf(store), 0));
    clock.advanceBy(5000);
    expect([toy.station.pendingReceipts(), registry.kept.length]).toEqual([2, 0]);
    registry.handle = handle;
    clock.advanceBy(600_000);
    expect(toy.station.pendingReceipts()).toBe(0);
    expect([registry.stored, registry.kept.length, registry.withdrawals.length]).toEqual([[], 1, 1]);
  });

  test("is no ground for another job, and is not withdrawn while one rests on it", () => {
    const { store, clock, toy } = begun();
    sealOne(toy, clock);
    sealOne(toy, clock);
    const [first, second] = [0, 1].map((nth) => actOn(entriesOf(store), nth));
    if (first === undefined || second === undefined) throw new Error("two were sealed");
    const resting = ({ record, of }: typeof first) => ({ after: { job: of.job, record, clean: [] } });
    const again = (changes: object) => {
      let answer: unknown = null;
      const dossier = { text: "plate: TEST", mediaType: "application/yaml" };
      const rulebooks = [{ text: "id: toy", mediaType: "application/yaml", name: "toy.yaml" }];
      const job = {
        kind: "inspection" as const,
        dossier,
        rulebooks,
        course: null,
        vehicle: null,
        seat: null,
      };
      toy.station.open({ ...job, source: null, ...changes }, (opening) => {
        answer = opening;
      });
      return answer;
    };
    expect(withdraw(toy, first)).toEqual([{ kind: "accepted" }]);
    expect(again(resting(first))).toMatchObject({ kind: "refused", reason: { code: "FIRST_WITHDRAWN" } });
    clock.advanceBy(5000);
    expect(again(resting(first))).toMatchObject({ kind: "refused", reason: { code: "FIRST_WITHDRAWN" } });
    expect(again(resting(second))).toMatchObject({ kind: "opened" });
    expect(withdraw(toy, second)).toMatchObject([
      { kind: "refused", reason: { code: "WITHDRAWAL_IN_USE", params: { record: second.record } } },
    ]);
    for (let i = 0; i < 3; i++) toy.scale.weigh("100", clock.monoMs());
    clock.advanceBy(5000);
    expect(withdraw(toy, second)).toEqual([{ kind: "accepted" }]);
  });

  test("is withdrawn once: while it waits for its seal, after it, and after starts and summaries", () => {
    let store = new PartedStore(7);
    const { clock, registry, toy } = begun({ store });
    sealOne(toy, clock);
    const act = actOn(entriesOf(store), 0);
    const again = { kind: "refused", reason: { code: "WITHDRAWN_ALREADY", params: { record: act.record } } };
    expect([withdraw(toy, act), withdraw(toy, act)]).toMatchObject([[{ kind: "accepted" }], [again]]);
    clock.advanceBy(5000);
    expect(withdraw(toy, act)).toMatchObject([again]);
    for (let n = 0; n < 5; n++) sealOne(toy, clock);
    for (let boot = 0; boot < 3; boot++) {
      store = store.until(store.size());
      const next = toyStation({ store, clock, registry, boot: `boot ${boot}` });
      next.station.start();
      clock.advanceBy(5000);
      expect(withdraw(next, act)).toMatchObject([again]);
    }
    expect(entriesOf(store).filter(({ type }) => type === "withdrawal-sealed")).toHaveLength(1);
    expect(entriesOf(store).filter(({ type }) => type === "station-summary").length).toBeGreaterThan(2);
    expect(readAgain(entriesOf(store)).problems).toEqual([]);
  });

  test("is not withdrawn by a station that ends, nor for a reason that no document could hold", () => {
    const { store, clock, toy } = begun();
    sealOne(toy, clock);
    const act = actOn(entriesOf(store), 0);
    const size = store.size();
    expect(withdraw(toy, { ...act, note: "\ud800" })).toMatchObject([
      { kind: "refused", reason: { code: "WITHDRAWAL_NOT_SEALABLE" } },
    ]);
    toy.station.makeSafe();
    expect(withdraw(toy, act)).toMatchObject([{ kind: "refused", reason: { code: "STATION_STOPPING" } }]);
    expect(store.size()).toBe(size);
  });
});

describe("a process that ends", () => {
  test.each([7, 1000])("at any entry around it leaves one act and one withdrawal, in parts of %i", (part) => {
    const whole = new PartedStore(part);
    const { clock, toy } = begun({ store: whole });
    sealOne(toy, clock);
    sealOne(toy, clock);
    withdraw(toy, actOn(entriesOf(whole), 1));
    sealOne(toy, clock);
    const acted = entriesOf(whole).findIndex(({ type }) => type === "console-acted");
    for (let kept = acted - 1; kept <= whole.size(); kept++) {
      const store = whole.until(kept);
      const again = new VirtualClock();
      const registry = toyRegistry();
      const next = toyStation({ store, clock: again, registry, boot: "again" });
      next.station.start();
      again.advanceBy(10_000);
      const entries = entriesOf(store);
      const count = (type: JournalEntry["type"]) => entries.filter((entry) => entry.type === type).length;
      const acts = kept > acted ? 1 : 0;
      expect([count("console-acted"), count("withdrawal-sealed")], `after ${kept} entries`).toEqual([
        acts,
        acts,
      ]);
      expect(readAgain(entries).problems, `after ${kept} entries`).toEqual([]);
      expect(new Set(readAgain(entries).replayed.map(({ outcome }) => outcome))).toEqual(new Set(["same"]));
      expect(next.station.pendingReceipts(), `after ${kept} entries`).toBe(0);
      const sealed = count("record-sealed");
      expect([registry.kept.length, registry.stored.length]).toEqual([sealed, sealed - acts]);
    }
  });
});

describe("a signer that is away", () => {
  test("is asked again, and jobs and withdrawals are sealed in the order in which they came", () => {
    let away = false;
    const signer: Signer = {
      ...recordSigner,
      sign: (message, done) =>
        away ? done({ kind: "failed", reason: "pulled out" }) : recordSigner.sign(message, done),
    };
    const { store, clock, registry, toy } = begun({ signer });
    sealOne(toy, clock);
    away = true;
    sealOne(toy, clock);
    const act = actOn(entriesOf(store), 0);
    expect(withdraw(toy, act)).toEqual([{ kind: "accepted" }]);
    clock.advanceBy(20_000);
    expect(entriesOf(store).filter(({ type }) => type === "withdrawal-sealed")).toEqual([]);
    expect(toy.station.screen.snapshot().station.sealing).not.toBeNull();
    expect(registry.stored).toHaveLength(1);
    away = false;
    clock.advanceBy(20_000);
    sealOne(toy, clock);
    const sealed = entriesOf(store).filter(
      ({ type }) => type === "record-sealed" || type === "withdrawal-sealed",
    );
    expect(sealed.map(({ type }) => type)).toEqual([
      "record-sealed",
      "record-sealed",
      "withdrawal-sealed",
      "record-sealed",
    ]);
    expect(registry.stored.map(({ sequence }) => sequence)).toEqual([1, 3]);
    expect(readAgain(entriesOf(store)).problems).toEqual([]);
  });

  test("does not bring a record back into force: the act counts before it is sealed, and the next start seals it", () => {
    let away = false;
    const signer: Signer = {
      ...recordSigner,
      sign: (message, done) =>
        away ? done({ kind: "failed", reason: "pulled out" }) : recordSigner.sign(message, done),
    };
    const { store, clock, toy } = begun({ signer });
    sealOne(toy, clock);
    away = true;
    const act = actOn(entriesOf(store), 0);
    withdraw(toy, act);
    clock.advanceBy(60_000);
    expect(readAgain(entriesOf(store)).withdrawn).toMatchObject([{ record: act.record, withdrawal: null }]);
    expect(outcomes(readAgain(entriesOf(store)).replayed)).toEqual([
      ["job", "same"],
      ["withdrawal", "unsealed"],
    ]);
    const registry = toyRegistry();
    const next = toyStation({ store, clock, registry, boot: "again" });
    next.station.start();
    clock.advanceBy(10_000);
    expect(registry.withdrawals).toMatchObject([{ withdraws: { record: act.record } }]);
    expect(registry.stored).toEqual([]);
  });
});

describe("whoever reads the journal", () => {
  const honest = (): JournalEntry[] => {
    const { store, clock, toy } = begun();
    sealOne(toy, clock);
    sealOne(toy, clock);
    withdraw(toy, actOn(entriesOf(store), 0));
    clock.advanceBy(5000);
    return entriesOf(store);
  };
  type Change = (entry: JournalEntry, entries: readonly JournalEntry[]) => readonly JournalEntry[];
  const onAct =
    (change: (act: ReturnType<typeof actOn>) => object): Change =>
    (entry) =>
      entry.type === "console-acted" && entry.act.kind === "record-withdrawn"
        ? [{ ...entry, act: { ...entry.act, ...change(entry.act) } as typeof entry.act }]
        : [entry];
  const onSealed =
    (change: (entry: Extract<JournalEntry, { type: "withdrawal-sealed" }>) => JournalEntry[]): Change =>
    (entry) =>
      entry.type === "withdrawal-sealed" ? change(entry) : [entry];

  test.each<[string, Change, string]>([
    ["without its act", (entry) => (entry.type === "console-acted" ? [] : [entry]), "WITHDRAWAL_WITHOUT_ACT"],
    ["twice", onSealed((entry) => [entry, entry]), "WITHDRAWN_TWICE"],
    [
      "of a record that is not there",
      onSealed((entry) => [{ ...entry, withdraws: "0".repeat(64) as typeof entry.withdraws }]),
      "WITHDRAWS_NO_RECORD",
    ],
    ["in another name", onSealed((e) => [{ ...e, by: "P-00000000" }]), "JOURNAL_CONTRADICTED"],
    ["for another reason", onAct(() => ({ choice: "fraud" })), "JOURNAL_CONTRADICTED"],
    ["of another job", onAct(({ of }) => ({ of: { ...of, job: "TOY-1-000002" } })), "JOURNAL_CONTRADICTED"],
    ["of another number", onAct(({ of }) => ({ of: { ...of, sequence: 1 } })), "JOURNAL_CONTRADICTED"],
    [
      "acted twice",
      (entry) => (entry.type === "console-acted" ? [entry, entry] : [entry]),
      "WITHDRAWN_TWICE",
    ],
  ])("finds one %s", (_, change, code) => {
    const entries = honest();
    expect(readAgain(entries).problems).toEqual([]);
    const changed = entries.flatMap((entry) => change(entry, entries));
    expect(readAgain(changed).problems.map((why) => why.code)).toContain(code);
  });

  test("and makes it again, finds the reason that was signed to be another", () => {
    const changed = honest().flatMap((entry) => onAct(() => ({ note: "later added" }))(entry, []));
    const [last] = readAgain(changed).replayed.slice(-1);
    expect(last).toMatchObject({ outcome: "differs", difference: { code: "OTHER_BYTES" } });
    const without = honest().filter(({ type }) => type !== "console-acted");
    expect(readAgain(without).replayed.at(-1)).toMatchObject({
      outcome: "differs",
      difference: { code: "WITHDRAWAL_WITHOUT_ACT" },
    });
  });
});
