import { reason, sentenceOf } from "../../core/trade/reasons.ts";
import type { JobView, ManualPartView } from "../../station/live-message.ts";
import { jobAddress } from "./address.ts";
import { isUnderway } from "./asking.ts";
import { headBar } from "./edge-bar.ts";
import { beginKey, beginPart, mayBegin, mayEnter } from "./manual-acts.ts";
import { holderOf, isInReview, isOwn, ownOtherPart, partName, partTitle } from "./manual-parts.ts";
import { PartProgress } from "./part-cards.tsx";
import { PartEnd } from "./part-end.tsx";
import { PartPhotos } from "./part-photos.tsx";
import { PartRows } from "./part-rows.tsx";
import { interestSaid, mayDoTo } from "./permitted.ts";
import { withNames } from "./reason-words.ts";
import { askTakeOver, TakeOver } from "./take-over.tsx";
import { said, text } from "./texts.ts";

/** One part of the manual inspection, worked through on a tablet: what is to be looked at, the photos, the end. */
export function PartPage({ job, part }: { job: JobView; part: ManualPartView }) {
  const enters = mayEnter(job, part);
  return (
    <article class="part-page">
      <div class="part-head" ref={headBar}>
        <a class="plain" href={jobAddress(job.job)}>
          <span aria-hidden="true">←</span>
          {text("toParts")}
        </a>
        <h2>
          {partTitle(part)} <small class="who">{Object.values(job.subject)[0] ?? job.job}</small>
        </h2>
        <PartProgress part={part} />
      </div>
      {!enters && <NotEntering job={job} part={part} />}
      <div class="part-columns">
        <PartRows job={job} part={part} enters={enters} />
        <div class="part-side">
          <PartPhotos job={job} part={part} enters={enters} />
          {enters && <PartEnd job={job} part={part} />}
        </div>
      </div>
      <TakeOver job={job} />
    </article>
  );
}

/** Why nothing can be entered here, and the way to it where there is one. */
function NotEntering({ job, part }: { job: JobView; part: ManualPartView }) {
  const isBusy = isUnderway(beginKey(job.job, part.part));
  const isHeld = holderOf(part) !== null;
  return (
    <section class="part-idle">
      <p class="told">{whyNotEntering(job, part)}</p>
      {mayBegin(job, part) && (
        <button
          type="button"
          class="primary"
          disabled={isBusy}
          onClick={() => (isHeld ? askTakeOver(job, part) : void beginPart(job, part))}
        >
          {text(isHeld ? "takeOver" : part.state === "done" ? "correctPart" : "takePart")}
        </button>
      )}
    </section>
  );
}

function whyNotEntering(job: JobView, part: ManualPartView): string {
  const interest = interestSaid(job);
  if (interest !== null) return said(interest);
  if (isInReview(job)) return said(sentenceOf(reason("INSPECTION_IN_REVIEW", {})));
  if (job.state !== "running") return text("concluded");
  if (!mayDoTo(job, "part-enter")) return text("operatorsAct");
  const other = ownOtherPart(job, part);
  const holder = isOwn(part) ? null : holderOf(part);
  if (holder !== null) return `${withNames(holder)}${text("colon")}${text("partRunning")}`;
  if (other !== null) return `${text("endOtherFirst")} ${partName(other)}`;
  return text(part.state === "done" ? "partIsOver" : "partNotYours");
}
