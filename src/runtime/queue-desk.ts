import { interestIn } from "../core/people/interest.ts";
import { whyNot } from "../core/people/permission.ts";
import { inQueueOrder, type Placement, placementOf, spotBefore } from "../core/queue/queue-order.ts";
import type { PlaceAsked, QueueOfKind, QueueRow, QueueView, Why } from "../core/queue/queue-view.ts";
import type { WaitingSubject } from "../core/screens/screen-picture.ts";
import { plainOrQuoted } from "../core/trade/command-reading.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Waiting } from "../ports/waiting-list.ts";
import type { Sound } from "../station/job-door.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Answer } from "../station/session-runner.ts";
import { isSameSeat, type Seat } from "../station/sites.ts";
import type { Station } from "../station/station.ts";
import type { CheckInDesk } from "./check-in-desk.ts";
import type { Present } from "./console-desk.ts";
import type { JobDesk, JobSource, Readied } from "./job-desk.ts";
import { WaitingPapers } from "./waiting-papers.ts";

export interface QueueDeskOptions {
  readonly station: Pick<Station, "door" | "placed" | "takenIn" | "note">;
  readonly source: JobSource;
  readonly jobs: Pick<JobDesk, "whyNot" | "whyNotThere">;
  readonly people: Pick<PeopleDesk, "whyNot">;
  readonly checkIn: Pick<CheckInDesk, "whyNowhere">;
  readonly clock: Clock & Timers;
  readonly log: Pick<Log, "error">;
  localDate(wallMs: number): string;
}

/** Who waits, as it is for everybody. */
interface Queue {
  readonly kind: JobKind;
  readonly unreadable: Reason | null;
  readonly seats: readonly Seat[];
  readonly rows: readonly Row[];
  readonly more: number;
}

interface Row {
  readonly one: Waiting;
  readonly subject: Readonly<Record<string, string>> | null;
  readonly seat: Seat | null;
  readonly isRead: boolean;
  readonly answers: readonly Reason[];
  readonly at: readonly (Reason | null)[];
  readonly onceFree: readonly (Reason | null)[];
}

interface Unread {
  readonly kind: JobKind;
  readonly one: Waiting;
}

const KINDS = ["inspection", "exam"] as const;
/** These say whose turn it is, and nothing about whoever waits. */
const OF_PLACE: ReadonlySet<Reason["code"]> = new Set(["JOB_BUSY", "OPENING_ALREADY", "WAITS_ELSEWHERE"]);
/** More are counted, and not shown: nobody reads on, and a page that is told them each second has other things to do. */
const ROWS_MAX = 500;
/** Devices speak a hundred times a second: the loop is theirs again after this. */
const SLICE_MS = 5;
/** Whoever looks is answered by then, with what is known. */
const READ_WITHIN_MS = 150;
/** Reading on in the background leaves the machine to the others as long as it takes it. */
const REST_MS = 10;
/** Pages ask once a second, each by itself. */
const FRESH_MS = 400;

/** Those who wait, as people see them and as they arrange them. What it says of somebody is what calling them would come to. */
export class QueueDesk {
  readonly #options: QueueDeskOptions;
  readonly #papers: WaitingPapers;
  #isReading = false;
  #underway: Promise<readonly Queue[]> | null = null;
  #last: { readonly queues: readonly Queue[]; readonly atMs: number } | null = null;

  constructor(options: QueueDeskOptions) {
    this.#options = options;
    const { station, source, clock, localDate } = options;
    const today = (): string => localDate(Math.round(clock.wallMs()));
    this.#papers = new WaitingPapers({ door: station.door, source, today });
  }

  /** As this person may see it; looked at anew unless that was just done. */
  async look({ person }: Present): Promise<QueueView> {
    const { clock } = this.#options;
    const queues = await this.#fresh();
    const whys = new Numbered();
    return {
      atWallMs: Math.round(clock.wallMs()),
      queues: queues.map((queue): QueueOfKind => {
        const { kind, seats, more } = queue;
        return {
          kind,
          unreadable: whys.of(queue.unreadable),
          call: whys.of(whyNot(person, `${kind}.open`)),
          place: whys.of(whyNot(person, `${kind}.place`)),
          takeIn: whys.of(whyNot(person, `${kind}.take-in`) ?? this.#options.checkIn.whyNowhere()),
          seats,
          rows: queue.rows.map((row) => this.#told(kind, row, whys, person)),
          more,
        };
      }),
      whys: whys.all,
    };
  }

  /** Gives one who waits another place in the queue, or a lane or car; answered when that is durable. */
  async place(asked: PlaceAsked, who: Present): Promise<Answer> {
    const { station, source, people } = this.#options;
    const { kind, file, modifiedMs } = asked;
    // Whose act it is comes first: who may arrange nobody is not told who waits, and that they tried is noted.
    const may = people.whyNot(who, who.doer.from, `${kind}.place`);
    if (may !== null) return refused(may);
    const { waiting } = source.look(kind);
    const one = waiting.find((known) => known.file === file && known.modifiedMs === modifiedMs);
    if (one === undefined) return refused(reason("WAITS_NO_MORE", { file: plainOrQuoted(file) }));
    if (one.why !== null) return refused(one.why);
    for (const seat of station.door.seats(kind)) this.#papers.begin(kind, seat);
    const why = people.whyNot(who, who.doer.from, `${kind}.place`, this.#subjectOf(kind, one));
    if (why !== null) return refused(why);
    const known = placementOf(one, kind, station.placed);
    const wanted = this.#wanted(asked, one, waiting);
    if (wanted.kind === "refused") return wanted;
    const placement: Placement = {
      ...{ queue: kind, file, modifiedMs },
      spot: wanted.spot === undefined ? (known?.spot ?? null) : wanted.spot,
      seat: wanted.seat === undefined ? (known?.seat ?? null) : wanted.seat,
    };
    this.#last = null;
    return await new Promise((answered) =>
      station.note(
        [{ type: "console-acted", by: who.doer, act: { kind: "queue-placed", ...placement } }],
        () => answered({ kind: "accepted" }),
      ),
    );
  }

  /** What of it is to be another than before, as the queue is now. */
  #wanted(
    { kind, before, seat }: PlaceAsked,
    one: Waiting,
    waiting: readonly Waiting[],
  ):
    | { readonly kind: "wanted"; readonly spot?: Placement["spot"]; readonly seat?: Placement["seat"] }
    | { readonly kind: "refused"; readonly reason: Reason } {
    const { station } = this.#options;
    if (seat !== undefined && seat !== null) {
      const seats = station.door.seats(kind);
      const names = seats.map(({ site, car }) => [site, ...(car === null ? [] : [car])].join(" "));
      const name = plainOrQuoted([seat.site, seat.car ?? ""].join(" ").trim());
      if (!seats.some((each) => isSameSeat(each, seat)))
        return refused(reason("SITE_UNKNOWN", { site: name, sites: names }));
    }
    if (before === undefined) return { kind: "wanted", ...(seat === undefined ? {} : { seat }) };
    const others = inQueueOrder(waiting, kind, station.placed).filter((other) => other !== one);
    const spot = spotBefore(before, others, kind, station.placed);
    if (spot === null && others.length > 0) return refused(reason("QUEUE_CHANGED", {}));
    return { kind: "wanted", spot, ...(seat === undefined ? {} : { seat }) };
  }

  /** As it was lately, for screens that have to be answered at once; a later look is newer. */
  waiting(): readonly WaitingSubject[] {
    this.#fresh().catch((cause: unknown) => {
      this.#options.log.error("who waits could not be looked at", { error: String(cause) });
    });
    return (this.#last?.queues ?? []).flatMap(({ kind, rows }) =>
      rows
        .filter(({ one }) => one.state === "ready")
        .map(({ subject, seat }) => ({
          job: null,
          kind,
          site: seat?.site ?? null,
          plate: subject?.plate ?? null,
          name: subject?.name ?? null,
        })),
    );
  }

  async #fresh(): Promise<readonly Queue[]> {
    const { clock } = this.#options;
    if (this.#last !== null && clock.monoMs() - this.#last.atMs < FRESH_MS) return this.#last.queues;
    this.#underway ??= this.#make().finally(() => {
      this.#underway = null;
    });
    return await this.#underway;
  }

  async #make(): Promise<readonly Queue[]> {
    const { clock } = this.#options;
    const queues: Queue[] = [];
    const pace = new Pace(clock);
    const unread: Unread[] = [];
    for (const kind of KINDS) queues.push(await this.#queue(kind, pace, unread));
    this.#last = { queues, atMs: clock.monoMs() };
    if (unread.length > 0 && !this.#isReading) void this.#readOn(unread);
    return queues;
  }

  /** A long queue is read in the background, first ones first; the next looks show how far it has come. */
  async #readOn(unread: readonly Unread[]): Promise<void> {
    const { clock, station } = this.#options;
    this.#isReading = true;
    const pace = new Pace(clock, REST_MS);
    try {
      for (const { kind, one } of unread)
        for (const seat of station.door.seats(kind)) {
          this.#papers.of(kind, seat, one);
          await pace.step();
        }
    } finally {
      this.#isReading = false;
    }
  }

  async #queue(kind: JobKind, pace: Pace, unread: Unread[]): Promise<Queue> {
    const { station, source, jobs } = this.#options;
    const seats = station.door.seats(kind);
    for (const seat of seats) {
      this.#papers.begin(kind, seat);
      await pace.step();
    }
    const { waiting, unreadable } = source.look(kind);
    const ordered = inQueueOrder(waiting, kind, station.placed);
    await pace.step();
    const rows: Row[] = [];
    for (const one of ordered.slice(0, ROWS_MAX)) {
      const place = placementOf(one, kind, station.placed)?.seat ?? null;
      const isKnown = one.why !== null || seats.every((seat) => this.#papers.isKnown(kind, seat, one));
      if (!isKnown && pace.elapsedMs > READ_WITHIN_MS) {
        rows.push({ one, subject: null, seat: place, isRead: false, answers: [], at: [], onceFree: [] });
        unread.push({ kind, one });
        continue;
      }
      const at: (Reason | null)[] = [];
      const onceFree: (Reason | null)[] = [];
      for (const seat of seats) {
        const readied = (): Readied => this.#papers.of(kind, seat, one);
        const why = jobs.whyNot(kind, seat, one, readied);
        const isOfPlace = why !== null && OF_PLACE.has(why.code);
        at.push(why);
        onceFree.push(isOfPlace ? jobs.whyNotThere(kind, { kind: "free", seat }, one, readied) : null);
        await pace.step();
      }
      const [papers] = this.#soundOf(kind, one);
      const answers = papers === undefined ? [] : station.door.answers(papers);
      rows.push({ one, subject: papers?.subject ?? null, seat: place, isRead: true, answers, at, onceFree });
    }
    this.#papers.keepOnly(kind, waiting);
    return { kind, unreadable, seats, rows, more: Math.max(0, ordered.length - ROWS_MAX) };
  }

  /** Null where it was not read, or cannot be. */
  #subjectOf(kind: JobKind, one: Waiting): Readonly<Record<string, string>> | null {
    return this.#soundOf(kind, one)[0]?.subject ?? null;
  }

  /** The papers at the first seat for which they are sound; none where there is no such seat. */
  #soundOf(kind: JobKind, one: Waiting): readonly Sound[] {
    if (one.state !== "ready" && one.state !== "in-hand") return [];
    for (const seat of this.#options.station.door.seats(kind)) {
      const readied = this.#papers.of(kind, seat, one);
      if (readied.kind === "ready" && readied.papers.kind === "sound") return [readied.papers];
    }
    return [];
  }

  #told(
    kind: JobKind,
    { one, subject, seat, isRead, answers, at, onceFree }: Row,
    whys: Numbered,
    person: Present["person"],
  ): QueueRow {
    const { file, modifiedMs, state } = one;
    const desk = this.#options.station.takenIn.of(kind, one);
    // Of a file that others put there nobody has noted when it came: its own time is what there is.
    const sinceWallMs = Math.min(desk?.wallMs ?? modifiedMs, Math.round(this.#options.clock.wallMs()));
    const interest = subject === null ? null : interestIn(person, subject);
    return {
      ...{ file, modifiedMs, sinceWallMs, state, seat, isRead },
      takenIn: desk !== null,
      subject: subject === null ? null : namesOf(subject),
      interest: whys.of(interest),
      answers: answers.map((why) => whys.of(why)),
      at: at.map((why) => whys.of(why)),
      onceFree: onceFree.map((why) => whys.of(why)),
    };
  }
}

/** Of all that the papers say, as much as somebody is called by: the rest is for whoever has the job. */
const CALLED_BY = ["plate", "vin", "vehicleClass", "name", "licenceClass"];

function namesOf(subject: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(subject).filter(([word]) => CALLED_BY.includes(word)));
}

/** Gives the loop back in time. */
class Pace {
  readonly #clock: Clock & Timers;
  readonly #restMs: number;
  readonly #beganMs: number;
  #sinceMs: number;

  constructor(clock: Clock & Timers, restMs = 0) {
    this.#clock = clock;
    this.#restMs = restMs;
    this.#beganMs = clock.monoMs();
    this.#sinceMs = this.#beganMs;
  }

  get elapsedMs(): number {
    return this.#clock.monoMs() - this.#beganMs;
  }

  async step(): Promise<void> {
    if (this.#clock.monoMs() - this.#sinceMs < SLICE_MS) return;
    await new Promise<void>((go) => this.#clock.start("go on with the queue", this.#restMs, go));
    this.#sinceMs = this.#clock.monoMs();
  }
}

/** Many wait for the same thing: each reason is told once. */
class Numbered {
  readonly all: Told[] = [];
  readonly #numbers = new Map<string, number>();

  of(why: Reason | null): Why {
    if (why === null) return null;
    const key = JSON.stringify(why);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.all.length);
    this.all.push(told(why));
    return this.all.length - 1;
  }
}

function refused(why: Reason): { readonly kind: "refused"; readonly reason: Reason } {
  return { kind: "refused", reason: why };
}
