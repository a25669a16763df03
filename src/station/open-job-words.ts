import type { EnteredRule } from "../core/exam/entered-rules.ts";
import type { SubjectWords } from "../core/people/interest.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { JobTrack } from "./job-track.ts";

/** What whoever acts on an open job has to know of it. */
export interface OpenJobWords {
  readonly kind: JobKind;
  /** What names its subject. */
  readonly subject: SubjectWords;
  /** What may be entered by hand. */
  readonly rules: readonly EnteredRule[];
}

export function wordsOf(track: JobTrack | undefined): OpenJobWords | null {
  if (track === undefined) return null;
  const { opened, order, state } = track;
  return { kind: order.kind, subject: opened.session.report(state).subject, rules: opened.rules };
}
