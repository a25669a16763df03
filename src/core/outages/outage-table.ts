import type { ReasonCode } from "../trade/reasons.ts";
import { OUTAGE_WORDS, type OutageWords } from "../trade/words/outages.ts";
import type { OutageState } from "./outage-states.ts";

/** What people and the station do, as far as an outage can matter to it: each is asked where it is done, or shown to be as the table says (test/station/outage-acts.test.ts). */
export const OUTAGE_ACTS = [
  "begin-inspection",
  "begin-exam",
  "call-next",
  "go-on",
  "seal",
  "withdraw",
  "deliver",
  "take-in",
  "take-orders",
] as const;
export type OutageAct = (typeof OUTAGE_ACTS)[number];

/**
 * `may`: as ever. `may-noted`: as ever, and what comes of it says so. `waits`: is done by itself when the state is left. `waits-by-part`: the same where the state
 * has stopped it, and as ever where not. `by-part`: refused for what the state covers, and as ever for all else.
 * `by-need`: refused where the job needs what is down; the door looks at each device itself, from its first moment on and not only in this state (station/fitness.ts). `by-days`: as ever until the last grade, refused in it. `may-not`: refused.
 */
export const ACT_RULES = [
  "may",
  "may-noted",
  "waits",
  "waits-by-part",
  "by-part",
  "by-need",
  "by-days",
  "may-not",
] as const;
export type ActRule = (typeof ACT_RULES)[number];

export interface OutageRow extends OutageWords {
  readonly state: OutageState | "NORMAL";
  readonly acts: Readonly<Record<OutageAct, ActRule>>;
  /** Reasons with which an act is refused. */
  readonly refusedWith: readonly ReasonCode[];
}

const ALL_MAY: Readonly<Record<OutageAct, ActRule>> = {
  "begin-inspection": "may",
  "begin-exam": "may",
  "call-next": "may",
  "go-on": "may",
  seal: "may",
  withdraw: "may",
  deliver: "may",
  "take-in": "may",
  "take-orders": "may",
};

function begin(rule: ActRule): Pick<OutageRow["acts"], "begin-inspection" | "begin-exam" | "call-next"> {
  return { "begin-inspection": rule, "begin-exam": rule, "call-next": rule };
}

const NORMAL: OutageRow = {
  state: "NORMAL",
  ...OUTAGE_WORDS.NORMAL,
  acts: ALL_MAY,
  refusedWith: [],
};

const CLOCK_UNSURE: OutageRow = {
  state: "CLOCK_UNSURE",
  ...OUTAGE_WORDS.CLOCK_UNSURE,
  acts: { ...ALL_MAY, ...begin("may-not"), "go-on": "may-noted", seal: "may-noted", withdraw: "may-noted" },
  refusedWith: ["CLOCK_IN_DOUBT"],
};

const LOCKED: OutageRow = {
  state: "LOCKED",
  ...OUTAGE_WORDS.LOCKED,
  acts: { ...ALL_MAY, ...begin("by-part"), deliver: "waits-by-part" },
  refusedWith: ["NO_JOB_IN_ANOTHER_HISTORY", "OWN_KEY_REVOKED", "COMMAND_LOCKED"],
};

const OFFLINE: OutageRow = {
  state: "OFFLINE",
  ...OUTAGE_WORDS.OFFLINE,
  acts: { ...ALL_MAY, ...begin("by-days"), deliver: "waits", "take-orders": "waits" },
  refusedWith: ["OFFLINE_TOO_LONG"],
};

const SIGNER_DOWN: OutageRow = {
  state: "SIGNER_DOWN",
  ...OUTAGE_WORDS.SIGNER_DOWN,
  // A withdrawal is in force with the act; its record waits as every other.
  acts: { ...ALL_MAY, seal: "waits" },
  refusedWith: [],
};

const DEVICE_DEGRADED: OutageRow = {
  state: "DEVICE_DEGRADED",
  ...OUTAGE_WORDS.DEVICE_DEGRADED,
  acts: { ...ALL_MAY, ...begin("by-need"), "go-on": "may-noted" },
  refusedWith: ["DEVICE_FAULTY", "DEVICE_CONNECTING"],
};

/** What each state means: the one table that the door, the page, docs/outages.md and the tests read. */
export const OUTAGE_TABLE: Readonly<Record<OutageState | "NORMAL", OutageRow>> = {
  NORMAL,
  CLOCK_UNSURE,
  LOCKED,
  OFFLINE,
  SIGNER_DOWN,
  DEVICE_DEGRADED,
};
