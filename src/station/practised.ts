import { practiceOver } from "../core/exam/practice.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { JobTrack } from "./job-track.ts";
import type { Sealer } from "./sealer.ts";

/** A job that is over has a record; one that was driven for practice ends without. */
export function endWith(track: JobTrack, sealer: Pick<Sealer, "add">, close: (why: Reason) => void): void {
  const { order, opened, state } = track;
  if (order.practice === undefined) sealer.add(track);
  else close(practiceOver(opened.session.report(state)));
}
