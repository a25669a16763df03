import { type Reason, reason } from "../trade/reasons.ts";

/** Wrong codes that an invitation stands: a person who mistypes has the check character, so each of these is a guess or another code. */
export const INVITATION_TRIES_MAX = 5;

/** An invitation as the registry has it. Times in milliseconds since 1970, by the registry's clock. */
export interface Invitation {
  readonly station: string;
  readonly region: string;
  readonly expiresMs: number;
  /** Wrong ones so far. */
  readonly tries: number;
  readonly usedMs: number | null;
}

export type InvitationJudged =
  | { readonly kind: "good" }
  /** `isTry`: it counts as a wrong one. */
  | { readonly kind: "refused"; readonly reason: Reason; readonly isTry: boolean };

/**
 * Whether a request may enrol `station` by this invitation. `invitation`: null where none has the label that the request names. `isProven`: the request was made with the
 * code of it (RP-166 to RP-168). What else is wrong is told only to whoever had the code.
 */
export function judgeInvitation(
  invitation: Invitation | null,
  request: { readonly station: string; readonly label: string; readonly isProven: boolean },
  nowMs: number,
): InvitationJudged {
  const refused = (why: Reason, isTry = false) => ({ kind: "refused" as const, reason: why, isTry });
  const { station, label, isProven } = request;
  if (invitation === null) return refused(reason("INVITATION_UNKNOWN", { label }));
  const { tries, usedMs, expiresMs } = invitation;
  if (tries >= INVITATION_TRIES_MAX) return refused(reason("INVITATION_GUESSED", { tries, label }));
  if (!isProven)
    return refused(reason("INVITATION_WRONG_CODE", { label, left: INVITATION_TRIES_MAX - tries - 1 }), true);
  if (invitation.station !== station)
    return refused(reason("INVITATION_OTHER_STATION", { invited: invitation.station, station }));
  if (usedMs !== null) return refused(reason("INVITATION_USED", { at: new Date(usedMs).toISOString() }));
  if (expiresMs < nowMs)
    return refused(reason("INVITATION_EXPIRED", { at: new Date(expiresMs).toISOString() }));
  return { kind: "good" };
}

/** The ids of both keys as the station told them on another way than the request. */
export interface KeysTold {
  readonly record: string;
  readonly log: string;
  /** Of the SM2 key; only where another one of it was revoked it has to be told. What is told has to be so. */
  readonly second?: string;
}

/** Null where the request has the very keys that were told. */
export function whyNotTold(told: KeysTold | null, found: KeysTold): Reason | null {
  const { record, log, second = null } = found;
  if (told === null) return reason("KEYS_NOT_TOLD", { record, log });
  const isSecond = told.second === undefined || told.second === second;
  return told.record === record && told.log === log && isSecond
    ? null
    : reason("KEYS_TOLD_OTHERWISE", { record, log, second });
}
