import { useEffect, useLayoutEffect } from "preact/hooks";
import { page, place, reviewAddress } from "./address.ts";
import { CalendarPanel } from "./calendar.tsx";
import { DeviceStrip } from "./device-strip.tsx";
import { Gate } from "./gate.tsx";
import { IdleBar } from "./idle-bar.tsx";
import { JobNav } from "./job-nav.tsx";
import { JobPage } from "./job-page.tsx";
import { onKey } from "./keys.ts";
import { LaneStrips } from "./lane-strip.tsx";
import { LanguageButton } from "./language-button.tsx";
import { LinkPage } from "./link-page.tsx";
import { chosenJob, jobs, station } from "./live-store.ts";
import { LockPage } from "./lock-page.tsx";
import { chosenPart } from "./manual-parts.ts";
import { Notices, PageNotices } from "./notices.tsx";
import { OwnSecretDialog } from "./own-secret-dialog.tsx";
import { PartPage } from "./part-page.tsx";
import { PeoplePage } from "./people-page.tsx";
import { mayDo } from "./permitted.ts";
import { PinDialog } from "./pin-dialog.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { ReviewPage } from "./review-page.tsx";
import { toReview } from "./review-store.ts";
import { standing } from "./session-store.ts";
import { SignInPage } from "./sign-in-page.tsx";
import { language, text } from "./texts.ts";
import { WhoMenu } from "./who-menu.tsx";

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
  const who = standing.value;
  switch (who.kind) {
    case "open":
      return <Console />;
    case "locked":
      return <LockPage person={who.person} />;
    case "out":
      return <SignInPage why={who.why} />;
    case "link":
      return <LinkPage key={who.token} token={who.token} />;
    case "unknown":
      return (
        <Gate>
          <p class="card" role="status">
            {text("loading")}
          </p>
        </Gate>
      );
  }
}

/** What somebody sees who is signed in. */
function Console() {
  const wide = widePage();
  const at = place.value;
  const shown = at.page === "jobs" ? `part ${at.part}` : at.page === "review" ? `review ${at.job}` : at.page;
  // Another page begins at its beginning, wherever the one before was.
  useLayoutEffect(() => window.scrollTo(0, 0), [shown]);
  return (
    <div class={wide === null ? "shell" : "shell of-one-page"}>
      <header>
        <h1>
          Proofmark <span class="station">{station.value?.station ?? ""}</span>
        </h1>
        <DeviceStrip />
        <div class="header-acts">
          {mayDo("inspection.sign") && (
            <a class="plain to-review" href={reviewAddress()} aria-current={pageIs("review")}>
              {text("inReview")} <span class="number">{toReview.value.length}</span>
            </a>
          )}
          {mayDo("people.look") && page.value !== "people" && (
            <a class="plain" href="#people">
              {text("people")}
            </a>
          )}
          <WhoMenu />
          <LanguageButton />
        </div>
      </header>
      {wide === null ? (
        <JobsPage />
      ) : (
        <>
          <aside class="notices" aria-label={text("noticesOf")}>
            <PageNotices />
          </aside>
          <main>{wide}</main>
        </>
      )}
      <IdleBar />
      <ReasonDialog />
      <OwnSecretDialog />
      <PinDialog />
    </div>
  );
}

/** A page of its own, without the list of the jobs beside it; null where the jobs are shown. */
function widePage() {
  if (page.value === "people" && mayDo("people.look")) return <PeoplePage />;
  if (page.value === "review" && mayDo("inspection.sign")) return <ReviewPage />;
  const chosen = chosenPart();
  return chosen === null ? null : <PartPage key={chosen.part.part} {...chosen} />;
}

function pageIs(name: "review"): "page" | undefined {
  return page.value === name ? "page" : undefined;
}

function JobsPage() {
  const job = jobs.value.find((candidate) => candidate.job === chosenJob.value) ?? null;
  return (
    <>
      <Notices />
      <JobNav />
      <main>
        <LaneStrips />
        {job === null ? <Empty /> : <JobPage key={job.job} job={job} />}
        <CalendarPanel />
      </main>
    </>
  );
}

function Empty() {
  const [inspects, examines] = [mayDo("inspection.open"), mayDo("exam.open")];
  return (
    <section class="empty">
      {station.value === null ? (
        <p>{text("loading")}</p>
      ) : (
        <>
          <p class="prompt">{text("noJobs")}</p>
          {inspects && <p>{text("noJobsInspect")}</p>}
          {examines && <p>{text("noJobsExamine")}</p>}
        </>
      )}
    </section>
  );
}
