import type { EvidenceThere } from "../core/commands/why-refused.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import type { JournalStore } from "../ports/journal-store.ts";

/** Which of these records do not stand in that place of the journal; one entry of each is read. */
export function evidenceThere(
  journal: Pick<JournalStore, "read" | "size" | "segments">,
  of: readonly { readonly record: string; readonly index: number }[],
): EvidenceThere {
  const first = journal.segments?.first() ?? 0;
  const isThere = ({ record, index }: (typeof of)[number]): boolean => {
    if (index < first || index >= journal.size()) return false;
    for (const bytes of journal.read(index)) {
      const entry = readEntry(bytes);
      return entry?.type === "record-sealed" && entry.record === record;
    }
    return false;
  };
  return { first, missing: of.filter((one) => !isThere(one)).map(({ record }) => record) };
}
