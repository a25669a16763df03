import { existsSync } from "node:fs";
import { loadCa, newSerial, type RegistryCa } from "../../adapters/keys/registry-ca.ts";
import { certificatesSince, keepCertificate } from "../../adapters/postgres/certificate-register.ts";
import type { PostgresPool } from "../../adapters/postgres/postgres-access.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RenewCertificate } from "../../registry/answering.ts";
import type { RegistryFile } from "./registry-file.ts";

export const DAY_MS = 86_400_000;
/** Before now, for a broker whose clock is slow; of a short life no more than a ninth. */
const SLACK_MS = 3_600_000;
/** A station that loses what it is given asks again; one that does not stop is not answered. */
export const RENEWALS_A_DAY_MAX = 4;

/** From when to when a certificate is good that is made now and lasts so many days. */
export function spanFrom(nowMs: number, days: number): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: nowMs - slackMs(days), toMs: nowMs + days * DAY_MS };
}

/**
 * How a worker makes certificates; undefined where its file names no authority, or the authority was not made yet. Whoever asks was proven to be that station. Throws EdgeError
 * KEY_UNUSABLE.
 */
export async function renewals(
  { ca: block }: Pick<RegistryFile, "ca">,
  pool: PostgresPool,
  clock: Pick<Clock, "wallMs">,
): Promise<RenewCertificate | undefined> {
  if (block === undefined || !existsSync(block.key)) return undefined;
  const ca: RegistryCa = await loadCa(block);
  const { days } = block;
  // A day, or of a short life the third in which it is asked for.
  const withinMs = Math.min(DAY_MS, (days * DAY_MS) / 3);
  return async (station, spki) => {
    const nowMs = clock.wallMs();
    const sinceMs = nowMs - withinMs - slackMs(days);
    if ((await certificatesSince(pool, station, sinceMs)) >= RENEWALS_A_DAY_MAX) return null;
    const of = { serial: newSerial(), spki, ...spanFrom(nowMs, days) };
    // Kept before it is made: what nobody can revoke must not be there.
    if (!(await keepCertificate(pool, { ...of, station, by: station }))) return { refused: "tls-key" };
    // The authority's own behind it: by that the station sees that the same key signed both.
    return { certificate: `${await ca.issue({ ...of, commonName: station })}${ca.cert}` };
  };
}

function slackMs(days: number): number {
  return Math.min(SLACK_MS, (days * DAY_MS) / 9);
}
