import type { DeviceRole } from "../trade/words/roles.ts";
import type { Reason } from "./reasons.ts";

/** What a job needs of the station before it may begin. */
export interface Need {
  readonly role: DeviceRole;
  /** A measuring instrument: its calibration must be on record and in date. */
  readonly measures: boolean;
}

/** What speaks against beginning a job. */
export interface Objection {
  /** `subject`: this person or vehicle cannot be taken by these rules; `station`: whoever waits may wait until it is mended. */
  readonly about: "subject" | "station";
  readonly reason: Reason;
}
