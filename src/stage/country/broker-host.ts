import type { CliIo } from "../../cli/command.ts";
import { endOf, untilStopped } from "../../runtime/shutdown.ts";
import { listeningBroker } from "../listening-broker.ts";

/** A broker alone, on loopback and without TLS: it keeps nothing over a restart. Throws EdgeError PORT_IN_USE, LISTEN_FAILED. */
export async function runBroker({ port }: { readonly port: number }, io: CliIo): Promise<number> {
  const stop = untilStopped();
  try {
    const broker = await listeningBroker({ port }, `mqtt://127.0.0.1:${port}`);
    io.out(`The broker is up: ${broker.url}`);
    await stop.stopped;
    return await endOf(stop, () => broker.close());
  } finally {
    stop.dispose();
  }
}
