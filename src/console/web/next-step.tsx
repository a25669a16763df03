import type { JobView } from "../../station/live-message.ts";
import { reviewAddress } from "./address.ts";
import { abortJob, beginJob, goOn, stopItem } from "./commands.ts";
import { DeviceFaults } from "./device-faults.tsx";
import { ItemStrip, stageSaid } from "./item-strip.tsx";
import { station } from "./live-store.ts";
import { isInReview, waitsForPeople } from "./manual-parts.ts";
import { Notes } from "./notes.tsx";
import { interestSaid, mayDo, mayDoTo, onlyLooks } from "./permitted.ts";
import { usePoseAge } from "./pose-age.ts";
import { itemName, whySaid, withNames } from "./reason-words.ts";
import { isThere } from "./seat-name.ts";
import { said, text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";

/** The one thing to do next; if a device of this job is at fault, that comes first, with its remedy. */
export function NextStep({ job }: { job: JobView }) {
  // What waits for people has left the instruments.
  const devices = waitsForPeople(job) ? [] : (station.value?.devices ?? []);
  const faulty = devices.filter((device) => device.faults.length > 0 && isThere(device, job));
  const suspended = job.items.find((item) => item.item === job.currentItem && item.state === "suspended");
  const ageS = usePoseAge(job);
  // What begins says the voice in the car, once; the page says what comes next in it.
  const stage = ageS === null && job.prompt?.action === "item-begin" ? stageSaid(job) : null;
  const driven = job.items.find((item) => item.item === job.currentItem);
  const begun = job.prompt !== null || job.items.some((item) => item.state === "running");
  return (
    <section class={faulty.length > 0 ? "next blocked" : "next"}>
      <div class="ask">
        <h3>
          {text("next")}
          {driven !== undefined && stage !== null && (
            <>
              {text("colon")}
              {itemName(driven)}
            </>
          )}
        </h3>
        <p class="prompt" aria-live="assertive" aria-atomic="true">
          {stage ?? (job.prompt === null ? text("wait") : withNames(said(job.prompt.text)))}
        </p>
        {isInReview(job) && job.signing !== null && (
          <p class="so-far">
            {text("verdictSoFar")}
            {text("colon")}
            <VerdictWord of={job.signing.verdict} />
          </p>
        )}
        {suspended !== undefined && suspended.reasons.length > 0 && (
          <p class="because">
            {text("why")}
            {text("colon")}
            {whySaid(suspended.reasons, job)}
          </p>
        )}
        {faulty.map((device) => (
          <DeviceFaults key={device.device} device={device} as="because" />
        ))}
        <Notes notes={job.notes} kind={job.kind} names={job} />
      </div>
      {job.kind === "exam" && <ItemStrip job={job} isOld={ageS !== null} />}
      <Actions job={job} begun={begun} />
    </section>
  );
}

/** What this person may do to the job, or why it is nothing. */
function Actions({ job, begun }: { job: JobView; begun: boolean }) {
  const interest = interestSaid(job);
  if (interest !== null && !onlyLooks()) return <p class="told">{said(interest)}</p>;
  if (isInReview(job)) return mayDo("inspection.sign") ? <ToReview job={job} /> : null;
  if (!mayDoTo(job, "abort"))
    return onlyLooks() ? null : (
      <p class="told">{text(job.kind === "exam" ? "examinersAct" : "operatorsAct")}</p>
    );
  return (
    <div class="actions">
      {job.prompt?.action === "go-on" && mayDoTo(job, "go-on") && (
        <button type="button" class="plain" onClick={() => goOn(job.job)}>
          {text("goOn")}
        </button>
      )}
      {!begun && job.signing === null && mayDoTo(job, "begin") && (
        <button type="button" class="plain" onClick={() => beginJob(job.job)}>
          {text("begin")}
        </button>
      )}
      {job.currentItem !== null && mayDoTo(job, "stop-item") && (
        <button type="button" class="plain" onClick={() => stopItem(job)}>
          {text(job.kind === "exam" ? "voidItem" : "stopItem")}
        </button>
      )}
      {job.signing === null && (
        <button type="button" class="plain" aria-keyshortcuts="A" onClick={() => abortJob(job)}>
          {text(job.kind === "exam" ? "endExam" : "endInspection")}
        </button>
      )}
    </div>
  );
}

function ToReview({ job }: { job: JobView }) {
  return (
    <div class="actions">
      <a class="button" href={reviewAddress(job.job)}>
        {text("goReview")}
      </a>
    </div>
  );
}
