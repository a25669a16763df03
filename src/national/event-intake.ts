import { comparePlaces, type EventPlace, type StationEvent } from "../core/events/station-event.ts";
import { reason } from "../core/trade/bare-reason.ts";
import { type Cursor, JobStore, type NationalJob } from "./job-store.ts";
import type { NationalMapping } from "./mapping-form.ts";
import type { ToldLine } from "./told-line.ts";

/** Takes told lines into the jobs they belong to; whatever comes a second time changes nothing. */
export class EventIntake {
  readonly #store: JobStore;
  readonly #kind: NationalMapping["kind"];
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

  take(line: ToldLine): void {
    if (line.position !== null && line.position <= this.#cursor.position) return;
    if (line.kind === "event") this.#takeEvent(line.event);
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

  #takeEvent(told: StationEvent): void {
    const { station, at, job, event } = told;
    const last = this.#cursor.stations[station] ?? null;
    if (last !== null && comparePlaces(at, last) <= 0) return;
    if (JobStore.isName(station) && JobStore.isName(job)) {
      const known = this.#store.job(station, job);
      const isOurs = event.what === "login" ? event.kind === this.#kind : known !== null;
      if (isOurs) this.#append(known ?? newJob(station, job), told);
    }
    this.#cursor = { ...this.#cursor, stations: { ...this.#cursor.stations, [station]: at } };
  }

  #append(job: NationalJob, { at, wallMs, event }: StationEvent): void {
    const place = `${at.index}.${at.part}`;
    // The cursor is written later than the job: after a crash between both the same event comes again.
    if (job.events.some((known) => known.at === place)) return;
    this.#store.put({ ...job, events: [...job.events, { at: place, wallMs, event }] });
  }

  #forget(line: Extract<ToldLine, { kind: "gap" | "set-back" }>): void {
    const { station } = line;
    for (const job of this.#store.jobs().filter((each) => each.station === station)) {
      if (line.kind === "gap") {
        if (!isOver(job)) this.#store.put({ ...job, missed: reason("NATIONAL_EVENTS_MISSED", { station }) });
        continue;
      }
      const events = job.events.filter(({ at }) => placeOf(at).index < line.size);
      if (events.length === job.events.length) continue;
      const isSent = [...job.done, job.asked].some((key) => key !== null && placeOf(key).index >= line.size);
      const missed = isSent ? reason("NATIONAL_SET_BACK", { station }) : job.missed;
      this.#store.put({ ...job, events, missed });
    }
    const { [station]: _, ...others } = this.#cursor.stations;
    const last = this.#cursor.stations[station];
    if (line.kind === "set-back" && last !== undefined && last.index >= line.size)
      this.#cursor = {
        ...this.#cursor,
        stations:
          line.size === 0 ? others : { ...others, [station]: { index: line.size - 1, part: 999_999 } },
      };
  }
}

function newJob(station: string, job: string): NationalJob {
  return {
    schema: "proofmark/national-job/v1",
    station,
    job,
    events: [],
    done: [],
    asked: null,
    again: false,
    tries: 0,
    problem: null,
    isStopped: false,
    missed: null,
  };
}

/** Nothing more comes of it but a withdrawal. */
function isOver({ events }: NationalJob): boolean {
  return events.some(({ event }) => event.what === "verdict" || event.what === "closed");
}

/** Of a key of a call too: it begins with its place. */
function placeOf(at: string): EventPlace {
  const [index = "0", part = "0"] = (at.split(":")[0] ?? "").split(".");
  return { index: Number(index), part: Number(part) };
}
