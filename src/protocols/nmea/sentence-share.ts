import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { GarbledRule } from "../line-health.ts";

/** The share is a running mean over about so many sentences. */
const MEAN_OVER = 16;
const GARBLED_BELOW = 0.5;
const SOUND_FROM = 0.8;

/**
 * Corrections and raw data travel on the line of a receiver between its sentences, and are none of our business while sentences
 * come. So the share of good ones decides, with a gap between raising and clearing, lest a line at the limit tell a hundred faults in
 * ten seconds. Where no sentence comes at all, as at a wrong baud rate, the bytes decide.
 */
export class SentenceShare implements GarbledRule {
  readonly #mostBytes: number;
  readonly #quietMs: number;
  #share = 1;
  #bytes = 0;
  /** Since when there was no good sentence: the last one, or the first byte of something else. */
  #withoutSinceMs: number | null = null;
  #garbled = false;

  constructor(limits: { readonly garbledAfterBytes: number; readonly silentAfterMs: number }) {
    this.#mostBytes = limits.garbledAfterBytes;
    this.#quietMs = limits.silentAfterMs;
  }

  accepted(atMs: number): boolean {
    this.#withoutSinceMs = atMs;
    this.#bytes = 0;
    this.#share += (1 - this.#share) / MEAN_OVER;
    if (this.#share >= SOUND_FROM) this.#garbled = false;
    return this.#garbled;
  }

  rejected(bytes: number, isFrame: boolean, atMs: number): boolean {
    this.#bytes += bytes;
    if (isFrame) this.#share -= this.#share / MEAN_OVER;
    this.#withoutSinceMs ??= atMs;
    const quiet = atMs - this.#withoutSinceMs >= this.#quietMs;
    if (this.#share < GARBLED_BELOW || (quiet && this.#bytes >= this.#mostBytes)) this.#garbled = true;
    return this.#garbled;
  }

  detail(why: Reason | null): Reason {
    return this.#share < GARBLED_BELOW
      ? reason("GARBLED_SHARE", { goodPct: Math.round(this.#share * 100), last: why })
      : reason("GARBLED_BYTES", { bytes: this.#bytes, last: why });
  }
}
