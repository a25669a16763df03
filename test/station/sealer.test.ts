import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import type { Signer } from "../../src/ports/signer.ts";
import type { JobTrack } from "../../src/station/job-track.ts";
import { Sealer } from "../../src/station/sealer.ts";
import { inspection, KEYS } from "../support/sealed-results.ts";
import { recordSigner, toyRegistry, toyStation } from "../support/toy-station.ts";

/** Each record takes the next sequence number: jobs are sealed one after the other, first come first served. */
const job = (name: string): JobTrack => ({ job: asId<"job">(name) }) as JobTrack;

interface Bench {
  readonly sealer: Sealer;
  readonly signatures: readonly number[];
  readonly kept: string[];
  readonly refused: string[];
  /** Lets the signer answer what it was asked, oldest question first. */
  answer(): void;
  waiting(): number;
  /** The timer that is on fires. */
  fire(): void;
  readonly delays: number[];
  /** How often the screen was told. */
  told(): number;
}

interface BenchOptions {
  readonly unsealable?: string;
  readonly keepFails?: number;
  /** So often the document is another one by the time that it is signed. */
  readonly otherwise?: number;
  readonly signerThrows?: boolean;
  readonly second?: Signer;
  asksSecond?(): boolean;
}

function bench(options: BenchOptions = {}): Bench {
  const asked: (() => void)[] = [];
  const kept: string[] = [];
  const signatures: number[] = [];
  const refused: string[] = [];
  const delays: number[] = [];
  let fails = options.keepFails ?? 0;
  let otherwise = options.otherwise ?? 0;
  let told = 0;
  let due: (() => void) | null = null;
  const signer: Signer = {
    ...KEYS.record,
    sign: (message, done) => {
      asked.push(() => KEYS.record.sign(message, done));
      if (options.signerThrows !== true) return;
      asked.shift()?.();
      throw new Error("after the answer");
    },
  };
  const sealer = new Sealer({
    signer,
    second: options.second ?? null,
    asksSecond: () => options.asksSecond?.() ?? false,
    digest: sha256,
    compress: gzip,
    timers: {
      start: (_, afterMs, fire) => {
        delays.push(afterMs);
        due = fire;
        return {
          cancel: () => {
            if (due === fire) due = null;
          },
        };
      },
    },
    clock: { wallMs: () => 1_795_000_000_000, monoMs: () => 5_000 },
    onWaiting: () => void told++,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet } as never,
    documentOf: (track) => {
      if (track.job === options.unsealable) throw new Error("no document");
      const document = inspection({ job: track.job, sequence: kept.length });
      return { document, isStillSo: () => otherwise-- <= 0 };
    },
    keep: (track, { sequence, envelope }, isStillSo, done) => {
      if (!isStillSo()) return false;
      if (fails-- > 0) throw new Error("the disk is away");
      kept.push(`${track.job} ${sequence}`);
      signatures.push(JSON.parse(envelope).signatures.length);
      done();
      return true;
    },
    refuse: (track, _, ended) => {
      refused.push(track.job);
      ended();
    },
  });
  return {
    sealer,
    kept,
    signatures,
    refused,
    delays,
    told: () => told,
    answer: () => asked.shift()?.(),
    waiting: () => asked.length,
    fire: () => {
      const now = due;
      due = null;
      now?.();
    },
  };
}

const SECOND = createDeterministicSigner("second", "sm2-sm3");
const quiet = (): void => undefined;

describe("jobs at the signer", () => {
  test("are asked for one at a time, in the order in which they were over", () => {
    const { sealer, kept, answer, waiting } = bench();
    for (const name of ["J-1", "J-2", "J-3"]) sealer.add(job(name));
    expect(waiting()).toBe(1);
    answer();
    expect([kept, waiting()]).toEqual([["J-1 0"], 1]);
    answer();
    answer();
    expect(kept).toEqual(["J-1 0", "J-2 1", "J-3 2"]);
    expect(waiting()).toBe(0);
  });

  test("one that is dropped at the signer lets the next one in, and its answer counts no more", () => {
    const { sealer, kept, answer, waiting } = bench();
    const [first, second, third] = ["J-1", "J-2", "J-3"].map(job);
    for (const track of [first, second, third]) if (track !== undefined) sealer.add(track);
    if (first !== undefined) sealer.drop(first);
    expect(waiting()).toBe(2);
    answer();
    expect(kept).toEqual([]);
    if (third !== undefined) sealer.drop(third);
    answer();
    expect([kept, waiting()]).toEqual([["J-2 0"], 0]);
  });

  test("a signer that is silent is asked again after half a minute; the first answer counts, and only once", () => {
    const { sealer, kept, answer, fire, delays } = bench();
    sealer.add(job("J-1"));
    expect(delays).toEqual([30_000]);
    fire();
    answer();
    answer();
    expect(kept).toEqual(["J-1 0"]);
  });

  test("one that can never be sealed is told, and holds nobody up", () => {
    const { sealer, kept, refused, answer } = bench({ unsealable: "J-1" });
    sealer.add(job("J-1"));
    sealer.add(job("J-2"));
    answer();
    expect([refused, kept]).toEqual([["J-1"], ["J-2 0"]]);
  });

  test("one that could not be kept is sealed again after five seconds", () => {
    const { sealer, kept, answer, fire, delays } = bench({ keepFails: 1 });
    sealer.add(job("J-1"));
    answer();
    expect([kept, delays]).toEqual([[], [30_000, 5_000]]);
    fire();
    answer();
    expect(kept).toEqual(["J-1 0"]);
  });

  test("one of which the journal says more by the time that it is signed is signed anew, soon, and waits for nobody", () => {
    const { sealer, kept, answer, fire, delays } = bench({ otherwise: 2 });
    sealer.add(job("J-1"));
    answer();
    expect([kept, delays, sealer.waiting]).toEqual([[], [30_000, 100], null]);
    fire();
    answer();
    expect([kept, sealer.isIdle]).toEqual([[], false]);
    fire();
    answer();
    expect([kept, sealer.isIdle]).toEqual([["J-1 0"], true]);
  });

  test("a signer that throws after its answer has answered", () => {
    const { sealer, kept, delays } = bench({ signerThrows: true });
    sealer.add(job("J-1"));
    expect([kept, delays]).toEqual([["J-1 0"], [30_000]]);
  });

  test("after the stop nothing is asked and no answer is taken", () => {
    const { sealer, kept, answer, waiting } = bench();
    sealer.add(job("J-1"));
    sealer.stop();
    answer();
    sealer.add(job("J-2"));
    expect([kept, waiting()]).toEqual([[], 0]);
  });
});

describe("a record that cannot be signed", () => {
  test("is told with its job, since when, how often and why, until it is signed", () => {
    const { sealer, kept, told, answer, fire, waiting } = bench({ keepFails: 2 });
    sealer.add(job("J-1"));
    sealer.add(job("J-2"));
    expect([sealer.waiting, told()]).toEqual([null, 0]);
    answer();
    const first = { job: "J-1", sinceWallMs: 1_795_000_000_000, times: 1 };
    expect(sealer.waiting).toMatchObject(first);
    expect(sealer.waiting?.why.params).toMatchObject({ detail: expect.stringContaining("the disk is away") });
    fire();
    answer();
    expect(sealer.waiting).toMatchObject({ ...first, times: 2 });
    fire();
    // It does not answer either: asked again after half a minute.
    fire();
    expect(sealer.waiting).toMatchObject({ ...first, times: 3 });
    answer();
    expect([kept, sealer.waiting, told()]).toEqual([["J-1 0"], null, 4]);
    expect(waiting()).toBeGreaterThan(0);
  });

  test("is told no more when its job ends otherwise", () => {
    const { sealer, answer } = bench({ keepFails: 1 });
    const track = job("J-1");
    sealer.add(track);
    answer();
    expect(sealer.waiting).not.toBeNull();
    sealer.drop(track);
    expect(sealer.waiting).toBeNull();
  });
});

test("a station shows the record that waits for its signature, and no more when it is signed", () => {
  const clock = new VirtualClock();
  let isAway = true;
  const signer: Signer = {
    ...recordSigner,
    sign: (message, done) =>
      isAway ? done({ kind: "failed", reason: "no token" }) : recordSigner.sign(message, done),
  };
  const { station, scale, open } = toyStation({
    store: new MemoryJournalStore(),
    clock,
    registry: toyRegistry(),
    changes: { recordSigner: signer },
  });
  station.start();
  clock.advanceBy(100);
  open();
  const began = clock.wallMs();
  for (let i = 0; i < 3; i++) scale.weigh("100", clock.monoMs());
  clock.advanceBy(6000);
  const { sealing } = station.screen.snapshot().station;
  expect(sealing).toMatchObject({ job: "TOY-1-000001", sinceWallMs: began, code: "SEALING_WAITS" });
  expect([sealing?.en, sealing?.zh]).toEqual([
    expect.stringMatching(/TOY-1-000001.*2 tries: no token/),
    expect.stringMatching(/TOY-1-000001.*已试 2 次/),
  ]);
  isAway = false;
  clock.advanceBy(5000);
  expect(station.screen.snapshot().station.sealing).toBeNull();
});

describe("a second signature", () => {
  test("that is not made leaves nothing sealed, and the job waits as for the first", () => {
    let isAway = true;
    const second: Signer = {
      ...SECOND,
      sign: (message, done) => {
        if (isAway) done({ kind: "failed", reason: "the SM2 key is locked" });
        else SECOND.sign(message, done);
      },
    };
    const { sealer, kept, signatures, answer, fire } = bench({ second, asksSecond: () => true });
    sealer.add(job("J-1"));
    answer();
    expect([kept, sealer.waiting]).toMatchObject([[], { job: "J-1", times: 1 }]);
    expect(sealer.waiting?.why.params).toMatchObject({ detail: "the SM2 key is locked" });
    isAway = false;
    fire();
    answer();
    expect([kept, signatures, sealer.waiting]).toEqual([["J-1 0"], [2], null]);
  });

  test("that the list of keys asks for and the station cannot make: nobody is asked for the first alone", () => {
    const { sealer, kept, waiting } = bench({ asksSecond: () => true });
    sealer.add(job("J-1"));
    expect([kept, waiting(), sealer.waiting]).toMatchObject([[], 0, { times: 1 }]);
    expect(sealer.waiting?.why.code).toBe("SEALING_LACKS_SECOND");
  });

  test("that a list asks for which came while the first was being made: what has one alone is not kept", () => {
    let asks = false;
    const { sealer, kept, answer } = bench({ asksSecond: () => asks });
    sealer.add(job("J-1"));
    asks = true;
    answer();
    expect([kept, sealer.waiting?.why.code]).toEqual([[], "SEALING_LACKS_SECOND"]);
  });

  test("is made where the station has the key, asked for or not", () => {
    const { sealer, signatures, answer } = bench({ second: SECOND });
    sealer.add(job("J-1"));
    answer();
    expect(signatures).toEqual([2]);
  });
});
