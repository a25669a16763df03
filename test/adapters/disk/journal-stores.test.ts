import { MemoryJournalStore } from "../../../src/adapters/disk/memory-journal-store.ts";
import { journalStoreContract } from "../../contracts/journal-store.contract.ts";
import { openStore, temporaryDirectory } from "../../support/journal-directory.ts";

journalStoreContract({ name: "MemoryJournalStore", open: () => new MemoryJournalStore() });
journalStoreContract({ name: "the segment store", open: () => openStore(temporaryDirectory()) });
journalStoreContract({
  name: "the segment store with segments of 300 bytes",
  open: () => openStore(temporaryDirectory(), { segmentBytes: 300 }),
});
journalStoreContract({
  name: "the segment store that waits for a batch",
  open: () => openStore(temporaryDirectory(), { groupCommitMs: 1 }),
});
