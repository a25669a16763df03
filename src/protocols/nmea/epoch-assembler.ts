import type { GnssEpoch, Observation } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import { inDoubt } from "../in-doubt.ts";
import { DayKeeper } from "./day-keeper.ts";
import { type Disagreement, EpochDraft } from "./epoch-draft.ts";
import { EpochWatch } from "./epoch-watch.ts";
import { type LineBytes, RawText } from "./raw-text.ts";
import { type EpochSentenceType, SENTENCE_BITS, type Sentence, sentenceBits } from "./sentence.ts";

export interface AssemblerOptions {
  readonly device: DeviceId;
  readonly expect: readonly EpochSentenceType[];
  /** Faster than this from one epoch to the next is a broken position, not a car. */
  readonly jumpMostKmh: number;
}

const HALF_DAY_MS = 43_200_000;
const DAY_MS = 86_400_000;
/** So many sentences in a row from the past are a receiver that has set its clock back. */
const BACK_IN_TIME_SENTENCES = 8;
/**
 * A second receiver on the line may come when the epoch has gone already: what it said is held against those that follow, for two
 * and a half periods of a receiver at 1 Hz.
 */
const TWO_RECEIVERS_MS = 2500;

/** Puts sentences of one UTC together. An epoch leaves when all expected sentences are there, or when the next UTC begins. */
export class EpochAssembler {
  readonly #options: AssemblerOptions;
  readonly #expected: number;
  readonly #days = new DayKeeper();
  readonly #watch: EpochWatch;
  readonly #refused = new Map<string, Reason>();
  readonly #raw = new RawText();
  #draft: EpochDraft | null = null;
  #draftSent = false;
  #sentencesFromThePast = 0;
  #outOfOrder = 0;
  #repeated = 0;
  #two: { readonly differ: Disagreement; readonly timeOfDayMs: number } | null = null;

  constructor(options: AssemblerOptions) {
    this.#options = options;
    this.#expected = sentenceBits(options.expect);
    this.#watch = new EpochWatch(options.jumpMostKmh);
  }

  get outOfOrder(): number {
    return this.#outOfOrder;
  }

  get repeated(): number {
    return this.#repeated;
  }

  /** When the epoch in progress began, null when none waits to be sent. */
  get waitingSinceMs(): number | null {
    return this.#draft === null || this.#draftSent ? null : this.#draft.startedAtMs;
  }

  /** A new connection: half an epoch is no epoch; date and time base stay. */
  forgetDraft(): void {
    this.#draft = null;
    this.#draftSent = false;
    this.#refused.clear();
  }

  /** `line` is good for the time of the call; what became whole goes to `epochs`. */
  take(sentence: Sentence, name: string, line: LineBytes, atMs: number, epochs: Observation[]): void {
    const { timeOfDayMs } = sentence;
    if (timeOfDayMs !== null && !this.#placeInTime(timeOfDayMs, atMs, epochs)) return;
    const draft = this.#draft;
    if (draft === null) return;
    if (!draft.add(sentence, name, line, atMs)) {
      this.#repeated++;
      if (draft.twice !== null) this.#two = { differ: draft.twice, timeOfDayMs: draft.timeOfDayMs };
    } else if (!this.#draftSent && this.#isComplete(draft)) this.#send(epochs);
  }

  /** A sentence that will be missing, and why. */
  refused(type: string, why: Reason): void {
    this.#refused.set(type, why);
  }

  /** Sends the epoch in progress as it is. */
  flush(epochs: Observation[]): void {
    this.#send(epochs);
  }

  /** False for a sentence of a UTC that is over. */
  #placeInTime(timeOfDayMs: number, atMs: number, epochs: Observation[]): boolean {
    const current = this.#draft?.timeOfDayMs ?? null;
    const step = current === null ? 1 : forward(timeOfDayMs - current);
    if (step < 0 && ++this.#sentencesFromThePast < BACK_IN_TIME_SENTENCES) {
      this.#outOfOrder++;
      return false;
    }
    this.#sentencesFromThePast = 0;
    if (step === 0) return true;
    this.#send(epochs);
    if (step < 0) {
      this.#days.forget();
      this.#watch.forget();
    }
    this.#draft = new EpochDraft(timeOfDayMs, atMs, this.#raw);
    this.#draftSent = false;
    return true;
  }

  #send(epochs: Observation[]): void {
    const draft = this.#draft;
    if (draft === null || this.#draftSent) return;
    this.#draftSent = true;
    const settled = this.#days.settle(draft.timeOfDayMs, draft.toldDay);
    if (settled === null || !draft.hasPositionSentence()) return;
    const doubts = this.#doubts(draft, settled.doubted);
    const epoch = draft.finish(this.#options.device, settled.day, doubts);
    // A map makes itself anew to be emptied, and nearly always there is nothing in it.
    if (this.#refused.size > 0) this.#refused.clear();
    epochs.push(epoch.quality === "bad" ? epoch : this.#held(epoch));
  }

  #doubts(draft: EpochDraft, dateDoubted: boolean): Reason[] {
    const doubts: Reason[] = dateDoubted ? [reason("DATE_CONTRADICTS", {})] : [];
    if (!draft.has(this.#expected)) {
      const missing = this.#options.expect.filter((type) => !draft.has(SENTENCE_BITS[type]));
      doubts.push(reason("SENTENCES_MISSING", { sentences: missing }));
      for (const type of missing) {
        const why = this.#refused.get(type);
        if (why !== undefined) doubts.push(why);
      }
    }
    const two = this.#two;
    const agoMs = two === null ? 0 : forward(draft.timeOfDayMs - two.timeOfDayMs);
    if (agoMs < 0 || agoMs > TWO_RECEIVERS_MS) this.#two = null;
    else if (two !== null && draft.differ === null)
      doubts.push(reason("POSITIONS_DIFFER", { ...two.differ }));
    return doubts;
  }

  /** Where nothing is expected, an epoch waits for the next. */
  #isComplete(draft: EpochDraft): boolean {
    return this.#expected !== 0 && draft.has(this.#expected);
  }

  /** What the epochs before say of it. */
  #held(epoch: GnssEpoch): GnssEpoch {
    const more = this.#watch.doubts(epoch);
    if (more.length === 0) return epoch;
    const doubts = epoch.qualityReason === undefined ? more : [epoch.qualityReason, ...more];
    return { ...epoch, quality: "uncertain", ...inDoubt(doubts) };
  }
}

/** The shorter way round the clock: at midnight the next epoch has the smaller number. */
function forward(differenceMs: number): number {
  if (differenceMs > HALF_DAY_MS) return differenceMs - DAY_MS;
  return differenceMs <= -HALF_DAY_MS ? differenceMs + DAY_MS : differenceMs;
}
