import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { PlcValue } from "../../ports/plc.ts";

/**
 * Left and right are put together by source time, so a clock that does not tell instants apart makes forces vanish, or makes a pair of
 * two instants, all with good quality. The bench's own index shows it: each count of it must have a later time than the one before.
 */
export class SourceTimes {
  #last: { readonly index: number; readonly timeMs: number } | null = null;
  #problem: Reason | null = null;

  /** What is wrong with the times of this run, null where nothing is. */
  get problem(): Reason | null {
    return this.#problem;
  }

  /** A new run, or a new connection. */
  forget(): void {
    this.#last = null;
    this.#problem = null;
  }

  force({ variable, sourceTimeMs }: PlcValue): void {
    if (sourceTimeMs === null) this.#problem ??= reason("SOURCE_TIME_MISSING", { variable });
  }

  index(index: number, { variable, sourceTimeMs }: PlcValue): void {
    if (sourceTimeMs === null) {
      this.#problem ??= reason("SOURCE_TIME_MISSING", { variable });
      return;
    }
    const last = this.#last;
    this.#last = { index, timeMs: sourceTimeMs };
    if (last === null || index <= last.index) return;
    if (sourceTimeMs === last.timeMs) this.#problem ??= reason("SOURCE_TIME_COARSE", { sample: index });
    if (sourceTimeMs < last.timeMs)
      this.#problem ??= reason("SOURCE_TIME_BACK", { sample: index, ms: last.timeMs - sourceTimeMs });
  }
}
