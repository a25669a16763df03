import type { Invitation, InvitationJudged } from "../../core/registry/invitation.ts";
import { LOCKS } from "./advisory-locks.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import { insertStation, type NewStation } from "./station-register.ts";

export interface NewInvitation {
  readonly label: string;
  readonly station: string;
  readonly region: string;
  /** Made from the code. */
  readonly key: Uint8Array;
  readonly expiresMs: number;
  readonly nowMs: number;
  readonly by: string;
}

/** What came of it: kept; the station is enrolled already; another invitation that is open has this label. */
export type InvitationKept = "kept" | "enrolled" | "label-taken";

export async function keepInvitation(pool: PostgresPool, given: NewInvitation): Promise<InvitationKept> {
  const { label, station, region, key, expiresMs, nowMs, by } = given;
  return await pool.transaction(async (ask) => {
    // Labels are short: two that are open at once must differ, and giving them out one after the other sees to that.
    await ask({ text: "select pg_advisory_xact_lock($1)", values: [LOCKS.inviting] });
    const known = await ask({ text: "select 1 from station where station = $1", values: [station] });
    if (known.length > 0) return "enrolled";
    const open = await ask({
      text: "select 1 from invitation where label = $1 and used is null and expires >= $2",
      values: [label, new Date(nowMs)],
    });
    if (open.length > 0) return "label-taken";
    await ask({
      text: "insert into invitation (label, station, region, key, expires, by) values ($1, $2, $3, $4, $5, $6)",
      values: [label, station, region, Buffer.from(key), new Date(expiresMs), by],
    });
    return "kept";
  });
}

export interface InvitedEnrolment {
  readonly label: string;
  readonly nowMs: number;
  /** Of the invitation with that key: whether the request was made with its code. */
  isProven(key: Uint8Array): boolean;
  judge(invitation: Invitation | null, isProven: boolean): InvitationJudged;
  /** Null: as the invitation says. */
  readonly region: string | null;
  /** What is taken up where it is good. */
  readonly station: Omit<NewStation, "region">;
}

export type EnrolmentOutcome =
  | { readonly kind: "enrolled"; readonly region: string }
  | { readonly kind: "there-already" }
  | Extract<InvitationJudged, { kind: "refused" }>;

/** The invitation is looked at and used in the transaction in which the station is taken up, and a wrong code counted in it too: of two at once one waits. */
export async function enrolInvited(pool: PostgresPool, given: InvitedEnrolment): Promise<EnrolmentOutcome> {
  const { label, nowMs, station } = given;
  return await pool.transaction(async (ask) => {
    const kept = await invitationsOf(ask, label);
    const proven = kept.find(({ key }) => given.isProven(key));
    // Of several that had the label one after the other, a wrong code is held against the newest.
    const meant = proven ?? kept[0];
    const judged = given.judge(meant?.invitation ?? null, proven !== undefined);
    if (judged.kind === "refused") {
      if (judged.isTry && meant !== undefined)
        await ask({
          text: "update invitation set tries = tries + 1 where invitation = $1",
          values: [meant.id],
        });
      return judged;
    }
    if (meant === undefined) throw new Error("what is good was found");
    const region = given.region ?? meant.invitation.region;
    if (!(await insertStation(ask, { ...station, region }))) return { kind: "there-already" };
    await ask({
      text: "update invitation set used = $2 where invitation = $1",
      values: [meant.id, new Date(nowMs)],
    });
    return { kind: "enrolled", region };
  });
}

interface InvitationRow {
  readonly invitation: string;
  readonly station: string;
  readonly region: string;
  readonly key: Buffer;
  readonly expires: Date;
  readonly tries: number;
  readonly used: Date | null;
}

/** The newest first; whoever comes next with the same label waits until this transaction has ended. */
async function invitationsOf(
  ask: PostgresClient,
  label: string,
): Promise<readonly { readonly id: string; readonly key: Uint8Array; readonly invitation: Invitation }[]> {
  const rows = await ask<InvitationRow>({
    text: `select invitation, station, region, key, expires, tries, used from invitation
           where label = $1 order by invitation desc for update`,
    values: [label],
  });
  return rows.map(({ invitation: id, key, expires, used, station, region, tries }) => ({
    id,
    key,
    invitation: {
      ...{ station, region, tries },
      expiresMs: expires.getTime(),
      usedMs: used?.getTime() ?? null,
    },
  }));
}
