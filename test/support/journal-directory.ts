import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { openSegmentStore, type SegmentStoreOptions } from "../../src/adapters/disk/segment-store.ts";
import { crc32c } from "../../src/core/journal/crc32c.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";

/** Journal directories for tests: made in the system's temporary folder, gone after each test. */
export const STATION = asId<"station">("HB-WH-0042");
/** In memory where the system has such a folder: these tests make thousands of syncs, and cut no real power. */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const made: string[] = [];

export function temporaryDirectory(base = BASE): string {
  const directory = mkdtempSync(join(base, "proofmark-journal-"));
  made.push(directory);
  return directory;
}

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export function copyOf(directory: string): string {
  const copy = temporaryDirectory();
  cpSync(directory, copy, { recursive: true });
  return copy;
}

export function openStore(directory: string, options: Partial<SegmentStoreOptions> = {}): JournalStore {
  return openSegmentStore({ directory, station: STATION, ...options });
}

/** One call and one sync for each record. */
export async function writeOneByOne(store: JournalStore, records: readonly Uint8Array[]): Promise<void> {
  for (const record of records) {
    await new Promise<void>((resolve, reject) => {
      store.onFatal(reject);
      store.append([record], () => resolve());
    });
  }
}

/** A closed journal directory with these records. */
export async function journalWith(
  records: readonly Uint8Array[],
  options: Partial<SegmentStoreOptions> = {},
): Promise<string> {
  const directory = temporaryDirectory();
  const store = openStore(directory, options);
  await writeOneByOne(store, records);
  await store.close();
  return directory;
}

/** The header of its first segment as a software of another format would have written it. */
export function setFormat(directory: string, format: number): void {
  const path = join(directory, "00000000.segment");
  const bytes = readFileSync(path);
  bytes.writeUInt32LE(format, 8);
  bytes.writeUInt32LE(crc32c(bytes, 0, 124), 124);
  writeFileSync(path, bytes);
}

export function testRecord(i: number): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({ type: "job-input", number: i, note: "n".repeat((i * 7) % 30) }),
  );
}

export function testRecords(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => testRecord(i));
}

export function textsOf(records: Iterable<Uint8Array>): string[] {
  return [...records].map((record) => new TextDecoder().decode(record));
}

/** Every file of a directory as hex, for comparing byte by byte. */
export function filesOf(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((name) => [name, readFileSync(join(directory, name)).toString("hex")]),
  );
}
