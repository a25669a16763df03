import type { FollowingView, JobView } from "../../station/live-message.ts";
import { doAgain } from "./commands.ts";
import { jobs, station } from "./live-store.ts";
import { mayDoTo } from "./permitted.ts";
import { type TextKey, text } from "./texts.ts";

/** What may follow on the spot: a second attempt, a void test driven again, a re-inspection of what was not passed. Only where the station would take it. */
export function Again({ job }: { job: JobView }) {
  const { following, record } = job;
  // Nothing rests on a record that is not in force.
  if (job.withdrawn !== undefined) return null;
  if (following === null || record === null || !mayDoTo(job, "open")) return null;
  if (isTooLate(following) || hasFollowed(record)) return null;
  return (
    <div class="actions">
      <button type="button" class="plain" onClick={() => doAgain(job)}>
        {text(WORDS[following.as])}
      </button>
    </div>
  );
}

const WORDS: Readonly<Record<FollowingView["as"], TextKey>> = {
  "re-inspection": "inspectAgain",
  "second-attempt": "secondAttempt",
  "same-attempt": "driveAgain",
};

function isTooLate({ lastOn }: FollowingView): boolean {
  const today = station.value?.calendar.today;
  return today === undefined || lastOn < today;
}

/** Once: also where nothing came of what followed. */
function hasFollowed(record: string): boolean {
  return jobs.value.some(({ after }) => after === record);
}
