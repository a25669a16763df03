import type { CandidateSought, PapersReply, VehicleSought } from "../requests/papers-messages.ts";
import type { PapersFetched } from "../requests/papers-used.ts";
import type { Told } from "../trade/reason-shape.ts";
import type { Reason } from "../trade/reasons.ts";
import type { JobKind } from "../trade/words/roles.ts";
import type { TakenOutReason } from "../trade/words/taken-out-reasons.ts";
import type { WaitingName } from "./queue-order.ts";

/** Everybody who waits at a station, as one person may see and call them; what pages and programs are told of it. */
export interface QueueView {
  /** The station's wall clock. */
  readonly atWallMs: number;
  readonly queues: readonly QueueOfKind[];
  /** Electronic licences are read at this station's desk; absent where none is. */
  readonly licences?: true;
  /** What rows and seats refer to by number, each once. */
  readonly whys: readonly Told[];
}

/** A number of `whys`; null where nothing speaks against it. */
export type Why = number | null;

export interface QueueOfKind {
  readonly kind: JobKind;
  /** Set where nothing can be said about who waits. */
  readonly unreadable: Why;
  /** Why this person calls nobody, and arranges nobody. */
  readonly call: Why;
  readonly place: Why;
  /** Why this person takes nobody in. */
  readonly takeIn: Why;
  /** Every lane, or every car, in the order of the station file. */
  readonly seats: readonly QueueSeat[];
  /** In the order in which they are taken. */
  readonly rows: readonly QueueRow[];
  /** So many wait behind the last row. */
  readonly more: number;
}

export interface QueueSeat {
  readonly site: string;
  /** Null in a lane. */
  readonly car: string | null;
}

export interface QueueRow {
  readonly file: string;
  /** Of the file's last change; names it together with `file`. */
  readonly modifiedMs: number;
  /** When somebody took it in at a desk; of a file that others put there the time of the file. Not in the future. */
  readonly sinceWallMs: number;
  readonly state: "ready" | "being-written" | "in-hand" | "cannot-be-taken";
  /** False: its papers have not been read yet, and nothing is said of it. */
  readonly isRead: boolean;
  /** What names it: plate and VIN, or name and class. Null where its papers cannot be read. */
  readonly subject: Readonly<Record<string, string>> | null;
  /** It was taken in at a console, and can be corrected or taken out of the queue there. */
  readonly takenIn: boolean;
  /** Where a person said that it goes. */
  readonly seat: QueueSeat | null;
  /** Why this person may have nothing to do with it. */
  readonly interest: Why;
  /** What the registry said of it, a word for each check that the rules ask for. */
  readonly answers: readonly Why[];
  /** For each of the seats why it cannot be taken there now. */
  readonly at: readonly Why[];
  /** Where only somebody else's having the seat, or its own being another, speaks against it: what will, once that is over. */
  readonly onceFree: readonly Why[];
}

/** What a person wants of one who waits: a place before another one (null: behind everybody), or a lane or car (null: any). */
export interface PlaceAsked {
  readonly kind: JobKind;
  readonly file: string;
  readonly modifiedMs: number;
  readonly before?: string | null;
  readonly seat?: QueueSeat | null;
}

/** Somebody who is to be taken in, as a form says it. */
export interface TakeInAsked {
  readonly kind: JobKind;
  /** Of this press: 32 hex digits, the same where it comes again. */
  readonly request: string;
  /** The papers, as a waiting file has them. */
  readonly papers: Readonly<Record<string, unknown>>;
  /** The waiting one that this corrects. */
  readonly instead?: WaitingName;
  /** The number of what was fetched for it (`PapersFound`); absent where nobody fetched. */
  readonly fetched?: string;
  /** The number of a licence that was shown for it (`LicenceFound`); absent where none was. */
  readonly licence?: string;
}

/** Whose papers a desk wants from the registry. */
export type PapersWanted =
  | { readonly kind: "inspection"; readonly subject: VehicleSought }
  | { readonly kind: "exam"; readonly subject: CandidateSought };

/** What came of it: papers to fill a form with, or why there are none. Both carry a number for who is taken in next. */
export interface PapersFound {
  readonly kind: "fetched";
  readonly fetched: string;
  readonly answer: PapersFetched["answer"];
  readonly region: string | null;
  readonly asOf: string | null;
  /** Minutes from then to now, by the station's clock. */
  readonly minutes: number | null;
  readonly papers: Readonly<Record<string, unknown>> | null;
  readonly order: PapersReply["order"];
  readonly appointment: PapersReply["appointment"];
  /** What has to be said of the answer; null where the papers say it all. */
  readonly why: Told | null;
  /** What the station's door has against these papers; null where they are sound. */
  readonly door: Told | null;
}

export type PapersFoundAnswer = PapersFound | Refused;

export interface TakeOutAsked extends WaitingName {
  readonly kind: JobKind;
  readonly request: string;
  readonly choice: TakenOutReason;
  /** In the person's own words; empty where none are needed. */
  readonly note: string;
}

/** `taken-in`: by this name it waits. */
export type TakeInAnswer = ({ readonly kind: "taken-in" } & WaitingName) | Refused;
/** As the file has them. */
export type PapersAnswer = { readonly kind: "papers"; readonly papers: unknown } | Refused;

interface Refused {
  readonly kind: "refused";
  readonly reason: Reason;
}
