import { useEffect } from "preact/hooks";
import type { JobView } from "../../station/live-message.ts";
import { abortAsked, abortJob, beginJob } from "./commands.ts";
import { station } from "./live-store.ts";
import { causesOf, said } from "./machine-words.ts";
import { faultName, faultRemedy, roleName, serves } from "./station-words.ts";
import { bilingual, text } from "./texts.ts";

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
    (device) => device.faults.length > 0 && serves(device.role, job.kind),
  );
  const suspended = job.items.find((item) => item.item === job.currentItem && item.state === "suspended");
  const begun = job.prompt !== null || job.items.some((item) => item.state === "running");
  return (
    <section class={faulty.length > 0 ? "next blocked" : "next"}>
      <div class="ask">
        <h3>{text("next")}</h3>
        <p class="prompt" aria-live="assertive" aria-atomic="true">
          {job.prompt === null ? text("wait") : bilingual(job.prompt.textZh, job.prompt.textEn)}
        </p>
        {suspended !== undefined && suspended.reason !== null && (
          <p class="because">
            {text("why")}
            {text("colon")}
            {causesOf(suspended.reason).map(said).join(text("semicolon"))}
          </p>
        )}
        {faulty.map((device) =>
          device.faults.map((fault) => (
            <p key={`${device.device} ${fault.code}`} class="because" role="alert">
              <strong>
                {roleName(device.role)} ({device.device}){text("colon")}
                {faultName(fault.code)}
              </strong>
              {fault.detail !== "" && ` (${said(fault.detail)})`} {text("remedy")}
              {text("colon")}
              {faultRemedy(fault.code)}
            </p>
          )),
        )}
      </div>
      <div class="actions">
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
