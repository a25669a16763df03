import { useLayoutEffect } from "preact/hooks";
import { page, place, resultsAddress } from "./address.ts";
import { CalendarPanel } from "./calendar.tsx";
import { CheckInPage } from "./check-in-page.tsx";
import { CoursePage } from "./course-page.tsx";
import { DeviceStrip } from "./device-strip.tsx";
import { Gate } from "./gate.tsx";
import { IdleBar } from "./idle-bar.tsx";
import { JobNav } from "./job-nav.tsx";
import { JobPage } from "./job-page.tsx";
import { onKey } from "./keys.ts";
import { LanePage } from "./lane-page.tsx";
import { LaneStrips } from "./lane-strip.tsx";
import { LanguageButton } from "./language-button.tsx";
import { LinkPage } from "./link-page.tsx";
import { chosenJob, goneJob, jobs, station } from "./live-store.ts";
import { LockPage } from "./lock-page.tsx";
import { chosenPart } from "./manual-parts.ts";
import { picture } from "./news.ts";
import { Notices, PageNotices } from "./notices.tsx";
import { OutageBadge } from "./outage-states.tsx";
import { OwnSecretDialog } from "./own-secret-dialog.tsx";
import { PagesNav } from "./pages-nav.tsx";
import { PartPage } from "./part-page.tsx";
import { PeoplePage } from "./people-page.tsx";
import { mayDo } from "./permitted.ts";
import { PinDialog } from "./pin-dialog.tsx";
import { QueuePage } from "./queue-page.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { ResultPage } from "./result-page.tsx";
import { ResultsPage } from "./results-page.tsx";
import { ReviewPage } from "./review-page.tsx";
import { ScreensPage } from "./screens-page.tsx";
import { standing } from "./session-store.ts";
import { SignInPage } from "./sign-in-page.tsx";
import { CONTENT, SkipLink } from "./skip-link.tsx";
import { SlipPage } from "./slip-page.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { StationPage } from "./station-page.tsx";
import { language, text } from "./texts.ts";
import { WhoMenu } from "./who-menu.tsx";
import { WithdrawalDialog } from "./withdrawal-dialog.tsx";

export function App() {
  useLayoutEffect(() => {
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
  const shown =
    at.page === "jobs"
      ? `part ${at.part}`
      : at.page === "review"
        ? `review ${at.job}`
        : at.page === "station"
          ? `station ${at.section}`
          : at.page;
  // Another page begins at its beginning, wherever the one before was.
  useLayoutEffect(() => window.scrollTo(0, 0), [shown]);
  return (
    <>
      <SkipLink />
      <StaleNotice />
      <div
        class={`shell${wide === null ? "" : " of-one-page"}${picture.value.kind === "stale" ? " stale" : ""}`}
      >
        <header>
          <h1>
            Proofmark <span class="station">{station.value?.station ?? ""}</span>
          </h1>
          <OutageBadge />
          <DeviceStrip />
          <div class="header-acts">
            <WhoMenu />
            <LanguageButton />
          </div>
        </header>
        <PagesNav />
        {wide === null ? (
          <JobsPage />
        ) : (
          <>
            <aside class="notices" aria-label={text("noticesOf")}>
              <PageNotices />
            </aside>
            <main id={CONTENT}>{wide}</main>
          </>
        )}
        <IdleBar />
        <ReasonDialog />
        <WithdrawalDialog />
        <OwnSecretDialog />
        <PinDialog />
      </div>
    </>
  );
}

/** A page of its own, without the list of the jobs beside it; null where the jobs are shown. */
function widePage() {
  if (page.value === "people" && mayDo("people.look")) return <PeoplePage />;
  if (page.value === "screens" && mayDo("screens.look")) return <ScreensPage />;
  if (page.value === "slip" && mayDo("slip.look")) return <SlipPage />;
  if (page.value === "review" && mayDo("inspection.sign")) return <ReviewPage />;
  if (page.value === "queue") return <QueuePage />;
  if (page.value === "check-in") return <CheckInPage />;
  if (place.value.page === "lane") return <LanePage key={place.value.site} site={place.value.site} />;
  if (page.value === "results") return <ResultsPage />;
  if (page.value === "station") return <StationPage />;
  if (page.value === "result") return <ResultPage />;
  if (page.value === "course") return <CoursePage />;
  const chosen = chosenPart();
  return chosen === null ? null : <PartPage key={chosen.part.part} {...chosen} />;
}

function JobsPage() {
  const job = jobs.value.find((candidate) => candidate.job === chosenJob.value) ?? null;
  return (
    <>
      <Notices />
      <JobNav />
      <main id={CONTENT}>
        <LaneStrips />
        {goneJob.value !== null ? (
          <Gone job={goneJob.value} />
        ) : job === null ? (
          <Empty />
        ) : (
          <JobPage key={job.job} job={job} />
        )}
        <CalendarPanel />
      </main>
    </>
  );
}

/** A job that ended before the station was started last, or none of this station. */
function Gone({ job }: { job: string }) {
  return (
    <section class="empty job-gone" role="status">
      <p class="prompt">
        {text("jobGone")} <code>{job}</code>
      </p>
      <p>{text("jobGoneHint")}</p>
      <a class="button" href={resultsAddress(new URLSearchParams({ q: job }).toString())}>
        {text("toResults")}
      </a>
    </section>
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
