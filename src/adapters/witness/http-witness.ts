import type { OtherWitness, WitnessAnswer } from "../../ports/witness-link.ts";

export interface HttpWitnessOptions {
  readonly name: string;
  readonly spki: Uint8Array;
  /** Submission prefix: what stands before /add-checkpoint. */
  readonly url: string;
  readonly timeoutMs: number;
}

/** A few lines of cosignatures, or a size. */
const ANSWER_BYTES_MAX = 4 * 1024;

/** A witness over HTTP, as C2SP tlog-witness has it (https://c2sp.org/tlog-witness). */
export class HttpWitness implements OtherWitness {
  readonly name: string;
  readonly spki: Uint8Array;
  readonly #address: string;
  readonly #timeoutMs: number;

  constructor({ name, spki, url, timeoutMs }: HttpWitnessOptions) {
    this.name = name;
    this.spki = spki;
    this.#address = `${url.replace(/\/$/, "")}/add-checkpoint`;
    this.#timeoutMs = timeoutMs;
  }

  async addCheckpoint(text: string): Promise<WitnessAnswer> {
    try {
      const response = await fetch(this.#address, {
        method: "POST",
        body: text,
        // Whoever sends us elsewhere is not who is named in the registry file.
        redirect: "error",
        headers: { "content-type": "text/plain; charset=utf-8" },
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      const body = await textUpTo(response, ANSWER_BYTES_MAX);
      if (body === null) return { kind: "away", what: "too long an answer" };
      switch (response.status) {
        case 200:
          return { kind: "cosigned", text: body };
        case 409:
          return { kind: "conflict", size: sizeIn(body) };
        case 400:
        case 403:
        case 404:
        case 422:
          return { kind: "refused", status: response.status };
        default:
          return { kind: "away", what: `HTTP ${response.status}` };
      }
    } catch (cause) {
      return { kind: "away", what: wordOf(cause) };
    }
  }
}

async function textUpTo(response: Response, bytesMax: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function sizeIn(body: string): number | null {
  const size = Number(/^(0|[1-9]\d{0,15})\n$/.exec(body)?.[1] ?? Number.NaN);
  return Number.isSafeInteger(size) ? size : null;
}

function wordOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "no answer";
  if (cause.name === "TimeoutError") return "too late";
  const inner = cause.cause;
  return inner instanceof Error && "code" in inner ? String(inner.code) : "no answer";
}
