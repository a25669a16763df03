import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ObjectStoreOptions {
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secret: string;
}

export interface ObjectStore {
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  /** The next requests are answered with this, first to last. */
  readonly failures: number[];
  readonly asked: string[];
  close(): Promise<void>;
}

/** What of S3 an evidence store uses, from Amazon's documentation: path-style objects, conditional writes, checksums, and Signature Version 4, checked by steps of its own. */
export async function startObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const objects = new Map<string, Buffer>();
  const failures: number[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push(`${request.method} ${request.url}`);
      const failure = failures.shift();
      const status = failure ?? answer(request, Buffer.concat(chunks), response, options, objects);
      if (status !== null) response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ objects, failures, asked },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Null where it has answered by itself. */
function answer(
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  options: ObjectStoreOptions,
  objects: Map<string, Buffer>,
): number | null {
  if (!isAuthentic(request, body, options)) return 403;
  const [, bucket, name = ""] = (request.url ?? "").split("/");
  if (bucket !== options.bucket) return 404;
  const held = objects.get(name);
  switch (request.method) {
    case "PUT": {
      if (held !== undefined && request.headers["if-none-match"] === "*") return 412;
      const checksum = request.headers["x-amz-checksum-sha256"];
      if (checksum !== undefined && checksum !== createHash("sha256").update(body).digest("base64"))
        return 400;
      objects.set(name, body);
      return 200;
    }
    case "GET":
      if (held === undefined) return 404;
      response.writeHead(200, { "content-length": held.length }).end(held);
      return null;
    case "DELETE":
      objects.delete(name);
      return 204;
    default:
      return 405;
  }
}

function isAuthentic(request: IncomingMessage, body: Buffer, options: ObjectStoreOptions): boolean {
  const { authorization = "", "x-amz-date": date, "x-amz-content-sha256": told } = request.headers;
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,\s?SignedHeaders=([^,]+),\s?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (parts === null || typeof date !== "string" || typeof told !== "string") return false;
  const [, id, day = "", region = "", list = "", signature = ""] = parts;
  if (id !== options.accessKeyId || region !== options.region || !date.startsWith(day)) return false;
  if (createHash("sha256").update(body).digest("hex") !== told) return false;
  const names = list.split(";");
  if (!names.includes("host") || [...names].sort().join(";") !== list) return false;
  let lines = `${request.method}\n${request.url}\n\n`;
  for (const name of names) lines += `${name}:${String(request.headers[name] ?? "").trim()}\n`;
  lines += `\n${list}\n${told}`;
  const digest = createHash("sha256").update(lines).digest("hex");
  const text = `AWS4-HMAC-SHA256\n${date}\n${day}/${region}/s3/aws4_request\n${digest}`;
  let key: Buffer | string = `AWS4${options.secret}`;
  for (const part of [day, region, "s3", "aws4_request"])
    key = createHmac("sha256", key).update(part).digest();
  const wanted = createHmac("sha256", key).update(text).digest();
  return timingSafeEqual(wanted, Buffer.from(signature, "hex"));
}
