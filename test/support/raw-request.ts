import { type OutgoingHttpHeaders, request } from "node:http";
import { type RequestOptions, request as secureRequest } from "node:https";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** Of an answer that is JSON. */
  readonly json: { readonly code?: string; readonly [key: string]: unknown };
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** The address it comes from; default 127.0.0.1. */
  readonly from?: string;
  /** PEM of the one certificate that is right: over TLS. */
  readonly ca?: string;
  readonly more?: RequestOptions;
  /** Of an upgrade; default: the live socket of the console's pages. */
  readonly path?: string;
}

/** As sent: `fetch` would tidy the path and refuse to set Host and Origin. */
export function rawRequest(port: number, path: string, asked: RawRequest = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = sending(port, path, asked);
    sent.on("response", (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => {
        const body = Buffer.concat(pieces).toString();
        const isJson = String(response.headers["content-type"]).startsWith("application/json");
        const json = isJson ? JSON.parse(body) : {};
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, json });
      });
    });
    sent.on("error", reject);
    sent.end(asked.body);
  });
}

export interface RawPage {
  readonly status: number;
  /** All that came, as it came. */
  heard: string;
  isClosed: boolean;
  /** Of the frame that closed it; null where there was none. */
  readonly closeCode: () => number | null;
  readonly socket: Duplex | null;
}

/** An upgrade to the live socket, by hand. */
export function rawPage(port: number, asked: RawRequest = {}): Promise<RawPage> {
  const headers = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": Buffer.alloc(16, 7).toString("base64"),
    ...asked.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = sending(port, asked.path ?? "/ws", { ...asked, headers });
    sent.on("upgrade", (response, socket, head) => {
      socket.unshift(head);
      onTestFinished(() => void socket.destroy());
      let bytes = Buffer.alloc(0);
      const page: RawPage = {
        status: response.statusCode ?? 0,
        heard: "",
        isClosed: false,
        socket,
        closeCode: () => {
          const at = bytes.lastIndexOf(Buffer.from([0x88, 0x02]));
          return at < 0 || at + 4 > bytes.length ? null : bytes.readUInt16BE(at + 2);
        },
      };
      socket.on("data", (piece: Buffer) => {
        bytes = Buffer.concat([bytes, piece]);
        page.heard += piece.toString("latin1");
      });
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        page.isClosed = true;
      });
      resolve(page);
    });
    sent.on("response", (response) => {
      response.resume();
      resolve({
        status: response.statusCode ?? 0,
        heard: "",
        isClosed: true,
        closeCode: () => null,
        socket: null,
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

function sending(port: number, path: string, { method, headers, body, from, ca, more }: RawRequest) {
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  const options = {
    host: "127.0.0.1",
    port,
    path,
    method: method ?? "GET",
    localAddress: from ?? "127.0.0.1",
    agent: false as const,
    headers: { ...length, ...headers },
    ...more,
  };
  return ca === undefined ? request(options) : secureRequest({ ...options, ca });
}
