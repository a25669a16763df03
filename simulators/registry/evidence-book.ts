import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { openedMessage, signedMessage } from "./signed-message.ts";
import { isCount, type Members, members, strictBase64, strictJson, strictUtf8 } from "./strict-text.ts";
import { readCheckpoint, type WitnessKey } from "./witness-note.ts";
import { type ProvenEntry, rootByEntries } from "./witnessed-tree.ts";

const PART_TYPE = "application/vnd.proofmark.evidence-part.v1+json";
const ANSWER_TYPE = "application/vnd.proofmark.evidence-answer.v1+json";
const MESSAGE_BYTES = 262_144;
const PART_BYTES = 131_072;
const BUNDLE_BYTES = 64 * 2 ** 20;
const UNPACKED_BYTES = 512 * 2 ** 20;
const PART_MEMBERS = ["schema", "station", "id", "record", "sha256", "bytes", "at", "data"];
const BUNDLE_MEMBERS = [
  ...["schema", "station", "size", "checkpoint", "entries", "hashes", "job", "record", "photos"],
];
const HASH = /^[0-9a-f]{64}$/;

interface Part {
  readonly record: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly at: number;
  readonly data: Buffer;
}

/** What is held of a bundle that is not whole yet. */
interface Coming extends Omit<Part, "at" | "data"> {
  readonly held: Buffer;
}

/** Evidence as it was kept. */
export interface KeptEvidence {
  readonly record: string;
  readonly sha256: string;
  readonly bytes: Buffer;
}

type Answer = { readonly have: number; readonly outcome: "go-on" | "kept" } | { readonly refused: Why };
interface Why {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface EvidenceBookOptions {
  readonly witness: WitnessKey;
  /** Log keys that this station may sign with now; none for a stranger. */
  logKeys(station: string): readonly Uint8Array[];
  /** A record of that station was taken here. */
  isRecordOf(station: string, record: string): boolean;
}

/** Takes evidence that stations send (docs/protocol.md, section 26), written from the page and not from the station's code. Kept in memory. */
export class EvidenceBook {
  readonly #options: EvidenceBookOptions;
  readonly #coming = new Map<string, Coming>();
  readonly #kept: KeptEvidence[] = [];

  constructor(options: EvidenceBookOptions) {
    this.#options = options;
  }

  /** In the order in which they were kept. */
  get kept(): readonly KeptEvidence[] {
    return this.#kept;
  }

  /** What is not whole goes with the memory of a registry that is started again. */
  forget(): void {
    this.#coming.clear();
  }

  /** As a registry that was restored from a copy of before all evidence. */
  setBack(): void {
    this.forget();
    this.#kept.length = 0;
  }

  /** Null where nothing is said. `topicOf`: the station at whose topic it came. Never throws on any bytes. */
  ask(topicOf: string, message: Uint8Array, atMs: number): Uint8Array | null {
    const opened = openedMessage(message, MESSAGE_BYTES, this.#options.logKeys(topicOf));
    const told = opened?.type === PART_TYPE ? members(opened.document, PART_MEMBERS) : null;
    const part = told === null || told.station !== topicOf ? null : partIn(told);
    if (part === null) return null;
    const answer = this.#take(topicOf, part);
    const { record, sha256 } = part;
    const isRefused = "refused" in answer;
    return signedMessage(this.#options.witness, ANSWER_TYPE, {
      ...{ schema: "proofmark/evidence-answer/v1", station: topicOf },
      message: createHash("sha256").update(message).digest("hex"),
      ...{ record, sha256, have: isRefused ? 0 : answer.have },
      outcome: isRefused ? "refused" : answer.outcome,
      reason: isRefused ? answer.refused : null,
      issued: new Date(atMs).toISOString(),
    });
  }

  #take(station: string, part: Part): Answer {
    const { record, sha256, bytes, at, data } = part;
    if (!this.#options.isRecordOf(station, record))
      return { refused: { code: "EVIDENCE_RECORD_UNKNOWN", params: { station, record } } };
    if (this.#kept.some((one) => one.record === record && one.sha256 === sha256))
      return { have: bytes, outcome: "kept" };
    const before = this.#coming.get(station);
    const isThat = before?.record === record && before.sha256 === sha256 && before.bytes === bytes;
    if (!isThat && at > 0) return { have: 0, outcome: "go-on" };
    const held = isThat ? before.held : Buffer.alloc(0);
    const now = at === held.length ? Buffer.concat([held, data]) : held;
    this.#coming.set(station, { record, sha256, bytes, held: now });
    if (now.length < bytes) return { have: now.length, outcome: "go-on" };
    this.#coming.delete(station);
    const why = this.#whyNot(station, { record, sha256 }, now);
    if (why !== null) return { refused: why };
    this.#kept.push({ record, sha256, bytes: now });
    return { have: bytes, outcome: "kept" };
  }

  #whyNot(
    station: string,
    { record, sha256 }: { readonly record: string; readonly sha256: string },
    bytes: Buffer,
  ): Why | null {
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found !== sha256) return { code: "EVIDENCE_HASH_DIFFERS", params: { found, sha256 } };
    const bundle = bundleIn(bytes);
    if (bundle === null) return { code: "EVIDENCE_UNREADABLE", params: { detail: "evidence" } };
    if (bundle.record !== record)
      return { code: "EVIDENCE_OF_ANOTHER", params: { found: bundle.record, record } };
    const { size, entries, hashes } = bundle;
    const checkpoint = readCheckpoint(bundle.checkpoint);
    const isOurs =
      checkpoint !== null &&
      checkpoint.origin === `proofmark/${station}` &&
      checkpoint.size === size &&
      this.#options.witness.hasCosigned(checkpoint);
    if (!isOurs) return { code: "EVIDENCE_NOT_COSIGNED", params: { station, size } };
    const root = rootByEntries(size, entries, hashes);
    if (root?.equals(checkpoint.root) !== true)
      return { code: "ENTRIES_NOT_IN_LOG", params: { entries: entries.length, size } };
    const isThere = entries.some(({ entry }) => sealedIn(entry) === record);
    return isThere ? null : { code: "EVIDENCE_WITHOUT_RECORD", params: { record, job: bundle.job } };
  }
}

function partIn({ schema, id, record, sha256, bytes, at, data: text }: Members): Part | null {
  if (schema !== "proofmark/evidence-part/v1" || typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id))
    return null;
  if (typeof record !== "string" || !HASH.test(record)) return null;
  if (typeof sha256 !== "string" || !HASH.test(sha256)) return null;
  const data = strictBase64(text);
  if (!isCount(bytes) || !isCount(at) || data === null || data.length === 0 || data.length > PART_BYTES)
    return null;
  if (bytes > BUNDLE_BYTES || at + data.length > bytes) return null;
  return { record, sha256, bytes, at, data };
}

interface Bundle {
  readonly record: string;
  readonly job: string;
  readonly size: number;
  readonly checkpoint: string;
  readonly entries: readonly ProvenEntry[];
  readonly hashes: readonly Buffer[];
}

/** Null for anything else. What the entries say the station's own reader looks at. */
function bundleIn(bytes: Buffer): Bundle | null {
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: UNPACKED_BYTES });
    const value = strictJson(strictUtf8(unpacked));
    const told = members(value, BUNDLE_MEMBERS) ?? members(value, [...BUNDLE_MEMBERS, "trust"]);
    const hashes = listed(told?.hashes)?.map(strictBase64);
    const entries = listed(told?.entries)?.map((one) => members(one, ["index", "entry"]));
    if (told?.schema !== "proofmark/evidence/v1" || hashes === undefined || entries === undefined)
      return null;
    const { record, job, size, checkpoint } = told;
    const isWhole =
      typeof record === "string" &&
      typeof job === "string" &&
      typeof checkpoint === "string" &&
      isCount(size);
    if (!isWhole || hashes.some((hash) => hash?.length !== 32)) return null;
    if (entries.some((one) => !isCount(one?.index) || typeof one.entry !== "string")) return null;
    return {
      ...{ record, job, size, checkpoint },
      entries: entries as unknown as readonly ProvenEntry[],
      hashes: hashes as readonly Buffer[],
    };
  } catch {
    return null;
  }
}

function listed(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The id of a sealed record's entry; null for any other. */
function sealedIn(entry: string): string | null {
  const { type, record } = JSON.parse(entry) as { readonly type?: unknown; readonly record?: unknown };
  return type === "record-sealed" && typeof record === "string" ? record : null;
}
