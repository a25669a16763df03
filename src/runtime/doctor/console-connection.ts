import { connect, type Socket } from "node:net";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import { consoleFingerprint, speaksTls } from "../console-tls.ts";
import type { StationConfig } from "../station-config.ts";

/** The other side has a certificate, and it is not this console's. */
const NOT_OURS = "ERR_CONSOLE_NOT_OURS";

/**
 * A connection to this station's own console, over loopback where it listens there. With TLS only to the one that shows the certificate of this
 * data directory or station file: nothing is sent before that is known. Rejects with the system's error.
 */
export function consoleConnection(config: StationConfig, ending: AbortSignal): Promise<Socket> {
  const { host, port } = config.console;
  // A console for all interfaces is on this one too.
  const at = { host: host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host, port };
  return new Promise((resolve, reject) => {
    const isTls = speaksTls(config.console);
    // Who it is the fingerprint says: its certificate is its own, and no authority's.
    const socket = isTls ? tlsConnect({ ...at, rejectUnauthorized: false }) : connect(at);
    ending.addEventListener("abort", () => socket.destroy(), { once: true });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed")));
    socket.once(isTls ? "secureConnect" : "connect", () => {
      if (!isTls || isOurs(socket as TLSSocket, config)) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(Object.assign(new Error("another certificate"), { code: NOT_OURS }));
    });
  });
}

function isOurs(socket: TLSSocket, config: StationConfig): boolean {
  const shown = socket.getPeerX509Certificate()?.fingerprint256;
  return shown !== undefined && shown === consoleFingerprint(config);
}
