import type { GnssEpoch } from "../../core/observation.ts";
import { elapsedMs } from "../../core/time/leap-second.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";

/** Jumps are judged only between epochs this near. */
const JUMP_WITHIN_MS = 5000;
const METRES_PER_DEGREE = 111_320;
/**
 * At 2 km/h a car goes 1.1 m in two seconds, and the coarsest minutes that receivers print, four decimals, are 0.19 m: a
 * position that stays the same to the last bit is an old one sent again.
 */
const FROZEN_AFTER_MS = 2000;
const FROZEN_FROM_KMH = 2;

const NONE: readonly Reason[] = [];

/** Holds each epoch with a position against the one before. */
export class EpochWatch {
  readonly #jumpMostKmh: number;
  #previous: GnssEpoch | null = null;
  #frozenMs = 0;

  constructor(jumpMostKmh: number) {
    this.#jumpMostKmh = jumpMostKmh;
  }

  forget(): void {
    this.#previous = null;
    this.#frozenMs = 0;
  }

  doubts(epoch: GnssEpoch): readonly Reason[] {
    const previous = this.#previous;
    this.#previous = epoch;
    if (previous === null) return NONE;
    const sinceMs = elapsedMs(previous, epoch);
    const jump = this.#jump(previous, epoch, sinceMs);
    const frozen = this.#frozen(previous, epoch, sinceMs);
    if (jump === null && frozen === null) return NONE;
    return [jump, frozen].filter((doubt) => doubt !== null);
  }

  #jump(previous: GnssEpoch, epoch: GnssEpoch, sinceMs: number): Reason | null {
    if (sinceMs < 1 || sinceMs > JUMP_WITHIN_MS) return null;
    const kmh = (metresBetween(previous, epoch) / sinceMs) * 3600;
    return kmh > this.#jumpMostKmh ? reason("POSITION_JUMPS", { kmh: Math.round(kmh) }) : null;
  }

  #frozen(previous: GnssEpoch, epoch: GnssEpoch, sinceMs: number): Reason | null {
    const same = previous.latitudeDeg === epoch.latitudeDeg && previous.longitudeDeg === epoch.longitudeDeg;
    if (!same || (epoch.speedKmh ?? 0) < FROZEN_FROM_KMH) {
      this.#frozenMs = 0;
      return null;
    }
    this.#frozenMs += sinceMs;
    const ms = Math.round(this.#frozenMs);
    return ms >= FROZEN_AFTER_MS
      ? reason("POSITION_FROZEN", { ms, kmh: Math.round(epoch.speedKmh ?? 0) })
      : null;
  }
}

function metresBetween(a: GnssEpoch, b: GnssEpoch): number {
  const north = (b.latitudeDeg - a.latitudeDeg) * METRES_PER_DEGREE;
  const around = Math.abs(b.longitudeDeg - a.longitudeDeg);
  const eastDeg = around > 180 ? 360 - around : around;
  return Math.hypot(north, eastDeg * METRES_PER_DEGREE * Math.cos((a.latitudeDeg * Math.PI) / 180));
}
