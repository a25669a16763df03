import type { AskRate } from "../core/registry/public/ask-limits.ts";

/** What each name did, counted for all workers together. */
export interface SharedLimits {
  /** 0: it may, and is counted. Else whole seconds until it may. Throws EdgeError DATABASE_UNAVAILABLE where it could not be counted in time. */
  ask(name: string, rate: AskRate): Promise<number>;
}
