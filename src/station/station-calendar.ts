import {
  type CalendarEntry,
  calendarOn,
  calibrationPapers,
  type Paper,
  paperName,
} from "../core/calendar/validity-calendar.ts";
import type { DeviceIdentity } from "../core/journal/entry.ts";
import { toldOnce } from "../core/trade/told-once.ts";
import type { Clock } from "../ports/clock.ts";
import type { CalendarRow, CalendarView } from "./live-message.ts";

export interface CalendarOptions {
  readonly clock: Clock;
  readonly identities: readonly DeviceIdentity[];
  /** What ends beside the calibrations, as it is now: files may have been replaced. Never throws. */
  papers(): readonly Paper[];
  /** How many days before its end a paper is told of. */
  readonly warnDays: number;
  /** Civil date where the station stands. */
  localDate(wallMs: number): string;
}

/** Files that were replaced while the station runs show within this. */
const READ_AGAIN_MS = 600_000;

/** The calendar of this moment: made anew when the station's date is another one. */
export function stationCalendar(options: CalendarOptions): () => CalendarView {
  const { clock, identities, warnDays } = options;
  const calibrations = calibrationPapers(identities);
  let view: CalendarView | null = null;
  let readAtMs = 0;
  return () => {
    const today = options.localDate(clock.wallMs());
    if (view?.today === today && clock.monoMs() - readAtMs < READ_AGAIN_MS) return view;
    readAtMs = clock.monoMs();
    const papers = [...calibrations, ...options.papers()];
    view = { today, entries: calendarOn(papers, today, warnDays).map(rowOf) };
    return view;
  };
}

function rowOf({ paper, state, daysLeft, word }: CalendarEntry): CalendarRow {
  const stops =
    (state === "ended" || state === "none") && (paper.what === "calibration" || paper.what === "rulebook");
  return {
    what: paper.what,
    role: paper.what === "calibration" ? paper.role : null,
    name: paperName(paper),
    certificate: paper.what === "calibration" ? paper.certificate : null,
    validTo: paper.validTo,
    daysLeft,
    state,
    word: word === null ? null : { ...toldOnce(word), stops },
  };
}
