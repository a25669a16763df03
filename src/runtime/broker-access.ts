import type { BrokerCredentials } from "../adapters/mqtt/broker-credentials.ts";
import { EdgeError } from "../errors.ts";
import type { Clock, ClockDiscipline } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { type ReadCredentials, readCredentials } from "./credential-files.ts";
import { newestCertificateFile, type OwnCertificateFiles, ownCertificate } from "./own-certificate.ts";
import { isEncrypted } from "./registry-config.ts";
import type { StationConfig } from "./station-config.ts";

export interface BrokerAccess {
  /** As the files are now; as they were before where they are not usable any more. Never throws. */
  credentials(): BrokerCredentials;
  /** The station's own certificate, which it renews; null where it has none, or one that a person renews. */
  readonly own: OwnCertificateFiles | null;
  /** What stops nothing and still has to be said, one sentence each. */
  readonly notices: readonly string[];
}

export interface BrokerAccessPorts {
  readonly clock: Clock;
  readonly discipline: ClockDiscipline;
  readonly log: Log;
}

/**
 * Reads the files by which station and broker know each other. Throws like `readCredentials`; also CREDENTIALS_UNUSABLE for
 * authorities that are all out of date by a clock that a time service confirms. By any other clock it is only told: the clock
 * may be what is wrong, and a station with a wrong clock has to start and show it (docs/decisions/0012-clock.md). The
 * station's own certificate is always only told of: one of a short life may end in any night, and work goes on without the broker.
 */
export async function brokerAccess(
  registry: StationConfig["registry"],
  { clock, discipline, log }: BrokerAccessPorts,
): Promise<BrokerAccess> {
  const own = ownCertificate(registry);
  const { credentials: first, outOfDate, isCaOutOfDate } = firstRead(registry, clock.wallMs());
  const notices: string[] = [];
  if (isCaOutOfDate && outOfDate !== null) {
    const word = await new Promise<string>((told) => discipline.ask(({ kind }) => told(kind)));
    if (word === "disciplined") throw outOfDate;
  }
  if (outOfDate !== null) notices.push(outOfDate.message);
  if (first.password !== undefined && !isEncrypted(registry.url))
    notices.push(
      `The password for the broker goes over the network as it is (${registry.url}): use mqtts:// unless the broker is on this machine.`,
    );
  let last = first;
  let toldOf = "";
  return {
    own,
    notices,
    credentials() {
      const cert = own?.forAttempt() ?? registry.cert;
      if (cert !== undefined && cert !== registry.cert) {
        try {
          return readCredentials({ ...registry, cert }, clock.wallMs()).credentials;
        } catch (cause) {
          own?.giveUpNext();
          log.warn("the next certificate cannot be used", { problem: String(cause) });
        }
      }
      try {
        last = readCredentials(registry, clock.wallMs()).credentials;
        toldOf = "";
      } catch (cause) {
        const problem = cause instanceof EdgeError ? cause.message : String(cause);
        // Once: the same is found at every attempt.
        if (problem !== toldOf)
          log.warn("the broker's files cannot be used; those of before are", { problem });
        toldOf = problem;
      }
      return last;
    },
  };
}

/** With the next certificate where there is one that is of any use: the one before it may have ended while the station was off. */
function firstRead(registry: StationConfig["registry"], wallMs: number): ReadCredentials {
  const present = readCredentials(registry, wallMs);
  const cert = registry.cert === undefined ? undefined : newestCertificateFile(registry.cert);
  if (cert === undefined || cert === registry.cert) return present;
  try {
    return readCredentials({ ...registry, cert }, wallMs);
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    return present;
  }
}
