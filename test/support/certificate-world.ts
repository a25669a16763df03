import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { createFileSigner } from "../../src/adapters/keys/file-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createCa, loadCa, newSerial, type RegistryCa } from "../../src/adapters/keys/registry-ca.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { emptyHead } from "../../src/core/registry/log-resumption.ts";
import type { StationAccount } from "../../src/core/registry/station-account.ts";
import type { RequestLinkListener } from "../../src/ports/request-link.ts";
import { Answering, type RenewCertificate } from "../../src/registry/answering.ts";
import { OwnCertificateFiles } from "../../src/runtime/own-certificate.ts";
import { CertificateKeeper } from "../../src/station/certificate-keeper.ts";
import { WITNESS } from "./registry-rig.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { logSigner, recordSigner, TOY_STATION } from "./toy-station.ts";

export const START_MS = Date.UTC(2026, 0, 5, 8);
export const DAY_MS = 86_400_000;
export const LIFE_MS = 90 * DAY_MS;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function authority(name: string): Promise<RegistryCa> {
  const directory = temporaryDirectory();
  const files = { key: join(directory, "ca.key"), cert: join(directory, "ca.crt") };
  await createCa(files, name, START_MS);
  return await loadCa(files);
}

export interface Wanted {
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly commonName?: string;
  readonly spki?: Uint8Array;
  readonly by?: RegistryCa;
  /** Without the authority's own behind it, as a registry of before sends it. */
  readonly bare?: boolean;
}

export interface LifeOptions {
  readonly account?: StationAccount;
  readonly renew?: RenewCertificate;
  /** Of each certificate; default 90 days. */
  readonly lifeMs?: number;
  /** Before now that one begins; default an hour. */
  readonly slackMs?: number;
  readonly ca?: RegistryCa;
  /** What the station file names as `ca`, PEM. */
  readonly configured?: string;
  readonly entropy?: () => number;
}

/** A station with a certificate, and a registry that answers as the product does. */
export async function life(options: LifeOptions = {}) {
  const { lifeMs = LIFE_MS, slackMs = 3_600_000, entropy = () => 0.5 } = options;
  const ca = options.ca ?? (await authority("one"));
  const directory = temporaryDirectory();
  const files = { cert: join(directory, "station.crt"), key: join(directory, "station.key") };
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(files.key, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  const { publicKeySpki } = createFileSigner(files.key);
  const clock = new VirtualClock(START_MS);
  const issue = async ({ by = ca, bare = false, ...wanted }: Wanted = {}): Promise<string> => {
    const leaf = await by.issue({
      ...{ commonName: TOY_STATION, spki: publicKeySpki, serial: newSerial() },
      ...{ fromMs: clock.wallMs() - slackMs, toMs: clock.wallMs() + lifeMs },
      ...wanted,
    });
    return bare ? leaf : `${leaf}${by.cert}`;
  };
  writeFileSync(files.cert, await issue({ bare: true }));
  const configured = join(directory, "configured.crt");
  if (options.configured !== undefined) writeFileSync(configured, options.configured);
  const own = new OwnCertificateFiles({
    ...files,
    ...(options.configured !== undefined && { ca: configured }),
  });
  /** What the station believes of the time; the registry goes by the clock itself. */
  const wall = { aheadMs: 0, isSure: true };
  const stationClock = { monoMs: () => clock.monoMs(), wallMs: () => clock.wallMs() + wall.aheadMs };
  const asked: Uint8Array[] = [];
  const askedMs: number[] = [];
  const told: Uint8Array[] = [];
  const answering = answeringOf(
    options.account ?? accountOf(),
    clock,
    options.renew ?? (async (_station, spki) => ({ certificate: await issue({ spki }) })),
  );
  const way = { listener: null as RequestLinkListener | null, answers: true };
  let answered: Promise<void> | null = null;
  const keeper = new CertificateKeeper({
    ...{ station: TOY_STATION, clock: stationClock, timers: clock, entropy, log: SILENT },
    ...{ logSigner, certificate: own, digest: sha256, verifySignature, witness: WITNESS },
    link: {
      open: (listener) => {
        way.listener = listener;
      },
      send: (message) => {
        asked.push(message);
        askedMs.push(clock.monoMs());
        if (!way.answers) return;
        answered = answering.ask(TOY_STATION, message).then((reply) => {
          if (reply === null) return;
          told.push(reply);
          way.listener?.onMessage(reply);
        });
      },
      close: () => undefined,
    },
  });
  keeper.start({ isClockSure: () => wall.isSure, onChange: () => undefined });
  /** Timer by timer, so that an answer comes before the patience for it is over. */
  const run = async (forMs: number): Promise<void> => {
    const untilMs = clock.monoMs() + forMs;
    while (clock.fireNext(untilMs)) {
      await answered;
      answered = null;
    }
    clock.advanceBy(untilMs - clock.monoMs());
  };
  const days = async (count: number): Promise<void> => await run(count * DAY_MS);
  const up = async (isUp: boolean): Promise<void> => {
    way.listener?.onLink(isUp);
    // Longer than the longest spread.
    await run(3_600_000);
  };
  const attempt = (): string => (own.forAttempt() === files.cert ? "present" : "next");
  const endOf = (file: string): number => Date.parse(new X509Certificate(readFileSync(file)).validTo);
  return {
    ...{ files, clock, own, asked, askedMs, told, keeper, way, wall },
    ...{ issue, run, days, up, attempt, endOf, answering, ca },
  };
}

export function accountOf(revoked = false): StationAccount {
  const { keyId, publicKeySpki: spki } = logSigner;
  return {
    ...{ station: TOY_STATION, branch: 0, head: emptyHead(sha256) },
    log: firstKey({ keyId, spki, ...(revoked && { revoked: { fromMs: 0, why: "lost" } }) }),
    record: firstKey({ keyId: recordSigner.keyId, spki: recordSigner.publicKeySpki }),
  };
}

export function answeringOf(
  account: StationAccount,
  clock: VirtualClock,
  renew: RenewCertificate | undefined,
): Answering {
  return new Answering({
    book: { account: async () => account } as never,
    papers: {} as never,
    ...(renew !== undefined && { renew }),
    ...{ digest: sha256, verify: verifySignature, witnesses: [WITNESS], wallMs: () => clock.wallMs() },
    onFailure: (error) => {
      throw error;
    },
  });
}
