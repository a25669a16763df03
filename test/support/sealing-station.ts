import type { RegisteredStation } from "../../simulators/registry/registry-service.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { ReceiptBook, SealedRecord } from "../../src/core/delivery/receipt-book.ts";
import { sealedIndexes } from "../../src/core/delivery/submission.ts";
import { MerkleTree } from "../../src/core/journal/merkle.ts";
import { type DisclosedLeaf, multiProof } from "../../src/core/journal/multi-proof.ts";
import { StoredHashes } from "../../src/core/journal/stored-hashes.ts";
import { TreeFrontier } from "../../src/core/journal/tree-frontier.ts";
import { asId, type RecordId, type StationId } from "../../src/core/quantities/ids.ts";
import { formatEnvelope, pae, recordIdOf } from "../../src/core/record/dsse.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { RESULT_PAYLOAD_TYPE, type ResultDocument } from "../../src/core/record/result-document.ts";
import { WITHDRAWAL_PAYLOAD_TYPE } from "../../src/core/record/withdrawal-document.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import type { Signer } from "../../src/ports/signer.ts";

/** A journal that is durable at once, and can be cut back or edited as no real one can. */
export class PlainJournal implements JournalStore {
  entries: Uint8Array[] = [];
  #frontier = new TreeFrontier(sha256);
  #hashes = new StoredHashes();
  #tree = new MerkleTree(sha256, this.#hashes);

  append(records: readonly Uint8Array[], onDurable: (firstIndex: number) => void): void {
    const first = this.entries.length;
    for (const record of records) {
      this.entries.push(record);
      this.#hashes.push(this.#frontier.append(record));
    }
    onDurable(first);
  }

  /** What a restored disk image is: the same journal, as it was. */
  copy(size: number): PlainJournal {
    const journal = new PlainJournal();
    journal.append(this.entries.slice(0, size), () => undefined);
    return journal;
  }

  segmentOf(): number {
    return 0;
  }

  size(): number {
    return this.entries.length;
  }

  *read(fromIndex: number): Iterable<Uint8Array> {
    for (let i = fromIndex; i < this.entries.length; i++) yield this.entries[i] ?? new Uint8Array();
  }

  root(size: number): Uint8Array {
    return this.#tree.root(size);
  }

  inclusionProof(index: number, size: number): readonly Uint8Array[] {
    return this.#tree.inclusionProof(index, size);
  }

  consistencyProof(oldSize: number, newSize: number): readonly Uint8Array[] {
    return this.#tree.consistencyProof(oldSize, newSize);
  }

  multiProof(leaves: readonly DisclosedLeaf[], size: number): readonly Uint8Array[] {
    return multiProof(
      this.#tree,
      leaves.map(({ index }) => index),
      size,
    );
  }

  onFatal(): void {
    return;
  }

  async close(): Promise<void> {
    return;
  }
}

const ENTRIES = new Map<string, Uint8Array>();

export interface SealOptions {
  /** Bytes of filler in the compressed payload. */
  readonly padding?: number;
  readonly sequence?: number;
  readonly station?: string;
  /** Signed by a stranger's key under this station's key id. */
  readonly forged?: boolean;
  readonly payloadType?: string;
  /** What the document says beside. */
  readonly says?: Readonly<Record<string, unknown>>;
}

/** The part of a station that makes records: keys, journal, and sealed entries between other ones. */
export class SealingStation {
  readonly station: StationId;
  readonly logSigner: Signer;
  readonly recordSigner: Signer;
  /** Sign beside the first what is sealed from now on. */
  beside: readonly Signer[] = [];
  journal = new PlainJournal();
  sealed = 0;
  readonly #stranger: Signer;

  constructor(station = "TEST-0001", recordSigner?: Signer) {
    this.station = asId<"station">(station);
    this.logSigner = createDeterministicSigner(`${station} log`, "ed25519");
    this.recordSigner = recordSigner ?? createDeterministicSigner(`${station} record`, "ecdsa-p256-sha256");
    this.#stranger = createDeterministicSigner(`${station} stranger`, "ecdsa-p256-sha256");
  }

  get registration(): RegisteredStation {
    return {
      station: this.station,
      logKeySpki: this.logSigner.publicKeySpki,
      recordKeySpki: this.recordSigner.publicKeySpki,
    };
  }

  /** Appends some other entry, then a sealed record; the record's index. */
  seal(options: SealOptions = {}): number {
    const filler = new TextEncoder().encode(`{"type":"job-input","n":${this.journal.size()}}`);
    const entry = this.entry(options.sequence ?? this.sealed, options);
    this.sealed++;
    let index = -1;
    this.journal.append([filler, entry], (first) => {
      index = first + 1;
    });
    return index;
  }

  /** Appends the withdrawal of the record with that number, as the next record; its index. `changes`: to what it signs. */
  withdraw(sequence: number, changes: object = {}): number {
    const entry = this.#withdrawalEntry(sequence, changes);
    this.sealed++;
    let index = -1;
    this.journal.append([entry], (first) => {
      index = first;
    });
    return index;
  }

  #withdrawalEntry(of: number, changes: object): Uint8Array {
    const withdraws = (JSON.parse(new TextDecoder().decode(this.entry(of))) as { record: RecordId }).record;
    const document = {
      schema: "proofmark/withdrawal/v1",
      kind: "inspection",
      station: this.station,
      site: "lane-1",
      car: null,
      job: `job-${of}`,
      sequence: this.sealed,
      withdraws: { record: withdraws, sequence: of },
      reason: { code: "WITHDRAWN_FOR", params: {}, zh: "撤销", en: "withdrawn" },
      by: "P-7K3M9Q2X",
      at: "2026-11-28T08:00:00.000Z",
      status: "synced",
      software: { name: "proofmark", version: "1", sha256: "00" },
      ...changes,
    };
    const payload = gzip(new TextEncoder().encode(JSON.stringify(document)));
    const payloadType = WITHDRAWAL_PAYLOAD_TYPE;
    const record = recordIdOf(sha256, payloadType, payload);
    const entry = {
      type: "withdrawal-sealed",
      at: { monoMs: this.sealed, wallMs: this.sealed },
      job: document.job,
      record,
      withdraws: document.withdraws.record,
      envelope: formatEnvelope({
        payloadType,
        payload,
        signatures: this.#signatures(pae(payloadType, payload)),
      }),
      by: document.by,
    };
    return new TextEncoder().encode(JSON.stringify(entry));
  }

  /** `first`: who really made the first one. */
  #signatures(message: Uint8Array, first = this.recordSigner) {
    const own = { keyId: this.recordSigner.keyId, signature: signed(first, message) };
    return [own, ...this.beside.map((by) => ({ keyId: by.keyId, signature: signed(by, message) }))];
  }

  /** What whoever seals tells the outbox of the record at `index`; the last one where no number is given. */
  sealedRecord(index: number, sequence = this.sealed - 1): SealedRecord {
    const [job, record] = [asId<"job">(`job-${sequence}`), asId<"record">(`record-${sequence}`)];
    return { job, kind: "inspection", record, index, sequence, sealedWallMs: 1000 * sequence };
  }

  /** What a start finds in the journal, if its last receipt is of this size. */
  book(receiptedSize: number): ReceiptBook {
    const indexes = sealedIndexes(this.journal, 0, this.journal.size());
    const records = indexes.map((index, sequence) => this.sealedRecord(index, sequence));
    const unreceipted = records.filter(({ index }) => index >= receiptedSize);
    return { receiptedSize, sealed: records.length, unreceipted, lock: null };
  }

  /** The same for the same arguments; signatures from a seed are slow, so each is made once a test file. */
  entry(sequence: number, options: SealOptions = {}): Uint8Array {
    const name = JSON.stringify([
      ...[this.recordSigner.keyId, this.station, sequence, options],
      this.beside.map(({ keyId }) => keyId),
    ]);
    const made = ENTRIES.get(name) ?? this.#makeEntry(sequence, options);
    ENTRIES.set(name, made);
    return made;
  }

  #makeEntry(sequence: number, options: SealOptions): Uint8Array {
    const job = `job-${sequence}`;
    const document = new TextEncoder().encode(
      JSON.stringify({ ...plainResult(options.station ?? this.station, sequence, options), ...options.says }),
    );
    const payload = gzip(document);
    const payloadType = options.payloadType ?? RESULT_PAYLOAD_TYPE;
    const signatures = this.#signatures(
      pae(payloadType, payload),
      options.forged ? this.#stranger : this.recordSigner,
    );
    const entry = {
      type: "record-sealed",
      at: { monoMs: sequence, wallMs: sequence },
      job,
      record: recordIdOf(sha256, payloadType, payload),
      envelope: formatEnvelope({ payloadType, payload, signatures }),
    };
    return new TextEncoder().encode(JSON.stringify(entry));
  }
}

/** The least that a result says, with a verdict that follows from it: each fifth one fails. */
function plainResult(station: string, sequence: number, { padding = 0 }: SealOptions): ResultDocument {
  const verdict = sequence % 5 === 4 ? "fail" : "pass";
  const finding: ResultDocument["items"][number]["findings"][number] = {
    ...{ rule: "b1.axle", item: "B1", clause: null, inputs: [], arithmetic: [] },
    outcome: verdict,
    ...{ value: null, unit: "%", limits: [], deduction: null },
  };
  const time = "2026-11-28T08:00:00.000Z";
  return {
    schema: "proofmark/result/v3",
    ...({
      kind: "inspection",
      station,
      site: "lane-1",
      car: null,
      job: `job-${sequence}`,
      sequence,
    } as const),
    subject: { plate: "鄂A12345", padding: incompressible(padding) },
    ...{ verdict, reasons: [], notes: [], score: null },
    items: [{ item: "B1", verdict, reasons: [], findings: [finding] }],
    unverifiedRules: [],
    rulebook: { id: "toy", edition: "1", sha256: "00".repeat(32) },
    course: null,
    software: { name: "proofmark", version: "1", sha256: "00" },
    ...{ devices: [], faults: [] },
    time: { started: time, ended: time, status: "synced" },
    evidence: { log: `proofmark/${station}`, firstIndex: 0, endIndex: 1, entries: 1 },
  };
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Letters that come in no order, so that so many bytes are left of them when they are compressed. */
function incompressible(bytes: number): string {
  let state = 0x2545_f491;
  let text = "";
  for (let n = Math.ceil((bytes * 4) / 3); n > 0; n--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    text += LETTERS.charAt(state & 63);
  }
  return text;
}

export function signed(signer: Signer, message: Uint8Array): Uint8Array {
  let signature: Uint8Array | null = null;
  signer.sign(message, (result) => {
    if (result.kind === "signed") signature = result.signature;
  });
  if (signature === null) throw new Error("the test key did not sign");
  return signature;
}
