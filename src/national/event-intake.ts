import { comparePlaces, type EventPlace, type StationEvent } from "../core/events/station-event.ts";
import { reason } from "../core/trade/bare-reason.ts";
import { EdgeError } from "../errors.ts";
import { isOver, keyOf, type NationalJob, newJob } from "./job-form.ts";
import { type Cursor, JobStore } from "./job-store.ts";
import type { NationalMapping } from "./mapping-form.ts";
import type { ToldLine } from "./told-line.ts";

const OTHERS_MAX = 10_000;
/** Behind every part of an entry. */
const PART_MAX = 999_999;

/** Takes told lines into the jobs they belong to; whatever comes a second time changes nothing. */
export class EventIntake {
  readonly #store: JobStore;
  readonly #kind: NationalMapping["kind"];
  /** Jobs that are none of ours, of late: to look for each among all that are done would be a search for every event. */
  readonly #others = new Set<string>();
  #cursor: Cursor;
  #isMoved = false;

  constructor(store: JobStore, kind: NationalMapping["kind"]) {
    this.#store = store;
    this.#kind = kind;
    this.#cursor = store.cursor();
  }

  /** Where to go on: the last position that was taken. */
  get position(): number {
    return this.#cursor.position;
  }

  /** Throws EdgeError NATIONAL_LINES_MISSED where lines before this one did not come; it is not taken then. */
  take(line: ToldLine): void {
    if (line.position !== null && line.position <= this.#cursor.position) return;
    if (line.kind === "event") this.#takeEvent(line.event, line.position);
    else this.#forget(line);
    const position = line.position ?? this.#cursor.position;
    this.#cursor = { ...this.#cursor, position };
    this.#isMoved = true;
    // What comes after it is told anew: it must not be done twice over what was told since.
    if (line.kind !== "event") this.save();
  }

  /** Until then the events since are read once more after a crash. */
  save(): void {
    if (this.#isMoved) this.#store.putCursor(this.#cursor);
    this.#isMoved = false;
  }

  #takeEvent(told: StationEvent, position: number | null): void {
    const { station, at, job, event } = told;
    const last = this.#cursor.stations[station] ?? null;
    if (position !== null && this.#isLost(told, last, position)) throw linesMissed(station, last);
    if (last !== null && comparePlaces(at, last) <= 0) return;
    // A journal's own lines tell no gap.
    if (isBeyond(told, last)) this.#miss(station);
    if (JobStore.isName(station) && JobStore.isName(job)) {
      const known = this.#known(told);
      const isOurs = event.what === "login" ? event.kind === this.#kind && !event.practice : known !== null;
      if (isOurs) this.#append(known ?? newJob(station, job), told);
      else this.#leave(keyOf(station, job));
    }
    this.#cursor = { ...this.#cursor, stations: { ...this.#cursor.stations, [station]: at } };
  }

  /**
   * The registry tells a gap where there is one. So what does not follow is there, and was lost on the way, as when a process had read it
   * that is dead. Where positions were left out as well, so may have been a gap or a set-back.
   */
  #isLost(told: StationEvent, last: EventPlace | null, position: number): boolean {
    if (isBeyond(told, last)) return true;
    if (this.#cursor.position === 0 || position === this.#cursor.position + 1) return false;
    if (last === null) return told.after !== null;
    return comparePlaces(told.at, last) <= 0 || (told.after === null && last.part !== PART_MAX);
  }

  #known({ station, job, event }: StationEvent): NationalJob | null {
    const key = keyOf(station, job);
    // A set-back may have taken the job that had this name.
    if (event.what === "login") this.#others.delete(key);
    return this.#others.has(key) ? null : this.#store.job(station, job);
  }

  #leave(key: string): void {
    this.#others.add(key);
    const [oldest] = this.#others;
    if (this.#others.size > OTHERS_MAX && oldest !== undefined) this.#others.delete(oldest);
  }

  #append(job: NationalJob, { at, wallMs, event }: StationEvent): void {
    const place = `${at.index}.${at.part}`;
    // The cursor is written later than the job: after a crash between both the same event comes again.
    if (job.events.some((known) => known.at === place)) return;
    this.#store.put({ ...job, events: [...job.events, { at: place, wallMs, event }] });
  }

  #miss(station: string): void {
    for (const job of this.#store.jobs())
      if (job.station === station && !isOver(job))
        this.#store.put({ ...job, missed: reason("NATIONAL_EVENTS_MISSED", { station }) });
  }

  #forget(line: Extract<ToldLine, { kind: "gap" | "set-back" }>): void {
    const { station } = line;
    if (line.kind === "gap") {
      this.#miss(station);
      const place = { index: line.goneBelow - 1, part: PART_MAX };
      const last = this.#cursor.stations[station];
      if (last !== undefined && comparePlaces(last, place) >= 0) return;
      this.#cursor = { ...this.#cursor, stations: { ...this.#cursor.stations, [station]: place } };
      return;
    }
    const open = this.#store.jobs().filter((each) => each.station === station);
    for (const job of open) this.#takeBack(job, line.size);
    for (const job of this.#store.doneOf(station)) this.#takeBack(job, line.size);
    this.#others.clear();
    const { [station]: _, ...others } = this.#cursor.stations;
    const last = this.#cursor.stations[station];
    if (last !== undefined && last.index >= line.size)
      this.#cursor = {
        ...this.#cursor,
        stations:
          line.size === 0 ? others : { ...others, [station]: { index: line.size - 1, part: PART_MAX } },
      };
  }

  #takeBack(job: NationalJob, size: number): void {
    const { station } = job;
    const events = job.events.filter(({ at }) => placeOf(at).index < size);
    if (events.length === job.events.length) return;
    const isSent = [...job.done, job.asked].some((key) => key !== null && placeOf(key).index >= size);
    const missed = isSent ? reason("NATIONAL_SET_BACK", { station }) : job.missed;
    this.#store.put({ ...job, events, missed });
  }
}

/** It follows an event that did not come. */
function isBeyond({ after }: StationEvent, last: EventPlace | null): boolean {
  return last !== null && after !== null && comparePlaces(after, last) > 0;
}

function linesMissed(station: string, last: EventPlace | null): EdgeError {
  const from = last === null ? "its first" : `${last.index}${last.part === PART_MAX ? "" : `.${last.part}`}`;
  return new EdgeError("NATIONAL_LINES_MISSED", `Events of ${station} behind ${from} did not come.`, {
    station,
  });
}

/** Of a key of a call too: it begins with its place. */
function placeOf(at: string): EventPlace {
  const [index = "0", part = "0"] = (at.split(":")[0] ?? "").split(".");
  return { index: Number(index), part: Number(part) };
}
