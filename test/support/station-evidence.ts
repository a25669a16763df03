import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";

/** The journal of a station, read from its files; also while it runs. */
export function journalOf(data: string): JournalEntry[] {
  const directory = join(data, "journal");
  if (!existsSync(join(directory, "00000000.segment"))) return [];
  const decoder = new TextDecoder();
  return [...readJournal(directory)].map((record) => JSON.parse(decoder.decode(record)) as JournalEntry);
}

/** Record ids that the registry stand-in keeps, in the order in which it took them. */
export function registryRecords(data: string): string[] {
  const text = readFileSync(join(data, "registry", "changes"), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const change = JSON.parse(line.slice(line.indexOf(" ") + 1)) as { stored: { record: string }[] };
      return change.stored.map(({ record }) => record);
    });
}
