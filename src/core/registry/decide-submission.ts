import type { Digest } from "../journal/merkle.ts";
import { verifyConsistency } from "../journal/merkle-proof.ts";
import { logName } from "../record/checkpoint.ts";
import type { Decompress } from "../record/gzip.ts";
import type { VerifySignature } from "../record/signature.ts";
import { formatNote, signatureLine, verifyNoteSignature } from "../record/signed-note.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type KnownKey, signingKeys } from "./following-keys.ts";
import type { LogCheckpoint, ReadSubmission } from "./read-submission.ts";
import type { AccountChange, QuarantinedRecord, RegistryHead, StationAccount } from "./station-account.ts";
import { type HeldRecords, takeIn, type WeighedRecord } from "./take-in.ts";

/** Lines of the registry's witnesses under a note's text, each with its newline. `timeS`: whole seconds since 1970. */
export type Cosign = (text: string, timeS: number) => readonly string[];

export interface DecideTools {
  readonly digest: Digest;
  readonly verify: VerifySignature;
  readonly decompress?: Decompress;
  readonly cosign: Cosign;
  /** Results of simulated devices come into force (RP-130). */
  readonly simulation: boolean;
}

export interface SubmissionCase {
  readonly account: StationAccount;
  readonly held: HeldRecords;
  readonly submission: ReadSubmission;
  readonly records: readonly WeighedRecord[];
  /** The registry's wall clock, milliseconds since 1970. */
  readonly atMs: number;
}

export type RefusalCode = 400 | 403 | 404 | 409 | 412 | 422 | 503;

export type SubmissionDecision =
  | {
      readonly kind: "refused";
      readonly code: RefusalCode;
      readonly reason: Reason;
      readonly index: number | null;
    }
  /** `change` is null where the receipt was given already (RP-023). */
  | {
      readonly kind: "receipted";
      readonly head: RegistryHead;
      readonly change: AccountChange | null;
      readonly quarantined: readonly QuarantinedRecord[];
    };

/** A cosignature so far in the future was made by a clock that was wrong (RP-100). */
const AHEAD_MS = 30_000;

/** The rules of the witness and of the keeper, in the order of docs/protocol.md. Changes nothing: `change` is what has to become durable before anybody is answered. */
export function decideSubmission(of: SubmissionCase, tools: DecideTools): SubmissionDecision {
  const { account, submission } = of;
  const { head } = account;
  const { checkpoint, oldSize } = submission;
  const isWhole = checkpoint !== null && checkpoint.records !== null && checkpoint.size > 0;
  if (!isWhole || oldSize > checkpoint.size) return refused(400, reason("CHECKPOINT_OF_NO_FORM", {}));
  const key = signerOf(tools, account, checkpoint);
  if (key === null) return refused(403, reason("LOG_SIGNATURE_INVALID", {}));
  if (oldSize !== head.size) return refused(409, reason("REGISTRY_HOLDS_OTHER_SIZE", { size: head.size }));
  const isContinued = verifyConsistency({
    digest: tools.digest,
    oldSize: head.size,
    oldRoot: head.root,
    newSize: checkpoint.size,
    newRoot: checkpoint.root,
    proof: submission.consistency,
  });
  if (!isContinued) return refused(422, reason("LOG_NOT_CONTINUED", { size: head.size }));
  const intake = { ...of, digest: tools.digest, simulation: tools.simulation };
  const taken = takeIn(intake, submission, of.records, checkpoint);
  if (taken.kind === "incomplete") return refused(412, taken.reason, taken.index);
  const quarantined = taken.taken.filter((record) => record.kind === "quarantined");
  if (checkpoint.size === head.size) return { kind: "receipted", head, change: null, quarantined };
  const next: RegistryHead = {
    size: checkpoint.size,
    root: checkpoint.root,
    records: checkpoint.records,
    note: cosigned(tools, account, checkpoint, key, of.atMs),
    cosignedMs: of.atMs,
  };
  const usedKeyIds = [key.keyId, ...new Set(taken.usedKeyIds)];
  return {
    kind: "receipted",
    head: next,
    change: {
      ...{ head: next, taken: taken.taken, usedKeyIds },
      step: { oldSize: head.size, consistency: submission.consistency },
    },
    quarantined,
  };
}

/** What was cosigned by a clock that ran ahead, cosigned anew by the right one; null where that is not the case. */
export function decideRedating(
  account: StationAccount,
  held: LogCheckpoint | null,
  atMs: number,
  tools: DecideTools,
): AccountChange | null {
  if (account.head.cosignedMs <= atMs + AHEAD_MS || held === null) return null;
  const key = account.log.keys.find((known) => isSignedBy(tools, account, held, known));
  if (key === undefined) return null;
  const note = cosigned(tools, account, held, key, atMs);
  return { head: { ...account.head, note, cosignedMs: atMs }, taken: [], usedKeyIds: [], step: null };
}

/** The key that may sign for the log now and did; RP-016, RP-017. */
function signerOf(tools: DecideTools, account: StationAccount, checkpoint: LogCheckpoint): KnownKey | null {
  if (checkpoint.origin !== logName(account.station)) return null;
  return signingKeys(account.log).find((key) => isSignedBy(tools, account, checkpoint, key)) ?? null;
}

function isSignedBy(
  { digest, verify }: DecideTools,
  { station }: StationAccount,
  { note }: LogCheckpoint,
  { spki }: KnownKey,
): boolean {
  return verifyNoteSignature({ digest, verify, note, key: { name: logName(station), spki } });
}

/** The note with the line of the log's key and the witnesses' (RP-043, RP-044). */
function cosigned(
  tools: DecideTools,
  { station }: StationAccount,
  { note }: LogCheckpoint,
  { spki }: KnownKey,
  atMs: number,
): string {
  const name = logName(station);
  const own = note.signatures
    .filter((line) => line.name === name)
    .map(({ signature }) => ({ signature, line: signatureLine(tools.digest, { name, spki }, signature) }))
    .find(({ signature }) =>
      tools.verify("ed25519", spki, new TextEncoder().encode(note.text), signature),
    )?.line;
  return formatNote(note.text, [own ?? "", ...tools.cosign(note.text, Math.floor(atMs / 1000))]);
}

function refused(code: RefusalCode, why: Reason, index: number | null = null): SubmissionDecision {
  return { kind: "refused", code, reason: why, index };
}
