import { useEffect } from "preact/hooks";
import type { JobView } from "../../station/live-message.ts";
import { abortAsked, abortJob, beginJob, goOn } from "./commands.ts";
import { DeviceFaults } from "./device-faults.tsx";
import { station } from "./live-store.ts";
import { Notes } from "./notes.tsx";
import { whySaid } from "./reason-words.ts";
import { isThere } from "./seat-name.ts";
import { said, text } from "./texts.ts";

const ABORT_ASKED_MS = 6_000;

/** The one thing to do next; if a device of this job is at fault, that comes first, with its remedy. */
export function NextStep({ job }: { job: JobView }) {
  const asked = abortAsked.value === job.job;
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => {
      abortAsked.value = null;
    }, ABORT_ASKED_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const faulty = (station.value?.devices ?? []).filter(
    (device) => device.faults.length > 0 && isThere(device, job),
  );
  const suspended = job.items.find((item) => item.item === job.currentItem && item.state === "suspended");
  const begun = job.prompt !== null || job.items.some((item) => item.state === "running");
  return (
    <section class={faulty.length > 0 ? "next blocked" : "next"}>
      <div class="ask">
        <h3>{text("next")}</h3>
        <p class="prompt" aria-live="assertive" aria-atomic="true">
          {job.prompt === null ? text("wait") : said(job.prompt.text)}
        </p>
        {suspended !== undefined && suspended.reasons.length > 0 && (
          <p class="because">
            {text("why")}
            {text("colon")}
            {whySaid(suspended.reasons, job)}
          </p>
        )}
        {faulty.map((device) => (
          <DeviceFaults key={device.device} device={device} as="because" />
        ))}
        <Notes notes={job.notes} kind={job.kind} names={job} />
      </div>
      <div class="actions">
        {job.prompt?.action === "go-on" && (
          <button type="button" class="plain" onClick={() => goOn(job.job)}>
            {text("goOn")}
          </button>
        )}
        {!begun && (
          <button type="button" class="plain" onClick={() => beginJob(job.job)}>
            {text("begin")}
          </button>
        )}
        <button
          type="button"
          class={asked ? "plain sure" : "plain"}
          aria-keyshortcuts="A"
          onClick={() => abortJob(job)}
        >
          {text(asked ? "abortConfirm" : "abort")}
        </button>
      </div>
    </section>
  );
}
