import type { EvidencePolicy } from "../trade/words/evidence-policies.ts";
import type { EntryTime } from "./entry.ts";

/** A record that the policy found and has not sent; `index`: of its entry. */
export interface EvidenceAside {
  readonly record: string;
  readonly index: number;
}

/** The registry has the evidence of a record, by its own signed word. */
export interface EvidenceKept {
  readonly type: "evidence-kept";
  readonly at: EntryTime;
  /** Id of the record, and of the bundle's bytes its SHA-256, hex. */
  readonly record: string;
  readonly sha256: string;
  /** The answer: its DSSE envelope, JSON text, exactly as it came. */
  readonly answer: string;
  /** Sent by the policy of the station file: everything before this entry is settled by it but for what is `aside`. Absent where it was ordered, or aside before. */
  readonly settled?: number;
  /** What `settled` passes over for the first time: it could not be sent so far. */
  readonly aside?: readonly EvidenceAside[];
}

/** From here on the station sends evidence by this policy, as its file says. */
export interface EvidencePolicyNoted {
  readonly type: "evidence-policy";
  readonly at: EntryTime;
  readonly send: EvidencePolicy;
}

export type EvidenceEntry = EvidenceKept | EvidencePolicyNoted;
