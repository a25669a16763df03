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
  const title = text(job.kind === "exam" ? "endExam" : "endInspection");
  return (
    <Modal title={title} onLeave={leave}>
      <form class="stack" onSubmit={send}>
        <p>
          <strong class="who">{Object.values(job.subject)[0] ?? job.job}</strong>
          <br />
          {text("abortHint")}
        </p>
        <ReasonChoice kind={job.kind} code={code} onCode={setCode} typed={typed} onTyped={setTyped} />
        <Problem>{problem === null ? null : said(problem)}</Problem>
        <div class="choices">
          <button type="button" class="plain" onClick={leave}>
            {text("cancel")}
          </button>
          <button type="submit" class="primary grave" disabled={busy || reasonText === ""}>
            {title}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** The reasons as large buttons, each with its digit, and words of one's own for another one. */
function ReasonChoice(props: {
  kind: JobView["kind"];
  code: string | null;
  onCode: (code: string) => void;
  typed: string;
  onTyped: (typed: string) => void;
}) {
  const { kind, code, onCode, typed, onTyped } = props;
  const reasons = useRef<HTMLFieldSetElement>(null);
  /** By a digit or a touch, not where the arrows pass over it. */
  const goesToTyping = useRef(false);
  const rows = abortReasons(kind);
  useDigits((digit) => {
    const row = rows[digit - 1];
    if (row === undefined) return false;
    goesToTyping.current = true;
    onCode(row[0]);
    reasons.current?.querySelectorAll("input")[digit - 1]?.focus();
    return true;
  });
  useEffect(() => {
    const isOther = code === OTHER_REASON && goesToTyping.current;
    if (isOther) document.querySelector<HTMLInputElement>("[name=typed]")?.focus();
  }, [code]);
  return (
    <>
      <fieldset class="reasons-offered" ref={reasons}>
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
              onChange={() => onCode(known)}
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
          onValue={onTyped}
          input={{ name: "typed", maxLength: TYPED_MAX, autocomplete: "off" }}
        />
      )}
    </>
  );
}

/** 1 to 9, wherever nothing is typed into. `onDigit` says whether the digit was meant for it. */
function useDigits(onDigit: (digit: number) => boolean): void {
  // Before anything is painted: the next key may be on its way.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTypedInto(event.target)) return;
      // Where the choice opens a field to type into, the digit is not its first letter.
      if (/^[1-9]$/.test(event.key) && onDigit(Number(event.key))) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
}

function isTypedInto(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== "radio";
}
