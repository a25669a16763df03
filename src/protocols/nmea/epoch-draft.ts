import type { FixQuality, GnssEpoch } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import { inDoubt } from "../in-doubt.ts";
import { DraftHeading, NO_HEADING } from "./draft-heading.ts";
import { leapMsOf, mayHaveLeapSecond } from "./fields.ts";
import { larger, smaller, worseFix } from "./fix-evidence.ts";
import type { LineBytes, RawText } from "./raw-text.ts";
import {
  type GgaSentence,
  type GllSentence,
  type KsxtSentence,
  type Position,
  type RmcSentence,
  SENTENCE_BITS,
  type Sentence,
} from "./sentence.ts";

/**
 * Sentences of one UTC come from one solution: they differ by what each prints of it, its last digit if it cuts off. Beside it two
 * hundred millionths of a degree, two millimetres, for a receiver that works in binary.
 */
const SAME_PLACE_DEG = 2e-8;
const DAY_MS = 86_400_000;

/** Which of two positions of one UTC disagree; null where none do. */
export interface Disagreement {
  readonly first: string;
  readonly second: string;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Placed {
  readonly name: string;
  readonly type: Sentence["type"];
  readonly position: Position;
}

/** The sentences of one UTC, as they come. The values are of the first of each type; of all evidence of quality the worst counts. */
export class EpochDraft {
  readonly timeOfDayMs: number;
  readonly startedAtMs: number;
  lastAtMs: number;
  #seen = 0;
  #heading: DraftHeading | null = null;
  readonly #raw: RawText;
  #toldDay: number | null = null;
  #placed: Placed | null = null;
  #differ: Disagreement | null = null;
  /** From a sentence of a type that had come already, which one receiver does not send. */
  #twice: Disagreement | null = null;
  #told: FixQuality | null = null;
  #most: FixQuality | null = null;
  #byMode: FixQuality | null = null;
  #ksxt: KsxtSentence | null = null;
  #gga: GgaSentence | null = null;
  #rmc: RmcSentence | null = null;
  #gll: GllSentence | null = null;
  #satellites: number | null = null;
  #correctionAgeS: number | null = null;
  #hdop: number | null = null;
  #sigmaM: number | null = null;
  #vtgSpeedKmh: number | null = null;
  #vtgCourseDeg: number | null = null;
  #warning: RmcSentence["warning"] = "";

  /** `raw` is this draft's until the next one begins. */
  constructor(timeOfDayMs: number, atMs: number, raw: RawText) {
    raw.clear();
    this.#raw = raw;
    this.timeOfDayMs = timeOfDayMs;
    this.startedAtMs = atMs;
    this.lastAtMs = atMs;
  }

  get toldDay(): number | null {
    return this.#toldDay;
  }

  /** Two different positions. */
  get differ(): Disagreement | null {
    return this.#differ;
  }

  /** The same from sentences of one type. */
  get twice(): Disagreement | null {
    return this.#twice;
  }

  /** False for a sentence type that is there already. */
  add(sentence: Sentence, name: string, line: LineBytes, atMs: number): boolean {
    const { type } = sentence;
    const bit = SENTENCE_BITS[type];
    const isNew = (this.#seen & bit) === 0;
    this.#seen |= bit;
    this.lastAtMs = atMs;
    this.#raw.add(line);
    if ("day" in sentence) this.#toldDay ??= sentence.day;
    this.#take(sentence, name, isNew);
    return isNew;
  }

  /** All of these types, as `sentenceBits` has them, are there. */
  has(bits: number): boolean {
    return (this.#seen & bits) === bits;
  }

  /** Only a sentence about position makes an epoch. */
  hasPositionSentence(): boolean {
    return this.#gga !== null || this.#rmc !== null || this.#ksxt !== null || this.#gll !== null;
  }

  finish(device: DeviceId, day: number, doubts: Reason[]): GnssEpoch {
    this.#addDoubts(doubts, day);
    const heading = this.#heading?.settle(doubts) ?? NO_HEADING;
    const place = this.#place();
    const fix = worseFix(this.#told ?? this.#byMode ?? "none", this.#most) ?? "none";
    const without = withoutPosition(place, fix, this.#satellites);
    const epoch: Mutable<GnssEpoch> = {
      kind: "gnss-epoch",
      device,
      atMs: this.lastAtMs,
      quality: without !== null ? "bad" : doubts.length > 0 ? "uncertain" : "good",
      raw: this.#raw.text(),
      utcMs: day * DAY_MS + this.timeOfDayMs,
      latitudeDeg: place?.latitudeDeg ?? 0,
      longitudeDeg: place?.longitudeDeg ?? 0,
      heightM: this.#ksxt?.heightM ?? this.#gga?.heightM ?? null,
      fix,
      satellites: this.#satellites,
      correctionAgeS: this.#correctionAgeS,
      speedKmh: this.#ksxt?.speedKmh ?? this.#rmc?.speedKmh ?? this.#vtgSpeedKmh,
      courseDeg: this.#ksxt?.courseDeg ?? this.#rmc?.courseDeg ?? this.#vtgCourseDeg,
      headingDeg: heading.headingDeg,
      headingFix: heading.headingFix,
      pitchDeg: heading.pitchDeg,
      rollDeg: heading.rollDeg,
      hdop: this.#hdop,
      sigmaM: this.#sigmaM,
      baselineM: this.#heading?.baselineM ?? null,
    };
    // A spread in the literal would cost half of the time of an epoch.
    const why = without === null ? inDoubt(doubts) : inDoubt([without]);
    if (why.qualityReason !== undefined) epoch.qualityReason = why.qualityReason;
    const leapMs = leapMsOf(this.timeOfDayMs);
    if (leapMs !== null && mayHaveLeapSecond(day)) epoch.leapMs = leapMs;
    return epoch;
  }

  #take(sentence: Sentence, name: string, isNew: boolean): void {
    switch (sentence.type) {
      case "GGA":
        this.#gga ??= sentence;
        this.#hdop = larger(this.#hdop, sentence.hdop);
        this.#quality(sentence);
        this.#compare(sentence.position, sentence.type, name, isNew);
        break;
      case "KSXT":
        this.#ksxt ??= sentence;
        this.#quality(sentence);
        this.#compare(sentence.position, sentence.type, name, isNew);
        this.#headings().add(sentence, name);
        break;
      case "RMC":
        this.#rmc ??= sentence;
        if (this.#warning !== "U") this.#warning = sentence.warning || this.#warning;
        this.#mode(sentence, name, isNew);
        break;
      case "GLL":
      case "PSTI030":
        this.#gll ??= sentence;
        this.#mode(sentence, name, isNew);
        break;
      case "GST":
        this.#sigmaM = larger(this.#sigmaM, sentence.sigmaM);
        break;
      case "VTG":
        this.#vtgSpeedKmh ??= sentence.speedKmh;
        this.#vtgCourseDeg ??= sentence.courseDeg;
        break;
      case "PSTI035":
        this.#headings().addBaseline(sentence.baselineM);
        break;
      case "ZDA":
        break;
      default:
        this.#headings().addBaseline(sentence.baselineM);
        this.#headings().add(sentence, name);
    }
  }

  #headings(): DraftHeading {
    this.#heading ??= new DraftHeading();
    return this.#heading;
  }

  #quality({ fix, satellites, correctionAgeS }: GgaSentence | KsxtSentence): void {
    this.#told = worseFix(this.#told, fix);
    this.#satellites = smaller(this.#satellites, satellites);
    this.#correctionAgeS = larger(this.#correctionAgeS, correctionAgeS);
  }

  #mode(sentence: RmcSentence | GllSentence, name: string, isNew: boolean): void {
    this.#byMode = worseFix(this.#byMode, sentence.fix);
    this.#most = worseFix(this.#most, sentence.fixMost);
    this.#compare(sentence.position, sentence.type, name, isNew);
  }

  #compare(position: Position | null, type: Sentence["type"], name: string, isNew: boolean): void {
    if (position === null) return;
    const placed = this.#placed;
    if (placed === null) this.#placed = { name, type, position };
    else if (!samePlace(placed.position, position)) {
      const differ = { first: placed.name, second: name };
      this.#differ ??= differ;
      if (!isNew) this.#twice ??= differ;
    }
  }

  #place(): Position | null {
    return this.#ksxt?.position ?? this.#gga?.position ?? this.#rmc?.position ?? this.#gll?.position ?? null;
  }

  #addDoubts(doubts: Reason[], day: number): void {
    if (this.#differ !== null) doubts.push(reason("POSITIONS_DIFFER", { ...this.#differ }));
    if (this.#warning !== "") doubts.push(reason("NAVIGATION_UNSAFE", { status: this.#warning }));
    if (leapMsOf(this.timeOfDayMs) !== null && !mayHaveLeapSecond(day))
      doubts.push(
        reason("LEAP_SECOND_MISPLACED", { day: new Date(day * DAY_MS).toISOString().slice(0, 10) }),
      );
  }
}

function samePlace(a: Position, b: Position): boolean {
  const most = SAME_PLACE_DEG + a.stepDeg + b.stepDeg;
  const around = Math.abs(a.longitudeDeg - b.longitudeDeg);
  return Math.abs(a.latitudeDeg - b.latitudeDeg) <= most && Math.min(around, Math.abs(360 - around)) <= most;
}

/** An epoch without position stays evidence that the receiver had none; its coordinates are zero and its quality bad. */
function withoutPosition(place: Position | null, fix: FixQuality, satellites: number | null): Reason | null {
  if (place === null) return reason("NO_POSITION", {});
  if (fix === "none") return reason("NO_FIX", {});
  // Real receivers say "single fix" with no satellite while they start; the position then wanders by metres. One that has
  // corrections and says 00 does not count its satellites: it is for the exam's gate to ask for a number.
  return fix === "single" && satellites === 0 ? reason("FIX_WITHOUT_SATELLITE", {}) : null;
}
