import { effect, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { abortReasons, OTHER_REASON } from "../../core/trade/words/abort-reasons.ts";
import type { JobView } from "../../station/live-message.ts";
import { Field, Problem } from "./field.tsx";
import { jobs } from "./live-store.ts";
import { Modal } from "./modal.tsx";
import { asked, isOpen } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { headed, said, text } from "./texts.ts";

/** The job that somebody is about to end. */
export const abortAsked = signal<string | null>(null);

const TYPED_MAX = 200;

effect(() => {
  if (!isOpen.value) abortAsked.value = null;
});

/** What the command says for a chosen reason. */
export function abortReasonText(kind: JobView["kind"], code: string, typed: string): string {
  const row = abortReasons(kind).find(([known]) => known === code);
  return code === OTHER_REASON || row === undefined ? typed.trim().replace(/\s+/g, " ") : row[1].zh;
}

/** Why a job is ended before its time: one of a few reasons, then the act itself. */
export function AbortDialog() {
  const job = jobs.value.find((known) => known.job === abortAsked.value);
  if (job === undefined || job.state !== "running") return null;
  return <AbortForm key={job.job} job={job} />;
}

function leave(): void {
  abortAsked.value = null;
}

function AbortForm({ job }: { job: JobView }) {
  const [code, setCode] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Sentence | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  /** By a digit or a touch, not where the arrows pass over it. */
  const goesToTyping = useRef(false);
  const rows = abortReasons(job.kind);
  // Before anything is painted: the next key may be on its way.
  useLayoutEffect(() => {
    const chosenByKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTypedInto(event.target)) return;
      const row = /^[1-9]$/.test(event.key) ? rows[Number(event.key) - 1] : undefined;
      if (row !== undefined) {
        // Where the choice opens a field to type into, the digit is not its first letter.
        event.preventDefault();
        setCode(row[0]);
        goesToTyping.current = true;
        form.current?.querySelectorAll<HTMLInputElement>("[name=reason]")[Number(event.key) - 1]?.focus();
      }
    };
    document.addEventListener("keydown", chosenByKey);
    return () => document.removeEventListener("keydown", chosenByKey);
  }, []);
  useEffect(() => {
    if (code === OTHER_REASON && goesToTyping.current)
      form.current?.querySelector<HTMLInputElement>("[name=typed]")?.focus();
  }, [code]);
  const reasonText = code === null ? "" : abortReasonText(job.kind, code, typed);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || reasonText === "") return;
    setBusy(true);
    setProblem(null);
    const command = { name: "abort", reason: reasonText };
    const answer = await asked("POST", "api/commands", { job: job.job, command });
    setBusy(false);
    if (answer.kind === "done") leave();
    else setProblem(whyNotDone(answer));
  };
  return (
    <Modal title={text(job.kind === "exam" ? "endExam" : "endInspection")} onLeave={leave}>
      <form class="stack" ref={form} onSubmit={send}>
        <p>
          <strong class="who">{Object.values(job.subject)[0] ?? job.job}</strong>
          <br />
          {text("abortHint")}
        </p>
        <fieldset class="reasons-offered">
          <legend>{text("abortWhy")}</legend>
          {rows.map(([known, name], at) => (
            <label key={known} class={known === code ? "reason-offered chosen" : "reason-offered"}>
              <input
                type="radio"
                name="reason"
                checked={known === code}
                onClick={({ detail }) => {
                  goesToTyping.current = detail > 0;
                }}
                onChange={() => setCode(known)}
                autofocus={at === 0}
              />
              <span>{headed(name)}</span>
              <span class="key-hint" aria-hidden="true">
                {at + 1}
              </span>
            </label>
          ))}
        </fieldset>
        {code === OTHER_REASON && (
          <Field
            label={text("abortTyped")}
            value={typed}
            onValue={setTyped}
            input={{ name: "typed", maxLength: TYPED_MAX, autocomplete: "off" }}
          />
        )}
        <Problem>{problem === null ? null : said(problem)}</Problem>
        <div class="choices">
          <button type="button" class="plain" onClick={leave}>
            {text("cancel")}
          </button>
          <button type="submit" class="primary grave" disabled={busy || reasonText === ""}>
            {text(job.kind === "exam" ? "endExam" : "endInspection")}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function isTypedInto(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== "radio";
}
