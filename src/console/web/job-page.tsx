import { useState } from "preact/hooks";
import type { ItemView, JobView } from "../../station/live-message.ts";
import { CourseView } from "./course-view.tsx";
import { FindingList } from "./finding-list.tsx";
import { ForceChart } from "./force-chart.tsx";
import { GasChart } from "./gas-chart.tsx";
import { curveKey, curves } from "./live-store.ts";
import { causesOf, said } from "./machine-words.ts";
import { NextStep } from "./next-step.tsx";
import { ResultPanel } from "./result-panel.tsx";
import { subjectLabel, subjectValue } from "./station-words.ts";
import { bilingual, text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";

export function JobPage({ job }: { job: JobView }) {
  return (
    <article class="job-page">
      <div class="title">
        <h2>{text(job.kind)}</h2>
        <dl class="subject">
          {Object.entries(job.subject).map(([name, value]) => (
            <div key={name}>
              <dt>{subjectLabel(name)}</dt>
              <dd>{subjectValue(name, value)}</dd>
            </div>
          ))}
        </dl>
        {job.score !== null && <Score points={job.score.points} passMark={job.score.passMark} />}
      </div>
      {job.state === "running" ? <NextStep job={job} /> : <ResultPanel job={job} />}
      {job.kind === "exam" ? <CourseView job={job} /> : <Curves job={job} />}
      <section class="items" aria-label={text("items")}>
        {job.findings.length > 0 && (
          <div class="item">
            <h3>{text("general")}</h3>
            <FindingList findings={job.findings} fold={job.kind === "exam"} />
          </div>
        )}
        {job.items.map((item) => (
          <Item
            key={item.item}
            item={item}
            current={item.item === job.currentItem}
            fold={job.kind === "exam"}
          />
        ))}
      </section>
    </article>
  );
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

function Item({ item, current, fold }: { item: ItemView; current: boolean; fold: boolean }) {
  const state = item.verdict ?? item.state;
  return (
    <div class={`item ${state}${current ? " current" : ""}`} aria-current={current ? "step" : undefined}>
      <h3>
        <span class="code">{item.item}</span> {bilingual(item.nameZh, item.nameEn)}
        <VerdictWord of={state} />
      </h3>
      {item.reason !== null && (
        <p class="reason">
          {state !== "not-applicable" && `${text("why")}${text("colon")}`}
          {state === "not-applicable"
            ? said(item.reason)
            : causesOf(item.reason).map(said).join(text("semicolon"))}
        </p>
      )}
      <FindingList findings={item.findings} fold={fold} />
    </div>
  );
}

const BRAKE_ITEM = /^B/;

/** The curve of the item that runs; at the end that of a brake that failed, else the last one. */
function Curves({ job }: { job: JobView }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const known = new Set(curves.value);
  const brakes = job.items.filter(({ item }) => BRAKE_ITEM.test(item) && known.has(curveKey(job.job, item)));
  const gas = known.has(curveKey(job.job, "gas"));
  const tabs = [...brakes.map(({ item }) => item), ...(gas ? ["gas"] : [])];
  const running = gas && job.currentItem === "E" ? "gas" : job.currentItem;
  const failed = brakes.find((item) => item.verdict === "fail" && job.state !== "running");
  const wanted = [chosen, running, failed?.item ?? null, ...tabs.toReversed()];
  const shown = wanted.find((tab) => tab !== null && tabs.includes(tab)) ?? null;
  const brake = brakes.find(({ item }) => item === shown);
  return (
    <section class="curve">
      <div class="heading">
        <h3>{text(shown === "gas" ? "exhaust" : "brakeForce")}</h3>
        {tabs.map((tab) => (
          <button
            key={tab}
            type="button"
            class="tab"
            aria-pressed={tab === shown}
            onClick={() => setChosen(tab)}
          >
            {tab === "gas" ? text("exhaust") : tab}
          </button>
        ))}
      </div>
      {shown === null && <p class="hint">{text("noCurve")}</p>}
      {shown === "gas" && <GasChart job={job} />}
      {brake !== undefined && <ForceChart job={job.job} item={brake} />}
    </section>
  );
}
