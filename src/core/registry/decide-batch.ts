import { assert } from "../machine.ts";
import { parseCheckpoint } from "../record/checkpoint.ts";
import { parseNote } from "../record/signed-note.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type DecideTools, decideRedating, decideSubmission } from "./decide-submission.ts";
import { type FollowingKeys, sameKeys } from "./following-keys.ts";
import { HeldBook } from "./held-book.ts";
import { type LogCheckpoint, type ReadSubmission, readSubmission } from "./read-submission.ts";
import { checkRecord, type RecordTools } from "./record-check.ts";
import { receiptOf, refusalOf } from "./registry-answers.ts";
import {
  type AccountChange,
  evolveAccount,
  type QuarantinedRecord,
  type RegistryHead,
  type StationAccount,
} from "./station-account.ts";
import type { WeighedRecord } from "./take-in.ts";

/** A message with what could be found out about it before its station was locked. */
export type WeighedMessage =
  | { readonly kind: "unreadable"; readonly reason: Reason }
  | {
      readonly kind: "weighed";
      readonly submission: ReadSubmission;
      readonly records: readonly WeighedRecord[];
      /** By which the records were checked; null where the station was not known. */
      readonly keys: FollowingKeys | null;
    };

/** Total: any bytes give an answer. `keysOf`: the record keys of a station as they are known now; `sizeOf`: what was cosigned of its log last. */
export function weigh(
  bytes: Uint8Array,
  tools: RecordTools,
  keysOf: (station: string) => FollowingKeys | null,
  sizeOf: (station: string) => number = () => 0,
): WeighedMessage {
  const read = readSubmission(bytes);
  if (read.kind === "malformed") return { kind: "unreadable", reason: read.reason };
  const { submission } = read;
  // One that was sent again while the first was on its way: it will be refused before anybody looks at its records.
  const isPast = submission.oldSize < sizeOf(submission.station);
  return weighed(submission, tools, isPast ? null : keysOf(submission.station));
}

function weighed(
  submission: ReadSubmission,
  tools: RecordTools,
  keys: FollowingKeys | null,
): WeighedMessage & { readonly kind: "weighed" } {
  const records = submission.records.map((record) => ({
    ...record,
    checked:
      keys === null
        ? ({ kind: "spoilt", reason: reason("STATION_NOT_REGISTERED", {}) } as const)
        : checkRecord(tools, submission.station, keys, record.entry),
  }));
  return { kind: "weighed", submission, records, keys };
}

/** Checked again where the keys are others than those that it was checked by, unless it is refused for its size whatever its records are (RP-019). */
export function reweighed(
  message: WeighedMessage,
  account: StationAccount,
  tools: RecordTools,
): WeighedMessage {
  if (message.kind === "unreadable") return message;
  if (message.keys !== null && sameKeys(message.keys, account.record)) return message;
  // The size only grows from here to the decision.
  if (message.submission.oldSize < account.head.size) return message;
  return weighed(message.submission, tools, account.record);
}

export interface BatchOf {
  /** As locked; those that are not here are not registered. */
  readonly accounts: ReadonlyMap<string, StationAccount>;
  readonly held: ReadonlyMap<string, HeldBook>;
  readonly messages: readonly WeighedMessage[];
  readonly atMs: number;
}

export interface StationChange {
  readonly station: string;
  readonly change: AccountChange;
}

export interface BatchDecision {
  /** One for each message, to be sent when the changes are durable. */
  readonly answers: readonly Uint8Array[];
  /** Of each answer that is a receipt what it is made of; null for a refusal. */
  readonly receipts: readonly (GivenReceipt | null)[];
  readonly changes: readonly StationChange[];
  /** Those that changed, as they are then. */
  readonly accounts: ReadonlyMap<string, StationAccount>;
}

/** A receipt before it is written: other witnesses may cosign its checkpoint first. */
export interface GivenReceipt {
  readonly station: string;
  readonly branch: number;
  readonly head: RegistryHead;
  readonly quarantined: readonly QuarantinedRecord[];
}

/** Messages one after another, each against what the one before it made of its station. */
export function decideBatch(batch: BatchOf, tools: DecideTools): BatchDecision {
  const accounts = new Map<string, StationAccount>();
  const changes: StationChange[] = [];
  const evolve = (account: StationAccount, change: AccountChange): StationAccount => {
    const next = evolveAccount(account, change);
    accounts.set(account.station, next);
    changes.push({ station: account.station, change });
    return next;
  };
  const receipts = batch.messages.map((): GivenReceipt | null => null);
  const answers = batch.messages.map((message, at) => {
    if (message.kind === "unreadable") {
      const why = reason("SUBMISSION_UNREADABLE", { because: message.reason });
      return refusalOf({ code: 400, reason: why, submission: null, head: null });
    }
    const { station } = message.submission;
    const known = accounts.get(station) ?? batch.accounts.get(station);
    if (known === undefined)
      return refusalOf({
        code: 404,
        reason: reason("STATION_NOT_REGISTERED", {}),
        submission: message.submission,
        head: null,
      });
    const redated = decideRedating(known, heldCheckpoint(known), batch.atMs, tools);
    const account = redated === null ? known : evolve(known, redated);
    const now = reweighed(message, account, tools);
    assert(now.kind === "weighed", "a message that was read stays read");
    const held = batch.held.get(station) ?? new HeldBook();
    const { submission, records } = now;
    const decision = decideSubmission({ account, held, submission, records, atMs: batch.atMs }, tools);
    if (decision.kind === "refused") return refusalOf({ ...decision, submission, head: account.head });
    if (decision.change !== null) {
      evolve(account, decision.change);
      held.take(decision.change.taken);
    }
    const { head, quarantined } = decision;
    receipts[at] = { station, branch: account.branch, head, quarantined };
    return receiptOf(station, head, quarantined);
  });
  return { answers, receipts, changes, accounts };
}

function heldCheckpoint({ head }: StationAccount): LogCheckpoint | null {
  const parsed = parseNote(head.note);
  const checkpoint = parsed.kind === "note" ? parseCheckpoint(parsed.note.text) : null;
  if (parsed.kind === "malformed" || checkpoint === null) return null;
  return { ...checkpoint, records: head.records, note: parsed.note };
}
