import { existsSync } from "node:fs";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { keyIdOf, sha256, verifySignature } from "../../adapters/keys/node-crypto.ts";
import { createCa, loadCa, newSerial } from "../../adapters/keys/registry-ca.ts";
import {
  keepCertificate,
  revokeCertificates,
  revokedCertificates,
} from "../../adapters/postgres/certificate-register.ts";
import { PostgresRegistryStore } from "../../adapters/postgres/postgres-registry-store.ts";
import type { CertificateCommands, CertificateTold } from "../../cli/registry-certificates.ts";
import { readCertificateRequest } from "../../core/record/key-request.ts";
import { signingKeys } from "../../core/registry/following-keys.ts";
import { type Reason, reason, sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { loadRegistryFile, type RegistryFile } from "./registry-file.ts";
import { withRegistry } from "./registry-parts.ts";
import { DAY_MS, spanFrom } from "./renew-certificate.ts";

/** A broker that has no newer list refuses everybody after it. */
const CRL_MS = 7 * DAY_MS;
/** Before now, for a broker whose clock is slow. */
const CRL_SLACK_MS = 3_600_000;

/** Certificates by which a broker knows the stations. Each throws EdgeError CONFIG_INVALID, FILE_UNREADABLE, KEY_UNUSABLE and what `withRegistry` throws. */
export const certificates: CertificateCommands = {
  async init(file) {
    const { key, cert } = caOf(file);
    await createCa({ key, cert }, "Proofmark registry", new SystemClock().wallMs());
    return {
      isDone: true,
      sentence: `${cert} is for brokers and stations (cafile, ca); keep ${key} to the registry.`,
    };
  },
  async crl(file) {
    const ca = await loadMade(file);
    return await withRegistry(file, async ({ pool, clock }) => {
      const nowMs = clock.wallMs();
      const revoked = await revokedCertificates(pool, nowMs);
      const nextMs = nowMs + CRL_MS;
      const pem = await ca.crl({ revoked, nextMs, fromMs: nowMs - CRL_SLACK_MS });
      const sentence = `${revoked.length} certificates are revoked; the list is good until ${new Date(nextMs).toISOString()}. Have the broker read it: kill -HUP.`;
      return { isDone: true, sentence, pem };
    });
  },
  async issue(file, { request, by }) {
    const read = readCertificateRequest({ digest: sha256, verify: verifySignature }, request);
    if ("kind" in read) return refused(read.reason);
    const { station, logKeyId, tlsSpki: spki } = read;
    const block = caOf(file);
    const ca = await loadMade(file);
    return await withRegistry(file, async ({ pool, clock }) => {
      const account = (await new PostgresRegistryStore(pool).accounts([station])).get(station);
      const isOwn = account !== undefined && signingKeys(account.log).some(({ keyId }) => keyId === logKeyId);
      if (!isOwn) return refused(reason("CERTIFICATE_NOT_OF_STATION", { station, key: logKeyId }));
      const nowMs = clock.wallMs();
      const of = { serial: newSerial(), spki, ...spanFrom(nowMs, block.days) };
      // Kept before it is made: what nobody can revoke must not be there.
      if (!(await keepCertificate(pool, { ...of, station, by })))
        return refused(reason("CERTIFICATE_KEY_USED", { station, key: keyIdOf(spki) }));
      const pem = await ca.issue({ ...of, commonName: station });
      const until = new Date(of.toMs).toISOString();
      return { isDone: true, sentence: `${station} has a certificate until ${until}, by ${by}.`, pem };
    });
  },
  async revoke(file, { station, by }) {
    return await withRegistry(file, async ({ pool, clock }) => {
      const count = await revokeCertificates(pool, { station, atMs: clock.wallMs(), by });
      return count === 0
        ? { isDone: false, sentence: `${station} has no certificate that is in force.` }
        : {
            isDone: true,
            sentence: `${count} certificates of ${station} are revoked, by ${by}; write the list for the broker: proofmark registry ca crl.`,
          };
    });
  },
};

/** Throws EdgeError FILE_UNREADABLE where it was not made yet, CONFIG_INVALID, KEY_UNUSABLE. */
async function loadMade(file: string): ReturnType<typeof loadCa> {
  const { key, cert } = caOf(file);
  if (existsSync(key)) return await loadCa({ key, cert });
  throw new EdgeError(
    "FILE_UNREADABLE",
    `There is no ${key} yet, by which certificates are signed: proofmark registry ca init --config ${file} makes it.`,
    { file: key },
  );
}

/** Throws EdgeError CONFIG_INVALID. */
function caOf(file: string): NonNullable<RegistryFile["ca"]> {
  const { ca } = loadRegistryFile(file);
  if (ca !== undefined) return ca;
  throw new EdgeError(
    "CONFIG_INVALID",
    `${file} names no authority for certificates: add ca: { key: FILE, cert: FILE }.`,
    { file },
  );
}

function refused(why: Reason): CertificateTold {
  return { isDone: false, sentence: sentenceOf(why).en };
}
