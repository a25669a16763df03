import { subjectLabel, subjectValue } from "../../core/trade/words/subject.ts";
import type { ItemView, JobView } from "../../station/live-message.ts";
import { CourseView } from "./course-view.tsx";
import { Curves } from "./curves.tsx";
import { ExamPad } from "./exam-pad.tsx";
import { ExamSigning } from "./exam-signing.tsx";
import { FindingList } from "./finding-list.tsx";
import { isHandItem } from "./manual-parts.ts";
import { NextStep } from "./next-step.tsx";
import { PartCards } from "./part-cards.tsx";
import { itemName, whySaid } from "./reason-words.ts";
import { ResultPanel } from "./result-panel.tsx";
import { seatName } from "./seat-name.ts";
import { said, text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";

export function JobPage({ job }: { job: JobView }) {
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
      {job.kind === "exam" ? <CourseView job={job} /> : <Curves job={job} />}
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
  const state = item.verdict ?? item.state;
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
      <FindingList findings={item.findings} fold={job.kind === "exam"} names={job} />
    </div>
  );
}
