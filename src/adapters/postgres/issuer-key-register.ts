import type { KeyUse } from "../../core/marks/issuer-list.ts";
import type { KeptIssuerKey } from "../../core/marks/list-issuers.ts";
import type { Revocation } from "../../core/record/trust-list.ts";
import type { RevocationReason } from "../../core/trade/words/revocation-reasons.ts";
import { LOCKS } from "./advisory-locks.ts";
import type { PostgresPool } from "./postgres-access.ts";

interface Row {
  readonly key_id: string;
  readonly issuer: string;
  readonly use: KeyUse;
  readonly spki: Buffer;
  readonly taken: Date;
  readonly followed: Date | null;
  readonly revoked_from: Date | null;
  readonly revoked_why: RevocationReason | null;
}

export interface IssuerKeyNow {
  readonly keyId: string;
  readonly issuer: string;
  readonly use: KeyUse;
  readonly spki: Uint8Array;
}

/** That this key signs now; the one of the same use before it signs nothing any more. False where it was given up or revoked before: it is not taken again. */
export async function takeIssuerKey(
  pool: PostgresPool,
  { keyId, issuer, use, spki }: IssuerKeyNow,
  atMs: number,
): Promise<boolean> {
  return await pool.transaction(async (ask) => {
    await ask({ text: "select pg_advisory_xact_lock($1)", values: [LOCKS.issuerKeys] });
    const [known] = await ask<Row>({ text: "select * from issuer_key where key_id = $1", values: [keyId] });
    if (known !== undefined)
      return (
        known.use === use && known.issuer === issuer && known.followed === null && known.revoked_from === null
      );
    const now = new Date(atMs);
    await ask({
      text: "update issuer_key set followed = $3 where issuer = $1 and use = $2 and followed is null",
      values: [issuer, use, now],
    });
    await ask({
      text: "insert into issuer_key (key_id, issuer, use, spki, taken) values ($1, $2, $3, $4, $5)",
      values: [keyId, issuer, use, Buffer.from(spki), now],
    });
    return true;
  });
}

/** Which uses have a key that signs now. */
export async function issuerKeysNow(pool: PostgresPool, issuer: string): Promise<ReadonlySet<KeyUse>> {
  const rows = await pool.query<{ use: KeyUse }>(
    "select use from issuer_key where issuer = $1 and followed is null and revoked_from is null",
    [issuer],
  );
  return new Set(rows.map(({ use }) => use));
}

/** A revocation stands: it is moved to an earlier instant, and never to a later one. False where there is no such key, or it was revoked from then or before. */
export async function revokeIssuerKey(
  pool: PostgresPool,
  { keyId, fromMs, why, by }: Revocation & { readonly keyId: string; readonly by: string },
): Promise<boolean> {
  const rows = await pool.query(
    `update issuer_key set revoked_from = $2, revoked_why = $3, revoked_by = $4
     where key_id = $1 and (revoked_from is null or revoked_from > $2) returning key_id`,
    [keyId, new Date(fromMs), why, by],
  );
  return rows.length > 0;
}

export interface NextIssuerList<Result> {
  readonly number: number;
  readonly document: string;
  readonly result: Result;
}

/** `next` sees all keys and the number of the last list, and what it makes is kept before anybody has it. */
export async function keepIssuerList<Result>(
  pool: PostgresPool,
  by: string,
  next: (keys: readonly KeptIssuerKey[], last: number) => NextIssuerList<Result>,
): Promise<Result> {
  return await pool.transaction(async (ask) => {
    await ask({ text: "select pg_advisory_xact_lock($1)", values: [LOCKS.issuerKeys] });
    const rows = await ask<Row>({ text: "select * from issuer_key order by issuer, use, taken, key_id" });
    const [last] = await ask<{ number: number }>({
      text: "select coalesce(max(number), 0) as number from issuer_list",
    });
    const { number, document, result } = next(rows.map(keptKey), last?.number ?? 0);
    await ask({
      text: "insert into issuer_list (number, document, by) values ($1, $2, $3)",
      values: [number, document, by],
    });
    return result;
  });
}

function keptKey({
  key_id,
  issuer,
  use,
  spki,
  taken,
  followed,
  revoked_from,
  revoked_why,
}: Row): KeptIssuerKey {
  return {
    ...{ keyId: key_id, issuer, use, spki: new Uint8Array(spki) },
    takenMs: taken.getTime(),
    followedMs: followed?.getTime() ?? null,
    revoked:
      revoked_from === null || revoked_why === null
        ? null
        : { fromMs: revoked_from.getTime(), why: revoked_why },
  };
}
