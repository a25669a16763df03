import type { JobView, ManualPartView } from "../../station/live-message.ts";
import { goTo, jobAddress } from "./address.ts";
import { isUnderway } from "./asking.ts";
import { beginKey, beginPart, mayBegin } from "./manual-acts.ts";
import {
  holderOf,
  isInReview,
  isOwn,
  openItems,
  openPhotos,
  ownId,
  partName,
  partTitle,
  waitsForPeople,
} from "./manual-parts.ts";
import { withNames } from "./reason-words.ts";
import { minutesOf, useSecondsUntil } from "./station-clock.ts";
import { askTakeOver, TakeOver } from "./take-over.tsx";
import { text } from "./texts.ts";

/** What inspectors look at by hand: a card for each part, with who is at it and what of it is left. */
export function PartCards({ job }: { job: JobView }) {
  if (job.manual === null || job.manual.parts.length === 0) return null;
  // One at a time: why the others have no button.
  const own = job.manual.parts.find(isOwn);
  return (
    <section class={waitsForPeople(job) ? "parts" : "parts beside"} aria-label={text("byHand")}>
      <h3>
        {text("byHand")}
        {own !== undefined && !isInReview(job) && (
          <span class="soft">
            {text("youAreAt")} {partName(own)}
          </span>
        )}
      </h3>
      <ul class="part-cards">
        {job.manual.parts.map((part) => (
          <li key={part.part} class={`part-card ${part.state}${isOwn(part) ? " own" : ""}`}>
            <Card job={job} part={part} />
          </li>
        ))}
      </ul>
      <TakeOver job={job} />
    </section>
  );
}

const STATES = {
  waiting: ["○", "partWaiting"],
  running: ["▶", "partRunning"],
  done: ["✓", "partDone"],
} as const;

function Card({ job, part }: { job: JobView; part: ManualPartView }) {
  const [sign, name] = STATES[part.state];
  const defects = part.items.filter(({ found }) => found === "defect").length;
  const sentBack = part.items.filter((item) => item.sentBack !== null).length;
  return (
    <>
      <h4>
        <a href={jobAddress(job.job, part.part)}>{partTitle(part)}</a>
      </h4>
      <div class="part-line">
        <p class="part-state">
          <span aria-hidden="true">{sign} </span>
          {text(name)}
          <span class="who"> {whoIs(part)}</span>
        </p>
        <PartProgress part={part} />
      </div>
      {defects > 0 && (
        <p class="part-note wrong">
          {text("defects")} {defects}
        </p>
      )}
      {sentBack > 0 && (
        <p class="part-note wrong">
          {text("sentBackBy")} {sentBack}
        </p>
      )}
      <CardAct job={job} part={part} />
    </>
  );
}

function whoIs(part: ManualPartView): string {
  const names = part.by.map((person) => (person === ownId() ? text("you") : withNames(person)));
  return holderOf(part) === null ? names.join(text("comma")) : (names.at(-1) ?? "");
}

/** How much is done, and how much of the least time is left. */
export function PartProgress({ part }: { part: ManualPartView }) {
  const [items, photos] = [part.items.length, part.photos.length];
  const leftS = useSecondsUntil(part.endableWallMs);
  const stillS = leftS ?? Math.max(0, part.minimumS - part.countedS);
  return (
    <p class="part-progress">
      <span>
        <b>
          {items - openItems(part).length}/{items}
        </b>{" "}
        {text("lookedAt")}
      </span>
      {photos > 0 && (
        <span>
          {text("photosTaken")}{" "}
          <b>
            {photos - openPhotos(part).length}/{photos}
          </b>
        </span>
      )}
      {part.state !== "done" && stillS > 0 && (
        <span class="part-time">
          {text(leftS === null && part.countedS === 0 ? "atLeast" : "timeLeft")} <b>{minutesOf(stillS)}</b>
        </span>
      )}
    </p>
  );
}

/** The one thing that this person does with it. */
function CardAct({ job, part }: { job: JobView; part: ManualPartView }) {
  const opens = (): void => goTo(jobAddress(job.job, part.part));
  const isBusy = isUnderway(beginKey(job.job, part.part));
  if (isOwn(part) && !isInReview(job))
    return (
      <button type="button" class="primary" onClick={opens}>
        {text("goOnPart")}
      </button>
    );
  if (!mayBegin(job, part))
    return part.state === "waiting" ? null : (
      <button type="button" class="plain" onClick={opens}>
        {text("lookAtPart")}
      </button>
    );
  if (holderOf(part) !== null)
    return (
      <button type="button" class="plain" disabled={isBusy} onClick={() => askTakeOver(job, part)}>
        {text("takeOver")}
      </button>
    );
  return (
    <button
      type="button"
      class={part.state === "done" ? "plain" : "primary"}
      disabled={isBusy}
      onClick={() => void beginPart(job, part)}
    >
      {text(part.state === "done" ? "correctPart" : "takePart")}
    </button>
  );
}
