import { join } from "node:path";
import { holdsRecords } from "../adapters/disk/journal-emptiness.ts";
import { loadOrCreateKeys, type StationKeys } from "../adapters/keys/key-directory.ts";
import type { StationData } from "../cli/station-data.ts";
import { loadStationConfig } from "./station-config.ts";

/** What a command for keys or journal needs of a station file. Throws as `loadStationConfig`. */
export function stationData(file: string): StationData {
  const { station, data } = loadStationConfig(file);
  return { station, keys: keysDirectory(data), journal: journalDirectory(data) };
}

/** In a data directory. */
export const keysDirectory = (data: string): string => join(data, "keys");
export const journalDirectory = (data: string): string => join(data, "journal");

/**
 * The keys of a data directory. They are made before the first entry of its journal, and never beside one that has entries: whoever
 * has lost them must not go on as somebody else without a word. Throws EdgeError KEY_UNUSABLE or KEYS_MISSING.
 */
export function stationKeys(data: string): StationKeys {
  return loadOrCreateKeys(keysDirectory(data), { signedBefore: holdsRecords(journalDirectory(data)) });
}
