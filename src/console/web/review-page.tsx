import type { JobView } from "../../station/live-message.ts";
import { place, reviewAddress } from "./address.ts";
import { jobs } from "./live-store.ts";
import { isForOtherEyes } from "./manual-parts.ts";
import { interestSaid } from "./permitted.ts";
import { OWN_WORK, ReviewJob } from "./review-job.tsx";
import { countsOf } from "./review-parts.tsx";
import { plateOf, reviewed, toReview, waitsSince } from "./review-store.ts";
import { momentOf } from "./station-clock.ts";
import { said, text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";

/** What waits for the signatory, and one of them as a whole. */
export function ReviewPage() {
  const at = place.value;
  const asked = at.page === "review" ? at.job : null;
  if (asked === null) return <Queue />;
  const job = toReview.value.find((known) => known.job === asked);
  if (job !== undefined) return <ReviewJob key={job.job} job={job} />;
  return (
    <section class="empty">
      <p class="prompt">{text(jobs.value.length === 0 ? "loading" : "reviewGone")}</p>
      <a class="button" href={reviewAddress()}>
        {text("backToQueue")}
      </a>
    </section>
  );
}

function Queue() {
  const queue = toReview.value;
  const done = reviewed.value;
  const [first] = queue;
  return (
    <div class="review-page">
      <div class="review-title">
        <h2>
          {text("reviewTitle")} <span class="count">{queue.length}</span>
        </h2>
        <a class="plain" href="#jobs">
          {text("backToJobs")}
        </a>
      </div>
      {done !== null && (
        <div class="told review-done" role="status">
          <span>
            {text(done.what)}
            <strong class="who">{done.who}</strong>
          </span>
          {first !== undefined && (
            <a class="button" href={reviewAddress(first.job)}>
              {text("reviewNext")}
            </a>
          )}
        </div>
      )}
      {first === undefined ? (
        <section class="empty">
          <p class="prompt">{text("reviewNone")}</p>
          <p>{text("reviewNoneHint")}</p>
        </section>
      ) : (
        <ol class="review-queue">
          {queue.map((job) => (
            <li key={job.job}>
              <Waiting job={job} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Waiting({ job }: { job: JobView }) {
  const { defects, corrections } = countsOf(job);
  const since = waitsSince(job);
  const isKeptAway = isForOtherEyes(job) || interestSaid(job) !== null;
  return (
    <a class="review-waiting" href={reviewAddress(job.job)}>
      <span class="who">{plateOf(job)}</span>
      <VerdictWord of={job.signing?.verdict ?? "undecided"} />
      <span class="soft since">
        {text("waitsSince")} <time dateTime={new Date(since).toISOString()}>{momentOf(since)}</time>
      </span>
      <span class="chips">
        {defects > 0 && (
          <span class="chip wrong">
            {text("defects")} {defects}
          </span>
        )}
        {corrections > 0 && (
          <span class="chip">
            {text("corrections")} {corrections}
          </span>
        )}
      </span>
      {isKeptAway && <span class="kept-away">{said(interestSaid(job) ?? OWN_WORK)}</span>}
    </a>
  );
}
