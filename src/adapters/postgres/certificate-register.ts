import type { PostgresPool } from "./postgres-access.ts";

export interface NewCertificate {
  /** Hex. */
  readonly serial: string;
  readonly station: string;
  /** SubjectPublicKeyInfo of the TLS key. */
  readonly spki: Uint8Array;
  readonly fromMs: number;
  readonly toMs: number;
  readonly by: string;
}

/** False where that key is another station's, signs something, or has a certificate that was revoked: then nothing is kept. */
export async function keepCertificate(pool: PostgresPool, given: NewCertificate): Promise<boolean> {
  const { serial, station, fromMs, toMs, by } = given;
  const spki = Buffer.from(given.spki);
  return await pool.transaction(async (ask) => {
    await ask({ text: "select 1 from station where station = $1 for update", values: [station] });
    const against = await ask({
      text: `select 1 from station_certificate where spki = $1 and (station <> $2 or revoked is not null)
             union all select 1 from station_key where spki = $1`,
      values: [spki, station],
    });
    if (against.length > 0) return false;
    await ask({
      text: `insert into station_certificate (serial, station, spki, not_before, not_after, by)
             values ($1, $2, $3, $4, $5, $6)`,
      values: [serial, station, spki, new Date(fromMs), new Date(toMs), by],
    });
    return true;
  });
}

/** All that a station has; gives how many were in force. */
export async function revokeCertificates(
  pool: PostgresPool,
  { station, atMs, by }: { readonly station: string; readonly atMs: number; readonly by: string },
): Promise<number> {
  const rows = await pool.query(
    `update station_certificate set revoked = $2, revoked_by = $3
     where station = $1 and revoked is null and not_after > $2 returning serial`,
    [station, new Date(atMs), by],
  );
  return rows.length;
}

/** Those that have not ended by themselves. */
export async function revokedCertificates(
  pool: PostgresPool,
  nowMs: number,
): Promise<readonly { readonly serial: string; readonly atMs: number }[]> {
  const rows = await pool.query<{ serial: string; revoked: Date }>(
    "select serial, revoked from station_certificate where revoked is not null and not_after > $1 order by serial",
    [new Date(nowMs)],
  );
  return rows.map(({ serial, revoked }) => ({ serial, atMs: revoked.getTime() }));
}

/** How many certificates a station was given that begin after that instant. */
export async function certificatesSince(
  pool: PostgresPool,
  station: string,
  fromMs: number,
): Promise<number> {
  const [row] = await pool.query<{ n: string }>(
    "select count(*) as n from station_certificate where station = $1 and not_before > $2",
    [station, new Date(fromMs)],
  );
  return Number(row?.n ?? 0);
}
