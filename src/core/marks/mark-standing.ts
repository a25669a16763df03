import type { PublicState } from "../registry/public/public-answer-form.ts";
import { STATUS_VALUES, type StatusValue } from "./status-statement.ts";

/** What the status of a mark says of a record that stands so. `isKeyRevoked`: a key of it counted no more when it signed. */
export function statusOf(state: PublicState, isKeyRevoked: boolean): StatusValue {
  switch (state) {
    case "in-force":
      return STATUS_VALUES.valid;
    case "withdrawn":
      return STATUS_VALUES.invalid;
    case "superseded":
      return STATUS_VALUES.superseded;
    case "not-proven":
      // A revocation is not taken back; a copy that does not hold may be mended.
      return isKeyRevoked ? STATUS_VALUES.invalid : STATUS_VALUES.suspended;
    case "no-verdict":
    case "simulated":
    case "kept-apart":
      return STATUS_VALUES.suspended;
  }
}
