import type { DeviceFault } from "../core/observation.ts";
import type { FaultCode } from "../core/trade/words/faults.ts";

/** A fault from where it began to where it ended, by the steady clock; `toMs` null while it stands. */
export interface FaultSpan {
  readonly code: FaultCode;
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** What is over for so long is forgotten. */
export const FAULTS_KEPT_MS = 3_600_000;
/** A device that comes and goes has no more than these, whatever it does. */
const SPANS_MAX = 120;

/** The faults of one device over the last hour, as they were told: in memory, bounded, from the start of the process on. */
export class FaultHistory {
  #spans: FaultSpan[] = [];
  /** Nothing is known of what was before. */
  #fromMs: number;

  constructor(startMs: number) {
    this.#fromMs = startMs;
  }

  /** One that stands already is the same one. */
  note({ code, raised, atMs }: DeviceFault): void {
    const open = this.#spans.findIndex((span) => span.code === code && span.toMs === null);
    const before = this.#spans[open];
    if (raised && before === undefined) this.#spans.push({ code, fromMs: atMs, toMs: null });
    if (!raised && before !== undefined)
      this.#spans[open] = { ...before, toMs: Math.max(atMs, before.fromMs) };
    if (this.#spans.length <= SPANS_MAX) return;
    const oldest = this.#spans.findIndex((span) => span.toMs !== null);
    const [gone] = oldest < 0 ? [] : this.#spans.splice(oldest, 1);
    this.#fromMs = Math.max(this.#fromMs, gone?.toMs ?? 0);
  }

  /** Those of the last hour, in the order in which they began. */
  since(nowMs: number): { readonly fromMs: number; readonly spans: readonly FaultSpan[] } {
    const fromMs = Math.max(this.#fromMs, nowMs - FAULTS_KEPT_MS);
    this.#spans = this.#spans.filter(({ toMs }) => toMs === null || toMs > fromMs);
    return { fromMs, spans: this.#spans };
  }
}
