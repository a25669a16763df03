import { useEffect, useLayoutEffect } from "preact/hooks";
import { CalendarPanel } from "./calendar.tsx";
import { switchLanguage } from "./commands.ts";
import { DeviceStrip } from "./device-strip.tsx";
import { JobNav } from "./job-nav.tsx";
import { JobPage } from "./job-page.tsx";
import { onKey } from "./keys.ts";
import { LaneStrips } from "./lane-strip.tsx";
import { chosenJob, jobs, station } from "./live-store.ts";
import { Notices } from "./notices.tsx";
import { language, text } from "./texts.ts";

export function App() {
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const lang = language.value === "zh" ? "zh-CN" : "en";
  // Written when it changes alone: even the same word makes the browser look through the styles of the whole page.
  useLayoutEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  const job = jobs.value.find((candidate) => candidate.job === chosenJob.value) ?? null;
  return (
    <div class="shell">
      <header>
        <h1>
          Proofmark <span class="station">{station.value?.station ?? ""}</span>
        </h1>
        <DeviceStrip />
        <button
          type="button"
          class="plain language"
          lang={language.value === "zh" ? "en" : "zh-CN"}
          onClick={switchLanguage}
        >
          {language.value === "zh" ? "English" : "中文"}
        </button>
      </header>
      <Notices />
      <JobNav />
      <main>
        <LaneStrips />
        {job === null ? <Empty /> : <JobPage key={job.job} job={job} />}
        <CalendarPanel />
      </main>
    </div>
  );
}

function Empty() {
  return (
    <section class="empty">
      {station.value === null ? (
        <p>{text("loading")}</p>
      ) : (
        <>
          <p class="prompt">{text("noJobs")}</p>
          <p>{text("noJobsHint")}</p>
        </>
      )}
    </section>
  );
}
