import type { CborNode } from "../cbor/cbor-node.ts";

const DATE_TIME = 0;
const FULL_DATE = 1004;

/** Year, month, day, hour, minute, second; null where there is no such moment. The 30th of February slides into March elsewhere. */
export function instantOfParts(parts: readonly number[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  const isSame =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return isSame && year >= 1000 ? ms : null;
}

/** Tag 0: a moment in UTC without fractions of a second. */
export function instantIn(node: CborNode | null): number | null {
  if (node?.kind !== "tag" || node.tag !== DATE_TIME || node.content.kind !== "text") return null;
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(node.content.value);
  return found === null ? null : instantOfParts(found.slice(1).map(Number));
}

/** A date of a licence: a day, or a moment. A day has no zone, and ends where its issuer's does. */
export interface LicenceDate {
  readonly day: string;
  /** Set where it is a moment. */
  readonly atMs: number | null;
}

/** Tag 1004 or tag 0. */
export function dateIn(node: CborNode | null): LicenceDate | null {
  const atMs = instantIn(node);
  if (atMs !== null) return { day: new Date(atMs).toISOString().slice(0, 10), atMs };
  if (node?.kind !== "tag" || node.tag !== FULL_DATE || node.content.kind !== "text") return null;
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(node.content.value);
  return found === null || instantOfParts(found.slice(1).map(Number)) === null
    ? null
    : { day: node.content.value, atMs: null };
}

/** Where the reader is: its moment, and the civil day there. */
export interface ReaderTime {
  readonly ms: number;
  readonly day: string;
}

/** A day counts to its end; a moment ends before itself. */
export function hasEnded({ day, atMs }: LicenceDate, now: ReaderTime): boolean {
  return atMs === null ? now.day > day : now.ms >= atMs;
}

/** A day that has begun where the reader is. */
export function hasBegun({ day, atMs }: LicenceDate, now: ReaderTime): boolean {
  return atMs === null ? now.day >= day : now.ms >= atMs;
}
