import { useState } from "preact/hooks";
import type { ItemView, JobView } from "../../station/live-message.ts";
import { CourseView } from "./course-view.tsx";
import { FindingList } from "./finding-list.tsx";
import { ForceChart } from "./force-chart.tsx";
import { abortJob, forceOf, refusal } from "./live-store.ts";
import { ResultPanel } from "./result-panel.tsx";
import { bilingual, text, word } from "./texts.ts";

export function JobPage({ job }: { job: JobView }) {
  return (
    <article class="job-page">
      <div class="title">
        <h2>{text(job.kind)}</h2>
        <dl class="subject">
          {Object.entries(job.subject).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
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
            <FindingList findings={job.findings} />
          </div>
        )}
        {job.items.map((item) => (
          <Item key={item.item} item={item} current={item.item === job.currentItem} />
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

function NextStep({ job }: { job: JobView }) {
  const [asked, setAsked] = useState(false);
  const abort = (): void => {
    if (!asked) {
      setAsked(true);
      return;
    }
    abortJob(job.job).catch((error: unknown) => {
      refusal.value = String(error);
    });
  };
  return (
    <section class="next" aria-live="polite">
      <h3>{text("next")}</h3>
      <p class="prompt">
        {job.prompt === null ? text("nothingToDo") : bilingual(job.prompt.textZh, job.prompt.textEn)}
      </p>
      <button type="button" class="plain" onClick={abort}>
        {text(asked ? "abortConfirm" : "abort")}
      </button>
    </section>
  );
}

function Item({ item, current }: { item: ItemView; current: boolean }) {
  return (
    <div class={current ? "item current" : "item"}>
      <h3>
        <span class="code">{item.item}</span> {bilingual(item.nameZh, item.nameEn)}
        <span class={`verdict ${item.verdict ?? item.state}`}>{word(item.verdict ?? item.state)}</span>
      </h3>
      {item.reason !== null && <p class="reason">{item.reason}</p>}
      <FindingList findings={item.findings} />
    </div>
  );
}

/** The curve of the brake item that runs, else of the last one that has samples. */
function Curves({ job }: { job: JobView }) {
  const shown = [job.currentItem, ...job.items.map((item) => item.item).reverse()].filter(
    (item): item is string => item !== null && forceOf(job.job, item).length > 0,
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const item = chosen !== null && shown.includes(chosen) ? chosen : (shown[0] ?? null);
  return (
    <section class="curve">
      <h3>
        {text("brakeForce")}{" "}
        {[...new Set(shown)].sort().map((name) => (
          <button
            key={name}
            type="button"
            class={name === item ? "tab chosen" : "tab"}
            onClick={() => setChosen(name)}
          >
            {name}
          </button>
        ))}
      </h3>
      <ForceChart job={job.job} item={item} />
    </section>
  );
}
