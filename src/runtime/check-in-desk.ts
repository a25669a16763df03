import { createHash, randomBytes } from "node:crypto";
import type { SubjectWords } from "../core/people/interest.ts";
import {
  inQueueOrder,
  placementOf,
  type QueueSpot,
  spotBefore,
  type WaitingName,
} from "../core/queue/queue-order.ts";
import type {
  PapersAnswer,
  PapersFoundAnswer,
  PapersWanted,
  TakeInAnswer,
  TakeInAsked,
  TakeOutAsked,
} from "../core/queue/queue-view.ts";
import { plainOrQuoted } from "../core/trade/command-reading.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Clock } from "../ports/clock.ts";
import type { Waiting } from "../ports/waiting-list.ts";
import type { UnstampedEntry } from "../station/journal-writer.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Answer } from "../station/session-runner.ts";
import type { Station } from "../station/station.ts";
import type { Present } from "./console-desk.ts";
import type { JobSource } from "./job-desk.ts";
import type { LicenceDesk } from "./licence-desk.ts";
import { PapersFetching } from "./papers-fetching.ts";
import { readAtDesk, type Unsound } from "./read-at-desk.ts";
import { toldAtDesk, whyNotKnown } from "./told-at-desk.ts";
import { type Names, namesIn, sameSubject } from "./waiting-names.ts";

/** On the disk and not yet waiting. */
export type Staged =
  | {
      readonly kind: "staged";
      readonly modifiedMs: number;
      readonly sha256: string;
      show(): void;
      drop(): void;
    }
  | Refused;

/** A waiting file that nobody else gets until one of its two ends is called. */
export type Held =
  | {
      readonly kind: "held";
      readonly bytes: Uint8Array;
      readonly sha256: string;
      /** A person's act took it out of the queue, and is durable. */
      takeOut(): void;
      leave(): void;
    }
  | Refused;

/** Where files of those who are taken in are put, and those of whoever is taken out lie afterwards. */
export interface ArrivalFolder {
  /** False where the station has no intake folders. */
  readonly isThere: boolean;
  /** `file`: digits, letters and hyphens, and `.json`. */
  stage(kind: JobKind, file: string, text: string): Staged;
  hold(kind: JobKind, one: WaitingName): Promise<Held>;
}

export interface CheckInOptions {
  readonly station: Pick<
    Station,
    "door" | "placed" | "takenIn" | "note" | "openJobs" | "whatIs" | "requests"
  >;
  readonly source: Pick<JobSource, "look" | "files">;
  /** Null where whoever waits comes from elsewhere than folders. */
  readonly folder: ArrivalFolder | null;
  readonly people: Pick<PeopleDesk, "whyNot">;
  readonly licences: Pick<LicenceDesk, "noted">;
  readonly clock: Clock;
}

interface Refused {
  readonly kind: "refused";
  readonly reason: Reason;
}

/**
 * Where people are taken in, corrected and taken out of the queue at a console. The papers go through the door by which they are
 * called later; the file is on the disk before the act is appended, and waits when that is durable (decision 22).
 */
export class CheckInDesk {
  readonly #options: CheckInOptions;
  readonly #fetching: PapersFetching;
  /** By the number of the press: it is answered as often as it comes, and done once. */
  readonly #underway = new Map<string, Promise<TakeInAnswer>>();
  /** One after the other, so that two desks cannot take in the same one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CheckInOptions) {
    this.#options = options;
    this.#fetching = new PapersFetching({ requests: options.station.requests, clock: options.clock });
  }

  /** Why nobody is taken in here, whoever asks; null where the station has a place for them. */
  whyNowhere(): Reason | null {
    return this.#options.folder?.isThere === true ? null : reason("CHECK_IN_NOWHERE", {});
  }

  /** Papers of any region for a form, told within ten seconds. Nothing of it is durable before somebody is taken in. */
  async fetch(wanted: PapersWanted, who: Present): Promise<PapersFoundAnswer> {
    const { people } = this.#options;
    const why = people.whyNot(who, who.doer.from, `${wanted.kind}.take-in`);
    if (why !== null) return refused(why);
    const found = await this.#fetching.fetch(wanted, (papers) => {
      const read = readAtDesk(wanted.kind, `${JSON.stringify(papers)}\n`, this.#options);
      return read.kind === "refused" ? fieldReason(read) : null;
    });
    if (found.kind === "refused" || found.papers === null) return found;
    const names = subjectOf(namesIn(JSON.stringify(found.papers)));
    const interest = people.whyNot(who, who.doer.from, `${wanted.kind}.take-in`, names);
    return interest === null ? found : refused(interest);
  }

  /** Takes somebody in; answered when that is durable. */
  takeIn(asked: TakeInAsked, who: Present): Promise<TakeInAnswer> {
    const why = this.#options.people.whyNot(who, who.doer.from, `${asked.kind}.take-in`);
    if (why !== null) return Promise.resolve(refused(why));
    return this.#once(asked.request, () => this.#takeIn(asked, who));
  }

  /** Takes somebody who was taken in here out of the queue; answered when that is durable. */
  async takeOut(asked: TakeOutAsked, who: Present): Promise<Answer> {
    const why = this.#options.people.whyNot(who, who.doer.from, `${asked.kind}.take-out`);
    if (why !== null) return refused(why);
    const answer = await this.#once(asked.request, () => this.#takeOut(asked, who));
    return answer.kind === "refused" ? answer : { kind: "accepted" };
  }

  /** The papers of one who was taken in here, for whoever corrects them. */
  papers(kind: JobKind, name: WaitingName, who: Present): PapersAnswer {
    const { people, station, source } = this.#options;
    const one = source.look(kind).waiting.find((known) => isOne(known, name));
    if (one === undefined) return refused(reason("WAITS_NO_MORE", { file: plainOrQuoted(name.file) }));
    const taken = station.takenIn.of(kind, name);
    if (taken === null) return refused(reason("NOT_TAKEN_IN_HERE", { file: one.file }));
    const read = one.read();
    if (read.kind !== "text")
      return refused(read.kind === "refused" ? read.reason : reason("WAITS_NO_MORE", { file: one.file }));
    // Somebody wrote into it, and put its time back.
    if (sha256Of(read.text) !== taken.sha256) return refused(reason("NOT_TAKEN_IN_HERE", { file: one.file }));
    const why = people.whyNot(who, who.doer.from, `${kind}.take-in`, subjectOf(namesIn(read.text)));
    return why === null ? { kind: "papers", papers: JSON.parse(read.text) } : refused(why);
  }

  /** What the same press did before, or is doing, is its answer; else it comes after all others. */
  #once(request: string, act: () => Promise<TakeInAnswer>): Promise<TakeInAnswer> {
    const before = this.#underway.get(request);
    if (before !== undefined) return before;
    const own = this.#last.then(act).finally(() => this.#underway.delete(request));
    this.#underway.set(request, own);
    this.#last = own.catch(() => undefined);
    return own;
  }

  async #takeIn(asked: TakeInAsked, who: Present): Promise<TakeInAnswer> {
    const { kind, request, papers, instead } = asked;
    const { station, people, folder, licences } = this.#options;
    const text = `${JSON.stringify(papers, null, 2)}\n`;
    const sha256 = sha256Of(text);
    const before = station.takenIn.ofRequest(request);
    if (before !== null) return before.sha256 === sha256 ? takenIn(before) : doneOtherwise(before);
    if (folder === null || !folder.isThere) return refused(reason("CHECK_IN_NOWHERE", {}));
    const read = readAtDesk(kind, text, this.#options);
    if (read.kind === "refused") return refused(fieldReason(read));
    const why =
      people.whyNot(who, who.doer.from, `${kind}.take-in`, read.subject) ??
      station.door.whyNotTakenIn(kind) ??
      whyNotKnown(asked, licences);
    if (why !== null) return refused(why);
    const gone = instead === undefined ? null : this.#whyNotOurs(kind, instead);
    if (gone !== null) return refused(gone);
    const here = this.#whyHereAlready(kind, namesIn(text), instead ?? null);
    if (here !== null) return refused(here);
    if (instead === undefined) return await this.#append(folder, { asked, text, sha256, held: null }, who);
    const held = await this.#hold(folder, kind, instead, who);
    if (held.kind === "refused") return held;
    try {
      return await this.#append(folder, { asked, text, sha256, held }, who);
    } finally {
      held.leave();
    }
  }

  async #append(
    folder: ArrivalFolder,
    { asked, text, sha256, held }: Writing,
    { doer }: Present,
  ): Promise<TakeInAnswer> {
    const { kind, request, instead } = asked;
    const file = fileName(this.#options.clock.wallMs());
    const staged = folder.stage(kind, file, text);
    if (staged.kind === "refused") return staged;
    const one = { file, modifiedMs: staged.modifiedMs, sha256 };
    const old = held === null || instead === undefined ? null : { ...nameOf(instead), sha256: held.sha256 };
    const place = old === null ? this.#behindAll(kind, one) : this.#placeOf(kind, old);
    try {
      const before =
        held === null || instead === undefined ? null : this.#options.station.takenIn.of(kind, instead);
      const told = toldAtDesk(asked, {
        ...{ before, was: held?.bytes },
        ...{ fetching: this.#fetching, licences: this.#options.licences },
      });
      const act = { kind: "taken-in" as const, queue: kind, request, ...one, instead: old, ...told };
      const placed =
        place === null ? [] : [{ kind: "queue-placed" as const, queue: kind, ...nameOf(one), ...place }];
      await this.#note([act, ...placed].map((each) => ({ type: "console-acted", by: doer, act: each })));
    } catch (cause) {
      staged.drop();
      throw cause;
    }
    // In this order, so that nobody stands there twice in between.
    held?.takeOut();
    staged.show();
    return takenIn(one);
  }

  async #takeOut(asked: TakeOutAsked, who: Present): Promise<TakeInAnswer> {
    const { kind, request, choice, note } = asked;
    const { station, folder } = this.#options;
    const before = station.takenIn.ofRequest(request);
    if (before !== null) return isOne(before, asked) ? takenIn(before) : doneOtherwise(before);
    if (folder === null) return refused(reason("CHECK_IN_NOWHERE", {}));
    const held = await this.#hold(folder, kind, asked, who);
    if (held.kind === "refused") return held;
    try {
      const one = { ...nameOf(asked), sha256: held.sha256 };
      const act = { kind: "taken-out" as const, queue: kind, request, ...one, choice, note };
      await this.#note([{ type: "console-acted", by: who.doer, act }]);
      held.takeOut();
      return takenIn(one);
    } finally {
      held.leave();
    }
  }

  /** Of one who was taken in here, and in whom this person has no interest. */
  async #hold(folder: ArrivalFolder, kind: JobKind, name: WaitingName, who: Present): Promise<Held> {
    const { station, people } = this.#options;
    const why = this.#whyNotOurs(kind, name);
    if (why !== null) return refused(why);
    const held = await folder.hold(kind, name);
    if (held.kind === "refused") return held;
    const words = subjectOf(namesIn(new TextDecoder().decode(held.bytes)));
    const isSame = held.sha256 === station.takenIn.of(kind, name)?.sha256;
    const no = people.whyNot(who, who.doer.from, `${kind}.take-out`, words);
    if (no === null && isSame) return held;
    held.leave();
    return refused(no ?? reason("NOT_TAKEN_IN_HERE", { file: plainOrQuoted(name.file) }));
  }

  /** It waits no more, or came otherwise; null where it was taken in here. */
  #whyNotOurs(kind: JobKind, name: WaitingName): Reason | null {
    const { station, source } = this.#options;
    if (station.takenIn.of(kind, name) !== null) return null;
    const file = plainOrQuoted(name.file);
    const waits = source.look(kind).waiting.some((one) => isOne(one, name));
    return waits ? reason("NOT_TAKEN_IN_HERE", { file }) : reason("WAITS_NO_MORE", { file });
  }

  /** The same vehicle or candidate waits already, or is on its way through; null where they do not. */
  #whyHereAlready(kind: JobKind, names: Names, instead: WaitingName | null): Reason | null {
    const { station, source } = this.#options;
    for (const one of source.look(kind).waiting) {
      if (instead !== null && isOne(one, instead)) continue;
      const who = sameSubject(kind, names, namesOf(one));
      if (who !== null) return reason("WAITS_ALREADY", { who, file: one.file });
    }
    for (const job of station.openJobs()) {
      const found = station.whatIs(job);
      const who = found?.kind === kind ? sameSubject(kind, names, found.subject) : null;
      if (who !== null) return reason("INSIDE_ALREADY", { who, job });
    }
    return null;
  }

  /** Whoever comes now waits behind the others; null where the name says so already. */
  #behindAll(kind: JobKind, one: WaitingName): Place | null {
    const { source, station } = this.#options;
    const { waiting } = source.look(kind);
    const all = inQueueOrder([...waiting.map(nameOf), one].sort(byName), kind, station.placed);
    if (all.at(-1) === one) return null;
    const others = inQueueOrder(waiting, kind, station.placed);
    const spot = spotBefore(null, others, kind, station.placed);
    return spot === null ? null : { spot, seat: null };
  }

  /** What is corrected keeps its place. */
  #placeOf(kind: JobKind, old: WaitingName): Place {
    const known = placementOf(old, kind, this.#options.station.placed);
    return { spot: known?.spot ?? { beside: old.file, step: 0 }, seat: known?.seat ?? null };
  }

  #note(entries: readonly UnstampedEntry[]): Promise<void> {
    return new Promise((durable) => this.#options.station.note(entries, durable));
  }
}

interface Writing {
  readonly asked: TakeInAsked;
  readonly text: string;
  readonly sha256: string;
  readonly held: Extract<Held, { kind: "held" }> | null;
}

interface Place {
  readonly spot: QueueSpot;
  readonly seat: { readonly site: string; readonly car: string | null } | null;
}

const NAME_BYTES = 4;

/** Of somebody who came at this time, so that names stand in the order of coming: `20261128-064213-117-a1b2c3d4.json`. */
function fileName(wallMs: number): string {
  return `${comingName(wallMs)}-${randomBytes(NAME_BYTES).toString("hex")}.json`;
}

/** `20261128-064213-117`, of UTC. */
export function comingName(wallMs: number): string {
  const [day = "", time = ""] = new Date(Math.round(wallMs)).toISOString().split("T");
  const [clock = "", ms = ""] = time.replace("Z", "").split(".");
  return `${day.replaceAll("-", "")}-${clock.replaceAll(":", "")}-${ms}`;
}

function namesOf(one: Waiting): Names {
  const read = one.read();
  return read.kind === "text" ? namesIn(read.text) : {};
}

function subjectOf(names: Names): SubjectWords {
  return Object.fromEntries(
    Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** At the field where it lies in one. */
function fieldReason({ reason: why, fault }: Unsound): Reason {
  const at = fault?.part === "dossier" ? fault.at : undefined;
  return at === undefined ? why : reason("FIELD_REFUSED", { field: at.path, ...at.problem });
}

function takenIn({ file, modifiedMs }: WaitingName): TakeInAnswer {
  return { kind: "taken-in", file, modifiedMs };
}

function doneOtherwise({ file }: WaitingName): Refused {
  return refused(reason("REQUEST_ANSWERED_OTHERWISE", { file }));
}

function nameOf({ file, modifiedMs }: WaitingName): WaitingName {
  return { file, modifiedMs };
}

function isOne(a: WaitingName, b: WaitingName): boolean {
  return a.file === b.file && a.modifiedMs === b.modifiedMs;
}

/** As the folder lists them. */
function byName(a: WaitingName, b: WaitingName): number {
  return Buffer.compare(Buffer.from(a.file), Buffer.from(b.file));
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function refused(why: Reason): Refused {
  return { kind: "refused", reason: why };
}
