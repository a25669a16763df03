import { type Reason, reason } from "./reasons.ts";

/** Of an abort: what a person typed, or the station's own reason. */
export function whyAborted(by: string, given: string | Reason): Reason {
  return typeof given === "string"
    ? reason("ABORTED", { by, typed: given })
    : reason("ABORTED_BY_STATION", { because: given });
}
