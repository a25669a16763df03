import { createServer, type Socket } from "node:net";
import { Aedes } from "aedes";

export interface Broker {
  readonly port: number;
  /** `mqtt://127.0.0.1:port`. */
  readonly url: string;
  /** Ends every connection, then the listener. */
  close(): Promise<void>;
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
}

/**
 * MQTT 3.1.1 on 127.0.0.1 for demos and tests: it keeps nothing over a restart. Rejects with the listener's own error, `code`
 * EADDRINUSE where the port is taken.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const aedes = await Aedes.createBroker({
    concurrency: 1000,
    authorizeSubscribe: (_client, subscription, told) =>
      told(null, options.denies?.(subscription.topic, "hear") ? null : subscription),
    authorizePublish: (_client, { topic }, told) =>
      told(options.denies?.(topic, "say") ? new Error(`nobody may say anything at ${topic}`) : null),
    authorizeForward: (_client, packet) => (options.loses?.(packet.topic) ? null : packet),
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
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
    url: `mqtt://127.0.0.1:${port}`,
    async close() {
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
