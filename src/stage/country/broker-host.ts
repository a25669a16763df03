import { startBroker } from "../../../simulators/registry/broker.ts";
import { errnoOf } from "../../adapters/disk/errno-words.ts";
import type { CliIo } from "../../cli/command.ts";
import { EdgeError } from "../../errors.ts";
import { endOf, untilStopped } from "../../runtime/shutdown.ts";

/** A broker alone, on loopback and without TLS: it keeps nothing over a restart. Throws EdgeError PORT_IN_USE, LISTEN_FAILED. */
export async function runBroker({ port }: { readonly port: number }, io: CliIo): Promise<number> {
  const stop = untilStopped();
  try {
    const broker = await startBroker({ port }).catch((cause: unknown) => {
      const isTaken = errnoOf(cause) === "EADDRINUSE";
      throw new EdgeError(
        isTaken ? "PORT_IN_USE" : "LISTEN_FAILED",
        `The broker at port ${port}: ${isTaken ? "another program has this port" : "the system does not let it listen there"}.`,
        { port },
        cause,
      );
    });
    io.out(`The broker is up: ${broker.url}`);
    await stop.stopped;
    return await endOf(stop, () => broker.close());
  } finally {
    stop.dispose();
  }
}
