import type { EnteredRule } from "../core/exam/entered-rules.ts";
import { practiceCandidate } from "../core/exam/practice.ts";
import type { JobTimeline } from "../core/inspection/job-timeline.ts";
import type { Doer } from "../core/people/console-act.ts";
import { asId } from "../core/quantities/ids.ts";
import { commandName, plainOrQuoted } from "../core/trade/command-reading.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { type DeskActCode, isDeskAct } from "../core/trade/words/desk-acts.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { PhotoShelf } from "../ports/photo-shelf.ts";
import type { PeopleDesk, Visitor } from "../station/people/people-desk.ts";
import type { Answer } from "../station/session-runner.ts";
import type { Seat } from "../station/sites.ts";
import type { Station } from "../station/station.ts";
import { comesAgainAfter, type EarlierRecords } from "./again.ts";
import type { Called, Caller, JobDesk, OpenAnswer } from "./job-desk.ts";
import { type PhotoAnswer, PhotoDesk } from "./photo-desk.ts";

/** Somebody whose session is open. */
export type Present = Extract<Visitor, { kind: "in" }>;

interface StartAsked {
  readonly after?: string;
  readonly practice?: string;
  readonly called?: Called;
}

export interface ConsoleDeskOptions extends EarlierRecords {
  readonly station: Pick<Station, "command" | "seenOut" | "note" | "whatIs" | "lineOf">;
  readonly people: PeopleDesk;
  readonly jobs: Pick<JobDesk, "ask">;
  readonly photos: PhotoShelf;
}

/** What people ask of the station at its consoles: whose act it is comes first, and what is done bears their name. */
export class ConsoleDesk {
  readonly #options: ConsoleDeskOptions;
  readonly #photos: PhotoDesk;

  constructor(options: ConsoleDeskOptions) {
    this.#options = options;
    this.#photos = new PhotoDesk(options.photos, (job) => options.station.whatIs(asId<"job">(job)) !== null);
  }

  /** `called`: this one of those who wait. `practice`: the class (准驾车型) that is practised. `after`: a record of this station whose candidate drives once more, or whose vehicle is inspected again. */
  async startJob(
    kind: JobKind,
    { after, practice, called, ...asked }: Partial<Seat> & StartAsked,
    who: Present,
  ): Promise<OpenAnswer> {
    const { jobs, people } = this.#options;
    const act: DeskActCode = `${kind}.open`;
    const why = people.whyNot(who, who.doer.from, act);
    if (why !== null) return { kind: "refused", reason: why, file: null };
    const caller: Caller = {
      by: who.doer,
      objection: (subject) => people.whyNot(who, who.doer.from, act, subject),
    };
    if (practice !== undefined) {
      if (kind !== "exam" || after !== undefined)
        return { kind: "refused", reason: reason("PRACTICE_OF_EXAM", {}), file: null };
      const text = JSON.stringify(practiceCandidate(practice));
      const dossier = { text, mediaType: "application/json" };
      return await jobs.ask(kind, asked, caller, { dossier, practice: true });
    }
    if (after === undefined) return await jobs.ask(kind, asked, caller, null, called ?? null);
    const again = comesAgainAfter(kind, after, this.#options);
    if (again.kind === "refused") return { kind: "refused", reason: again.reason, file: null };
    return await jobs.ask(kind, asked, caller, again.again);
  }

  /** `pin`: for what is signed for; null where none was given. */
  command(job: string, command: unknown, who: Present, pin: string | null): Promise<Answer> {
    const found = this.#options.station.whatIs(asId<"job">(job));
    if (found === null) return Promise.resolve(refused(reason("JOB_UNKNOWN", { job: plainOrQuoted(job) })));
    const { kind, subject } = found;
    const act = `${kind}.${commandName(command)}`;
    const { station, people } = this.#options;
    // What no kind of job knows is refused by its reader, with what it does know.
    const why = isDeskAct(act) ? people.whyNot(who, who.doer.from, act, subject) : null;
    if (why !== null) return Promise.resolve(refused(why));
    const obey = (answered: (answer: Answer) => void): void =>
      station.command(asId<"job">(job), commander(who.doer), command, answered);
    if (!isDeskAct(act)) return new Promise(obey);
    return new Promise((answered) =>
      people.confirm(who, act, pin, (no) => (no === null ? obey(answered) : answered(refused(no)))),
    );
  }

  /** Why this person brings no photo to this job, whatever it shows: asked before a byte of it is read. Null: they may. */
  whyNoPhoto(job: string, who: Present): Reason | null {
    const found = this.#options.station.whatIs(asId<"job">(job));
    if (found === null) return reason("JOB_UNKNOWN", { job: plainOrQuoted(job) });
    const act = `${found.kind}.part-photo`;
    // A job of another kind has no photos: nothing is kept for it.
    if (!isDeskAct(act)) return reason("PHOTO_OF_NO_INSPECTION", { job: plainOrQuoted(job) });
    return this.#options.people.whyNot(who, who.doer.from, act, found.subject);
  }

  /** A photo of a part that somebody looks at: kept for good, and told to the machine by its hash in their name. */
  async photo(
    job: string,
    part: string,
    photo: string,
    bytes: Uint8Array,
    who: Present,
  ): Promise<PhotoAnswer> {
    // Again: its bytes may have come long after it was asked.
    const why = this.whyNoPhoto(job, who);
    if (why !== null) return refused(why);
    return await this.#photos.take(job, bytes, (sha256) =>
      this.command(job, { name: "part-photo", part, photo, sha256 }, who, null),
    );
  }

  /** What may be entered by hand in this job; null where there is no such job. */
  rules(job: string): readonly EnteredRule[] | null {
    return this.#options.station.whatIs(asId<"job">(job))?.rules ?? null;
  }

  /** What happened in an inspection that runs, until now; null where there is no such one. */
  line(job: string): JobTimeline | null {
    return this.#options.station.lineOf(asId<"job">(job));
  }

  /** Somebody has seen that the vehicle of this job is not in the lane any more. */
  seenOut(site: string, job: string, who: Present): Promise<Answer> {
    const { station, people } = this.#options;
    const why = people.whyNot(who, who.doer.from, "lane.seen-out");
    if (why !== null) return Promise.resolve(refused(why));
    const answer = station.seenOut(site, asId<"job">(job));
    if (answer.kind === "refused") return Promise.resolve(answer);
    const act = { kind: "seen-out" as const, site, job };
    return new Promise((answered) =>
      station.note([{ type: "console-acted", by: who.doer, act }], () => answered(answer)),
    );
  }
}

function commander({ person, from, session }: Doer) {
  return { by: asId<"actor">(person), at: { from, session } };
}

function refused(why: Reason): { readonly kind: "refused"; readonly reason: Reason } {
  return { kind: "refused", reason: why };
}
