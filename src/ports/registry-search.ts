import type { Searched } from "../core/registry/public/searched-rows.ts";

/** What of the registry the public may ask for, read and never written. Each throws EdgeError DATABASE_UNAVAILABLE. */
export interface RegistrySearch {
  /** The record of that id, and what is kept of the same vehicle or candidate. */
  byRecord(record: string): Promise<Searched>;
  /** Everything of the vehicles that had this plate and whose number ends with `vinEnd`. */
  byVehicle(plate: string, vinEnd: string): Promise<Searched>;
  byCertificate(certificate: string): Promise<Searched>;
}
