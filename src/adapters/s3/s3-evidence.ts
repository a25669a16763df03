import { createHash } from "node:crypto";
import { EdgeError } from "../../errors.ts";
import type { EvidenceStore } from "../../ports/evidence-store.ts";
import { type S3Access, signedHeaders } from "./signature-v4.ts";

export interface S3EvidenceOptions extends S3Access {
  /** https://host, without the bucket, which stands in the path. */
  readonly url: string;
  readonly bucket: string;
  readonly bytesMax: number;
  readonly wallMs: () => number;
  /** Before the second try, and twice as long before the third. */
  readonly againMs?: number;
}

const NAME = /^[0-9a-f]{64}$/;
const TRIES = 3;
const AGAIN_MS = 500;
const WITHIN_MS = 120_000;
const EMPTY = createHash("sha256").update("").digest("hex");

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/**
 * Evidence in a bucket of S3, or of whatever speaks as it does, each object under its hash. An object is made only where none is (`If-None-Match`); a store that does not know that
 * writes the same bytes once more. What the service says of a hash is not believed: bytes are hashed when they are given.
 */
export class S3Evidence implements EvidenceStore {
  readonly #options: S3EvidenceOptions;

  constructor(options: S3EvidenceOptions) {
    this.#options = options;
  }

  async put(sha256: string, bytes: Uint8Array): Promise<"stored" | "there"> {
    const digest = createHash("sha256").update(bytes).digest();
    if (bytes.length === 0 || bytes.length > this.#options.bytesMax || digest.toString("hex") !== sha256)
      throw damaged(sha256, "what was to be stored has another hash or no size that is allowed");
    const headers = {
      "content-type": "application/octet-stream",
      "if-none-match": "*",
      "x-amz-checksum-sha256": digest.toString("base64"),
    };
    const { status } = await this.#ask("PUT", sha256, { headers, body: bytes, bodySha256: sha256 });
    if (status === 200) return "stored";
    if (status !== 412) throw this.#unavailable(`HTTP ${status}`);
    // It is there; whether it is whole only its bytes say.
    if ((await this.get(sha256)) === null) throw this.#unavailable("an object that is there and is not");
    return "there";
  }

  async get(sha256: string): Promise<Uint8Array | null> {
    const { status, bytes } = await this.#ask("GET", sha256);
    if (status === 404) return null;
    if (status !== 200) throw this.#unavailable(`HTTP ${status}`);
    if (createHash("sha256").update(bytes).digest("hex") !== sha256)
      throw damaged(sha256, "the object has other bytes than its name says");
    return bytes;
  }

  async remove(sha256: string): Promise<void> {
    const { status } = await this.#ask("DELETE", sha256);
    if (status !== 204 && status !== 200 && status !== 404) throw this.#unavailable(`HTTP ${status}`);
  }

  async #ask(
    method: string,
    sha256: string,
    more: {
      readonly headers?: Record<string, string>;
      readonly body?: Uint8Array;
      readonly bodySha256?: string;
    } = {},
  ): Promise<Answered> {
    if (!NAME.test(sha256)) throw damaged(sha256, "it is no SHA-256");
    const { againMs = AGAIN_MS } = this.#options;
    for (let tries = 1; ; tries++) {
      const answered = await this.#once(method, sha256, more);
      // 409: somebody else is just writing it.
      const isPassing = typeof answered === "string" || answered.status >= 500 || answered.status === 409;
      if (!isPassing) return answered;
      if (tries >= TRIES)
        throw this.#unavailable(typeof answered === "string" ? answered : `HTTP ${answered.status}`);
      await new Promise((resolve) => setTimeout(resolve, againMs * 2 ** (tries - 1)));
    }
  }

  /** A text is why there was no answer. */
  async #once(
    method: string,
    sha256: string,
    {
      headers = {},
      body,
      bodySha256 = EMPTY,
    }: {
      readonly headers?: Record<string, string>;
      readonly body?: Uint8Array;
      readonly bodySha256?: string;
    },
  ): Promise<Answered | string> {
    const { url: base, bucket, bytesMax, wallMs } = this.#options;
    const url = new URL(`${base.replace(/\/$/, "")}/${bucket}/${sha256}`);
    const request = { method, url, headers, bodySha256, at: new Date(wallMs()) };
    const { host: _host, ...signed } = signedHeaders(request, this.#options);
    try {
      const response = await fetch(url, {
        method,
        headers: signed,
        // Whoever sends us elsewhere would get a signature that is for here.
        redirect: "error",
        signal: AbortSignal.timeout(WITHIN_MS),
        ...(body !== undefined && { body: Buffer.from(body) }),
      });
      const bytes = await bytesUpTo(response, bytesMax);
      if (bytes === null) return "more bytes than evidence may have";
      return { status: response.status, headers: response.headers, bytes };
    } catch (cause) {
      const inner = cause instanceof Error ? cause.cause : undefined;
      return inner instanceof Error && "code" in inner ? String(inner.code) : "no answer";
    }
  }

  #unavailable(why: string): EdgeError {
    const { url, bucket } = this.#options;
    return new EdgeError(
      "EVIDENCE_UNAVAILABLE",
      `The evidence store ${bucket} at ${new URL(url).host} does not do what it should (${why}).`,
      { bucket },
    );
  }
}

async function bytesUpTo(response: Response, bytesMax: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function damaged(sha256: string, why: string): EdgeError {
  return new EdgeError("EVIDENCE_DAMAGED", `Evidence ${sha256.slice(0, 64)}: ${why}.`, { sha256 });
}
