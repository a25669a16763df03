import type { FixQuality, GnssEpoch } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { inDoubt } from "../in-doubt.ts";
import type {
  EpochSentenceType,
  GgaSentence,
  GstSentence,
  HeadingSentence,
  KsxtSentence,
  Position,
  RmcSentence,
  Sentence,
  VtgSentence,
} from "./sentence.ts";

/** Best first: those that tell their quality, then THS, then HDT, which tells nothing. */
const HEADING_ORDER: readonly HeadingSentence["type"][] = ["HPR", "PSTI036", "HEADINGA", "THS", "HDT"];
/** One metre: GGA and RMC of one epoch come from one solution, so a difference is a transmission error. */
const SAME_PLACE_DEG = 1e-5;
const DAY_MS = 86_400_000;

export interface EpochLimits {
  readonly expect: readonly EpochSentenceType[];
  readonly sigmaMostM: number | null;
}

/** The sentences of one UTC, as they come. Of a sentence that comes twice the first counts. */
export class EpochDraft {
  readonly timeOfDayMs: number;
  readonly startedAtMs: number;
  lastAtMs: number;
  readonly #parts = new Map<EpochSentenceType, Sentence>();
  readonly #lines: string[] = [];
  #toldDay: number | null = null;

  constructor(timeOfDayMs: number, atMs: number) {
    this.timeOfDayMs = timeOfDayMs;
    this.startedAtMs = atMs;
    this.lastAtMs = atMs;
  }

  get toldDay(): number | null {
    return this.#toldDay;
  }

  /** False for a sentence type that is there already. */
  add(sentence: Sentence, line: string, atMs: number): boolean {
    if (this.#parts.has(sentence.type)) return false;
    this.#parts.set(sentence.type, sentence);
    this.#lines.push(line);
    this.lastAtMs = atMs;
    if ("day" in sentence && sentence.day !== null) this.#toldDay ??= sentence.day;
    return true;
  }

  isComplete(expect: readonly EpochSentenceType[]): boolean {
    return expect.length > 0 && expect.every((type) => this.#parts.has(type));
  }

  /** Only a sentence about position makes an epoch. */
  hasPositionSentence(): boolean {
    return this.#parts.has("GGA") || this.#parts.has("RMC") || this.#parts.has("KSXT");
  }

  finish(device: DeviceId, day: number, limits: EpochLimits, doubts: readonly Reason[]): GnssEpoch {
    const gga = this.#part<GgaSentence>("GGA");
    const rmc = this.#part<RmcSentence>("RMC");
    const ksxt = this.#part<KsxtSentence>("KSXT");
    const vtg = this.#part<VtgSentence>("VTG");
    const place = ksxt?.position ?? gga?.position ?? rmc?.position ?? null;
    const fix = ksxt?.fix ?? gga?.fix ?? rmc?.fix ?? "none";
    const reasons = [...doubts, ...this.#doubts(limits, gga?.position ?? null, rmc?.position ?? null)];
    const satellites = ksxt?.satellites ?? gga?.satellites ?? null;
    const without = withoutPosition(place, fix, satellites);
    const quality = without !== null ? "bad" : reasons.length > 0 ? "uncertain" : "good";
    return {
      kind: "gnss-epoch",
      device,
      atMs: this.lastAtMs,
      quality,
      ...inDoubt(without === null ? reasons : [without]),
      raw: `txt:${this.#lines.map((line) => `${line}\r\n`).join("")}`,
      utcMs: day * DAY_MS + this.timeOfDayMs,
      latitudeDeg: place?.latitudeDeg ?? 0,
      longitudeDeg: place?.longitudeDeg ?? 0,
      heightM: ksxt?.heightM ?? gga?.heightM ?? null,
      fix,
      satellites,
      correctionAgeS: ksxt?.correctionAgeS ?? gga?.correctionAgeS ?? null,
      speedKmh: ksxt?.speedKmh ?? rmc?.speedKmh ?? vtg?.speedKmh ?? null,
      courseDeg: ksxt?.courseDeg ?? rmc?.courseDeg ?? vtg?.courseDeg ?? null,
      ...this.#heading(ksxt),
    };
  }

  #heading(ksxt: KsxtSentence | null) {
    const sources = HEADING_ORDER.map((type) => this.#part<HeadingSentence>(type));
    const best = [...sources.slice(0, 3), ksxt, ...sources.slice(3)].find(
      (source) => source !== null && source.headingFix !== "none",
    );
    return {
      headingDeg: best?.headingDeg ?? null,
      headingFix: best?.headingFix ?? "none",
      pitchDeg: best?.pitchDeg ?? null,
      rollDeg: best?.rollDeg ?? null,
    } as const;
  }

  #doubts(limits: EpochLimits, first: Position | null, second: Position | null): readonly Reason[] {
    const missing = limits.expect.filter((type) => !this.#parts.has(type));
    const sigmaM = this.#part<GstSentence>("GST")?.sigmaM ?? null;
    return [
      ...(missing.length > 0 ? [reason("SENTENCES_MISSING", { sentences: missing })] : []),
      ...(first !== null && second !== null && !samePlace(first, second)
        ? [reason("POSITIONS_DIFFER", { first: "GGA", second: "RMC" })]
        : []),
      ...(limits.sigmaMostM !== null && sigmaM !== null && sigmaM > limits.sigmaMostM
        ? [reason("SIGMA_ABOVE", { sigmaM, mostM: limits.sigmaMostM })]
        : []),
    ];
  }

  #part<Wanted extends Sentence>(type: Wanted["type"]): Wanted | null {
    const part = this.#parts.get(type);
    return part !== undefined && isOf<Wanted>(part, type) ? part : null;
  }
}

function isOf<Wanted extends Sentence>(sentence: Sentence, type: Wanted["type"]): sentence is Wanted {
  return sentence.type === type;
}

function samePlace(a: Position, b: Position): boolean {
  return (
    Math.abs(a.latitudeDeg - b.latitudeDeg) <= SAME_PLACE_DEG &&
    Math.abs(a.longitudeDeg - b.longitudeDeg) <= SAME_PLACE_DEG
  );
}

/** An epoch without position stays evidence that the receiver had none; its coordinates are zero and its quality bad. */
function withoutPosition(place: Position | null, fix: FixQuality, satellites: number | null): Reason | null {
  if (place === null) return reason("NO_POSITION", {});
  if (fix === "none") return reason("NO_FIX", {});
  // Real receivers say "single fix" with no satellite while they start; the position then wanders by metres.
  return satellites === 0 ? reason("FIX_WITHOUT_SATELLITE", {}) : null;
}
