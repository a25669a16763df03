import { rechecksOf } from "../core/commands/rechecks.ts";
import type { EarlierAttempt } from "../core/journal/entry.ts";
import type { JournalLedger } from "../core/journal/ledger.ts";
import type { SubjectWords } from "../core/people/interest.ts";
import type { WaitingName } from "../core/queue/queue-order.ts";
import { decidePapers, type PapersDecision } from "../core/requests/papers-rule.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { whyAgain } from "./commands-view.ts";
import { whyUnfit } from "./fitness.ts";
import type { FreeSeat } from "./free-seat.ts";
import {
  type AtOpening,
  identitiesAt,
  type Papers,
  type Refused,
  readPapers,
  type Sound,
  stationRefuses,
} from "./job-door.ts";
import { type StationStanding, whyNoJob } from "./no-job.ts";
import type { OutageKeeper } from "./outage-keeper.ts";
import type { RequestDesk } from "./request-desk.ts";
import { type Seat, seatsOf } from "./sites.ts";
import type { NewJob, StationOptions } from "./station-options.ts";

export interface DoorParts {
  readonly options: StationOptions;
  ledger(): Pick<JournalLedger, "isRetaken" | "withdrawals" | "takenIn" | "commands" | "outages">;
  /** Null while jobs are begun at all. */
  whyNothing(): Reason | null;
  registry(): Omit<StationStanding, "freeBytes">;
  /** What is asked of the registry beside the outbox. */
  readonly requests: Pick<RequestDesk, "before" | "answers" | "ask">;
  /** States in which some acts are refused. */
  readonly outages: Pick<OutageKeeper, "whyRefused">;
  freeSeat(kind: JobKind, asked: Partial<Seat>): FreeSeat;
}

/** What is asked of whoever knocks, beside their papers. */
export interface Knock {
  readonly kind: JobKind;
  readonly seat: Partial<Seat> | null;
  readonly after?: EarlierAttempt;
  /** The waiting file that they come out of; null where the papers came otherwise. */
  readonly source: WaitingName | null;
  objection?(subject: SubjectWords): Reason | null;
}

/** What the opening of a job says of questions to the registry before. */
type AtDoor = Pick<AtOpening, "asked" | "judged">;

export type Looked<P extends Sound> =
  | ({ readonly kind: "may"; readonly seat: Seat; readonly papers: P } & AtDoor)
  | Refused;

/**
 * Whether a job may be opened just now, decided once for whoever opens one and for whoever only wants to know. What lies in the papers
 * (forms, class, edition, seal) is asked of `papers`, which may be of an earlier look at the same texts; all else is as it is now.
 */
export class OpeningDoor {
  readonly #parts: DoorParts;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** `place`: where it would be; default: where that is asked for, or the first that is free. */
  look<P extends Sound>(
    { kind, seat, after, source, objection }: Knock,
    papersAt: (seat: Seat) => P | Refused,
    place: FreeSeat = this.#parts.freeSeat(kind, seat ?? {}),
  ): Looked<P> {
    const { options, ledger, whyNothing, outages, registry, requests } = this.#parts;
    const nothing = whyNothing();
    if (nothing !== null) return stationRefuses(nothing);
    const begin = kind === "exam" ? "begin-exam" : "begin-inspection";
    // Whoever comes out of the queue is called.
    const acts = source === null ? ([begin] as const) : ([begin, "call-next"] as const);
    const anywhere = { kind, site: null };
    const why =
      outages.whyRefused(acts, anywhere) ?? whyNoJob({ ...registry(), freeBytes: options.freeBytes() });
    if (why !== null) return stationRefuses(why);
    if (place.kind === "refused") return stationRefuses(place.reason);
    const locked = outages.whyRefused(acts, { ...anywhere, site: place.seat.site });
    if (locked !== null) return stationRefuses(locked);
    const papers = papersAt(place.seat);
    if (papers.kind === "refused") return papers;
    const before = papers.preChecks === null ? null : requests.before(papers.preChecks);
    const unfit = whyUnfit(kind, papers.needs, {
      links: options.links,
      identities: identitiesAt(kind, place.seat, options),
      today: options.localDate(Math.round(options.clock.wallMs())),
    });
    if (unfit !== null) return stationRefuses(unfit);
    if (after !== undefined && ledger().isRetaken(after.record))
      return stationRefuses(reason("SECOND_TAKEN", {}));
    if (after !== undefined && ledger().withdrawals.isWithdrawn(after.record))
      return stationRefuses(reason("FIRST_WITHDRAWN", {}));
    const conflict = objection?.(papers.subject) ?? null;
    if (conflict !== null) return stationRefuses(conflict);
    if (before !== null && before.kind !== "may") return stationRefuses(before.reason);
    const from = this.#whereFrom(kind, source, papers);
    if (from !== null && from.kind !== "may") return stationRefuses(from.reason);
    const [asked, judged] = [before?.asked ?? null, from?.judged ?? null];
    return { kind: "may", seat: place.seat, papers, asked, judged };
  }

  /** What the rulebook makes of where these papers come from; null where it does not ask. */
  #whereFrom(
    kind: JobKind,
    source: WaitingName | null,
    { papersRule }: Pick<Sound, "papersRule">,
  ): PapersDecision | null {
    if (papersRule === null) return null;
    const { options, ledger } = this.#parts;
    const desk = source === null ? null : ledger().takenIn.of(kind, source);
    return decidePapers(papersRule, desk?.papers, Math.round(options.clock.wallMs()));
  }

  /** What the registry said of whoever these papers are of, as far as the rules ask it. */
  answers({ preChecks, subject }: Pick<Sound, "preChecks" | "subject">): readonly Reason[] {
    const { ledger, requests, options } = this.#parts;
    const rechecks = rechecksOf(ledger().commands.standing.rechecks, subject.vin);
    const ordered = rechecks.map((one) => whyAgain(one, options.localDate));
    return [...ordered, ...(preChecks === null ? [] : requests.answers(preChecks))];
  }

  /** Why nobody is taken in for this just now; null where no state of outage refuses it. */
  whyNotTakenIn(kind: JobKind): Reason | null {
    return this.#parts.outages.whyRefused(["take-in"], { kind, site: null });
  }

  /** Where a job of this kind can be, whoever is there now. */
  seats(kind: JobKind): readonly Seat[] {
    return seatsOf(this.#parts.options.sites, kind);
  }

  /** What the papers alone say, today and there. Whoever they are of is asked about, so that the answer is there when they are called. */
  papers(job: NewJob, seat: Seat): Papers {
    const { options, requests, ledger } = this.#parts;
    const wallMs = Math.round(options.clock.wallMs());
    const day = { wallMs, localDate: options.localDate(wallMs), ledger: ledger() };
    const papers = readPapers(job, seat, day, options);
    if (papers.kind === "sound" && papers.preChecks !== null) requests.ask(papers.preChecks);
    return papers;
  }
}
