import { createHash } from "node:crypto";
import { EventBook } from "./event-book.ts";
import { EvidenceBook } from "./evidence-book.ts";
import { FollowingKeys, readRotation } from "./key-rotation.ts";
import { OrderBook } from "./order-book.ts";
import { type Sentence, takeIn, type Verified } from "./record-intake.ts";
import { firstSignature, follow, followsKnown, type RegisteredKeys, signedNow } from "./registered-keys.ts";
import { AbandonedBranches, jobsFrom, signedDecision } from "./registry-decision.ts";
import {
  DirectoryRegistryStore,
  type HeadChange,
  MemoryRegistryStore,
  type QuarantinedRecord,
  type RegistryStore,
  type StationHead,
  type StoredRecord,
  type StoredWithdrawal,
} from "./registry-store.ts";
import { RequestAnswers } from "./request-answers.ts";
import { recordKey, type SecondKey } from "./sealed-record-check.ts";
import { type ReadSubmission, readSubmission } from "./submission-reader.ts";
import { type ListedKeys, TrustLists } from "./trust-answer.ts";
import { type LogCheckpoint, readCheckpoint, WitnessKey } from "./witness-note.ts";
import { emptyRoot, isConsistent } from "./witnessed-tree.ts";

export interface RegisteredStation {
  readonly station: string;
  /** Ed25519 SubjectPublicKeyInfo, DER: signs the checkpoints. */
  readonly logKeySpki: Uint8Array;
  /** P-256 SubjectPublicKeyInfo, DER: signs the records. */
  readonly recordKeySpki: Uint8Array;
  /** SM2: signs the records as well. Absent: nobody does. */
  readonly second?: SecondKey;
}

export interface RegistryServiceOptions {
  /** 32 bytes; the witness's Ed25519 private key. */
  readonly witnessSeed: Uint8Array;
  readonly witnessName?: string;
  readonly stations: readonly RegisteredStation[];
  /** State is kept in files here; without it, in memory. */
  readonly directory?: string;
  readonly store?: RegistryStore;
  /** Started for simulation: what simulated devices measured comes into force here, and nowhere else. Default false. */
  readonly simulation?: boolean;
}

interface Station extends RegisteredKeys {
  readonly abandoned: AbandonedBranches;
  /** Every one that was cosigned, also of branches that do not go on. */
  head: StationHead;
  /** By the clock of then; absent after a restart. */
  cosignedMs?: number;
}

/** A cosignature so far in the future was made by a clock that was wrong. */
const AHEAD_MS = 30_000;

const NOTHING_NEW: Verified = { stored: [], withdrawn: [], quarantined: [] };

const EMPTY_HEAD: StationHead = {
  size: 0,
  root: emptyRoot().toString("base64"),
  records: 0,
  checkpoint: "",
};

/**
 * The registry: log witness (C2SP tlog-witness rules) and keeper of the records. Check and commit are one synchronous step, and the
 * commit is done before the answer exists, so that no order of messages can make a size go back.
 */
export class RegistryService {
  readonly #witness: WitnessKey;
  readonly #store: RegistryStore;
  readonly #simulation: boolean;
  readonly #stations = new Map<string, Station>();
  /** What stations ask beside their deliveries. */
  readonly requests: RequestAnswers;
  /** What they tell step by step. */
  readonly events: EventBook;
  /** What is ordered of them. */
  readonly orders: OrderBook;
  /** What they send of what their records rest on. */
  readonly evidence: EvidenceBook;

  constructor(options: RegistryServiceOptions) {
    this.#simulation = options.simulation === true;
    this.#witness = new WitnessKey(
      options.witnessName ?? "proofmark-registry/witness-1",
      options.witnessSeed,
    );
    this.requests = new RequestAnswers({
      witness: this.#witness,
      lists: new TrustLists({
        ...{ seed: options.witnessSeed, witness: this.#witness },
        listed: (station) => this.#listed(station),
      }),
      logKeys: (station) => this.#stations.get(station)?.logKeys.good ?? [],
      inForce: () => this.stored,
    });
    const signed = {
      witness: this.#witness,
      logKeys: (station: string) => this.#stations.get(station)?.logKeys.good ?? [],
    };
    this.events = new EventBook(signed);
    this.orders = new OrderBook(signed);
    this.evidence = new EvidenceBook({
      ...signed,
      isRecordOf: (station, record) =>
        this.stored.some((one) => one.station === station && one.record === record) ||
        this.withdrawals.some((one) => one.station === station && one.withdraws.record === record),
    });
    for (const { station, logKeySpki, recordKeySpki, second = null } of options.stations) {
      this.#stations.set(station, {
        name: station,
        logKeys: new FollowingKeys(logKeySpki),
        recordKeys: new FollowingKeys(recordKey(recordKeySpki)),
        secondKey: second,
        abandoned: new AbandonedBranches(),
        head: EMPTY_HEAD,
      });
    }
    this.#store =
      options.store ??
      (options.directory === undefined
        ? new MemoryRegistryStore()
        : new DirectoryRegistryStore(options.directory));
    let before = 0;
    for (const change of this.#store.load()) this.#apply(change, before++);
  }

  get witnessName(): string {
    return this.#witness.name;
  }

  get witnessSpki(): Uint8Array {
    return this.#witness.spki;
  }

  /** Records in force, in order of arrival; each exactly once. Read from the store: nothing of a record is kept here. */
  get stored(): readonly StoredRecord[] {
    const withdrawn = new Set(this.withdrawals.map(({ withdraws }) => withdraws.record));
    return this.kept.filter(({ record }) => !withdrawn.has(record));
  }

  /** In force, and withdrawn after they were: those are kept as they came. */
  get kept(): readonly StoredRecord[] {
    return [...this.#store.load()].flatMap(({ stored }) => stored);
  }

  /** What took a record out of force, with the reason; in order of arrival. */
  get withdrawals(): readonly StoredWithdrawal[] {
    return [...this.#store.load()].flatMap(({ withdrawn = [] }) => withdrawn);
  }

  get quarantined(): readonly QuarantinedRecord[] {
    return [...this.#store.load()].flatMap(({ quarantined }) => quarantined);
  }

  /** Size of the station's log that is cosigned and stored; 0 for none. */
  size(station: string): number {
    return this.#stations.get(station)?.head.size ?? 0;
  }

  /**
   * A person of the registry gives up that the log continues what is held, and takes it up again at a size that was cosigned before. The
   * text is for the station. Throws where that size never was.
   */
  resume(name: string, at: { readonly size: number; readonly atMs: number }): string {
    const station = this.#stations.get(name);
    const resume = this.#headAt(name, at.size);
    if (station === undefined || resume === undefined)
      throw new Error(`registry: ${name} was never cosigned at size ${at.size}`);
    const from = jobsFrom(this.kept, name);
    const order = { station: name, held: station.head, resume, jobsFrom: from, atMs: at.atMs };
    const decision = signedDecision(this.#witness, order);
    this.#store.commit({ station: name, head: resume, stored: [], quarantined: [], decision });
    this.#goBack(station, resume);
    return decision;
  }

  #listed(name: string): ListedKeys {
    const station = this.#stations.get(name);
    if (station === undefined) return { record: [], log: [], second: null };
    return {
      record: station.recordKeys.all.map(({ spki }) => spki),
      log: station.logKeys.all,
      second: station.secondKey?.spki ?? null,
    };
  }

  /** As it was cosigned last at that size; read from the store. */
  #headAt(name: string, size: number): StationHead | undefined {
    if (size === 0) return EMPTY_HEAD;
    return [...this.#store.load()].findLast((change) => change.station === name && change.head.size === size)
      ?.head;
  }

  /** Takes up a station's request for a new key. False where the keys that it names have not both signed it, or the old one is not the station's. */
  rotate(request: string): boolean {
    const rotation = readRotation(request);
    const station = rotation === null ? undefined : this.#stations.get(rotation.station);
    if (rotation === null || station === undefined || !followsKnown(station, rotation)) return false;
    const change = { station: station.name, head: station.head, stored: [], quarantined: [] };
    this.#store.commit({ ...change, rotation: request });
    follow(station, rotation);
    return true;
  }

  /** Never throws on any bytes. `atMs` is the registry's wall time and stands in the cosignature in whole seconds. */
  handle(message: Uint8Array, atMs: number): Uint8Array[] {
    const submission = readSubmission(message);
    if (typeof submission === "string") {
      return [refusal("", null, null, 400, { zh: "消息无法读取。", en: `The message is ${submission}.` })];
    }
    const station = this.#stations.get(submission.station);
    const checkpoint = readCheckpoint(submission.checkpoint);
    if (station === undefined) {
      const sentence = { zh: "未登记的站点。", en: "This station is not registered." };
      return [refusal(submission.station, meantBy(submission, checkpoint), null, 404, sentence)];
    }
    return [this.#decide(station, submission, checkpoint, atMs)];
  }

  #decide(
    station: Station,
    submission: ReadSubmission,
    checkpoint: LogCheckpoint | null,
    atMs: number,
  ): Uint8Array {
    this.#redate(station, atMs);
    const head = station.head;
    const meant = meantBy(submission, checkpoint);
    const refuse = (code: number, zh: string, en: string, index: number | null = null) =>
      refusal(station.name, meant, head, code, { zh, en }, index);
    const wellFormed = checkpoint !== null && checkpoint.records !== null && checkpoint.size > 0;
    if (!wellFormed || submission.oldSize > checkpoint.size) {
      return refuse(400, "检查点格式不符。", "The checkpoint does not have the documented form.");
    }
    const signature = signedNow(station, checkpoint);
    if (signature === null) return refuse(403, "日志签名无效。", "The log's signature does not verify.");
    if (submission.oldSize !== head.size) {
      return refuse(409, "起始长度与登记中心不符。", `The registry holds size ${head.size}.`);
    }
    const oldRoot = Buffer.from(head.root, "base64");
    if (!isConsistent(head.size, oldRoot, checkpoint.size, checkpoint.root, submission.consistency)) {
      return refuse(422, "日志与已登记的历史不一致。", "The log does not continue what is registered.");
    }
    const intake = { ...station, simulation: this.#simulation, changes: () => this.#store.load() };
    const verified = takeIn(intake, submission, checkpoint);
    if ("sentence" in verified)
      return refuse(412, verified.sentence.zh, verified.sentence.en, verified.index);
    const next =
      checkpoint.size === head.size
        ? head
        : {
            size: checkpoint.size,
            root: checkpoint.root.toString("base64"),
            records: checkpoint.records,
            checkpoint: this.#witness.cosigned(checkpoint, signature.line, Math.floor(atMs / 1000)),
          };
    if (next !== head && !this.#commit(station, next, signature.key, verified)) {
      return refuse(503, "登记中心暂时无法存储。", "The registry cannot store just now.");
    }
    if (next !== head) station.cosignedMs = atMs;
    else station.logKeys.use(signature.key);
    return receipt(station.name, next, verified.quarantined);
  }

  /** Cosigned by a clock that ran ahead, and is right now: nobody would take that receipt. */
  #redate(station: Station, atMs: number): void {
    const { head, cosignedMs = 0 } = station;
    const checkpoint = cosignedMs > atMs + AHEAD_MS ? readCheckpoint(head.checkpoint) : null;
    const signature = checkpoint === null ? null : firstSignature(checkpoint, station.logKeys.all);
    if (checkpoint === null || signature === null) return;
    const note = this.#witness.cosigned(checkpoint, signature.line, Math.floor(atMs / 1000));
    if (this.#commit(station, { ...head, checkpoint: note }, signature.key, NOTHING_NEW))
      station.cosignedMs = atMs;
  }

  /** `logKey`: the one whose signature in the head was found good. */
  #commit(station: Station, head: StationHead, logKey: Uint8Array, verified: Verified): boolean {
    const quarantined = verified.quarantined.map(({ zh: _zh, en: _en, ...kept }) => kept);
    const { stored, withdrawn } = verified;
    try {
      const more = withdrawn.length === 0 ? {} : { withdrawn };
      this.#store.commit({ station: station.name, head, stored, quarantined, ...more });
    } catch (error) {
      if (error instanceof Error) return false;
      throw error;
    }
    this.#goOn(station, head, logKey, [...stored, ...withdrawn]);
    return true;
  }

  /** One of the store's changes, with so many before it. */
  #apply(
    { station: name, head, stored, withdrawn = [], decision, rotation }: HeadChange,
    before: number,
  ): void {
    const station = this.#stations.get(name);
    const taken = rotation === undefined ? null : readRotation(rotation);
    if (station !== undefined && taken !== null) follow(station, taken);
    else if (station !== undefined && decision !== undefined) this.#goBack(station, head, before);
    else if (station !== undefined) {
      const checkpoint = readCheckpoint(head.checkpoint);
      const signature = checkpoint === null ? null : firstSignature(checkpoint, station.logKeys.all);
      this.#goOn(station, head, signature?.key ?? null, [...stored, ...withdrawn]);
    }
  }

  #goOn(
    station: Station,
    head: StationHead,
    logKey: Uint8Array | null,
    signed: readonly { readonly envelope: string }[],
  ): void {
    station.head = head;
    if (logKey !== null) station.logKeys.use(logKey);
    for (const { envelope } of signed)
      for (const key of station.recordKeys.all)
        if (envelope.includes(`"keyid":"${key.keyId}"`)) station.recordKeys.use(key);
  }

  /** What lies above is a branch of its own from now on; its records stay in force. */
  #goBack(station: Station, head: StationHead, changes = Number.POSITIVE_INFINITY): void {
    const before = [...this.#store.load()].slice(0, changes);
    const isAbove = ({ station: of, index }: Pick<StoredRecord, "station" | "index">): boolean =>
      of === station.name && index >= head.size;
    station.abandoned.add(before.flatMap((change) => change.stored).filter(isAbove));
    station.abandoned.addWithdrawals(before.flatMap(({ withdrawn = [] }) => withdrawn).filter(isAbove));
    station.head = head;
  }

  /** Hash over every head and record: two runs that ended alike have the same. */
  fingerprint(): string {
    const heads = [...this.#stations.values()].map((station) => [station.name, station.head]);
    const state = createHash("sha256").update(JSON.stringify(heads));
    for (const { stored, quarantined, withdrawn = [] } of this.#store.load())
      for (const record of [...stored, ...quarantined, ...withdrawn]) state.update(JSON.stringify(record));
    return state.digest("hex");
  }
}

function receipt(
  station: string,
  head: StationHead,
  quarantined: readonly (QuarantinedRecord & Sentence)[],
): Uint8Array {
  return encode({
    schema: "proofmark/receipt/v1",
    station,
    size: head.size,
    checkpoint: head.checkpoint,
    quarantined: quarantined.map(({ index, zh, en }) => ({ index, sentence: { zh, en } })),
  });
}

interface Meant {
  readonly oldSize: number;
  readonly size: number;
  readonly root: string;
}

/** The root is what tells the station that this answers what it sent. */
function meantBy({ oldSize }: ReadSubmission, checkpoint: LogCheckpoint | null): Meant | null {
  if (checkpoint === null) return null;
  return { oldSize, size: checkpoint.size, root: checkpoint.root.toString("base64") };
}

function refusal(
  station: string,
  submission: Meant | null,
  head: StationHead | null,
  code: number,
  sentence: Sentence,
  index: number | null = null,
): Uint8Array {
  const held = head && { size: head.size, checkpoint: head.checkpoint || null };
  return encode({ schema: "proofmark/refusal/v1", station, code, sentence, submission, held, index });
}

function encode(message: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}
