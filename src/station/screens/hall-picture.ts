import { maskedSubject } from "../../core/screens/masks.ts";
import type { HallPicture, WaitingSubject } from "../../core/screens/screen-picture.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { reason } from "../../core/trade/reasons.ts";
import type { JobView } from "../live-message.ts";
import { atEntrance, type ScreenState, saying } from "./screen-state.ts";

const FINISHED_MAX = 6;
const WAITING_MAX = 12;
/** By when it began: whoever came in the morning is not shown to the afternoon's people. */
const FINISHED_WITHIN_MS = 2 * 60 * 60 * 1000;

/** Who is where, who waits, who is done. Nobody's result: it is theirs alone, on their phone or at the desk. */
export function hallPicture(state: ScreenState): HallPicture {
  const { station, jobs } = state;
  const since = station.clock.nowWallMs - FINISHED_WITHIN_MS;
  const before = new Set(station.lanes.flatMap(atEntrance));
  const isCalled = (job: JobView): boolean => job.state === "running" && !before.has(job.job);
  return {
    screen: "hall",
    called: jobs
      .filter(isCalled)
      .map((job) => ({ who: maskedSubject(job.subject), where: whereOf(state, job) })),
    waiting: waitingOf(state).slice(0, WAITING_MAX),
    finished: jobs
      .filter(({ state, practice, startedWallMs }) => isDone(state) && !practice && startedWallMs >= since)
      .slice(0, FINISHED_MAX)
      .map(({ subject, kind }) => ({ who: maskedSubject(subject), kind })),
    finishedSay: saying(reason("HALL_FINISHED", {})),
  };
}

/** Place in the queue of a job or of whoever has none yet, from 1; null for who does not wait. */
export function placeOf(state: ScreenState, job: string): number | null {
  const before = entrances(state).findIndex((known) => known.job === job);
  if (before >= 0) return before + 1;
  const waits = state.waiting.findIndex((known) => known.job === job);
  return waits < 0 ? null : entrances(state).length + waits + 1;
}

function waitingOf(state: ScreenState): HallPicture["waiting"] {
  return [
    ...entrances(state).map(({ subject, kind }) => ({ who: maskedSubject(subject), kind })),
    ...state.waiting.map((subject) => ({ who: maskedSubject(wordsOf(subject)), kind: subject.kind })),
  ].map((each, at) => ({ ...each, place: at + 1 }));
}

/** Called already, and before their lane. */
function entrances({ station, jobs }: ScreenState): readonly JobView[] {
  return station.lanes
    .flatMap(atEntrance)
    .flatMap((job) => jobs.filter((known) => known.job === job && known.state === "running"));
}

export function wordsOf({ plate, name }: WaitingSubject): Readonly<Record<string, string>> {
  return { ...(plate === null ? {} : { plate }), ...(name === null ? {} : { name }) };
}

function whereOf({ station }: ScreenState, view: JobView): Sentence {
  const { job, kind, site, car, prompt, signing } = view;
  if (kind === "exam") return saying(reason("HALL_COURSE", { site, car }));
  const positions = station.lanes.find((lane) => lane.site === site)?.positions ?? [];
  const held = positions.filter((position) => position.job === job).at(-1);
  // Its instruments are done with it: nobody is to look for it in the lane.
  if (held === undefined && signing !== null) return saying(reason("PHONE_REVIEW", {}));
  if (held === undefined && prompt?.action === "look-by-hand") return saying(reason("PHONE_BY_HAND", {}));
  // A lane of one position has no name for it that anybody would look for.
  const position = positions.length > 1 ? (held?.position ?? null) : null;
  return saying(reason("HALL_LANE", { site, position }));
}

function isDone(state: JobView["state"]): boolean {
  return state === "sealed" || state === "receipted";
}
