import { createServer, type Socket } from "node:net";
import { DeviceLine, type DeviceLineOptions } from "./device-line.ts";

export interface TcpEndpointOptions extends DeviceLineOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** A loopback address; 127.0.0.1 if absent. Never another one: whatever is simulated stays on this machine. */
  readonly host?: string;
}

export interface TcpEndpoint {
  readonly port: number;
  /** Ends the connection, the listening and the device's timers. */
  close(): Promise<void>;
}

/**
 * Serves one simulated device on loopback the way a serial device server does: raw bytes, one connection at a time
 * (a second one is refused by closing it), the device goes on between connections. Rejects if the port is taken.
 */
export function serveTcpEndpoint(options: TcpEndpointOptions): Promise<TcpEndpoint> {
  const line = new DeviceLine(options);
  let current: Socket | null = null;

  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    if (current !== null || !line.plugged) {
      socket.destroy();
      return;
    }
    current = socket;
    line.connect({
      onBytes: (bytes) => {
        socket.write(bytes);
      },
      onHangUp: () => socket.destroy(),
    });
    socket.on("data", (bytes) => line.send(bytes));
    socket.on("close", () => {
      if (current !== socket) return;
      current = null;
      line.disconnect();
    });
  });

  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host ?? "127.0.0.1", () => {
      const address = server.address();
      resolve({
        port: address !== null && typeof address === "object" ? address.port : options.port,
        close: () =>
          new Promise((done) => {
            line.stop();
            current?.destroy();
            server.close(() => done());
          }),
      });
    });
  });
}
