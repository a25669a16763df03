import type { GnssEpoch } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/reasons.ts";
import { inDoubt } from "../in-doubt.ts";
import { DayKeeper } from "./day-keeper.ts";
import { EpochDraft, type EpochLimits } from "./epoch-draft.ts";
import type { Sentence } from "./sentence.ts";

export interface AssemblerOptions extends EpochLimits {
  readonly device: DeviceId;
  /** Faster than this from one epoch to the next is a broken position, not a car. */
  readonly jumpMostKmh: number;
}

const HALF_DAY_MS = 43_200_000;
const DAY_MS = 86_400_000;
/** So many sentences in a row from the past are a receiver that has set its clock back. */
const BACK_IN_TIME_SENTENCES = 8;
/** Jumps are judged only between epochs this near. */
const JUMP_WITHIN_MS = 5000;
const METRES_PER_DEGREE = 111_320;

/** Puts sentences of one UTC together. An epoch leaves when all expected sentences are there, or when the next UTC begins. */
export class EpochAssembler {
  readonly #options: AssemblerOptions;
  readonly #days = new DayKeeper();
  #draft: EpochDraft | null = null;
  #draftSent = false;
  #sentencesFromThePast = 0;
  #previous: GnssEpoch | null = null;
  #outOfOrder = 0;
  #repeated = 0;

  constructor(options: AssemblerOptions) {
    this.#options = options;
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
  }

  take(sentence: Sentence, line: string, atMs: number): readonly GnssEpoch[] {
    const timeOfDayMs = "timeOfDayMs" in sentence ? sentence.timeOfDayMs : null;
    const epochs: GnssEpoch[] = [];
    if (timeOfDayMs !== null && !this.#placeInTime(timeOfDayMs, atMs, epochs)) return epochs;
    const draft = this.#draft;
    if (draft === null) return epochs;
    if (!draft.add(sentence, line, atMs)) this.#repeated++;
    else if (!this.#draftSent && draft.isComplete(this.#options.expect)) this.#send(epochs);
    return epochs;
  }

  /** Sends the epoch in progress as it is. */
  flush(): readonly GnssEpoch[] {
    const epochs: GnssEpoch[] = [];
    this.#send(epochs);
    return epochs;
  }

  /** False for a sentence of a UTC that is over. */
  #placeInTime(timeOfDayMs: number, atMs: number, epochs: GnssEpoch[]): boolean {
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
      this.#previous = null;
    }
    this.#draft = new EpochDraft(timeOfDayMs, atMs);
    this.#draftSent = false;
    return true;
  }

  #send(epochs: GnssEpoch[]): void {
    const draft = this.#draft;
    if (draft === null || this.#draftSent) return;
    this.#draftSent = true;
    const settled = this.#days.settle(draft.timeOfDayMs, draft.toldDay);
    if (settled === null || !draft.hasPositionSentence()) return;
    const doubts = settled.doubted ? [reason("DATE_CONTRADICTS", {})] : [];
    const epoch = draft.finish(this.#options.device, settled.day, this.#options, doubts);
    epochs.push(this.#judgeJump(epoch));
  }

  #judgeJump(epoch: GnssEpoch): GnssEpoch {
    if (epoch.quality === "bad") return epoch;
    const previous = this.#previous;
    this.#previous = epoch;
    if (previous === null) return epoch;
    const elapsedMs = epoch.utcMs - previous.utcMs;
    if (elapsedMs <= 0 || elapsedMs > JUMP_WITHIN_MS) return epoch;
    const kmh = (metresBetween(previous, epoch) / elapsedMs) * 3600;
    if (kmh <= this.#options.jumpMostKmh) return epoch;
    const jump = reason("POSITION_JUMPS", { kmh: Math.round(kmh) });
    const doubts = epoch.qualityReason === undefined ? [jump] : [epoch.qualityReason, jump];
    return { ...epoch, quality: "uncertain", ...inDoubt(doubts) };
  }
}

/** The shorter way round the clock: at midnight the next epoch has the smaller number. */
function forward(differenceMs: number): number {
  if (differenceMs > HALF_DAY_MS) return differenceMs - DAY_MS;
  return differenceMs <= -HALF_DAY_MS ? differenceMs + DAY_MS : differenceMs;
}

function metresBetween(a: GnssEpoch, b: GnssEpoch): number {
  const north = (b.latitudeDeg - a.latitudeDeg) * METRES_PER_DEGREE;
  const east =
    (b.longitudeDeg - a.longitudeDeg) * METRES_PER_DEGREE * Math.cos((a.latitudeDeg * Math.PI) / 180);
  return Math.hypot(north, east);
}
