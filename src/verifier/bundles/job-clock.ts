/** When a job began and ended by its entries, and the worst word of the clock meanwhile: what its record has to say of its time. */
export interface JobTime {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly status: string;
  /** Of its last entry; null since a restart, from which the steady clock counts anew. */
  readonly lastMonoMs: number | null;
}

interface At {
  readonly monoMs: number;
  readonly wallMs: number;
}

/** Faster against the steady clock no discipline sets a clock. */
const STEP_ABOVE_MS = 1_000;
const BEST_LAST = ["unknown", "relative", "informative", "synchronised"];

export function begun({ monoMs, wallMs }: At, status: string): JobTime {
  return { startedMs: wallMs, endedMs: wallMs, status, lastMonoMs: monoMs };
}

/** The wall clock's word, unless the steady one says otherwise: a clock that is set makes no job longer. */
export function goneOn(time: JobTime, { monoMs, wallMs }: At): JobTime {
  const steadyMs = time.lastMonoMs === null ? wallMs : time.endedMs + monoMs - time.lastMonoMs;
  const endedMs = Math.abs(wallMs - steadyMs) <= STEP_ABOVE_MS ? wallMs : Math.round(steadyMs);
  return { ...time, endedMs: Math.max(time.startedMs, endedMs), lastMonoMs: monoMs };
}

export function startedAnew(time: JobTime): JobTime {
  return { ...time, lastMonoMs: null };
}

export function clockSaid(time: JobTime, status: string): JobTime {
  const isWorse = BEST_LAST.indexOf(status) < BEST_LAST.indexOf(time.status);
  return isWorse ? { ...time, status } : time;
}
