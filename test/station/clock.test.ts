import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { TimeService } from "../../simulators/kit/time-service.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { ClockNoted, JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { TimeAsker } from "../../src/station/time-asker.ts";
import { contentOf } from "../support/envelope-content.ts";
import { logSigner, recordSigner, TOY_STATION, toyRegistry, toyStation } from "../support/toy-station.ts";

/** Goal: whatever happens to a clock, no record is sealed that does not verify, and the screen says why nothing begins. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const YEAR_MS = 365.25 * 86_400_000;

interface Life {
  readonly store?: MemoryJournalStore;
  readonly clock?: VirtualClock;
  /** Nobody keeps the clock. */
  readonly alone?: boolean;
  readonly registryAheadMs?: () => number;
  readonly releasedMs?: number;
  readonly signer?: Signer;
}

function life({ store = new MemoryJournalStore(), clock = new VirtualClock(), ...more }: Life = {}) {
  const discipline = new TimeService(clock);
  discipline.isAway = more.alone ?? false;
  const registry = toyRegistry();
  const random = new SeededRandom(1, "time");
  const rig = toyStation({
    store,
    clock,
    registry,
    registryWallMs: () => clock.wallMs() - clock.wrongByMs + (more.registryAheadMs?.() ?? 0),
    changes: {
      discipline,
      releasedMs: more.releasedMs ?? Date.UTC(2025, 0, 1),
      recordSigner: more.signer ?? recordSigner,
      timeAsker: new TimeAsker({
        ...{ station: TOY_STATION, clock, timers: clock, log: SILENT, entropy: () => random.unit() },
        ...{ logSigner, digest: sha256, verifySignature, witness: { spki: registry.witnessSpki } },
        link: new MemoryRequestLink({
          ...{ station: TOY_STATION, requests: registry.requests, clock, timers: clock, random },
          registryWallMs: () => clock.wallMs() - clock.wrongByMs + (more.registryAheadMs?.() ?? 0),
        }),
      }),
    },
  });
  rig.station.start();
  const weigh = (kg = "800"): void => rig.scale.weigh(kg, clock.monoMs());
  const whole = (): void => {
    for (let i = 0; i < 3; i++) {
      weigh();
      clock.advanceBy(1000);
    }
  };
  const said = () => rig.station.screen.snapshot().station.clock;
  return { ...rig, clock, store, discipline, registry, weigh, whole, said };
}

function entriesOf(store: MemoryJournalStore): readonly JournalEntry[] {
  return [...store.read(0)].map((bytes) => {
    const entry = readEntry(bytes);
    if (entry === null) throw new Error("no entry");
    return entry;
  });
}

const notedIn = (store: MemoryJournalStore): readonly ClockNoted[] =>
  entriesOf(store).filter((entry) => entry.type === "clock-noted");

/** The records of a journal, each held against what the journal says of its job. */
function records(store: MemoryJournalStore): readonly ResultDocument[] {
  const evidence = new JournalEvidence(TOY_STATION, sha256);
  return entriesOf(store).flatMap((entry, index) => {
    const documents: ResultDocument[] = [];
    if (entry.type === "record-sealed") {
      const document = JSON.parse(contentOf(entry.envelope)) as ResultDocument;
      expect(evidence.contradictionOf(document, entry.job)).toBeNull();
      documents.push(document);
    }
    expect(evidence.note(entry, index)).toBeNull();
    return documents;
  });
}

const tookS = ({ time }: ResultDocument): number =>
  (Date.parse(time.ended) - Date.parse(time.started)) / 1000;

describe("a station whose clock is", () => {
  test("kept: says so, in its records too", () => {
    const on = life();
    on.open();
    on.whole();
    on.clock.advanceBy(60_000);
    expect(records(on.store).map(({ time, notes }) => [time.status, notes])).toEqual([["synchronised", []]]);
    expect(on.said()).toMatchObject({ status: "synchronised", by: "kernel", aheadMs: 0, word: null });
    expect(notedIn(on.store)).toHaveLength(1);
  });

  test("kept by nobody, and contradicted by nothing: works, and says that it knows no better", () => {
    const on = life({ alone: true });
    on.open();
    on.whole();
    expect(records(on.store)[0]?.time.status).toBe("informative");
    on.clock.advanceBy(60_000);
    expect(on.said()).toMatchObject({ status: "informative", by: "registry", word: null });
  });

  test.each([-10 * YEAR_MS, -3_600_000, -5_000])(
    "%i ms before its own journal: begins nothing until it is right",
    (by) => {
      const first = life({ alone: true });
      first.open();
      first.whole();
      const clock = new VirtualClock(first.clock.wallMs());
      clock.setWallBy(by);
      const on = life({ store: first.store, clock, alone: true });
      const refused = on.open();
      expect(refused).toMatchObject({
        kind: "refused",
        about: "station",
        reason: {
          code: "CLOCK_IN_DOUBT",
          params: { because: { code: "CLOCK_BEHIND", params: { by: "entry" } } },
        },
      });
      expect(on.said().word).toMatchObject({ code: "CLOCK_IN_DOUBT", stops: true });
      expect(on.said().word?.zh).toMatch(/时钟可疑/);
      clock.setWallBy(-by);
      expect(on.open()).toMatchObject({ kind: "opened" });
      on.whole();
      expect(records(on.store)).toHaveLength(2);
    },
  );

  test("before its software was released: begins nothing", () => {
    const on = life({ alone: true, releasedMs: Date.UTC(2026, 10, 27) });
    expect(on.open()).toMatchObject({
      reason: { params: { because: { code: "CLOCK_BEHIND", params: { by: "software" } } } },
    });
  });

  test("not held against the registry yet: a job waits for the first answers, and no longer", () => {
    const on = life();
    on.clock.advanceBy(100);
    expect(on.open()).toMatchObject({ kind: "refused", about: "station", reason: { code: "ASKING_TIME" } });
    on.clock.advanceBy(1_000);
    expect(on.open()).toMatchObject({ kind: "opened" });
  });

  test("ten years ahead of the registry: takes no receipt, begins nothing, and goes on by itself when it is right", () => {
    const clock = new VirtualClock();
    clock.setWallBy(10 * YEAR_MS);
    const on = life({ clock, alone: true });
    on.open();
    on.whole();
    clock.advanceBy(30_000);
    expect(on.records.filter((line) => line.startsWith("receipted"))).toEqual([]);
    expect(on.said().word).toMatchObject({ stops: true, params: { because: { code: "CLOCK_DIFFERS" } } });
    expect(on.open()).toMatchObject({ kind: "refused", reason: { code: "CLOCK_IN_DOUBT" } });
    clock.setWallBy(-10 * YEAR_MS);
    clock.advanceBy(600_000);
    expect(on.said().word).toBeNull();
    // What was dated in the future is covered by the receipt of what comes next.
    expect(on.open()).toMatchObject({ kind: "opened" });
    on.whole();
    clock.advanceBy(600_000);
    expect(on.station.pendingReceipts()).toBe(0);
  });

  test.each([10 * YEAR_MS, -10 * YEAR_MS])(
    "right, and the registry's wrong by %i ms: told within 30 s, works on, is receipted when it is mended",
    (by) => {
      let registryAheadMs = by;
      const on = life({ registryAheadMs: () => registryAheadMs });
      on.open();
      on.whole();
      on.clock.advanceBy(30_000);
      expect(on.said().word).toMatchObject({ code: "CLOCK_SOURCE_WRONG", stops: false });
      expect(on.station.pendingReceipts()).toBe(1);
      expect(on.open()).toMatchObject({ kind: "opened" });
      on.whole();
      registryAheadMs = 0;
      on.clock.advanceBy(600_000);
      expect(on.station.pendingReceipts()).toBe(0);
      expect(on.said().word).toBeNull();
      expect(records(on.store).map(({ time }) => time.status)).toEqual(["synchronised", "synchronised"]);
    },
  );

  test.each([3_600_000, -3_600_000])(
    "set by %i ms in the middle of a job: told in 30 s and in the record, which is as long as the job was",
    (by) => {
      const on = life({ alone: true });
      on.open();
      on.weigh();
      on.clock.advanceBy(500);
      on.clock.setWallBy(by);
      on.clock.advanceBy(30_000);
      const doubts = notedIn(on.store).map(({ doubt }) => doubt?.code ?? null);
      expect(doubts).toEqual([null, "CLOCK_DIFFERS"]);
      const [record] = records(on.store);
      expect(record?.time.status).toBe("unknown");
      expect(record && tookS(record)).toBe(1);
      expect(record?.notes.map(({ code }) => code)).toEqual(["CLOCK_WAS_SET", "CLOCK_DOUBTED"]);
      expect(on.said().word).toMatchObject({ stops: true });
      // The registry's answer tells which it is: an hour off.
      on.clock.advanceBy(60_000);
      expect(on.open()).toMatchObject({ kind: "refused", reason: { code: "CLOCK_IN_DOUBT" } });
      on.clock.setWallBy(-by);
      on.clock.advanceBy(600_000);
      expect(on.open()).toMatchObject({ kind: "opened" });
      on.clock.advanceBy(600_000);
      expect([on.station.pendingReceipts(), on.said().word]).toEqual([0, null]);
    },
  );

  test.each([2_500, 20_000])(
    "set while a record is %i ms at the signer: what is sealed says so, as the journal before it does",
    (answersAfterMs) => {
      const clock = new VirtualClock();
      const signer: Signer = {
        ...recordSigner,
        sign: (message, done) => clock.start("token", answersAfterMs, () => recordSigner.sign(message, done)),
      };
      const on = life({ clock, signer, alone: true });
      on.open();
      on.whole();
      on.clock.setWallBy(3_600_000);
      on.clock.advanceBy(60_000);
      const [record] = records(on.store);
      expect(record?.notes.map(({ code }) => code)).toEqual(["CLOCK_WAS_SET", "CLOCK_DOUBTED"]);
      expect([record?.time.status, record && tookS(record)]).toEqual(["unknown", 1]);
    },
  );

  test("put right by its time service in the middle of a job: no doubt is left, the record says that it was set", () => {
    const clock = new VirtualClock();
    clock.setWallBy(-10_000);
    const on = life({ clock });
    on.open();
    clock.advanceBy(500);
    clock.setWallBy(10_000);
    on.whole();
    const [record] = records(on.store);
    expect(record?.notes.map(({ code }) => code)).toEqual(["CLOCK_WAS_SET"]);
    expect(record && tookS(record)).toBeLessThan(5);
  });

  test("set while the process was down: the job goes on, and its record verifies", () => {
    const first = life({ alone: true });
    first.open();
    first.clock.advanceBy(500);
    const clock = new VirtualClock(first.clock.wallMs());
    clock.setWallBy(-86_400_000);
    const on = life({ store: first.store, clock, alone: true });
    on.whole();
    const [record] = records(on.store);
    expect(record?.time.status).toBe("unknown");
    expect(record && tookS(record)).toBeGreaterThanOrEqual(0);
    expect(record?.notes.map(({ code }) => code)).toEqual(["CLOCK_DOUBTED"]);
  });

  test("coming and going of its time service fills no journal", () => {
    const on = life();
    for (let i = 0; i < 200; i++) {
      on.discipline.isAway = i % 2 === 0;
      on.clock.advanceBy(20_000);
    }
    expect(notedIn(on.store).length).toBeLessThan(80);
  });
});
