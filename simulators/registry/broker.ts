import { constants } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type SecureContextOptions, TLSSocket } from "node:tls";
import { Aedes } from "aedes";

export interface Broker {
  readonly port: number;
  /** `mqtt://127.0.0.1:port`, with TLS `mqtts://localhost:port`. */
  readonly url: string;
  /** With TLS: other files from the next connection on, such as a new list of the revoked. */
  exchange(tls: BrokerTls): void;
  /** Ends every connection, then the listener. */
  close(): Promise<void>;
}

/** PEM. Whoever connects must have a certificate that `ca` signed and `crl` does not name. */
export interface BrokerTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  readonly crl: string;
}

export interface BrokerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** A loopback address; 127.0.0.1 if absent. */
  readonly host?: string;
  /** Told of each publish that was acknowledged and is about to be forwarded; true loses it, as brokers do. */
  readonly loses?: (topic: string) => boolean;
  /** True denies that somebody hears that topic, or ends the connection of who says something there, as brokers of MQTT 3.1.1 do. */
  readonly denies?: (topic: string, act: "hear" | "say") => boolean;
  /** Who connects is whom the common name of its certificate says: a station at its own topics alone, `registry` at all of them. */
  readonly tls?: BrokerTls;
}

const REGISTRY_NAME = "registry";
const REGISTRY_SAYS = ["answer", "reply", "command", "event-answer", "evidence-answer"];
const STATION_SAYS = ["submission", "request", "status", "event", "evidence", "acknowledgement"];

/**
 * MQTT 3.1.1 on 127.0.0.1 for demos and tests, over TLS where that is given: it keeps nothing over a restart. Rejects with the listener's own
 * error, `code` EADDRINUSE where the port is taken.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  // From the start of a connection: at its end, when the will is said, the certificate is not there any more.
  const names = new WeakMap<object, string | null>();
  const isDenied = (client: { conn: object } | null, topic: string, act: "hear" | "say"): boolean =>
    options.denies?.(topic, act) === true ||
    (options.tls !== undefined && client !== null && !mayUse(names.get(client.conn) ?? null, topic, act));
  const aedes = await Aedes.createBroker({
    concurrency: 1000,
    authorizeSubscribe: (client, subscription, told) =>
      told(null, isDenied(client, subscription.topic, "hear") ? null : subscription),
    authorizePublish: (client, { topic }, told) =>
      told(isDenied(client, topic, "say") ? new Error(`nobody may say anything at ${topic}`) : null),
    authorizeForward: (_client, packet) => (options.loses?.(packet.topic) ? null : packet),
  });
  const sockets = new Set<Socket>();
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
  const take = (socket: Socket): void => {
    hold(socket);
    if (socket instanceof TLSSocket) names.set(socket, nameIn(socket));
    aedes.handle(socket);
  };
  const secure = options.tls === undefined ? null : createTlsServer(contextOf(options.tls), take);
  // A handshake that is not over yet is held too, and one that is refused ends by itself.
  secure?.on("connection", hold);
  const server: Server = secure ?? createServer(take);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, options.host ?? "127.0.0.1", () => resolve());
    });
  } catch (error) {
    await new Promise<void>((resolve) => aedes.close(resolve));
    throw error;
  }
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    port,
    url: options.tls === undefined ? `mqtt://127.0.0.1:${port}` : `mqtts://localhost:${port}`,
    exchange: (tls) => secure?.setSecureContext(contextOf(tls)),
    async close() {
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function contextOf({ cert, key, ca, crl }: BrokerTls): SecureContextOptions & { requestCert: true } {
  // Without tickets: whoever goes on with an old session would not be looked for in the list of the revoked.
  const secureOptions = constants.SSL_OP_NO_TICKET;
  return { ...{ cert, key, ca, crl, secureOptions }, minVersion: "TLSv1.2", requestCert: true };
}

/** Whoever has no certificate that holds does not get as far as this. */
function nameIn(socket: TLSSocket): string | null {
  const name: unknown = socket.authorized ? socket.getPeerCertificate().subject?.CN : null;
  return typeof name === "string" ? name : null;
}

/** No wildcards: a station hears and says what is its own, and the registry the other side of it for all stations. */
function mayUse(name: string | null, topic: string, act: "hear" | "say"): boolean {
  const [root, version, station, what = "", ...rest] = topic.split("/");
  if (name === null || root !== "proofmark" || version !== "v1" || rest.length > 0) return false;
  const isRegistry = name === REGISTRY_NAME;
  if (!isRegistry && station !== name) return false;
  const says = isRegistry === (act === "say") ? REGISTRY_SAYS : STATION_SAYS;
  return says.includes(what);
}
