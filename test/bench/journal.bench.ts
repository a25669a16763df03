import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSegmentStore } from "../../src/adapters/disk/segment-store.ts";
import { asId } from "../../src/core/quantities/ids.ts";

export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
}

const ENTRIES = 300_000;
const ENTRY_BYTES = 1024;
const WINDOW = 4096;

/** Entries one by one, each with its own callback, at most 4096 not yet durable: durable entries a second. */
export async function bench(): Promise<BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  const store = openSegmentStore({ directory, station: asId<"station">("BENCH-1") });
  const entry = new Uint8Array(ENTRY_BYTES).fill(0x41);
  const before = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const started = performance.now();
  try {
    await new Promise<void>((resolve, reject) => {
      let sent = 0;
      let durable = 0;
      const onDurable = (): void => {
        durable++;
        if (durable === ENTRIES) resolve();
        else if (sent - durable <= WINDOW / 2) fill();
      };
      const fill = (): void => {
        for (; sent < ENTRIES && sent - durable < WINDOW; sent++) store.append([entry], onDurable);
      };
      store.onFatal(reject);
      fill();
    });
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return [
      {
        name: "journal, group commit, 1 KiB entries",
        value: ENTRIES / seconds,
        unit: "entries/s",
        atLeast: 100_000,
      },
      { name: "journal, processor time an entry", value: (user + system) / ENTRIES, unit: "us" },
      { name: "journal, memory grown", value: (process.memoryUsage().rss - before) / 2 ** 20, unit: "MiB" },
    ];
  } finally {
    await store.close();
    rmSync(directory, { recursive: true });
  }
}
