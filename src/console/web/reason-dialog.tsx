import { effect, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import {
  abortReasons,
  type OfferedReasons,
  OTHER_REASON,
  stopReasons,
} from "../../core/trade/words/abort-reasons.ts";
import type { JobView } from "../../station/live-message.ts";
import { Field, Problem } from "./field.tsx";
import { jobs } from "./live-store.ts";
import { Modal } from "./modal.tsx";
import { itemName } from "./reason-words.ts";
import { asked, isOpen } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { headed, said, text } from "./texts.ts";

/** What somebody is about to end: a job, or the item that it is at. */
export const reasonAsked = signal<{ readonly job: string; readonly item: string | null } | null>(null);

const TYPED_MAX = 200;

effect(() => {
  if (!isOpen.value) reasonAsked.value = null;
});

/** Why something is ended before its time: one of a few reasons, then the act itself. */
export function ReasonDialog() {
  const about = reasonAsked.value;
  const job = jobs.value.find((known) => known.job === about?.job);
  if (about === null || job === undefined || job.state !== "running") return null;
  const { item } = about;
  // The next item is not the one that was meant.
  if (item !== null && job.currentItem !== item) return null;
  return <ReasonForm key={`${job.job} ${item}`} job={job} item={item} />;
}

function leave(): void {
  reasonAsked.value = null;
}

function ReasonForm({ job, item }: { job: JobView; item: string | null }) {
  const [code, setCode] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Sentence | null>(null);
  const [busy, setBusy] = useState(false);
  const note = typed.trim().replace(/\s+/g, " ");
  const isWhole = code !== null && (code !== OTHER_REASON || note !== "");
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || !isWhole) return;
    setBusy(true);
    setProblem(null);
    const command = { name: item === null ? "abort" : "stop-item", reason: code, note };
    const answer = await asked("POST", "api/commands", { job: job.job, command });
    setBusy(false);
    if (answer.kind === "done") leave();
    else setProblem(whyNotDone(answer));
  };
  const view = job.items.find((known) => known.item === item);
  const title = text(item !== null ? "stopItem" : job.kind === "exam" ? "endExam" : "endInspection");
  return (
    <Modal title={title} onLeave={leave}>
      <form class="stack" onSubmit={send}>
        <p>
          <strong class="who">
            {Object.values(job.subject)[0] ?? job.job}
            {view !== undefined && ` · ${itemName(view)}`}
          </strong>
          <br />
          {text(item === null ? "abortHint" : "stopHint")}
        </p>
        <ReasonChoice
          rows={item === null ? abortReasons(job.kind) : stopReasons()}
          code={code}
          onCode={setCode}
          typed={typed}
          onTyped={setTyped}
        />
        <Problem>{problem === null ? null : said(problem)}</Problem>
        <div class="choices">
          <button type="button" class="plain" onClick={leave}>
            {text("cancel")}
          </button>
          <button type="submit" class="primary grave" disabled={busy || !isWhole}>
            {title}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** The reasons as large buttons, each with its digit, and words of one's own beside it, or for another one. */
function ReasonChoice(props: {
  rows: OfferedReasons;
  code: string | null;
  onCode: (code: string) => void;
  typed: string;
  onTyped: (typed: string) => void;
}) {
  const { rows, code, onCode, typed, onTyped } = props;
  const reasons = useRef<HTMLFieldSetElement>(null);
  /** By a digit or a touch, not where the arrows pass over it. */
  const goesToTyping = useRef(false);
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
      {code !== null && (
        <Field
          key={code === OTHER_REASON ? "why" : "more"}
          label={text(code === OTHER_REASON ? "abortTyped" : "noteOptional")}
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
