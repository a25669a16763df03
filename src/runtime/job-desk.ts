import type { JobId } from "../core/quantities/ids.ts";
import {
  elsewhere,
  inQueueOrder,
  type Placement,
  placementOf,
  type WaitingName,
} from "../core/queue/queue-order.ts";
import { TIME_ASKING } from "../core/time/time-asking.ts";
import type { Sentence } from "../core/trade/reason-shape.ts";
import { type Reason, reason, sentenceOf, told } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Waiting, WaitingList } from "../ports/waiting-list.ts";
import { faultInOneLine, guarded, stackOf } from "../station/fault-line.ts";
import type { FreeSeat } from "../station/free-seat.ts";
import type { Opening, Refused, Sound } from "../station/job-door.ts";
import type { Seat } from "../station/sites.ts";
import type { Station } from "../station/station.ts";
import type { NewJob } from "../station/station-options.ts";
import type { JobFiles } from "./station-files.ts";

/** Who comes next. A subject stays where it is until it is claimed or rejected. */
export interface JobSource extends WaitingList {
  /** `seat`: where it will be taken. `choose`: who of those that wait comes into question there, first one first. */
  next(kind: JobKind, seat: Seat, choose: Choose): Promise<NextSubject>;
  /** What a job of this kind is made from there beside its subject. */
  files(kind: JobKind, seat: Seat): JobFiles;
}

export type Choose = (waiting: readonly WaitingName[]) => readonly WaitingName[];

/** This one of those who wait, and nobody else. */
export type Called = WaitingName;

/** What a waiting subject's papers say for a seat, with what people call the files; or why they cannot be read at all. */
export type Readied =
  | { readonly kind: "ready"; readonly names: Names; readonly papers: Sound | Refused }
  | { readonly kind: "none"; readonly reason: Reason };

export type Names = Readonly<Partial<Record<string, string>>>;

/** A subject that does not come from the queue: who was here before. */
export type Again = Pick<NewJob, "dossier" | "after" | "practice">;

export type NextSubject =
  | {
      readonly kind: "subject";
      /** What people call the files of this job. */
      readonly names: Readonly<Partial<Record<string, string>>>;
      readonly job: NewJob;
      /** The job is durable: the subject leaves the queue under its name. */
      claim(job: string): void;
      /** The subject can never be taken; where it is now, or null where it has no place. */
      reject(why: Sentence): string | null;
      /** The station is at fault: the subject goes on waiting. */
      leave(): void;
    }
  | { readonly kind: "none"; readonly reason: Reason };

export type OpenAnswer =
  | { readonly kind: "opened"; readonly job: string }
  | { readonly kind: "refused"; readonly reason: Reason; readonly file: string | null };

/** Whoever calls for the next one, and why they may not have it. */
export type Caller = Pick<NewJob, "by" | "objection">;

export interface JobDeskOptions {
  readonly station: Station;
  readonly source: JobSource;
  readonly clock: Clock & Timers;
  readonly log: Log;
  /** For the terminal. */
  tell(line: string): void;
}

/** Right after a start the devices are still being connected, and the registry asked: a press in that time is answered when they are, or after this. */
const COMING_MS: ReadonlyMap<Reason["code"], number> = new Map([
  ["DEVICE_CONNECTING", 3_000],
  ["ASKING_REGISTRY", 3_000],
  // As long as a station waits for the registry's time, and a little.
  ["ASKING_TIME", TIME_ASKING.patienceMs + 1_000],
]);
const LOOK_AGAIN_MS = 100;
/** These say how things stand or whose turn it is, not what went wrong: whoever pressed is told, and no screen or terminal keeps them. */
export const PASSING: ReadonlySet<Reason["code"]> = new Set([
  "JOB_BUSY",
  "OPENING_ALREADY",
  "NOBODY_WAITS",
  "INTEREST_VEHICLE",
  "INTEREST_EMPLOYER",
  "INTEREST_SELF",
  "SECOND_TAKEN",
  "FIRST_WITHDRAWN",
  "WAITS_NO_MORE",
  "WAITS_ELSEWHERE",
  "ALL_WAIT_ELSEWHERE",
]);

/** Takes the next subject to the door, one at a time to a seat, and sees to it that none is lost on the way. */
export class JobDesk {
  readonly #options: JobDeskOptions;
  readonly #asking: Seat[] = [];
  /** Two lanes draw from one queue: who asks while another one is being served comes after. */
  readonly #served = new Map<JobKind, Promise<unknown>>();

  constructor(options: JobDeskOptions) {
    this.#options = options;
  }

  /**
   * `caller`: who calls for the next one; absent where nobody does. `again`: not the next one, but whoever was here before. `called`:
   * this one of those who wait.
   */
  async ask(
    kind: JobKind,
    asked: Partial<Seat> = {},
    caller: Caller = {},
    again: Again | null = null,
    called: Called | null = null,
  ): Promise<OpenAnswer> {
    const place = again === null ? this.#placeFor(kind, asked, called) : this.#place(kind, asked);
    if (place.kind === "refused") return this.#refuse(kind, place.reason, called?.file ?? null);
    const { seat } = place;
    this.#asking.push(seat);
    const before = this.#served.get(kind);
    const served = (async () => {
      await before;
      return await (again === null
        ? this.#next(kind, seat, caller, called)
        : this.#took(kind, caller, comesAgain(kind, seat, again, this.#options.source)));
    })();
    this.#served.set(
      kind,
      served.catch(() => undefined),
    );
    try {
      return await served;
    } catch (cause) {
      this.#options.log.error("asking for the next one failed", { kind, cause: stackOf(cause) });
      return this.#refuse(kind, reason("SOFTWARE_FAULT", { detail: faultInOneLine(cause) }), null);
    } finally {
      this.#asking.splice(this.#asking.indexOf(seat), 1);
    }
  }

  /**
   * Why this one cannot be taken there just now; null where it can. The steps are those of `ask`, in its order. `readied`: what its
   * papers say, asked only where it comes to that.
   */
  whyNot(kind: JobKind, seat: Seat, one: Waiting, readied: () => Readied): Reason | null {
    const place = this.#placeFor(kind, seat, one);
    if (place.kind === "refused") return place.reason;
    return this.whyNotThere(kind, place, one, readied);
  }

  /** The same once this is its place, whoever has it now. */
  whyNotThere(
    kind: JobKind,
    place: Extract<FreeSeat, { kind: "free" }>,
    one: Waiting,
    readied: () => Readied,
  ): Reason | null {
    if (one.why !== null) return one.why;
    const ready = readied();
    if (ready.kind === "none") return ready.reason;
    const { door } = this.#options.station;
    const looked = door.look({ kind, seat: place.seat }, () => ready.papers, place);
    if (looked.kind === "may") return null;
    return looked.about === "station"
      ? named(looked, ready.names)
      : refusedFile(looked, ready.names.dossier ?? null, null);
  }

  /** The seat of whoever comes next: who is to go to one lane or car is not taken to another. */
  #placeFor(kind: JobKind, asked: Partial<Seat>, called: Called | null): FreeSeat {
    const placed = this.#options.station.placed.filter(({ queue, seat }) => queue === kind && seat !== null);
    const own = called === null ? null : placementOf(called, kind, placed);
    if (called !== null && own?.seat) {
      const { site, car } = own.seat;
      const isThere = (asked.site ?? site) === site && (asked.car ?? car) === car;
      if (!isThere) {
        const why = reason("WAITS_ELSEWHERE", { file: called.file, place: placeName(own.seat) });
        return { kind: "refused", reason: why };
      }
      return this.#place(kind, own.seat);
    }
    const isSaid = asked.site !== undefined || asked.car !== undefined;
    if (called !== null || isSaid || placed.length === 0) return this.#place(kind, asked);
    return this.#placeOfFirst(kind, placed) ?? this.#place(kind, asked);
  }

  /** Of the first in the queue for whom there is a place; null where there is none for anybody. */
  #placeOfFirst(kind: JobKind, placed: readonly Placement[]): FreeSeat | null {
    const { source, station } = this.#options;
    for (const one of inQueueOrder(source.look(kind).waiting, kind, station.placed)) {
      if (one.state === "cannot-be-taken") continue;
      const place = this.#place(kind, placementOf(one, kind, placed)?.seat ?? {});
      if (place.kind === "free") return place;
    }
    return null;
  }

  #place(kind: JobKind, asked: Partial<Seat>): FreeSeat {
    const { station } = this.#options;
    const place = station.freeSeat(kind, asked, this.#asking);
    if (place.kind === "free") return place;
    const isBeingServed = station.freeSeat(kind, asked).kind === "free";
    return isBeingServed ? { kind: "refused", reason: reason("OPENING_ALREADY", {}) } : place;
  }

  async #next(kind: JobKind, seat: Seat, caller: Caller, called: Called | null): Promise<OpenAnswer> {
    const { source, station } = this.#options;
    if (called !== null) {
      const one = source.look(kind).waiting.find((waiting) => isSame(waiting, called)) ?? null;
      const why = one === null ? reason("WAITS_NO_MORE", { file: called.file }) : one.why;
      if (why !== null && (one === null || one.state === "cannot-be-taken"))
        return this.#refuse(kind, why, called.file);
    }
    let isNobodys = false;
    const next = await source.next(kind, seat, (all) => {
      if (called !== null) return all.filter((one) => isSame(one, called));
      const own = inQueueOrder(all, kind, station.placed).filter(
        (one) => elsewhere(placementOf(one, kind, station.placed), seat) === null,
      );
      isNobodys = own.length === 0 && all.length > 0;
      return own;
    });
    if (next.kind === "none" && next.reason.code === "NOBODY_WAITS") {
      if (called !== null)
        return this.#refuse(kind, reason("WAITS_NO_MORE", { file: called.file }), called.file);
      if (isNobodys)
        return this.#refuse(kind, reason("ALL_WAIT_ELSEWHERE", { place: placeName(seat) }), null);
    }
    return await this.#took(kind, caller, next);
  }

  async #took(kind: JobKind, caller: Caller, next: NextSubject): Promise<OpenAnswer> {
    if (next.kind === "none") {
      const { code, params } = next.reason;
      return this.#refuse(kind, next.reason, code === "FILE_REFUSED" ? params.file : null);
    }
    try {
      return await this.#takeIn(kind, { ...next, job: { ...next.job, ...caller } });
    } catch (cause) {
      // Whatever it was: the subject is not taken, and must not stay in a hand that nobody opens again.
      next.leave();
      throw cause;
    }
  }

  async #takeIn(kind: JobKind, next: Extract<NextSubject, { kind: "subject" }>): Promise<OpenAnswer> {
    const opening = await this.#open(next.job, (job) => next.claim(job));
    if (opening.kind === "opened") return { kind: "opened", job: opening.job };
    const file = next.names.dossier ?? null;
    if (opening.about === "station") {
      next.leave();
      return this.#refuse(kind, named(opening, next.names), file);
    }
    const { zh, en } = opening.fault ?? sentenceOf(opening.reason);
    const movedTo = next.reject({ zh: placed(opening, file) + zh, en: placed(opening, file) + en });
    return this.#refuse(kind, refusedFile(opening, file, movedTo), file);
  }

  async #open(job: NewJob, claim: (job: JobId) => void): Promise<Opening> {
    const { station, clock, log } = this.#options;
    const fromMs = clock.monoMs();
    for (;;) {
      const opening = await new Promise<Opening>((resolve) => {
        station.open(job, (outcome) => {
          // In the moment in which the job is durable, so that a crash leaves as little as can be between the two.
          if (outcome.kind === "opened") {
            guarded(log, "a subject could not be claimed", () => claim(outcome.job));
          }
          resolve(outcome);
        });
      });
      const comingMs = opening.kind === "refused" ? (COMING_MS.get(opening.reason.code) ?? 0) : 0;
      if (clock.monoMs() - fromMs >= comingMs) return opening;
      await new Promise<void>((resolve) => clock.start("look again", LOOK_AGAIN_MS, resolve));
    }
  }

  #refuse(kind: JobKind, why: Reason, file: string | null): OpenAnswer {
    const { station, clock, log, tell } = this.#options;
    if (!PASSING.has(why.code)) {
      const { zh, en } = sentenceOf(why);
      log.warn("the next one was refused", { kind, file, code: why.code, why: en });
      tell(`  ${kind} not begun: ${en} ${zh}`);
      station.screen.refused({ atWallMs: Math.round(clock.wallMs()), kind, file, reason: told(why) });
    }
    return { kind: "refused", reason: why, file };
  }
}

function comesAgain(kind: JobKind, seat: Seat, again: Again, source: JobSource): NextSubject {
  const found = source.files(kind, seat);
  if (found.kind === "none") return found;
  const nothing = (): void => undefined;
  const job: NewJob = { kind, seat, ...again, ...found.files, source: null };
  return { kind: "subject", names: found.names, job, claim: nothing, reject: () => null, leave: nothing };
}

/** Of a subject that can never be taken. */
function refusedFile(opening: Refused, file: string | null, movedTo: string | null): Reason {
  if (file === null) return opening.reason;
  const { zh, en } = opening.fault ?? sentenceOf(opening.reason);
  return reason("FILE_REFUSED", { file: placedName(opening, file), zh, en, movedTo });
}

function isSame(a: WaitingName, b: WaitingName): boolean {
  return a.file === b.file && a.modifiedMs === b.modifiedMs;
}

function placeName({ site, car }: Seat): string {
  return car === null ? site : `${site} ${car}`;
}

function placed(refused: Refused, file: string | null): string {
  return file === null ? "" : `${placedName(refused, file)}: `;
}

/** `01.yaml:4:1` */
function placedName({ fault }: Refused, file: string | null): string {
  const name = file ?? fault?.part ?? "";
  return fault === null || fault.line === null ? name : `${name}:${fault.line}:${fault.column ?? 1}`;
}

/** A station's own file by the name that the operator knows. */
function named(refused: Refused, names: Readonly<Partial<Record<string, string>>>): Reason {
  const { fault, reason: why } = refused;
  if (fault === null) return why;
  const { zh, en } = fault;
  const file = placedName(refused, fault.called ?? names[fault.part] ?? fault.part);
  return reason("STATION_FILE_REFUSED", { file, zh, en });
}
