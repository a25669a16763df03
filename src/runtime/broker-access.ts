import type { BrokerCredentials } from "../adapters/mqtt/broker-credentials.ts";
import { EdgeError } from "../errors.ts";
import type { Clock, ClockDiscipline } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { readCredentials } from "./credential-files.ts";
import { isEncrypted } from "./registry-config.ts";
import type { StationConfig } from "./station-config.ts";

export interface BrokerAccess {
  /** As the files are now; as they were before where they are not usable any more. Never throws. */
  credentials(): BrokerCredentials;
  /** What stops nothing and still has to be said, one sentence each. */
  readonly notices: readonly string[];
}

export interface BrokerAccessPorts {
  readonly clock: Clock;
  readonly discipline: ClockDiscipline;
  readonly log: Log;
}

/**
 * Reads the files by which station and broker know each other. Throws like `readCredentials`; also CREDENTIALS_UNUSABLE for a
 * certificate that is out of date by a clock that a time service confirms. By any other clock it is only told: the clock
 * may be what is wrong, and a station with a wrong clock has to start and show it (docs/decisions/0012-clock.md).
 */
export async function brokerAccess(
  registry: StationConfig["registry"],
  { clock, discipline, log }: BrokerAccessPorts,
): Promise<BrokerAccess> {
  const { credentials: first, outOfDate } = readCredentials(registry, clock.wallMs());
  const notices: string[] = [];
  if (outOfDate !== null) {
    const word = await new Promise<string>((told) => discipline.ask(({ kind }) => told(kind)));
    if (word === "disciplined") throw outOfDate;
    notices.push(outOfDate.message);
  }
  if (first.password !== undefined && !isEncrypted(registry.url))
    notices.push(
      `The password for the broker goes over the network as it is (${registry.url}): use mqtts:// unless the broker is on this machine.`,
    );
  let last = first;
  let toldOf = "";
  return {
    notices,
    credentials() {
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
