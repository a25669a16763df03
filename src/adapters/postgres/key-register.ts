import type { Revocation, TrustListDocument } from "../../core/record/trust-list.ts";
import type { KeptKey } from "../../core/registry/list-keys.ts";
import type { KeptExcerpt } from "../../core/requests/trust-messages.ts";
import type { RevocationReason } from "../../core/trade/words/revocation-reasons.ts";
import { LOCKS } from "./advisory-locks.ts";
import { askForMany, type ManyRows } from "./many-rows.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import { type PutBack, takeUpAgain } from "./put-back.ts";

interface KeptKeyRow {
  readonly station: string;
  readonly role: "log" | "record" | "second";
  readonly key_id: string;
  readonly spki: Buffer;
  readonly place: number;
  readonly taken: Date;
  readonly followed: Date | null;
  readonly revoked_from: Date | null;
  readonly revoked_why: RevocationReason | null;
}

export interface NextList<Result> {
  readonly number: number;
  /** As it is kept: the signed file. */
  readonly document: string;
  /** For each station its part of it, signed as well. */
  readonly excerpts: readonly ({ readonly station: string } & KeptExcerpt)[];
  readonly result: Result;
}

const EXCERPT_ROWS: ManyRows = {
  name: "trust-excerpt",
  types: ["text", "integer", "text", "text"],
  statement: (values) => `insert into trust_excerpt (station, number, sha256, document) values ${values}`,
};

/**
 * `next` sees all keys and the last list (null: none yet) at one moment, and what it makes is kept before anybody has it. `given`: a list that may be newer, of which is taken up
 * what the database does not have.
 */
export async function keepNextList<Result>(
  pool: PostgresPool,
  { by, given }: { readonly by: string; readonly given: TrustListDocument | null },
  next: (
    keys: readonly KeptKey[],
    before: { readonly document: string | null; readonly putBack: PutBack | null },
  ) => NextList<Result>,
): Promise<Result> {
  return await pool.transaction(async (ask) => {
    // Two lists of one number would be two truths: one is made after the other.
    await ask({ text: "select pg_advisory_xact_lock($1)", values: [LOCKS.listing] });
    const putBack = given === null ? null : await takeUpAgain(ask, given, by);
    const [last] = await ask<{ document: string }>({
      text: "select document from trust_list order by number desc limit 1",
    });
    const keys = await keptKeys(ask);
    const before = { document: last?.document ?? null, putBack };
    const { number, document, excerpts, result } = next(keys, before);
    await ask({
      text: "insert into trust_list (number, document, by) values ($1, $2, $3)",
      values: [number, document, by],
    });
    await ask({ text: "delete from trust_excerpt" });
    const enrolled = new Set(keys.map(({ station }) => station));
    const rows = excerpts
      .filter(({ station }) => enrolled.has(station))
      .map(({ station, sha256, text }) => [station, number, sha256, text]);
    await askForMany(ask, EXCERPT_ROWS, rows);
    return result;
  });
}

/** A station's part of the newest list; null where none was signed since it is enrolled. */
export async function excerptOf(pool: PostgresPool, station: string): Promise<KeptExcerpt | null> {
  const [row] = await pool.query<{ number: number; sha256: string; document: string }>(
    "select number, sha256, document from trust_excerpt where station = $1",
    [station],
  );
  return row === undefined ? null : { number: row.number, sha256: row.sha256, text: row.document };
}

async function keptKeys(ask: PostgresClient): Promise<readonly KeptKey[]> {
  const rows = await ask<KeptKeyRow>({
    text: `select station, role, key_id, spki, place, taken, followed, revoked_from, revoked_why
           from station_key order by station, role, place`,
  });
  return rows.map(({ key_id: keyId, taken, followed, revoked_from, revoked_why, ...row }) => ({
    ...row,
    keyId,
    takenMs: taken.getTime(),
    followedMs: followed?.getTime() ?? null,
    revoked:
      revoked_from === null || revoked_why === null
        ? null
        : { fromMs: revoked_from.getTime(), why: revoked_why },
  }));
}

export interface KeyToRevoke extends Revocation {
  readonly station: string;
  readonly keyId: string;
  /** Who of the registry did it. */
  readonly by: string;
}

/** What came of it: revoked now; revoked already, from another instant than this or the same; no such key of that station. */
export type RevocationOutcome =
  | { readonly kind: "already" | "unknown" }
  /** `inForce`: results of the station that are in force and ended after that instant; of a log key none is counted. */
  | { readonly kind: "revoked"; readonly inForce: number };

/** A revocation stands: it is moved to an earlier instant, and never to a later one. */
export async function revokeKey(
  pool: PostgresPool,
  { station, keyId, fromMs, why, by }: KeyToRevoke,
): Promise<RevocationOutcome> {
  return await pool.transaction(async (ask) => {
    // Behind whatever a worker is just taking in of this station.
    await ask({ text: "select 1 from station where station = $1 for update", values: [station] });
    const from = new Date(fromMs);
    const changed = await ask<{ role: KeptKeyRow["role"] }>({
      text: `update station_key set revoked_from = $3, revoked_why = $4
             where station = $1 and key_id = $2 and (revoked_from is null or revoked_from > $3) returning role`,
      values: [station, keyId, from, why],
    });
    if (changed.length === 0) {
      const known = await ask({
        text: "select 1 from station_key where station = $1 and key_id = $2",
        values: [station, keyId],
      });
      return { kind: known.length === 0 ? "unknown" : "already" };
    }
    const document = JSON.stringify({ key: keyId, from: from.toISOString(), why });
    await ask({
      text: "insert into registry_act (station, what, document, by) values ($1, 'revoked', $2, $3)",
      values: [station, document, by],
    });
    if (changed[0]?.role === "log") return { kind: "revoked", inForce: 0 };
    const [count] = await ask<{ n: string }>({
      text: `select count(*) as n from record
             where station = $1 and kind = 'result' and ended > $2 and withdrawn_by is null`,
      values: [station, from],
    });
    return { kind: "revoked", inForce: Number(count?.n) };
  });
}
