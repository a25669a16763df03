import { z } from "zod";
import type { OwnCbor } from "../cose/own-cbor.ts";

/** What a mark says: enough to hold against the vehicle or the person in front of one, and too little to ask the registry for the record. */
export const MARK_KINDS = { inspection: 1, exam: 2, verification: 3 } as const;
export type MarkKind = keyof typeof MARK_KINDS;

export const MARK_FLAGS = {
  /** Rests on rules whose number nobody has checked. */
  unverified: 1,
  /** Simulated devices in a registry for trials: never good for anything real. */
  simulated: 2,
} as const;

export const RECORD_BYTES = 16;

/** Of a wire, by number: a name costs a byte a letter, and this is printed. */
const FIELDS = { kind: 1, record: 2, station: 3, subject: 4, tail: 5, on: 6, of: 7, flags: 8 } as const;

/** Days from 1970 that no clock of a lane should say: the year 2300. */
const DAY_MAX = 120_530;

export const markContentSchema = z.strictObject({
  kind: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** First bytes of the record's id. */
  record: z.instanceof(Uint8Array).refine((bytes) => bytes.length === RECORD_BYTES),
  station: z.string().min(1).max(64),
  /** Plate; of an exam the masked name. */
  subject: z.string().min(1).max(24),
  /** Last six of the vehicle's number; of an exam the last four of the learner's certificate. */
  tail: z.string().min(1).max(6),
  /** Civil day of the station, as days since 1970-01-01. */
  on: z.int().min(0).max(DAY_MAX),
  /** Vehicle class; licence class and subject of the test, as `C1/2`. */
  of: z.string().min(1).max(12),
  flags: z.int().min(0).max(3),
});

export type MarkContent = z.infer<typeof markContentSchema>;

export function contentMap(content: MarkContent): ReadonlyMap<number, OwnCbor> {
  return new Map(Object.entries(FIELDS).map(([name, key]) => [key, content[name as keyof MarkContent]]));
}

/** Null where it is not whole, or says more. */
export function contentIn(map: OwnCbor | undefined): MarkContent | null {
  if (!(map instanceof Map) || map.size !== Object.keys(FIELDS).length) return null;
  const named = Object.entries(FIELDS).map(([name, key]) => [name, map.get(key)]);
  const content = markContentSchema.safeParse(Object.fromEntries(named));
  return content.success ? content.data : null;
}

export function kindOfMark({ kind }: Pick<MarkContent, "kind">): MarkKind {
  return kind === 1 ? "inspection" : kind === 2 ? "exam" : "verification";
}

const DAY_MS = 86_400_000;

/** `day`: as 2026-11-30. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

export function dayOfNumber(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}
