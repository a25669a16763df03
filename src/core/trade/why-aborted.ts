import { type Reason, reason } from "./reasons.ts";
import type { JobKind } from "./words/roles.ts";

/**
 * Why, as a command holds it: a person's code of a list with a note, which may be empty; without a note, what somebody typed, as journals
 * of before have it; or the station's own reason.
 */
export interface GivenReason {
  readonly reason: string | Reason;
  readonly note?: string;
}

/** Of an abort. */
export function whyAborted(kind: JobKind, by: string, given: GivenReason): Reason {
  if (typeof given.reason !== "string") return reason("ABORTED_BY_STATION", { because: given.reason });
  return given.note === undefined
    ? reason("ABORTED", { by, typed: given.reason })
    : reason("ABORTED_FOR", { by, kind, choice: given.reason, note: given.note });
}

/** Of an item that was stopped by hand. */
export function whyStopped(by: string, given: { readonly reason: string; readonly note?: string }): Reason {
  return given.note === undefined
    ? reason("STOPPED_BY_HAND", { typed: given.reason })
    : reason("STOPPED_FOR", { by, choice: given.reason, note: given.note });
}
