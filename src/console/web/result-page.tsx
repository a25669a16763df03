import { useEffect, useState } from "preact/hooks";
import type { ResultDocument } from "../../core/record/result-document.ts";
import type { JobAgain } from "../../station/live-message.ts";
import { place } from "./address.ts";
import { JobPage } from "./job-page.tsx";
import { takeCurves } from "./live-store.ts";
import { ReportSheet } from "./report-sheet.tsx";
import { ResultPapers } from "./result-papers.tsx";
import { asked, isOpen } from "./session-store.ts";
import { said, text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";

interface Shown {
  readonly document: ResultDocument;
  readonly again: JobAgain | null;
}

/** One sealed result: its page as it was, who did what, by which devices and rules, and its report for paper. */
export function ResultPage() {
  const at = place.value;
  const record = at.page === "result" ? at.record : "";
  const [shown, setShown] = useState<Shown | "none" | "unread" | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isAsked = true;
    setShown(null);
    void asked<Shown>("GET", `api/results/${encodeURIComponent(record)}`).then((answer) => {
      if (!isAsked || !isOpen.value) return;
      if (answer.kind === "done") {
        takeCurves(answer.body.again?.told ?? []);
        setShown(answer.body);
      } else setShown(answer.kind === "refused" ? "none" : "unread");
    });
    return () => {
      isAsked = false;
    };
  }, [record, tries]);
  const back = (
    <a class="plain back-to-results" href="#results">
      <span aria-hidden="true">← </span>
      {text("backToResults")}
    </a>
  );
  if (shown === null)
    return (
      <p class="card" role="status">
        {text("loading")}
      </p>
    );
  if (shown === "none" || shown === "unread")
    return (
      <section class="empty" role="alert">
        <p class="prompt">{text(shown === "none" ? "resultGone" : "resultsUnread")}</p>
        {shown === "unread" && (
          <button type="button" class="primary" onClick={() => setTries(tries + 1)}>
            {text("tryAgain")}
          </button>
        )}
        {back}
      </section>
    );
  const { document, again } = shown;
  return (
    <div class="result-page">
      <div class="result-acts">
        {back}
        <button type="button" class="primary" onClick={() => window.print()}>
          {text("printIt")}
        </button>
      </div>
      {again === null ? <FromRecord document={document} /> : <JobPage {...again} />}
      <ResultPapers document={document} />
      <ReportSheet document={document} record={record} job={again?.job ?? null} />
    </div>
  );
}

/** What the sealed record itself says, where the journal's part of the job is not here. */
function FromRecord({ document }: { document: ResultDocument }) {
  return (
    <article class="job-page">
      <div class="title">
        <h2>
          {text(document.kind)} <small>{Object.values(document.subject)[0] ?? document.job}</small>
        </h2>
      </div>
      <section class={`result ${document.verdict}`}>
        <p class="big">
          <VerdictWord of={document.verdict} />
        </p>
        <p class="soft">{text("resultOfPapers")}</p>
        <ul class="reasons">
          {document.reasons.map((why) => (
            <li key={why.en}>{said(why)}</li>
          ))}
        </ul>
      </section>
      <section class="items" aria-label={text("items")}>
        {document.items.map((item) => (
          <div key={item.item} class={`item ${item.verdict}`}>
            <h3>
              <span class="code">{item.item}</span> <VerdictWord of={item.verdict} />
            </h3>
            {item.reasons.length > 0 && (
              <p class="reason">{item.reasons.map(said).join(text("semicolon"))}</p>
            )}
          </div>
        ))}
      </section>
    </article>
  );
}
