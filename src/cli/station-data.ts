import type { StationCustody } from "../adapters/keys/station-custody.ts";

/** Where a station file keeps what a command for its keys or its journal works on; read by the composition root. */
export interface StationData {
  readonly station: string;
  /** Directories. */
  readonly keys: string;
  /** How the keys are kept. */
  readonly custody: StationCustody;
  readonly journal: string;
  readonly records: string;
  readonly photos: string;
  /** Name of the IANA list, by which its days begin. */
  readonly timeZone: string;
  /** The file of the key by which it is known at the broker; null where the station file names none. */
  readonly tlsKey: string | null;
  /** The registry's key as the station file has it: it cosigns, and signs what it decides. */
  readonly witness: { readonly name: string; readonly spki: Uint8Array };
}

/** Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID. */
export type LoadStationData = (file: string) => StationData;
