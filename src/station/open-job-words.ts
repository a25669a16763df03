import type { EnteredRule } from "../core/exam/entered-rules.ts";
import type { JobTimeline } from "../core/inspection/job-timeline.ts";
import type { SubjectWords } from "../core/people/interest.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobTrack } from "./job-track.ts";

/** What whoever acts on an open job has to know of it. */
export interface OpenJobWords {
  readonly kind: JobKind;
  /** What names its subject. */
  readonly subject: SubjectWords;
  /** What may be entered by hand. */
  readonly rules: readonly EnteredRule[];
}

/** What happened in an inspection that runs, until now; null where there is no such one. */
export function lineSoFar(track: JobTrack | undefined, clock: Clock): JobTimeline | null {
  return track?.line?.running(Math.round(clock.wallMs()), track.acts) ?? null;
}

export function wordsOf(track: JobTrack | undefined): OpenJobWords | null {
  if (track === undefined) return null;
  const { opened, order, state } = track;
  return { kind: order.kind, subject: opened.session.report(state).subject, rules: opened.rules };
}
