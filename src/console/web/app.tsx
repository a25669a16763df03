import { useEffect } from "preact/hooks";
import { DeviceStrip } from "./device-strip.tsx";
import { JobPage } from "./job-page.tsx";
import { chosenJob, jobs, online, refusal, startJob, station } from "./live-store.ts";
import { language, text, word } from "./texts.ts";

export function App() {
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  document.documentElement.lang = language.value;
  const job = jobs.value.find((candidate) => candidate.job === chosenJob.value) ?? null;
  return (
    <div class="shell">
      <header>
        <h1>
          Proofmark <span class="station">{station.value?.station ?? ""}</span>
        </h1>
        {station.value?.simulated && (
          <span class="badge simulated" title={text("simulatedHint")}>
            {text("simulated")}
          </span>
        )}
        <DeviceStrip />
        <button type="button" class="plain" onClick={switchLanguage} aria-label="language">
          {language.value === "zh" ? "EN" : "中文"}
        </button>
      </header>
      {!online.value && (
        <p class="banner" role="alert">
          {text("offline")}
        </p>
      )}
      {refusal.value !== null && (
        <p class="banner" role="alert">
          {refusal.value}
        </p>
      )}
      <nav aria-label={text("items")}>
        <button type="button" class="start" onClick={() => start("inspection")}>
          {text("newInspection")} <kbd>I</kbd>
        </button>
        <button type="button" class="start" onClick={() => start("exam")}>
          {text("newExam")} <kbd>E</kbd>
        </button>
        <JobList />
        <p class="keys">{text("keys")}</p>
      </nav>
      <main>{job === null ? <Empty /> : <JobPage job={job} />}</main>
    </div>
  );
}

function JobList() {
  return (
    <ol class="jobs">
      {jobs.value.map((job) => (
        <li key={job.job}>
          <button
            type="button"
            class={job.job === chosenJob.value ? "job chosen" : "job"}
            aria-current={job.job === chosenJob.value}
            onClick={() => {
              chosenJob.value = job.job;
            }}
          >
            <span class="kind">{text(job.kind)}</span>
            <span class="who">{Object.values(job.subject)[0] ?? job.job}</span>
            <span class={`verdict ${job.verdict ?? job.state}`}>{word(job.verdict ?? job.state)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Empty() {
  return (
    <section class="empty">
      <p>{text("noJobs")}</p>
      <p>{text("noJobsHint")}</p>
    </section>
  );
}

function start(kind: "inspection" | "exam"): void {
  startJob(kind).catch((error: unknown) => {
    refusal.value = String(error);
  });
}

function switchLanguage(): void {
  language.value = language.value === "zh" ? "en" : "zh";
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = jobs.value.findIndex((job) => job.job === chosenJob.value);
  const choose = (index: number): void => {
    const job = jobs.value[index];
    if (job !== undefined) chosenJob.value = job.job;
  };
  switch (event.key) {
    case "i":
    case "I":
      start("inspection");
      return;
    case "e":
    case "E":
      start("exam");
      return;
    case "l":
    case "L":
      switchLanguage();
      return;
    case "ArrowUp":
      choose(at - 1);
      return;
    case "ArrowDown":
      choose(at + 1);
      return;
  }
}
