import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { JobOpened, JournalEntry } from "../../src/core/journal/entry.ts";
import { pendingOf } from "../../src/core/journal/withdrawals-noted.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { toHex } from "../../src/core/record/base64.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { buildWithdrawal, type WithdrawalDocument } from "../../src/core/record/withdrawal-document.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { inspection, receiptNote, STATION, seal } from "./sealed-results.ts";

/** A journal as a station writes it, entry by entry, and the means to write one as no station does. */
export const AT = { monoMs: 1, wallMs: 1_795_000_000_000 };

export interface Day {
  readonly store: MemoryJournalStore;
  append(entry: JournalEntry | string): number;
  /** A job from its opening to its record, which says what the journal says unless `change` lies. */
  sealed(change?: Partial<ResultDocument>, after?: () => void, opening?: Partial<JobOpened>): number;
  /** The act on the n-th record and its withdrawal, which says what the act says unless `change` lies; its index. */
  withdrawn(nth: number, change?: Partial<WithdrawalDocument>): number;
  /** The act on the n-th record alone, as where the station has stopped before it sealed the withdrawal. */
  withdrawalActed(nth: number): number;
  receipt(size: number, root?: Uint8Array): void;
}

const RULEBOOK = "id: inspection-gb38900";
export const SOFTWARE = { name: "proofmark", version: "0.1.0", sha256: "cd".repeat(32) };
const hashOf = (text: string): string => toHex(sha256(new TextEncoder().encode(text)));
export const started = (boot: string): JournalEntry => ({
  type: "station-started",
  at: AT,
  station: STATION,
  boot,
  software: SOFTWARE,
  timeStatus: "synchronised",
});
export const artifact = (text: string): JournalEntry => ({
  type: "artifact-stored",
  at: AT,
  sha256: hashOf(text),
  mediaType: "application/yaml",
  text,
});
export const opened = (job: string): JobOpened => ({
  type: "job-opened",
  at: AT,
  job: asId<"job">(job),
  order: {
    kind: "inspection",
    dossierSha256: hashOf(RULEBOOK),
    rulebookSha256: hashOf(RULEBOOK),
    courseSha256: null,
    vehicleSha256: null,
    seat: { site: "lane-1", car: null, positions: null },
    devices: inspection().devices as unknown as JobOpened["order"]["devices"],
  },
});
export const input = (job: string, monoMs = AT.monoMs): JournalEntry => ({
  type: "job-input",
  at: { ...AT, monoMs },
  job: asId<"job">(job),
  input: { kind: "timer", id: "t", atMs: 1 },
  events: [],
});

function raise(): never {
  throw new Error("the journal has no such record");
}

const entryOf = ({ record, envelope }: ReturnType<typeof seal>) => ({ record, envelope });

type NumberedRecord = readonly [record: string, job: string, sequence: number];

function actOn([record, job, sequence]: NumberedRecord) {
  const of = { kind: "inspection", site: "lane-1", car: null, job, sequence } as const;
  return {
    by: { person: "P-7K3M9Q2X", from: "127.0.0.1", session: "00112233aabbccdd" },
    act: { kind: "record-withdrawn", record, choice: "wrong-vehicle", note: "", of },
  } as const;
}

/** A journal as a station writes it. */
function day(): Day {
  const store = new MemoryJournalStore();
  let sequence = 0;
  const records: NumberedRecord[] = [];
  const append = (entry: JournalEntry | string): number => {
    const bytes = typeof entry === "string" ? new TextEncoder().encode(entry) : encodeEntry(entry);
    store.append([bytes], () => undefined);
    return store.size() - 1;
  };
  return {
    store,
    append,
    sealed(change = {}, after = () => undefined, opening = {}) {
      const job = `job-${sequence}`;
      const firstIndex = append({ ...opened(job), ...opening });
      append(input(job));
      const instant = new Date(AT.wallMs).toISOString();
      const evidence = { log: `proofmark/${STATION}`, firstIndex, endIndex: firstIndex + 2, entries: 2 };
      const document = inspection({
        job,
        sequence: sequence++,
        rulebook: { ...inspection().rulebook, sha256: hashOf(RULEBOOK) },
        time: { started: instant, ended: instant, status: "synchronised" },
        evidence,
        ...change,
      });
      after();
      const { record, envelope } = seal(document);
      records.push([record, job, document.sequence]);
      return append({ type: "record-sealed", at: AT, job: asId<"job">(job), record, envelope });
    },
    withdrawalActed(nth) {
      return append({ type: "console-acted", at: AT, ...actOn(records[nth] ?? raise()) });
    },
    withdrawn(nth, change = {}) {
      const [record, job] = records[nth] ?? raise();
      const withdraws = asId<"record">(record);
      const { by, act } = actOn(records[nth] ?? raise());
      append({ type: "console-acted", at: AT, by, act });
      const document = buildWithdrawal(pendingOf(act, by, AT.wallMs, "synchronised"), {
        station: STATION,
        sequence: sequence++,
        software: SOFTWARE,
      });
      const sealed = seal({ ...document, ...change });
      return append({
        type: "withdrawal-sealed",
        at: AT,
        job: asId<"job">(job),
        ...entryOf(sealed),
        withdraws,
        by: by.person,
      });
    },
    receipt(size, root = store.root(size)) {
      append({ type: "receipt", at: AT, size, checkpoint: receiptNote(size, root) });
    },
  };
}

/** Records at 4, 7 and 11; receipts of size 5 and 12 at 8 and 12. */
export function goodDay(): Day {
  const made = day();
  made.append(started("first"));
  made.append(artifact(RULEBOOK));
  made.sealed();
  made.sealed();
  made.receipt(5);
  made.sealed();
  made.receipt(12);
  return made;
}

export const evidence = (
  firstIndex: number,
  endIndex: number,
  entries: number,
): ResultDocument["evidence"] => ({
  log: `proofmark/${STATION}`,
  firstIndex,
  endIndex,
  entries,
});
