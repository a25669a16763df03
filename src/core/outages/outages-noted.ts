import { z } from "zod";
import type { EntryTime } from "../journal/entry.ts";
import { anyReasonSchema } from "../trade/reason-schema.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { becauseOf, becauseOfDevices, isOfSameDevices } from "./outage-causes.ts";
import {
  type NotedOutage,
  OFFLINE_GRADES,
  type OfflineGrade,
  OUTAGE_STATES,
  type OutageAtOpening,
  type OutageState,
} from "./outage-states.ts";
import type { StandingOutage } from "./outages-of.ts";

/** What was sealed while it stood; both numbers null where nothing was. */
export interface SealedMeanwhile {
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** A state is entered, of another grade or of other devices (`graded`), or left. What closes it says how many records were sealed in it, and which. */
export interface OutageNoted {
  readonly type: "outage-noted";
  readonly at: EntryTime;
  readonly state: OutageState;
  readonly change: "entered" | "graded" | "left";
  readonly grade: OfflineGrade | null;
  /** Since when it stands, or stood. */
  readonly sinceWallMs: number;
  /** Of what is left: why it stood. */
  readonly because: readonly Reason[];
  /** Of what is left alone. */
  readonly sealed?: SealedMeanwhile;
}

const state = z.enum(OUTAGE_STATES);
const grade = z.enum(OFFLINE_GRADES).nullable();
const number = z.int().min(0);
/** What a Date can hold: whoever says it makes one of it. */
const sinceWallMs = z.int().min(-8.64e15).max(8.64e15);
const because = z.array(anyReasonSchema);

/** The members of the entry beside its type and time. */
export const outageNotedShape = {
  state,
  change: z.enum(["entered", "graded", "left"]),
  grade,
  sinceWallMs,
  because,
  sealed: z
    .strictObject({ count: number, first: number.nullable(), last: number.nullable() })
    .exactOptional(),
};

const atOpening = { state, grade, sinceWallMs, because };
export const outagesAtOpeningSchema = z.array(z.strictObject(atOpening)).min(1);
/** In a summary: what stands. */
export const outagesSummarySchema = z.array(z.strictObject({ ...atOpening, firstSequence: number })).min(1);

/** Which states stand by a journal: a fold of its entries. */
export class OutagesNoted {
  #standing: readonly NotedOutage[] = [];

  get standing(): readonly NotedOutage[] {
    return this.#standing;
  }

  of(state: OutageState): NotedOutage | null {
    return this.#standing.find((one) => one.state === state) ?? null;
  }

  /** `recordsSealed`: before this entry. */
  note({ state, change, grade, sinceWallMs, because }: OutageNoted, recordsSealed: number): void {
    const before = this.of(state);
    const others = this.#standing.filter((one) => one.state !== state);
    const firstSequence = before?.firstSequence ?? recordsSealed;
    const now = { state, grade, sinceWallMs, because, firstSequence };
    this.#standing = change === "left" ? others : [...others, now];
  }

  /** For a summary; nothing of it stands there while all is normal. */
  summed(): { readonly outages?: readonly NotedOutage[] } {
    return this.#standing.length === 0 ? {} : { outages: this.#standing };
  }

  goOn(standing: readonly NotedOutage[]): void {
    this.#standing = standing;
  }
}

/** The entries that make a journal say what stands now: none where it says so already. */
export function outageEntries(
  noted: readonly NotedOutage[],
  standing: readonly StandingOutage[],
  recordsSealed: number,
): readonly Omit<OutageNoted, "at">[] {
  const left = noted
    .filter(({ state: was }) => !standing.some((one) => one.state === was))
    .map((was) => ({ ...entryOf(was, "left", was.because), sealed: sealedSince(was, recordsSealed) }));
  const begun = standing.flatMap((now) => {
    const was = noted.find((one) => one.state === now.state);
    const whys = becauseOf(now.causes);
    if (was === undefined) return [entryOf(now, "entered", whys)];
    const areOthers = now.state === "DEVICE_DEGRADED" && !isOfSameDevices(was.because, whys);
    return was.grade === now.grade && !areOthers ? [] : [entryOf(now, "graded", whys)];
  });
  return [...left, ...begun];
}

function entryOf(
  { state, grade, sinceWallMs }: Pick<NotedOutage, "state" | "grade" | "sinceWallMs">,
  change: OutageNoted["change"],
  because: readonly Reason[],
): Omit<OutageNoted, "at"> {
  return { type: "outage-noted", state, change, grade, sinceWallMs, because };
}

function sealedSince({ firstSequence }: NotedOutage, recordsSealed: number): SealedMeanwhile {
  const count = recordsSealed - firstSequence;
  return count === 0
    ? { count, first: null, last: null }
    : { count, first: firstSequence, last: recordsSealed - 1 };
}

/** Why this entry cannot stand after what stood before it; null where it can. */
export function whyOutageNotNext(
  { state, change, sinceWallMs, sealed }: OutageNoted,
  noted: OutagesNoted,
  recordsSealed: number,
): Reason | null {
  const before = noted.of(state);
  if (change === "entered") return before === null ? null : reason("OUTAGE_STANDS_ALREADY", { state });
  if (before === null) return reason("OUTAGE_STANDS_NOT", { state });
  const isClosed = change === "left";
  const was = closing(before.sinceWallMs, isClosed ? sealedSince(before, recordsSealed) : undefined);
  const said = closing(sinceWallMs, sealed);
  return said === was ? null : reason("OUTAGE_CLOSED_OTHERWISE", { state, said, found: was });
}

function closing(sinceWallMs: number, sealed: SealedMeanwhile | undefined): string {
  const since = Number.isFinite(new Date(sinceWallMs).getTime())
    ? new Date(sinceWallMs).toISOString()
    : String(sinceWallMs);
  if (sealed === undefined) return since;
  const { count, first, last } = sealed;
  return `${since}, ${count}${first === null ? "" : ` (${first}-${last ?? ""})`}`;
}

/** What a job says of it that is begun now on these devices; only what matters to whoever reads its result. */
export function outagesAtOpening(
  noted: readonly NotedOutage[],
  devices: readonly { readonly device: string }[],
): readonly OutageAtOpening[] {
  const own = new Set(devices.map(({ device }) => device));
  return noted.flatMap(({ state, grade, sinceWallMs, because: all }): readonly OutageAtOpening[] => {
    if (state === "OFFLINE" && grade !== "short") return [{ state, grade, sinceWallMs, because: [] }];
    if (state !== "DEVICE_DEGRADED") return [];
    const because = becauseOfDevices(all, own);
    return because.length === 0 ? [] : [{ state, grade, sinceWallMs, because }];
  });
}

/** The same as notes of its record. */
export function outageNotes(outages: readonly OutageAtOpening[] = []): readonly Reason[] {
  return outages.map(({ state, grade, sinceWallMs, because }) => {
    const since = new Date(sinceWallMs).toISOString();
    if (state !== "OFFLINE") return reason("BEGUN_WITH_DEVICE_DOWN", { since, because });
    return reason(grade === "warned" ? "BEGUN_OFFLINE" : "BEGUN_PROVISIONAL", { since });
  });
}
