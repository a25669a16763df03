import { useState } from "preact/hooks";
import type { JobView } from "../../station/live-message.ts";
import { candidateSays, signAsExaminer } from "./exam-entries.ts";
import { Field } from "./field.tsx";
import { mayDoTo } from "./permitted.ts";
import { text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";

const NOTE_MAX = 200;

/** What was driven, to be confirmed by the candidate and signed by the examiner before it is a result. */
export function ExamSigning({ job }: { job: JobView }) {
  const { signing, score } = job;
  if (signing === null) return null;
  const [candidate] = signing.signed;
  return (
    <section class="signing" aria-label={text("confirmResult")}>
      <h3>{text("confirmResult")}</h3>
      <div class="signing-result">
        <VerdictWord of={signing.verdict} />
        {score !== null && (
          <p class={score.points >= score.passMark ? "score" : "score below"}>
            <span class="number">{score.points}</span>
            <span>
              {text("score")} · {text("passMark")} {score.passMark}
            </span>
          </p>
        )}
      </div>
      {candidate !== undefined && (
        <p class="told">
          {text(candidate.agrees ? "agreed" : "objected")}
          {candidate.note !== "" && `${text("colon")}${candidate.note}`}
        </p>
      )}
      {signing.next === "candidate" && mayDoTo(job, "candidate-confirm") && <CandidateTurn job={job} />}
      {signing.next === "examiner" && mayDoTo(job, "sign") && (
        <div class="choices">
          <button type="button" class="primary" onClick={() => void signAsExaminer(job)}>
            {text("examinerSigns")}
          </button>
        </div>
      )}
      <p class="soft">{text("correctBefore")}</p>
    </section>
  );
}

function CandidateTurn({ job }: { job: JobView }) {
  const [objects, setObjects] = useState(false);
  const [note, setNote] = useState("");
  const objection = note.trim();
  if (!objects)
    return (
      <>
        <p class="prompt">{text("candidateTurn")}</p>
        <div class="choices">
          <button type="button" class="primary" onClick={() => candidateSays(job, true, "")}>
            {text("candidateAgrees")}
          </button>
          <button type="button" class="plain" onClick={() => setObjects(true)}>
            {text("candidateObjects")}
          </button>
        </div>
      </>
    );
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (objection !== "") candidateSays(job, false, objection);
      }}
    >
      <Field
        label={text("candidateWhyNot")}
        value={note}
        onValue={setNote}
        input={{ maxLength: NOTE_MAX, autofocus: true }}
      />
      <div class="choices">
        <button type="button" class="plain" onClick={() => setObjects(false)}>
          {text("cancel")}
        </button>
        <button type="submit" class="primary" disabled={objection === ""}>
          {text("writeDown")}
        </button>
      </div>
    </form>
  );
}
