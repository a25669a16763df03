import type { StationAccount } from "../core/registry/station-account.ts";
import type { VehicleRows } from "../core/requests/answer-request.ts";
import type { AskedSubject } from "../core/requests/request-messages.ts";
import type { AskedElsewhere, VehicleFact } from "../core/requests/vehicle-fact.ts";

/** What the registry knows of vehicles. Every call throws EdgeError DATABASE_UNAVAILABLE where the database does not do it. */
export interface VehicleBook {
  account(station: string): Promise<StationAccount | undefined>;
  /** All that touches the subject: facts that authorities told, results in force, and who asked since `sinceMs`. */
  rowsOf(subject: AskedSubject, sinceMs: number): Promise<VehicleRows>;
  /** The newest time that a station asked about a vehicle is kept. */
  noteAsked(asked: AskedElsewhere): Promise<void>;
  /** All or none. */
  load(facts: readonly VehicleFact[], by: string): Promise<void>;
}
