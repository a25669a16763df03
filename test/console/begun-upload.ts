import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { SignedInPerson } from "../support/signed-in.ts";
import type { Served } from "./served-console.ts";

export interface Begun {
  /** Of its body, what is sent at once. */
  readonly bytes?: Uint8Array;
  /** How long it says that its body is; null: it does not say. */
  readonly says: number | null;
  readonly by?: SignedInPerson;
  readonly path?: string;
  readonly type?: string;
}

/** An upload on a socket of its own that is begun and, by itself, not ended. */
export function begins(it: Served, begun: Begun): Socket {
  const socket = connect(it.port, "127.0.0.1");
  socket.on("error", () => socket.destroy());
  onTestFinished(() => void socket.destroy());
  writes(socket, it, begun);
  return socket;
}

/** One on a socket that may have others before it. */
export function writes(socket: Socket, it: Served, begun: Begun): void {
  const { bytes = new Uint8Array(), says, by = it.by, path = "/api/jobs/J-1/photos/identity/0111" } = begun;
  const length = says === null ? { "transfer-encoding": "chunked" } : { "content-length": String(says) };
  const heads = { ...by.headers, "content-type": begun.type ?? "image/jpeg", ...length };
  const lines = Object.entries({ host: `127.0.0.1:${it.port}`, ...heads }).map(([k, v]) => `${k}: ${v}`);
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  if (bytes.length > 0) socket.write(bytes);
}

/** What comes back first: all of an answer, for the answers of these routes are small. Empty where the connection closes without. */
export function answered(socket: Socket): Promise<string> {
  return new Promise((said) => {
    socket.once("data", (data) => said(String(data)));
    socket.once("close", () => said(""));
  });
}
