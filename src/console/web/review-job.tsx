import { reason, sentenceOf } from "../../core/trade/reasons.ts";
import { subjectLabel, subjectValue } from "../../core/trade/words/subject.ts";
import type { JobView } from "../../station/live-message.ts";
import { reviewAddress } from "./address.ts";
import { Curves } from "./curves.tsx";
import { headBar } from "./edge-bar.ts";
import { FindingList } from "./finding-list.tsx";
import { Item } from "./job-page.tsx";
import { isForOtherEyes, isHandItem } from "./manual-parts.ts";
import { Notes } from "./notes.tsx";
import { interestSaid, mayDoTo } from "./permitted.ts";
import { reasonsOf } from "./result-panel.tsx";
import { ReviewActs } from "./review-acts.tsx";
import { countsOf, ReviewParts } from "./review-parts.tsx";
import { ReviewPhotos } from "./review-photos.tsx";
import { plateOf, toReview } from "./review-store.ts";
import { ScopeStrip } from "./scope-strip.tsx";
import { said, text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";

export const OWN_WORK = sentenceOf(reason("OWN_WORK", {}));

/** The whole of one inspection before it is signed: what is said of it, what that rests on, who found what, and the two acts. */
export function ReviewJob({ job }: { job: JobView }) {
  const keptAway = interestSaid(job) ?? (isForOtherEyes(job) ? OWN_WORK : null);
  const isOpen = keptAway === null && mayDoTo(job, "sign");
  const queue = toReview.value;
  return (
    <article class="review-job">
      <div class="part-head" ref={headBar}>
        <a class="plain" href={reviewAddress()}>
          <span aria-hidden="true">←</span>
          {text("backToQueue")}
        </a>
        <h2>
          <span class="who">{plateOf(job)}</span>{" "}
          <small class="soft">
            {queue.indexOf(job) + 1}/{queue.length}
          </small>
        </h2>
      </div>
      <dl class="subject">
        {Object.entries(job.subject)
          .slice(1)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{said(subjectLabel(name))}</dt>
              <dd>{said(subjectValue(name, value))}</dd>
            </div>
          ))}
      </dl>
      {keptAway !== null && <p class="told kept-away">{said(keptAway)}</p>}
      <SoFar job={job} />
      <ReviewPhotos job={job} />
      <div class="review-columns">
        <ReviewParts job={job} ticks={isOpen && mayDoTo(job, "send-back")} />
        <Measured job={job} />
      </div>
      {isOpen && <ReviewActs job={job} />}
    </article>
  );
}

/** The verdict as it would be signed, with everything that a result says. */
function SoFar({ job }: { job: JobView }) {
  const verdict = job.signing?.verdict ?? "undecided";
  const reasons = reasonsOf(job);
  const { defects, corrections } = countsOf(job);
  return (
    <section class={`result ${verdict}`}>
      <div class="outcome">
        <h3>{text("verdictSoFar")}</h3>
        <p class="big">
          <VerdictWord of={verdict} />
        </p>
        <p class="soft">
          {text("defects")} {defects} · {text("corrections")} {corrections}
        </p>
      </div>
      {reasons.length > 0 && (
        <div class="why">
          <h3>{text("why")}</h3>
          <ul class="reasons">
            {reasons.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </div>
      )}
      {job.scope !== null && <ScopeStrip scope={job.scope} />}
      <Notes notes={job.notes} kind={job.kind} names={job} />
    </section>
  );
}

/** What the instruments say: curves, limits and what failed. */
function Measured({ job }: { job: JobView }) {
  const items = job.items.filter((item) => !isHandItem(job, item));
  return (
    <div class="review-measured">
      <h3>{text("ofInstruments")}</h3>
      <Curves job={job} />
      <div class="items">
        {job.findings.length > 0 && (
          <div class="item">
            <h3>{text("general")}</h3>
            <FindingList findings={job.findings} fold={false} names={job} />
          </div>
        )}
        {items.map((item) => (
          <Item key={item.item} item={item} current={false} job={job} />
        ))}
      </div>
    </div>
  );
}
