import { sha256 } from "@noble/hashes/sha2.js";
import { encodeBase64 } from "../../../core/record/base64.ts";

/** As a policy names a script. */
export function hashOfScript(text: string): string {
  return `sha256-${encodeBase64(sha256(new TextEncoder().encode(text)))}`;
}
