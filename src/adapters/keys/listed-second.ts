import { existsSync } from "node:fs";
import { SM2_SM3 } from "../../core/record/signature.ts";
import { loadTrustList } from "./trust-list-file.ts";
import { fetchedTrustList } from "./trust-list-keeping.ts";

/** Whether the list that a data directory holds has this SM2 key for this station, not revoked. False where no list is held, or it cannot be read. */
export function isListedSecond(data: string, station: string, keyId: string): boolean {
  const file = fetchedTrustList(data);
  if (!existsSync(file)) return false;
  try {
    return loadTrustList(file).keys.some(
      (key) =>
        key.keyId === keyId &&
        key.station === station &&
        key.algorithm === SM2_SM3 &&
        key.revoked === undefined,
    );
  } catch {
    // What cannot be read speaks for no key; it is fetched again.
    return false;
  }
}
