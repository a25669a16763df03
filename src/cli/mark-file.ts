import { statSync } from "node:fs";
import { readAtMost } from "../adapters/disk/bounded-file.ts";

/** Where a look at a file ends that says which check applies. */
const HEAD_BYTES = 64 * 1024;
export const ISSUER_LIST = '"application/vnd.proofmark.issuer-list.v1+json"';
export const STANDARD_INPUT = "-";

/** Is this file one that the verifier for anybody reads and nothing else here? `-`: the text of a mark. `orMeant`: of one that cannot be read. */
export function isMarkOrIssuerList(file: string, orMeant: boolean): boolean {
  if (file === STANDARD_INPUT) return true;
  try {
    if (!statSync(file).isFile()) return false;
    const head = readAtMost(file, HEAD_BYTES).toString("utf8");
    return /^\s*[pPｐＰ][mMｍＭ][0-9０-９]+[:：]/.test(head) || head.includes(ISSUER_LIST);
  } catch {
    // Whoever reads it next says why it cannot be read.
    return orMeant;
  }
}
