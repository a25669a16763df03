import { effect, signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { QueueRow } from "../../core/queue/queue-view.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import { takenOutReasons } from "../../core/trade/words/taken-out-reasons.ts";
import { askOnce } from "./asking.ts";
import { checkInAddress } from "./check-in-address.ts";
import { requestFor } from "./check-in-draft.ts";
import { Field, Problem } from "./field.tsx";
import { Modal } from "./modal.tsx";
import { mayDo } from "./permitted.ts";
import { movedHere, nameOf } from "./queue-store.ts";
import { asked, isOpen } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { headed, said, text } from "./texts.ts";

/** Who is about to be taken out of the queue. */
const takingOut = signal<{ readonly kind: JobKind; readonly row: QueueRow } | null>(null);

effect(() => {
  if (!isOpen.value) takingOut.value = null;
});

/** What can be done with one who was taken in at a console and waits. */
export function TakenInActs({ kind, row }: { kind: JobKind; row: QueueRow }) {
  if (!row.takenIn || row.state !== "ready" || row.interest !== null) return null;
  const { file, modifiedMs } = row;
  return (
    <>
      {mayDo(`${kind}.take-in`) && (
        <a class="plain" href={checkInAddress(kind, { file, modifiedMs })}>
          {text("mendRow")}
          <span class="unseen"> {nameOf(row)}</span>
        </a>
      )}
      {mayDo(`${kind}.take-out`) && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            takingOut.value = { kind, row };
          }}
        >
          {text("takeOutRow")}
          <span class="unseen"> {nameOf(row)}</span>
        </button>
      )}
    </>
  );
}

function leave(): void {
  takingOut.value = null;
}

export function TakeOutDialog() {
  const about = takingOut.value;
  return about === null ? null : <TakeOutForm key={about.row.file} {...about} />;
}

const TYPED_MAX = 200;

function TakeOutForm({ kind, row }: { kind: JobKind; row: QueueRow }) {
  const [choice, setChoice] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Sentence | null>(null);
  const note = typed.trim().replace(/\s+/g, " ");
  const isWhole = choice !== null && (choice !== "other" || note !== "");
  const { file, modifiedMs } = row;
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isWhole) return;
    const what = { kind, file, modifiedMs, choice, note };
    const name = `out ${kind} ${modifiedMs} ${file}`;
    void askOnce(name, async () => {
      setProblem(null);
      const request = requestFor(name, JSON.stringify(what));
      const answer = await asked("POST", "api/check-in/out", { ...what, request });
      if (answer.kind === "done") {
        movedHere.value = `${text("tookOut")}${nameOf(row)}`;
        leave();
      } else setProblem(whyNotDone(answer));
      return answer;
    });
  };
  return (
    <Modal title={text("takeOutTitle")} onLeave={leave}>
      <form class="stack" onSubmit={send}>
        <p>
          <strong class="who">{nameOf(row)}</strong>
          <br />
          {text("takeOutHint")}
        </p>
        <fieldset class="reasons-offered">
          <legend>{text("why")}</legend>
          {takenOutReasons().map(([code, name], at) => (
            <label key={code} class={choice === code ? "reason-offered chosen" : "reason-offered"}>
              <input
                type="radio"
                name="reason"
                checked={choice === code}
                autofocus={at === 0}
                onChange={() => setChoice(code)}
              />
              <span>{headed(name)}</span>
            </label>
          ))}
        </fieldset>
        {choice !== null && (
          <Field
            label={choice === "other" ? text("typedReason") : text("noteOptional")}
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
          <button type="submit" class="primary grave" disabled={!isWhole}>
            {text("takeOutTitle")}
          </button>
        </div>
      </form>
    </Modal>
  );
}
