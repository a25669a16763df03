import { gunzipSync, gzipSync } from "node:zlib";
import { gzip } from "../../src/core/record/gzip.ts";

/** The text that an envelope signs, by another reader than ours. */
export function contentOf(envelope: string): string {
  const { payload } = JSON.parse(envelope) as { payload: string };
  return gunzipSync(Buffer.from(payload, "base64")).toString("utf8");
}

/** A payload that would be a hundred megabytes. */
export function bomb(): Uint8Array {
  const packed = Uint8Array.from(gzipSync(Buffer.alloc(100 * 1024 * 1024), { level: 9 }));
  [packed[8], packed[9]] = [0, 255];
  return packed;
}

/** The same envelope around another text: its signatures stay, and do not fit. */
export function withContent(envelope: string, content: string): string {
  return withPayload(envelope, gzip(new TextEncoder().encode(content)));
}

export function withPayload(envelope: string, payload: Uint8Array): string {
  return JSON.stringify({ ...JSON.parse(envelope), payload: Buffer.from(payload).toString("base64") });
}
