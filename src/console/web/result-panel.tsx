import type { JobView } from "../../station/live-message.ts";
import { text, word } from "./texts.ts";

/** The outcome with its reasons, and how anyone can check it. */
export function ResultPanel({ job }: { job: JobView }) {
  const verdict = job.verdict ?? "undecided";
  return (
    <section class={`result ${verdict}`} aria-live="polite">
      <p class="big">{word(verdict)}</p>
      {job.reasons.length > 0 && (
        <ul class="reasons" aria-label={text("why")}>
          {job.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <div class="custody">
        <p>
          {job.receiptSize !== null
            ? text("receipted")
            : job.record !== null
              ? text("sealed")
              : word(job.state)}
        </p>
        {job.record !== null && (
          <p class="record-id">
            {text("record")} <code>{job.record}</code>
          </p>
        )}
        {job.record !== null && (
          <p>
            <a href={`api/records/${job.record}/record`} download={`${job.record}.json`}>
              {text("download")}
            </a>{" "}
            {job.receiptSize !== null && (
              <a href={`api/records/${job.record}/proof`} download={`${job.record}.proof.json`}>
                {text("proof")}
              </a>
            )}
          </p>
        )}
        {job.receiptSize !== null && (
          <p>
            {text("verify")}{" "}
            <code>
              npx proofmark verify .proofmark/records/{job.record?.slice(0, 12)}*.proof.json --trust
              .proofmark/trust.json
            </code>
          </p>
        )}
      </div>
    </section>
  );
}
