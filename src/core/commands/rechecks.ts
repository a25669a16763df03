import { z } from "zod";
import type { Acknowledgement, CommandOrder } from "./command-messages.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const notedVehicle = z.strictObject({
  vin: z.string(),
  plate: z.string(),
  /** The record that is checked; null where the order names the vehicle alone. */
  record: hash.nullable(),
  /** The newest job that was begun for it. */
  job: z.string().nullable(),
  /** The record of such a job that passed or failed. */
  answer: z.strictObject({ record: hash, atWallMs: z.number() }).nullable(),
});

/** In a summary: vehicles that have to be inspected again by one command. */
export const notedRecheckSchema = z.strictObject({
  number: z.int().min(1),
  by: z.string(),
  issued: z.string(),
  atWallMs: z.number(),
  command: hash,
  due: z.string(),
  why: z.strictObject({ zh: z.string(), en: z.string() }),
  isDrawn: z.boolean(),
  of: z.array(notedVehicle).min(1),
});

export type NotedRecheck = z.infer<typeof notedRecheckSchema>;
export type NotedVehicle = z.infer<typeof notedVehicle>;

/** Vehicles that may wait at one station; the next order is refused. */
export const RECHECKS_OPEN_MAX = 512;
/** Orders that are answered for every vehicle and still stand in a summary; of older ones the journal is asked. */
const ANSWERED_KEPT = 32;
/** Answers in one acknowledgement, the newest. */
export const ANSWERS_TOLD = 32;

export function noteOrdered(
  rechecks: readonly NotedRecheck[],
  { due, why, draw, of }: Extract<CommandOrder, { kind: "recheck" }>,
  noted: Pick<NotedRecheck, "number" | "command" | "by" | "issued" | "atWallMs">,
): readonly NotedRecheck[] {
  const vehicles = of.map((vehicle) => ({ ...vehicle, job: null, answer: null }));
  return kept([...rechecks, { ...noted, due, why, isDrawn: draw !== null, of: vehicles }]);
}

/** What says of a job which orders it is the answer to: their numbers, and of which vehicle. */
export interface AnswerMark {
  readonly vin: string;
  readonly numbers: readonly number[];
}

/** A job begins that bears the mark of these orders. */
export function noteBegun(
  rechecks: readonly NotedRecheck[],
  job: string,
  mark: AnswerMark,
): readonly NotedRecheck[] {
  return changed(rechecks, mark, (vehicle) => ({ ...vehicle, job }));
}

/** Its record stands. */
export function noteAnswered(
  rechecks: readonly NotedRecheck[],
  answer: NonNullable<NotedVehicle["answer"]>,
  mark: AnswerMark,
): readonly NotedRecheck[] {
  return kept(changed(rechecks, mark, (vehicle) => ({ ...vehicle, answer })));
}

/** A person took this record out of force: what it answered is to be done again. The same array where it answered nothing that is kept. */
export function noteReopened(rechecks: readonly NotedRecheck[], record: string): readonly NotedRecheck[] {
  const isBy = ({ answer }: NotedVehicle): boolean => answer?.record === record;
  if (!rechecks.some(({ of }) => of.some(isBy))) return rechecks;
  return rechecks.map((one) => ({
    ...one,
    of: one.of.map((vehicle) => (isBy(vehicle) ? { ...vehicle, job: null, answer: null } : vehicle)),
  }));
}

function changed(
  rechecks: readonly NotedRecheck[],
  { vin, numbers }: AnswerMark,
  change: (vehicle: NotedVehicle) => NotedVehicle,
): readonly NotedRecheck[] {
  return rechecks.map((one) =>
    numbers.includes(one.number)
      ? { ...one, of: one.of.map((vehicle) => (vehicle.vin === vin ? change(vehicle) : vehicle)) }
      : one,
  );
}

function kept(rechecks: readonly NotedRecheck[]): readonly NotedRecheck[] {
  const answered = rechecks.filter(isAnswered).slice(0, -ANSWERED_KEPT);
  return rechecks.filter((one) => !answered.includes(one));
}

export function isAnswered({ of }: Pick<NotedRecheck, "of">): boolean {
  return of.every(({ answer }) => answer !== null);
}

/** The orders under which this vehicle has to be inspected again. */
export function rechecksOf(
  rechecks: readonly NotedRecheck[],
  vin: string | undefined,
): readonly NotedRecheck[] {
  return rechecks.filter(({ of }) => of.some((vehicle) => vehicle.vin === vin && vehicle.answer === null));
}

/** Null where a job of this vehicle answers nothing. One that rests on a record of before is no whole inspection, and one for practice has no record. */
export function markOf(
  rechecks: readonly NotedRecheck[],
  vin: string | undefined,
  job: { readonly after?: unknown; readonly practice?: unknown },
): AnswerMark | null {
  if (vin === undefined || job.after !== undefined || job.practice !== undefined) return null;
  const numbers = rechecksOf(rechecks, vin).map(({ number }) => number);
  return numbers.length === 0 ? null : { vin, numbers };
}

export function openVehicles(rechecks: readonly NotedRecheck[]): number {
  return rechecks.flatMap(({ of }) => of).filter(({ answer }) => answer === null).length;
}

/**
 * What an acknowledgement says of them; nothing where no vehicle was ever inspected again. Those of the command that is answered go first:
 * the registry, which sends it again while it misses one, would never hear of what is not among the newest. `older`: of that command, where it is not kept any more.
 */
export function answersTold(
  rechecks: readonly NotedRecheck[],
  asked: number | null = null,
  older: NonNullable<Acknowledgement["fulfilled"]> = [],
): Pick<Acknowledgement, "fulfilled"> {
  const all = rechecks.flatMap(({ number, command, of }) =>
    of.flatMap(({ vin, answer }) => (answer === null ? [] : [{ number, command, vin, ...answer }])),
  );
  const rank = ({ number }: { readonly number: number }): number => (number === asked ? 1 : 0);
  const newest = all.sort((a, b) => rank(a) - rank(b) || a.atWallMs - b.atWallMs).slice(-ANSWERS_TOLD);
  const kept = newest.map(({ number, command, vin, record }) => ({ number, command, vin, record }));
  const fulfilled = [...kept, ...older].slice(-ANSWERS_TOLD);
  return fulfilled.length === 0 ? {} : { fulfilled };
}
