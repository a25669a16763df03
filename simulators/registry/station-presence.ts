import { isCount, members, strictJson, strictUtf8 } from "./strict-text.ts";

export interface Presence {
  readonly state: "online" | "offline";
  readonly bdSeq: number;
  readonly wallMs: number;
}

/** Who is there, from retained births and wills. A death counts only for the birth with the same bdSeq. */
export class StationPresence {
  readonly #stations = new Map<string, Presence>();

  get(station: string): Presence | null {
    return this.#stations.get(station) ?? null;
  }

  /** False if it was ignored. */
  take(station: string, message: Uint8Array): boolean {
    const status = readStatus(station, message);
    if (status === null) return false;
    const known = this.#stations.get(station);
    const stale = status.state === "offline" && known?.state === "online" && known.bdSeq !== status.bdSeq;
    if (!stale) this.#stations.set(station, status);
    return !stale;
  }
}

function readStatus(station: string, message: Uint8Array): Presence | null {
  let value: unknown;
  try {
    value = strictJson(strictUtf8(message));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
  const found = members(value, ["schema", "station", "state", "bdSeq", "wallMs", "timeStatus"]);
  if (found?.schema !== "proofmark/status/v1" || found.station !== station) return null;
  const { state, bdSeq, wallMs } = found;
  if (!isCount(bdSeq) || typeof wallMs !== "number") return null;
  return state === "online" || state === "offline" ? { state, bdSeq, wallMs } : null;
}
