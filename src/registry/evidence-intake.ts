import { signedPartAnswer } from "../core/evidence/evidence-part.ts";
import { partAnswer, type ReadPart, readPart, takePart } from "../core/evidence/take-part.ts";
import type { Digest } from "../core/journal/merkle.ts";
import { toHex } from "../core/record/base64.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { ArrivingBundle, EvidenceArrivals } from "../ports/evidence-arrivals.ts";
import type { EvidenceStore } from "../ports/evidence-store.ts";
import { RefusedBundles } from "./refused-bundles.ts";

export interface EvidenceIntakeOptions {
  readonly arrivals: EvidenceArrivals;
  readonly store: Pick<EvidenceStore, "put">;
  /** Why these bytes are no bundle of that record; null where they are. It may take long. Throws EdgeError DATABASE_UNAVAILABLE, EVIDENCE_CHECK_AWAY. */
  readonly whyNotOf: (record: string, bytes: Uint8Array) => Promise<Reason | null>;
  readonly keepDays: number;
  readonly digest: Digest;
  readonly verify: VerifySignature;
  /** The keys that cosign, Ed25519: a station knows one of them. */
  readonly witnesses: Parameters<typeof signedPartAnswer>[1];
  readonly wallMs: () => number;
  /** That nothing was answered, since database or store are away; the stations come again. */
  readonly onFailure: (error: EdgeError) => void;
  /** A station sends what is no evidence of its record. */
  readonly onRefused: (station: string, record: string, why: Reason) => void;
}

type Said = Parameters<typeof partAnswer>[1];

/** What came of a part: said at once, or when the bundle has been looked at, behind others; null where nothing is. */
interface Taken {
  readonly read: ReadPart;
  readonly said: Said | Promise<Said>;
}

const DAY_MS = 86_400_000;
/** Parts that wait; one more is lost, as any may be. */
const WAITING_MAX = 64;
const SWEEP_EVERY_MS = 3_600_000;

/**
 * Takes evidence that stations send, beside their submissions and one part at a time. A bundle that is whole is looked at, put into the store and bound before `kept` is
 * said; bytes first and the row then, so that a worker which ends between the two leaves nothing that the next part does not mend. Looking takes as long as a station made it
 * take: bundles that are whole wait for each other, one of a station, and parts of others go on meanwhile.
 */
export class EvidenceIntake {
  readonly #options: EvidenceIntakeOptions;
  #last: Promise<unknown> = Promise.resolve();
  /** Behind the parts: the bundles that are whole. */
  #lastWhole: Promise<unknown> = Promise.resolve();
  /** Stations with one of those. */
  readonly #looking = new Set<string>();
  readonly #refused: RefusedBundles;
  #waiting = 0;
  #sweptMs = Number.NEGATIVE_INFINITY;

  constructor(options: EvidenceIntakeOptions) {
    this.#options = options;
    this.#refused = new RefusedBundles(options.wallMs);
  }

  /** The answer, when what it says is durable; null where nothing is said. Throws only what is a bug. */
  async take(topicOf: string, bytes: Uint8Array): Promise<Uint8Array | null> {
    if (this.#waiting >= WAITING_MAX) return null;
    this.#waiting++;
    // What is looked at afterwards takes no place of a part: one of a station at most.
    const turn = this.#last.then(() => this.#taken(topicOf, bytes)).finally(() => this.#waiting--);
    this.#last = turn.catch(() => undefined);
    try {
      const taken = await turn;
      if (taken === null) return null;
      const said = partAnswer(taken.read, await taken.said, this.#options.wallMs());
      return signedPartAnswer(said, this.#options.witnesses);
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      this.#options.onFailure(error);
      return null;
    }
  }

  async #taken(topicOf: string, bytes: Uint8Array): Promise<Taken | null> {
    const { arrivals, digest, verify } = this.#options;
    const read = readPart(bytes, topicOf, await arrivals.account(topicOf), { digest, verify });
    if (read === null) return null;
    await this.#sweep();
    const { station, record, sha256, bytes: size } = read.part;
    const bundle: ArrivingBundle = { station, record, sha256, bytes: size };
    const said = await this.#saidAtOnce(read, bundle);
    if (said !== null) return { read, said };
    // It asks again, and by then what was found may be known.
    if (this.#looking.has(station)) return null;
    return { read, said: this.#inTurn(bundle) };
  }

  /** Null where the bundle is whole, and has to be looked at. */
  async #saidAtOnce(read: ReadPart, bundle: ArrivingBundle): Promise<Said | null> {
    const { arrivals } = this.#options;
    const { part, data } = read;
    const { station, record, bytes, at } = part;
    if (!(await arrivals.isRecordOf(station, record)))
      return { refused: reason("EVIDENCE_RECORD_UNKNOWN", { station, record }) };
    if (await arrivals.isKept(bundle)) {
      await arrivals.drop(bundle);
      return "kept";
    }
    const known = this.#refused.whyOf(bundle);
    if (known !== null) return { refused: known };
    const have = await arrivals.add({ ...bundle, at, data }, (coming) => takePart(read, coming));
    return have < bytes ? { have } : null;
  }

  async #inTurn(bundle: ArrivingBundle): Promise<Said> {
    this.#looking.add(bundle.station);
    const turn = this.#lastWhole.then(() => this.#whole(bundle));
    this.#lastWhole = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#looking.delete(bundle.station);
    }
  }

  async #whole(bundle: ArrivingBundle): Promise<Said> {
    const { arrivals, onRefused } = this.#options;
    const bytes = await arrivals.whole(bundle);
    // Another worker had the same last part, and is done with it: what it came to stands in the database.
    if (bytes.length < bundle.bytes) return (await arrivals.isKept(bundle)) ? "kept" : { have: bytes.length };
    const why = await this.#keep(bundle, bytes);
    await arrivals.drop(bundle);
    if (why === null) return "kept";
    onRefused(bundle.station, bundle.record, why);
    return { refused: why };
  }

  /** Null where it is kept. */
  async #keep(bundle: ArrivingBundle, bytes: Uint8Array): Promise<Reason | null> {
    const { arrivals, store, whyNotOf, digest, keepDays, wallMs } = this.#options;
    const { station, record, sha256 } = bundle;
    const found = toHex(digest(bytes));
    if (found !== sha256) return reason("EVIDENCE_HASH_DIFFERS", { found, sha256 });
    const why = await whyNotOf(record, bytes);
    if (why !== null) {
      this.#refused.note(bundle, why);
      return why;
    }
    await store.put(sha256, bytes);
    await arrivals.bind(bundle, { keepUntilMs: wallMs() + keepDays * DAY_MS, by: `station ${station}` });
    return null;
  }

  /** What nobody went on with for a day. */
  async #sweep(): Promise<void> {
    // A clock that was far ahead and is set back would keep it from being done until it is there again.
    const now = this.#options.wallMs();
    if (Math.abs(now - this.#sweptMs) < SWEEP_EVERY_MS) return;
    this.#sweptMs = now;
    await this.#options.arrivals.sweep(now - DAY_MS);
  }
}
