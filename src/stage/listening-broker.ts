import { type Broker, type BrokerTls, startBroker } from "../../simulators/registry/broker.ts";
import { errnoOf } from "../adapters/disk/errno-words.ts";
import { EdgeError } from "../errors.ts";

/** A broker at this address of loopback; `url` is how people know it. Throws EdgeError PORT_IN_USE, LISTEN_FAILED. */
export async function listeningBroker(
  place: { readonly host?: string; readonly port: number; readonly tls?: BrokerTls },
  url: string,
): Promise<Broker> {
  try {
    return await startBroker(place);
  } catch (cause) {
    const isTaken = errnoOf(cause) === "EADDRINUSE";
    throw new EdgeError(
      isTaken ? "PORT_IN_USE" : "LISTEN_FAILED",
      `The broker at ${url}: ${isTaken ? "another program has this port" : "the system does not let it listen there"}.`,
      { url },
      cause,
    );
  }
}
