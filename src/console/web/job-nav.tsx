import { useState } from "preact/hooks";
import { LICENCE_CLASSES } from "../../core/door/licence-class.ts";
import type { JobView } from "../../station/live-message.ts";
import { practise, startJob } from "./commands.ts";
import { keysOffered, keysOn, switchKeys } from "./keys.ts";
import { chooseJob, chosenJob, jobs } from "./live-store.ts";
import { LookingOn } from "./looking-on.tsx";
import { isInReview, openParts, waitsForPeople } from "./manual-parts.ts";
import { mayDo } from "./permitted.ts";
import { seatName } from "./seat-name.ts";
import { text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";
import { WithdrawEarlier } from "./withdrawal.tsx";

/** Of the machine that shows the page; the same figures in either language. */
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** For whoever drives without a result: which class, then the act. */
function Practice() {
  const last = jobs.value.find(({ kind }) => kind === "exam")?.subject.licenceClass;
  const [chosen, setChosen] = useState<string | null>(null);
  const licenceClass = chosen ?? last ?? "C1";
  return (
    <details class="practice">
      <summary>{text("practice")}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          practise(licenceClass);
        }}
      >
        <p class="soft">{text("practiceHint")}</p>
        <label>
          <span>{text("licenceClassOf")}</span>
          <select value={licenceClass} onChange={(event) => setChosen(event.currentTarget.value)}>
            {LICENCE_CLASSES.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="plain">
          {text("startPractice")}
        </button>
      </form>
    </details>
  );
}

export function JobNav() {
  return (
    <nav class="job-nav" aria-label={text("jobs")}>
      {mayDo("inspection.open") && (
        <button type="button" class="start" aria-keyshortcuts="I" onClick={() => startJob("inspection")}>
          {text("newInspection")}{" "}
          <span class="key" aria-hidden="true">
            I
          </span>
        </button>
      )}
      {mayDo("exam.open") && (
        <button type="button" class="start" aria-keyshortcuts="E" onClick={() => startJob("exam")}>
          {text("newExam")}{" "}
          <span class="key" aria-hidden="true">
            E
          </span>
        </button>
      )}
      {mayDo("exam.open") && <Practice />}
      <LookingOn />
      <ol class="jobs">
        {jobs.value.map((job) => (
          <li key={job.job}>
            <JobButton job={job} />
          </li>
        ))}
      </ol>
      <WithdrawEarlier />
      <details class="keys">
        <summary>{text("keysTitle")}</summary>
        <dl>
          {keysOffered().map(([keys, does]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{text(does)}</dd>
            </div>
          ))}
        </dl>
        <label>
          <input
            type="checkbox"
            checked={keysOn.value}
            onChange={(event) => {
              switchKeys(event.currentTarget.checked);
            }}
          />{" "}
          {text("keysOn")}
        </label>
      </details>
    </nav>
  );
}

function JobButton({ job }: { job: JobView }) {
  const chosen = job.job === chosenJob.value;
  const started = CLOCK.format(job.startedWallMs);
  return (
    <button
      type="button"
      class={chosen ? "job chosen" : "job"}
      aria-current={chosen}
      onClick={() => chooseJob(job.job)}
    >
      <span class="kind">
        {started} · {text(job.kind)} {seatName(job)}
      </span>
      <span class="who">{Object.values(job.subject)[0] ?? job.job}</span>
      {waitsForPeople(job) ? null : <VerdictWord of={outcomeOf(job)} />}
      <ByHand job={job} />
    </button>
  );
}

/** What was withdrawn is not told by a verdict that does not count. */
function outcomeOf({ withdrawn, verdict, state }: JobView): string {
  return withdrawn === undefined ? (verdict ?? state) : "withdrawn";
}

/** What it still waits for beside the instruments: inspectors, then the signatory. */
function ByHand({ job }: { job: JobView }) {
  if (job.state !== "running") return null;
  if (isInReview(job)) return <span class="chip in-review">{text("inReview")}</span>;
  const [open, all] = [openParts(job).length, job.manual?.parts.length ?? 0];
  if (open === 0) return null;
  return (
    <span class="chip by-hand">
      {text("byHand")} {all - open}/{all}
    </span>
  );
}
