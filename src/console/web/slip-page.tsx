import { useEffect, useState } from "preact/hooks";
import { subjectValue } from "../../core/trade/words/subject.ts";
import type { JobView } from "../../station/live-message.ts";
import { jobAddress, place, slipAddress } from "./address.ts";
import { jobs, station } from "./live-store.ts";
import { mayDo } from "./permitted.ts";
import { QrCode } from "./qr-code.tsx";
import { isOwnMachine, screenOrigin, slipLink } from "./screen-links.ts";
import { asked, isOpen } from "./session-store.ts";
import { language, said, text } from "./texts.ts";

interface SlipToken {
  readonly names: readonly string[];
  readonly token: string;
}

/** The way to the slip of a job that this page knows. */
export function SlipLink({ job }: { job: JobView }) {
  const isShown = jobs.value.some((known) => known.job === job.job) && job.state !== "closed";
  if (!isShown || job.practice || !mayDo("slip.look")) return null;
  return (
    <a class="plain slip-link" href={slipAddress(job.job)}>
      {text("slip")}
    </a>
  );
}

/** What is given to an owner or a candidate on paper: who, when, what to do, and the way to their own page. */
export function SlipPage() {
  const at = place.value;
  const job = at.page === "slip" ? at.job : "";
  const [slip, setSlip] = useState<SlipToken | "gone" | "unread" | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isAsked = true;
    setSlip(null);
    void asked<SlipToken>("GET", `api/jobs/${encodeURIComponent(job)}/slip`).then((answer) => {
      if (!isAsked || !isOpen.value) return;
      setSlip(answer.kind === "done" ? answer.body : answer.kind === "refused" ? "gone" : "unread");
    });
    return () => {
      isAsked = false;
    };
  }, [job, tries]);
  const view = jobs.value.find((known) => known.job === job);
  const back = (
    <a class="plain" href={jobAddress(job)}>
      <span aria-hidden="true">← </span>
      {text("backToJob")}
    </a>
  );
  if (slip === null || slip === "gone" || slip === "unread" || view === undefined)
    return (
      <section class="empty" role={slip === null ? "status" : "alert"}>
        <p class="prompt">{text(slip === null ? "loading" : slip === "unread" ? "noAnswer" : "slipGone")}</p>
        {slip === "unread" && (
          <button type="button" class="primary" onClick={() => setTries(tries + 1)}>
            {text("tryAgain")}
          </button>
        )}
        {back}
      </section>
    );
  const origin = screenOrigin(slip.names);
  return (
    <div class="slip-page">
      <p class="actions">
        {back}
        <button type="button" class="primary" onClick={() => print()}>
          {text("print")}
        </button>
      </p>
      {isOwnMachine(origin) && (
        <p class="told" role="alert">
          {text("ownMachineOnly")}
        </p>
      )}
      <Slip job={view} url={slipLink(origin, view.job, slip.token)} />
    </div>
  );
}

function Slip({ job, url }: { job: JobView; url: string }) {
  const { plate, name } = job.subject;
  const at = new Date(job.startedWallMs).toLocaleString(language.value === "zh" ? "zh-CN" : "en-GB");
  return (
    <section class="slip">
      <h2>{text(job.kind === "exam" ? "slipTitleExam" : "slipTitleInspection")}</h2>
      <p class="slip-who who">{plate !== undefined ? said(subjectValue("plate", plate)) : (name ?? "")}</p>
      <QrCode text={url} label={text("slipCode")} />
      <dl>
        <dt>{text("slipTime")}</dt>
        <dd>{at}</dd>
        <dt>{text("sheetStation")}</dt>
        <dd>{station.value?.station ?? ""}</dd>
        <dt>{text("slipJob")}</dt>
        <dd>{job.job}</dd>
      </dl>
      <p>{text(job.kind === "exam" ? "slipDoExam" : "slipDo")}</p>
      <p class="screen-url">
        <code>{url}</code>
      </p>
    </section>
  );
}
