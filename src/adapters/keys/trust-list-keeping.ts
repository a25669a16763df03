import { hash } from "node:crypto";
import { join } from "node:path";
import { TRUST_LIST_CHARS_MAX } from "../../core/record/trust-list.ts";
import type { TrustFile } from "../../ports/trust-file.ts";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { writePrivateFile } from "./private-file.ts";

/** Where a data directory has the list that was fetched from the registry. */
export function fetchedTrustList(data: string): string {
  return join(data, "trust-list.json");
}

export function createTrustFile(file: string): TrustFile {
  return {
    sha256() {
      try {
        const text = readTextUpTo(file, TRUST_LIST_CHARS_MAX);
        return text === null ? null : hash("sha256", text, "hex");
      } catch {
        // None yet, or none that can be read: it is fetched again.
        return null;
      }
    },
    write: (text) => writePrivateFile(file, text),
  };
}
