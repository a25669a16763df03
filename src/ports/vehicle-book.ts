import type { StationAccount } from "../core/registry/station-account.ts";
import type { PapersAskedLately, PapersRows } from "../core/requests/answer-papers.ts";
import type { VehicleRows } from "../core/requests/answer-request.ts";
import type { PapersLine } from "../core/requests/papers-line.ts";
import type { PapersAnswer, PapersRequest } from "../core/requests/papers-messages.ts";
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

/** One answer about papers, for the limits and for whoever asks later which station was given what. */
export interface PapersAskedNote {
  readonly station: string;
  readonly request: string;
  /** Plate, number or certificate (`papersAbout`). */
  readonly about: string;
  readonly answer: PapersAnswer;
  readonly atMs: number;
}

/** What the registry knows of papers. Every call throws EdgeError DATABASE_UNAVAILABLE where the database does not do it. */
export interface PapersBook {
  /** All that fits what is asked: lines that are no later than now, results in force. */
  papersOf(request: PapersRequest, atMs: number): Promise<PapersRows>;
  /** What the station asked since then, but for this very request. */
  askedLately(request: PapersRequest, sinceMs: number): Promise<PapersAskedLately>;
  /** A request that comes again is noted once. */
  notePapersAsked(note: PapersAskedNote): Promise<void>;
  /** All or none. */
  loadPapers(lines: readonly PapersLine[], by: string): Promise<void>;
}
