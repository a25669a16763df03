import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EdgeError } from "../../errors.ts";

export interface WitnessServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly bytesMax: number;
  /** Throws what is wrong with the disk: nothing is cosigned then. */
  readonly addCheckpoint: (text: string) => {
    readonly status: number;
    readonly type: string;
    readonly body: string;
  };
  readonly onFailure: (error: unknown) => void;
}

export interface WitnessServer {
  readonly url: string;
  close(): Promise<void>;
}

const PATH = "/add-checkpoint";
const WITHIN_MS = 10_000;
const CONNECTIONS_MAX = 256;

/** `POST /add-checkpoint` of C2SP tlog-witness, and nothing else. Throws EdgeError PORT_IN_USE, LISTEN_FAILED. */
export async function startWitnessServer(options: WitnessServerOptions): Promise<WitnessServer> {
  const { host, port } = options;
  const server = createServer({ requestTimeout: WITHIN_MS, headersTimeout: WITHIN_MS }, (request, response) =>
    answer(request, response, options),
  );
  server.maxConnections = CONNECTIONS_MAX;
  await listening(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const code = cause.code === "EADDRINUSE" ? "PORT_IN_USE" : "LISTEN_FAILED";
      const where = `${host}:${port}`;
      reject(
        new EdgeError(code, `The witness cannot listen on ${where} (${cause.code}).`, { host, port }, cause),
      );
    });
    server.listen({ host, port }, () => resolve());
  });
}

function answer(request: IncomingMessage, response: ServerResponse, options: WitnessServerOptions): void {
  const { bytesMax, addCheckpoint, onFailure } = options;
  const end = (status: number, body = "", type = "text/plain; charset=utf-8"): void => {
    response.writeHead(status, {
      "content-type": type,
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
    });
    response.end(body);
  };
  if (request.url?.split("?")[0] !== PATH) {
    end(404);
    return;
  }
  if (request.method !== "POST") {
    response.setHeader("allow", "POST");
    end(405);
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on("error", () => response.destroy());
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      request.pause();
      response.setHeader("connection", "close");
      end(413);
      return;
    }
    chunks.push(chunk);
  });
  request.on("end", () => {
    if (response.headersSent) return;
    const text = textOf(Buffer.concat(chunks));
    if (text === null) {
      end(400);
      return;
    }
    try {
      const { status, body, type } = addCheckpoint(text);
      end(status, body, type);
    } catch (error) {
      onFailure(error);
      end(500);
    }
  });
}

/** Null where the bytes are no UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Said by null.
    return null;
  }
}
