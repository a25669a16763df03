import { DECISION_PAYLOAD_TYPE, type RegistryDecision } from "../delivery/registry-decision.ts";
import type { Digest } from "../journal/merkle.ts";
import { encodeBase64 } from "../record/base64.ts";
import { formatEnvelope, pae } from "../record/dsse.ts";
import type { RegistryHead, StationAccount } from "./station-account.ts";

/** The lost journal may have opened more jobs than were ever delivered. */
const JOBS_MARGIN = 1000;

export interface ResumptionOf {
  readonly account: StationAccount;
  /** As it was cosigned last at the size where the log goes on; that of size 0 for the empty log. */
  readonly resume: RegistryHead;
  /** The highest number at the end of a job that the registry has seen of the station; 0 for none. */
  readonly jobSeen: number;
  readonly atMs: number;
  readonly reason: { readonly zh: string; readonly en: string };
}

export interface ResumptionTools {
  /** By the key that cosigns, Ed25519. */
  readonly sign: (message: Uint8Array) => Uint8Array;
  readonly keyId: string;
}

/** The registry gives up that the log continues what is held, and takes it up at a size that it cosigned before (RP-115). The text is for the station. */
export function resumeLog(
  { account, resume, jobSeen, atMs, reason }: ResumptionOf,
  tools: ResumptionTools,
): { readonly account: StationAccount; readonly decision: string } {
  const document: RegistryDecision = {
    schema: "proofmark/registry-decision/v1",
    station: account.station,
    kind: "resume",
    held: { size: account.head.size, root: encodeBase64(account.head.root) },
    resume: { size: resume.size, root: encodeBase64(resume.root) },
    jobsFrom: jobSeen + 1 + JOBS_MARGIN,
    issued: new Date(atMs).toISOString(),
    reason,
  };
  const payload = new TextEncoder().encode(JSON.stringify(document));
  const signature = tools.sign(pae(DECISION_PAYLOAD_TYPE, payload));
  const decision = formatEnvelope({
    payloadType: DECISION_PAYLOAD_TYPE,
    payload,
    signatures: [{ keyId: tools.keyId, signature }],
  });
  return { account: { ...account, head: resume, branch: account.branch + 1 }, decision };
}

/** The head of a log of which nothing was ever cosigned. */
export function emptyHead(digest: Digest): RegistryHead {
  return { size: 0, root: digest(new Uint8Array(0)), records: 0, note: "", cosignedMs: 0 };
}

/** The number at the end of a job's name; 0 where there is none. */
export function jobNumber(job: string): number {
  return Number(/(\d{1,9})$/.exec(job)?.[1] ?? 0);
}
