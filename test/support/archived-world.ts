import { readdirSync } from "node:fs";
import { join } from "node:path";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { JournalReader } from "../../src/adapters/disk/journal-reader.ts";
import { createSegmentArchive } from "../../src/adapters/disk/segment-archive.ts";
import { openSegmentStore } from "../../src/adapters/disk/segment-store.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import type { SegmentArchive } from "../../src/ports/segment-archive.ts";
import { temporaryDirectory } from "./journal-directory.ts";
import { TOY_STATION, toyRegistry, toyStation } from "./toy-station.ts";

/** A toy station with a journal on a disk, in small segments, and an archive. */
export const DAY_MS = 86_400_000;
const SEGMENT_BYTES = 6000;

export interface World {
  readonly journal: string;
  readonly archive: string;
  readonly registry: ReturnType<typeof toyRegistry>;
  readonly clock: VirtualClock;
}

export const newWorld = (): World => ({
  journal: temporaryDirectory(),
  archive: join(temporaryDirectory(), "archive"),
  registry: toyRegistry(),
  clock: new VirtualClock(),
});

export const onDisk = (journal: string): JournalStore =>
  openSegmentStore({ directory: journal, station: TOY_STATION, segmentBytes: SEGMENT_BYTES });

/** A station that runs so long, with a vehicle now and then, and is stopped. */
export async function lives(
  { journal, archive, registry, clock }: World,
  {
    jobs = 0,
    idleSteps = 60,
    keepDays = 30 as number | null,
    folder = createSegmentArchive(journal, archive),
  } = {},
): Promise<{ word: string | undefined; kinds: string[] }> {
  const store = onDisk(journal);
  const changes = { retention: { archive: folder as SegmentArchive, keepDays } };
  const toy = toyStation({ store, clock, registry, boot: `boot ${store.size()}`, changes });
  const passes = async (ms: number): Promise<void> => {
    clock.advanceBy(ms);
    // The disk is a real one.
    await new Promise((resolve) => setTimeout(resolve, 4));
  };
  let isUp = false;
  toy.station.start(() => {
    isUp = true;
  });
  while (!isUp) await passes(1);
  for (let job = 0; job < jobs; job++) {
    await passes(500);
    toy.open();
    while (toy.station.openJobs().length === 0) await passes(10);
    for (let i = 0; i < 3; i++) {
      toy.scale.weigh("100", clock.monoMs());
      await passes(10);
    }
    while (toy.station.openJobs().length > 0) await passes(100);
  }
  for (let step = 0; step < idleSteps; step++) await passes(500);
  const word = toy.station.screen.snapshot().station.journal?.code;
  await toy.station.stop();
  return { word, kinds: readdirSync(journal).filter((name) => name.endsWith(".segment")) };
}

export function entriesOf(journal: string, archive?: string): JournalEntry[] {
  const reader = new JournalReader(journal, { archive });
  try {
    return [...reader.records()].map((bytes) => readEntry(bytes) as JournalEntry);
  } finally {
    reader.close();
  }
}

export const told = (entries: readonly JournalEntry[], type: JournalEntry["type"]): number =>
  entries.filter((entry) => entry.type === type).length;
