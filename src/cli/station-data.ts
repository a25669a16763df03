/** Where a station file keeps what a command for its keys or its journal works on; read by the composition root. */
export interface StationData {
  readonly station: string;
  /** Directories. */
  readonly keys: string;
  readonly journal: string;
}

/** Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID. */
export type LoadStationData = (file: string) => StationData;
