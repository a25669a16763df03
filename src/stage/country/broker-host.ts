import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { BrokerTls } from "../../../simulators/registry/broker.ts";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import type { CliIo } from "../../cli/command.ts";
import type { BrokerHostOptions } from "../../cli/simulate.ts";
import { EdgeError } from "../../errors.ts";
import type { TimerHandle } from "../../ports/clock.ts";
import { endOf, untilStopped } from "../../runtime/shutdown.ts";
import { listeningBroker } from "../listening-broker.ts";

/** What a broker with TLS has in its folder: what it is known by, who signed whoever may come in, and who may not any more. */
export const BROKER_FILES = { cert: "broker.crt", key: "broker.key", ca: "ca.crt", crl: "crl.pem" } as const;

const LOOK_MS = 500;

/** A broker alone, on loopback: it keeps nothing over a restart. Throws EdgeError FILE_UNREADABLE, CREDENTIALS_UNUSABLE, PORT_IN_USE, LISTEN_FAILED. */
export async function runBroker({ port, tls }: BrokerHostOptions, io: CliIo): Promise<number> {
  const stop = untilStopped();
  const clock = new SystemClock();
  try {
    const files = tls === null ? null : new BrokerFolder(tls);
    const url = files === null ? `mqtt://127.0.0.1:${port}` : `mqtts://localhost:${port}`;
    const broker = await listeningBroker({ port, ...(files !== null && { tls: files.read() }) }, url);
    io.out(`The broker is up: ${broker.url}`);
    let looking: TimerHandle | null = null;
    const look = (): void => {
      try {
        const next = files?.changed() ?? null;
        if (next !== null) {
          broker.exchange(next);
          io.out("The broker has read its files again.");
        }
      } catch (cause) {
        io.err(`The broker goes on with the files of before: ${(cause as Error).message}`);
      }
      looking = clock.start("look at the broker's files", LOOK_MS, look);
    };
    if (files !== null) look();
    await stop.stopped;
    return await endOf(stop, async () => {
      looking?.cancel();
      await broker.close();
    });
  } finally {
    stop.dispose();
  }
}

class BrokerFolder {
  readonly #directory: string;
  #mark = "";

  constructor(directory: string) {
    this.#directory = directory;
  }

  read(): BrokerTls {
    this.#mark = this.#now();
    const [cert, key, ca, crl] = (["cert", "key", "ca", "crl"] as const).map((name) => this.#text(name));
    return { cert: cert ?? "", key: key ?? "", ca: ca ?? "", crl: crl ?? "" };
  }

  /** Null where they are what they were. */
  changed(): BrokerTls | null {
    return this.#now() === this.#mark ? null : this.read();
  }

  #text(name: keyof typeof BROKER_FILES): string {
    const file = join(this.#directory, BROKER_FILES[name]);
    try {
      return readFileSync(file, "utf8");
    } catch (cause) {
      throw new EdgeError("FILE_UNREADABLE", `The broker cannot read ${file}.`, { file }, cause);
    }
  }

  #now(): string {
    return Object.values(BROKER_FILES)
      .map((name) => join(this.#directory, name))
      .map((file) => (existsSync(file) ? `${statSync(file).mtimeMs} ${statSync(file).ino}` : "none"))
      .join(", ");
  }
}
