import { factName, figureSaid } from "../../core/trade/words/facts.ts";
import { subjectLabel, subjectValue } from "../../core/trade/words/subject.ts";
import type { ItemView, JobAgain, JobView } from "../../station/live-message.ts";
import { CourseView } from "./course-view.tsx";
import { Curves } from "./curves.tsx";
import { ExamPad } from "./exam-pad.tsx";
import { ExamSigning } from "./exam-signing.tsx";
import { FindingList } from "./finding-list.tsx";
import { InspectionLine } from "./inspection-line.tsx";
import { isHandItem } from "./manual-parts.ts";
import { NextStep } from "./next-step.tsx";
import { PartCards } from "./part-cards.tsx";
import { itemName, whySaid } from "./reason-words.ts";
import { ResultPanel } from "./result-panel.tsx";
import { RunningLine } from "./running-line.tsx";
import { seatName } from "./seat-name.ts";
import { SlipLink } from "./slip-page.tsx";
import { said, text } from "./texts.ts";
import { OutcomeMark, VerdictWord } from "./verdict-word.tsx";

/** `trace`, `timeline`: of a test or an inspection of before, to look through. */
export function JobPage({ job, trace = null, timeline = null }: JobPageProps) {
  const classes = [
    "job-page",
    ...(isInHand(job) ? ["in-hand"] : []),
    ...(job.manual === null ? [] : ["with-parts"]),
  ];
  return (
    <article class={classes.join(" ")}>
      <div class="title">
        <h2>
          {text(job.practice ? "practiceOf" : job.kind)} <small>{seatName(job)}</small>
          {job.practice && <strong class="badge practice-badge">{text("practiceNoResult")}</strong>}
        </h2>
        <dl class="subject">
          {Object.entries(job.subject).map(([name, value]) => (
            <div key={name}>
              <dt>{said(subjectLabel(name))}</dt>
              <dd>{said(subjectValue(name, value))}</dd>
            </div>
          ))}
        </dl>
        <SlipLink job={job} />
        {job.score !== null && <Score points={job.score.points} passMark={job.score.passMark} />}
      </div>
      {job.state === "running" ? <NextStep job={job} /> : <ResultPanel job={job} />}
      <PartCards job={job} />
      {isInHand(job) && (
        <div class="exam-hand">
          <ExamSigning job={job} />
          <ExamPad job={job} />
        </div>
      )}
      {job.kind === "exam" ? (
        <CourseView job={job} trace={trace} />
      ) : (
        <Measured job={job} timeline={timeline} />
      )}
      <section class="items" aria-label={text("items")}>
        {job.findings.length > 0 && (
          <div class="item">
            <h3>{text("general")}</h3>
            <FindingList findings={job.findings} fold={job.kind === "exam"} names={job} />
          </div>
        )}
        <Items job={job} />
      </section>
    </article>
  );
}

interface JobPageProps {
  readonly job: JobView;
  readonly trace?: JobAgain["trace"];
  readonly timeline?: JobAgain["timeline"];
}

function Measured({ job, timeline }: { job: JobView; timeline: JobAgain["timeline"] }) {
  if (timeline !== null) return <InspectionLine job={job} timeline={timeline} />;
  return (
    <>
      {job.state === "running" && <RunningLine key={job.job} job={job} />}
      <Curves job={job} />
    </>
  );
}

/** What is measured or driven, and of what was looked at by hand what is wrong; the rest of that stands folded. */
function Items({ job }: { job: JobView }) {
  const quiet = job.items.filter((item) => isHandItem(job, item) && !WRONG.has(item.verdict));
  const rows = (items: readonly ItemView[]) =>
    items.map((item) => (
      <Item key={item.item} item={item} current={item.item === job.currentItem} job={job} />
    ));
  return (
    <>
      {rows(job.items.filter((item) => !quiet.includes(item)))}
      {quiet.length > 0 && (
        <details class="folded by-hand-items">
          <summary>
            {text("byHandItems")} ({quiet.length})
          </summary>
          {rows(quiet)}
        </details>
      )}
    </>
  );
}

const WRONG: ReadonlySet<ItemView["verdict"]> = new Set(["fail", "void", "undecided"]);

/** An exam that somebody may still enter something in. */
function isInHand({ kind, state }: JobView): boolean {
  return kind === "exam" && state === "running";
}

function Score({ points, passMark }: { points: number; passMark: number }) {
  return (
    <p class={points >= passMark ? "score" : "score below"}>
      <span class="number">{points}</span>
      <span>
        {text("score")} · {text("passMark")} {passMark}
      </span>
    </p>
  );
}

export function Item({ item, current, job }: { item: ItemView; current: boolean; job: JobView }) {
  const state = item.verdict ?? (job.verdict !== null && item.state === "waiting" ? "not-done" : item.state);
  return (
    <div class={`item ${state}${current ? " current" : ""}`} aria-current={current ? "step" : undefined}>
      <h3>
        <span class="code">{item.item}</span> {itemName(item)}
        <VerdictWord of={state} />
      </h3>
      {item.reasons.length > 0 && (
        <p class="reason">
          {state !== "not-applicable" && `${text("why")}${text("colon")}`}
          {whySaid(item.reasons, job)}
        </p>
      )}
      {(item.measured ?? []).map(({ fact, value }) => (
        <p key={fact} class="measured">
          {said(factName(fact))} <strong>{figureSaid(fact, value)}</strong>
        </p>
      ))}
      <Meanwhile item={item} />
      <FindingList findings={item.findings} fold={job.kind === "exam"} names={job} />
    </div>
  );
}

/** A deduction stands at the item in which it happened, whichever rule it was; what it is counted under says the list of the whole test. */
function Meanwhile({ item }: { item: ItemView }) {
  const deducted = (item.meanwhile ?? []).filter(({ deduction }) => deduction !== null);
  if (deducted.length === 0) return null;
  return (
    <div class="meanwhile">
      <p class="soft">{text("meanwhile")}</p>
      <ul class="findings">
        {deducted.map(({ rule, textZh, textEn, deduction }) => (
          <li key={`${rule} ${deduction?.utcMs}`} class="fail">
            <OutcomeMark of="fail" /> <span class="rule-text">{said({ zh: textZh, en: textEn })}</span>{" "}
            <span class="points">
              -{deduction?.points} <span class="unseen">{text("points")}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
