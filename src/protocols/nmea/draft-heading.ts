import type { GnssEpoch } from "../../core/observation.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import { larger } from "./fix-evidence.ts";
import type { Heading, HeadingSentence } from "./sentence.ts";

/** Best first: those that tell their quality, then THS, then HDT, which tells nothing, then those nobody has verified. */
const ORDER: readonly HeadingSource["type"][] = [
  "HPR",
  "PSTI036",
  "AVR",
  "HEADINGA",
  "KSXT",
  "THS",
  "HDT",
  "HPD",
  "THS2",
];
/** What they say of quality is known from a manual or a recording; the value of any other is in doubt. */
const UNVERIFIED: readonly HeadingSource["type"][] = ["HPD", "THS2"];
/** An empty HDT, HPD or THS2 says nothing; the others say that there is no heading. */
const SILENT: readonly HeadingSource["type"][] = ["HDT", "HPD", "THS2"];
/**
 * Two sentences of one solution differ by what they print, 0.01 degrees at the coarsest that was seen (KSXT, HDT). 0.2 degrees is
 * the standard deviation of a heading over one metre, as makers give it.
 */
const SAME_DEG = 0.2;

export interface HeadingSource extends Heading {
  readonly type: HeadingSentence["type"] | "KSXT";
}

export const NO_HEADING: Heading = { headingDeg: null, headingFix: "none", pitchDeg: null, rollDeg: null };

/** The headings of one UTC: the best sentence gives the value, all of them decide how far it is believed. */
export class DraftHeading {
  #sources: HeadingSource[] = [];
  #names: string[] = [];
  #baselineM: number | null = null;

  add(source: HeadingSource, name: string): void {
    this.#sources.push(source);
    this.#names.push(name);
  }

  addBaseline(baselineM: number | null): void {
    this.#baselineM = larger(this.#baselineM, baselineM);
  }

  get baselineM(): number | null {
    return this.#baselineM;
  }

  settle(doubts: Reason[]): Heading {
    const best = this.#best();
    const source = this.#sources[best];
    if (source === undefined || source.headingDeg === null) return NO_HEADING;
    const name = this.#names[best] ?? "";
    let headingFix: GnssEpoch["headingFix"] = source.headingFix;
    for (const [at, other] of this.#sources.entries()) {
      if (at === best || UNVERIFIED.includes(other.type)) continue;
      if (other.headingFix === "none" && SILENT.includes(other.type)) continue;
      headingFix = worse(headingFix, other.headingFix);
      if (other.headingDeg !== null && apartDeg(source.headingDeg, other.headingDeg) > SAME_DEG)
        doubts.push(reason("HEADINGS_DIFFER", { first: name, second: this.#names[at] ?? "" }));
    }
    if (headingFix === "none") return NO_HEADING;
    if (UNVERIFIED.includes(source.type)) doubts.push(reason("MEANING_UNVERIFIED", { sentence: name }));
    const { headingDeg, pitchDeg, rollDeg } = source;
    return { headingDeg, headingFix, pitchDeg, rollDeg };
  }

  /** -1 where there is no heading at all. */
  #best(): number {
    let best = -1;
    let rank = ORDER.length;
    for (const [at, source] of this.#sources.entries()) {
      const place = ORDER.indexOf(source.type);
      if (source.headingFix === "none" || place >= rank) continue;
      best = at;
      rank = place;
    }
    return best;
  }
}

/** "unknown" is no statement: it takes nothing from one that was made. */
function worse(a: GnssEpoch["headingFix"], b: GnssEpoch["headingFix"]): GnssEpoch["headingFix"] {
  if (a === "none" || b === "none") return "none";
  if (a === "float" || b === "float") return "float";
  return a === "unknown" && b === "unknown" ? "unknown" : "fixed";
}

function apartDeg(a: number, b: number): number {
  const apart = Math.abs(a - b) % 360;
  return apart > 180 ? 360 - apart : apart;
}
