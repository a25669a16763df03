import type { Digest } from "../journal/merkle.ts";
import { toHex } from "../record/base64.ts";
import type { VerifySignature } from "../record/signature.ts";
import { parseStrictJson } from "../record/strict-json.ts";
import { signingKeys } from "../registry/following-keys.ts";
import type { StationAccount } from "../registry/station-account.ts";
import { readSigned } from "../requests/signed-message.ts";
import {
  BATCH_FORM,
  type EventAnswer,
  type EventBatch,
  eventSha256,
  type HeldEvent,
  type SentEvent,
  sentEventSchema,
} from "./event-batch.ts";
import { comparePlaces, type EventPlace, samePlace } from "./station-event.ts";

/** A batch whose station signed it. `events` null: they are of no form that this software reads. */
export interface ReadBatch {
  readonly batch: EventBatch;
  /** SHA-256 of the message, hex. */
  readonly sha256: string;
  readonly events: readonly BatchEvent[] | null;
}

export interface BatchEvent extends HeldEvent {
  readonly after: EventPlace | null;
  readonly job: string;
  readonly text: string;
}

/** Entries below `goneBelow` were in the station's journal no more when it told what comes after `after`. */
export interface EventGap {
  readonly after: EventPlace | null;
  readonly goneBelow: number;
}

export interface EventTools {
  readonly digest: Digest;
  readonly verify: VerifySignature;
}

/** Null where nothing is said: another station's, or signed by nobody who may. Total: any bytes give an answer. */
export function readBatch(
  bytes: Uint8Array,
  topicOf: string,
  account: StationAccount | undefined,
  { digest, verify }: EventTools,
): ReadBatch | null {
  if (account === undefined || account.station !== topicOf) return null;
  const keys = signingKeys(account.log).map(({ spki }) => spki);
  const read = readSigned({ digest, verify, keys }, [BATCH_FORM], bytes);
  if (read.kind === "dropped" || read.document.station !== topicOf) return null;
  const batch = read.document;
  return { batch, sha256: toHex(digest(bytes)), events: eventsOf(batch, digest) };
}

function eventsOf(batch: EventBatch, digest: Digest): readonly BatchEvent[] | null {
  const events: BatchEvent[] = [];
  let after = batch.goneBelow === null ? batch.after : null;
  for (const text of batch.events) {
    const sent = sentEventOf(text);
    if (
      sent === null ||
      sent.station !== batch.station ||
      !follows(sent.at, events.at(-1)?.at ?? batch.after)
    )
      return null;
    events.push({ at: sent.at, after, job: sent.job, text, sha256: eventSha256(digest, text) });
    after = sent.at;
  }
  const { goneBelow } = batch;
  if (goneBelow === null) return events;
  const [first] = events;
  const isGap =
    first !== undefined &&
    first.at.index >= goneBelow &&
    (batch.after === null || batch.after.index < goneBelow);
  return isGap ? events : null;
}

/** An entry's events are counted from 0, so one that is left out of them shows. */
function follows(at: EventPlace, last: EventPlace | null): boolean {
  if (last !== null && at.index === last.index) return at.part === last.part + 1;
  return at.part === 0 && (last === null || at.index > last.index);
}

function sentEventOf(text: string): SentEvent | null {
  const json = parseStrictJson(new TextEncoder().encode(text));
  if (json.kind === "refused") return null;
  const parsed = sentEventSchema.safeParse(json.value);
  // One spelling alone: what is held is compared byte by byte with what the journal gives.
  return parsed.success && JSON.stringify(json.value) === text ? parsed.data : null;
}

export interface TakenEvents {
  readonly answer: EventAnswer["answer"];
  readonly held: HeldEvent | null;
  /** To be stored behind what is held, in their order. */
  readonly fresh: readonly BatchEvent[];
  readonly gap: EventGap | null;
}

/** What of a batch is held already, with the event that it goes on from: the span in which whoever decides has to look. Null where it goes on from what is held, or not at all. */
export function overlapOf(
  { batch: { after }, events }: ReadBatch,
  held: HeldEvent | null,
): { readonly from: EventPlace | null; readonly to: EventPlace } | null {
  const last = events?.at(-1);
  if (held === null || last === undefined) return null;
  if (after !== null && comparePlaces(after, held.at) >= 0) return null;
  return { from: after, to: comparePlaces(last.at, held.at) < 0 ? last.at : held.at };
}

/** `known`: what is held within `overlapOf`, in order. */
export function takeEvents(
  read: ReadBatch,
  held: HeldEvent | null,
  known: readonly HeldEvent[],
): TakenEvents {
  const { batch, events } = read;
  const nothing = (answer: TakenEvents["answer"]): TakenEvents => ({ answer, held, fresh: [], gap: null });
  if (events === null) return nothing("malformed");
  if (events.length === 0) return nothing("held");
  if (samePlace(batch.after, held?.at ?? null)) return taken(events, gapOf(batch));
  if (overlapOf(read, held) === null) return nothing("elsewhere");
  const [first, ...rest] = known;
  const isFromHeld = batch.after === null || samePlace(first?.at ?? null, batch.after);
  const again = batch.after === null ? known : rest;
  const isSame =
    again.length <= events.length &&
    again.length > 0 &&
    again.every(({ at, sha256 }, i) => samePlace(at, events[i]?.at ?? null) && sha256 === events[i]?.sha256);
  if (!isFromHeld || !isSame) return nothing("other");
  // Of those that are held the last must be the one that is held last, or the batch leaves something out.
  const fresh = events.slice(again.length);
  if (fresh.length === 0) return nothing("taken");
  return samePlace(again.at(-1)?.at ?? null, held?.at ?? null) ? taken(fresh, null) : nothing("other");
}

function taken(fresh: readonly BatchEvent[], gap: EventGap | null): TakenEvents {
  const last = fresh.at(-1) as BatchEvent;
  return { answer: "taken", held: { at: last.at, sha256: last.sha256 }, fresh, gap };
}

function gapOf({ after, goneBelow }: EventBatch): EventGap | null {
  return goneBelow === null ? null : { after, goneBelow };
}

export function eventAnswer(
  { batch, sha256 }: ReadBatch,
  { answer, held }: TakenEvents,
  atMs: number,
): EventAnswer {
  const { station } = batch;
  const issued = new Date(atMs).toISOString();
  return { schema: "proofmark/event-answer/v1", station, batch: sha256, answer, held, issued };
}
