import { z } from "zod";
import type { CommandOrder } from "./command-messages.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const notedRecord = z.strictObject({
  record: hash,
  /** Of its entry. */
  index: z.int().min(0),
  /** What ended it; null while it is to be done. */
  end: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("kept"), sha256: hash, atWallMs: z.number() }),
      z.strictObject({ kind: z.literal("left"), number: z.int().min(1) }),
    ])
    .nullable(),
});

/** In a summary: evidence that the registry ordered. */
export const notedEvidenceSchema = z.strictObject({
  number: z.int().min(1),
  by: z.string(),
  issued: z.string(),
  atWallMs: z.number(),
  command: hash,
  until: z.string(),
  why: z.strictObject({ zh: z.string(), en: z.string() }),
  /** The oldest entry that is kept for it. */
  needs: z.int().min(0),
  of: z.array(notedRecord).min(1),
});

export type NotedEvidence = z.infer<typeof notedEvidenceSchema>;
export type OrderedRecord = NotedEvidence["of"][number];

/** Records that may wait at one station; the next order is refused. */
export const EVIDENCE_OPEN_MAX = 512;
/** Orders that are over and still stand in a summary. */
const OVER_KEPT = 16;

export function noteEvidenceOrdered(
  orders: readonly NotedEvidence[],
  { of, until, why }: Extract<CommandOrder, { kind: "send-evidence" }>,
  noted: Pick<NotedEvidence, "number" | "command" | "by" | "issued" | "atWallMs" | "needs">,
): readonly NotedEvidence[] {
  const records = of.map((one) => ({ ...one, end: null }));
  return kept([...orders, { ...noted, until, why, of: records }]);
}

/** Nothing of these is to be sent any more by any order. */
export function noteEvidenceLeft(
  orders: readonly NotedEvidence[],
  { of }: Extract<CommandOrder, { kind: "leave-evidence" }>,
  number: number,
): readonly NotedEvidence[] {
  return kept(of.reduce((all, record) => ended(all, record, { kind: "left", number }), orders));
}

/** The registry has it: every order that asks for it is done. The same array where none does. */
export function noteEvidenceKept(
  orders: readonly NotedEvidence[],
  record: string,
  by: { readonly sha256: string; readonly atWallMs: number },
): readonly NotedEvidence[] {
  return kept(ended(orders, record, { kind: "kept", ...by }));
}

function ended(
  orders: readonly NotedEvidence[],
  record: string,
  end: NonNullable<OrderedRecord["end"]>,
): readonly NotedEvidence[] {
  const isMeant = (one: OrderedRecord): boolean => one.record === record && one.end === null;
  if (!orders.some(({ of }) => of.some(isMeant))) return orders;
  return orders.map((order) => ({
    ...order,
    of: order.of.map((one) => (isMeant(one) ? { ...one, end } : one)),
  }));
}

/** Whether one is past its time here only the registry's clock says: that of the newest order. */
function kept(orders: readonly NotedEvidence[]): readonly NotedEvidence[] {
  const newest = Math.max(...orders.map(({ issued }) => Date.parse(issued)));
  const over = orders.filter((one) => isEvidenceDone(one) || Date.parse(one.until) < newest);
  const gone = over.slice(0, -OVER_KEPT);
  return gone.length === 0 ? orders : orders.filter((one) => !gone.includes(one));
}

export function isEvidenceDone({ of }: Pick<NotedEvidence, "of">): boolean {
  return of.every(({ end }) => end !== null);
}

/** Records that are to be sent, each once, in the order in which they were asked for. `nowMs` null: by a clock in doubt nothing is over. */
export function openEvidence(
  orders: readonly NotedEvidence[],
  nowMs: number | null,
): readonly OrderedRecord[] {
  const open = orders.filter((order) => !isPast(order, nowMs)).flatMap(({ of }) => of);
  const seen = new Set<string>();
  return open.filter(({ record, end }) => {
    if (end !== null || seen.has(record)) return false;
    seen.add(record);
    return true;
  });
}

/** The oldest entry that is kept for orders; `none` where there is none. */
export function evidenceNeedsFrom(
  orders: readonly NotedEvidence[],
  nowMs: number | null,
  none: number,
): number {
  const open = orders.filter((order) => !isEvidenceDone(order) && !isPast(order, nowMs));
  return Math.min(none, ...open.map(({ needs }) => needs));
}

function isPast({ until }: Pick<NotedEvidence, "until">, nowMs: number | null): boolean {
  return nowMs !== null && Date.parse(until) < nowMs;
}
