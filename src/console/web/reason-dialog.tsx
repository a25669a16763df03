import { effect, signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { JobView } from "../../station/live-message.ts";
import { endingChoices } from "./ending-choices.ts";
import { Problem } from "./field.tsx";
import { jobs } from "./live-store.ts";
import { Modal } from "./modal.tsx";
import { ReasonChoice } from "./reason-choice.tsx";
import { itemName } from "./reason-words.ts";
import { asked, isOpen } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { said, text } from "./texts.ts";

/** What somebody is about to end: a job, or the item that it is at. */
export const reasonAsked = signal<{ readonly job: string; readonly item: string | null } | null>(null);

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
  const choices = endingChoices(job, item);
  const choice = choices.find((known) => known.code === code);
  const isWhole = choice !== undefined && (choice.note !== "must" || note !== "");
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || !isWhole) return;
    setBusy(true);
    setProblem(null);
    const answer = await asked("POST", "api/commands", { job: job.job, command: choice.command(note) });
    setBusy(false);
    if (answer.kind === "done") leave();
    else setProblem(whyNotDone(answer));
  };
  const view = job.items.find((known) => known.item === item);
  const title = text(
    item !== null
      ? job.kind === "exam"
        ? "voidItem"
        : "stopItem"
      : job.kind === "exam"
        ? "endExam"
        : "endInspection",
  );
  return (
    <Modal title={title} onLeave={leave}>
      <form class="stack" onSubmit={send}>
        <p>
          <strong class="who">
            {Object.values(job.subject)[0] ?? job.job}
            {view !== undefined && ` · ${itemName(view)}`}
          </strong>
          <br />
          {text(
            item !== null
              ? job.kind === "exam"
                ? "voidItemHint"
                : "stopHint"
              : job.kind === "exam"
                ? "endExamHint"
                : "abortHint",
          )}
        </p>
        <ReasonChoice
          choices={choices}
          chosen={choice ?? null}
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
