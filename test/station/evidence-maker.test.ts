import { beforeAll, describe, expect, test, vi } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { checkEvidence } from "../../src/core/evidence/check-evidence.ts";
import { gatherJob } from "../../src/core/evidence/gather.ts";
import { rootOfMultiProof } from "../../src/core/journal/multi-proof.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { checkpointInNote } from "../../src/core/record/checkpoint.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { EvidenceMaker, type EvidenceMakerOptions, type Making } from "../../src/station/evidence-maker.ts";
import { type PlayedScenario, playedScenario } from "../support/evidence-world.ts";

/** Goal: what a running station gathers, in slices and over segments, is what anybody gathers of its whole journal; of what was let go it makes nothing. */
vi.setConfig({ testTimeout: 60_000 });

const NAMES = ["c1-no-belt", "k3-record-withdrawn"] as const;
const played = new Map<string, PlayedScenario>();
beforeAll(async () => {
  for (const name of NAMES) played.set(name, await playedScenario(name));
}, 120_000);

interface Sealed {
  readonly record: string;
  readonly job: string;
  readonly index: number;
  readonly isWithdrawn: boolean;
}

function sealedOf({ records }: PlayedScenario): Sealed {
  const entries = records.map(readEntry);
  const index = entries.findIndex((entry) => entry?.type === "record-sealed");
  const entry = entries[index];
  if (entry?.type !== "record-sealed") throw new Error("nothing was sealed");
  const isWithdrawn = entries.some(
    (one) => one?.type === "withdrawal-sealed" && one.withdraws === entry.record,
  );
  return { record: entry.record, job: entry.job, index, isWithdrawn };
}

/** The same journal in segments of so many entries, of which the first ones were let go. */
function inSegments(
  { run, records }: PlayedScenario,
  entries: number,
  first = 0,
): EvidenceMakerOptions["journal"] {
  const segments = { first: () => first } as NonNullable<EvidenceMakerOptions["journal"]["segments"]>;
  return {
    size: () => records.length,
    read: (from) => {
      if (from < first) throw new Error("that was let go");
      return run.store.read(from);
    },
    segmentOf: (index) => Math.max(first, Math.floor(index / entries) * entries),
    multiProof: (leaves, size) => run.store.multiProof(leaves, size),
    segments,
  };
}

/** `slice`: entries at a time; with 0 each step ends as soon as it may. */
function made(
  { journal, of }: { readonly journal: EvidenceMakerOptions["journal"]; readonly of: Sealed },
  slice = Number.POSITIVE_INFINITY,
): { readonly making: Making; readonly steps: number } {
  const { record, index, isWithdrawn } = of;
  const options = { station: SCENARIO_STATION, journal };
  const maker = new EvidenceMaker(options, { record, index, by: "order", isWithdrawn });
  for (let steps = 1; ; steps++) {
    let left = slice;
    const making = maker.go(() => left-- <= 0);
    if (making !== null) return { making, steps };
    if (steps > 100_000) throw new Error("it comes to no end");
  }
}

function bundleOf(making: Making) {
  if (making.kind !== "gathered") throw new Error(making.kind === "refused" ? making.reason.code : "early");
  return { ...making.bundle, photos: [] };
}

describe.each(NAMES)("%s", (name) => {
  const world = (): PlayedScenario => played.get(name) as PlayedScenario;

  test.each([
    [1_000_000, Number.POSITIVE_INFINITY],
    [100, Number.POSITIVE_INFINITY],
    [37, 5],
    [500, 0],
  ])("in segments of %i entries and slices of %i it is the bundle of the whole journal", (entries, slice) => {
    const of = sealedOf(world());
    const journal = inSegments(world(), entries);
    const { making, steps } = made({ journal, of }, slice);
    const bundle = bundleOf(making);
    const gathered = gatherJob(world().journal, of.job);
    if (gathered.kind === "refused") throw new Error(gathered.reason.code);
    expect(bundle.entries).toEqual(gathered.entries);
    expect(steps > 1).toBe(slice < 1_000);
    expect(checkEvidence(bundle, world().check)).toMatchObject({ kind: "checked" });
    const leaves = bundle.entries.map(({ index, entry }) => ({
      index,
      bytes: new TextEncoder().encode(entry),
    }));
    const root = rootOfMultiProof({ digest: sha256, size: bundle.size, leaves, hashes: bundle.hashes });
    expect(root).toEqual(checkpointInNote(bundle.checkpoint)?.root);
  });

  test("where a part of it was let go nothing is made, and it is said which", () => {
    const of = sealedOf(world());
    const opened = world().records.findIndex((bytes) => readEntry(bytes)?.type === "job-opened");
    for (const [first, code] of [
      [opened, "EVIDENCE_LET_GO"],
      [opened + 1, "EVIDENCE_LET_GO"],
      [of.index, "EVIDENCE_LET_GO"],
      [of.index + 1, "ORDERED_EVIDENCE_NOT_HERE"],
    ] as const) {
      const { making } = made({ journal: inSegments(world(), 50, first), of });
      expect([first, making]).toMatchObject([first, { kind: "refused", reason: { code } }]);
    }
  });

  test("before its receipt, and of another record or place, nothing is made", () => {
    const of = sealedOf(world());
    const whole = inSegments(world(), 50);
    const young = {
      ...whole,
      size: () => of.index + 1,
      read: (from: number) => upTo(whole.read(from), of.index + 1 - from),
    };
    expect(made({ journal: young, of }).making).toEqual({ kind: "early" });
    for (const other of [
      { ...of, index: of.index - 1 },
      { ...of, record: "0".repeat(64) },
      { ...of, index: 1e9 },
    ])
      expect(made({ journal: whole, of: other }).making).toMatchObject({
        reason: { code: "ORDERED_EVIDENCE_NOT_HERE" },
      });
  });
});

function* upTo(records: Iterable<Uint8Array>, count: number): Generator<Uint8Array> {
  let left = count;
  for (const record of records) {
    if (left-- <= 0) return;
    yield record;
  }
}
