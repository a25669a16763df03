import { useState } from "preact/hooks";
import type { JobView, ReasonView } from "../../station/live-message.ts";
import { station } from "./live-store.ts";
import { causesOf, said } from "./machine-words.ts";
import { bilingual, text, word } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";

/** The outcome with its reasons, and how anyone can check it. */
export function ResultPanel({ job }: { job: JobView }) {
  if (job.closed !== null) return <ClosedPanel closed={job.closed} />;
  const verdict = job.verdict ?? "undecided";
  const reasons = reasonsOf(job);
  return (
    <section class={`result ${verdict}`}>
      <div class="outcome">
        <p class="big" aria-live="assertive" aria-atomic="true">
          <VerdictWord of={verdict} />
        </p>
        {station.value?.simulated === true && <p class="badge simulated">{text("simulatedHint")}</p>}
      </div>
      {reasons.length > 0 && (
        <div class="why">
          <h3>{text("why")}</h3>
          <ul class="reasons">
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </div>
      )}
      <Custody job={job} />
    </section>
  );
}

/** A job that ended without a record: the sentence says what happened, and that nothing of it counts. */
function ClosedPanel({ closed }: { closed: ReasonView }) {
  return (
    <section class="result void">
      <div class="outcome">
        <p class="big" aria-live="assertive" aria-atomic="true">
          {text("closed")}
        </p>
      </div>
      <div class="why">
        <h3>{text("why")}</h3>
        <p>{bilingual(closed.zh, closed.en)}</p>
        <p class="soft">{text("closedRemedy")}</p>
      </div>
    </section>
  );
}

function Custody({ job }: { job: JobView }) {
  const { record, receiptSize } = job;
  return (
    <div class="custody">
      <p aria-live="polite">
        {receiptSize !== null
          ? `${text("receipted")} ${receiptSize}`
          : text(record !== null ? "sealed" : "sealing")}
      </p>
      {record !== null && (
        <>
          <p class="record-id">
            {text("record")} <code>{record}</code>
          </p>
          <p class="actions">
            <a class="button" href={`api/records/${record}/record`} download={`${record}.json`}>
              {text("download")}
            </a>
            {receiptSize === null ? (
              <span class="soft">{text("proofLater")}</span>
            ) : (
              <a class="button" href={`api/records/${record}/proof`} download={`${record}.proof.json`}>
                {text("proof")}
              </a>
            )}
          </p>
        </>
      )}
      {record !== null && receiptSize !== null && <VerifyCommand record={record} />}
    </div>
  );
}

function VerifyCommand({ record }: { record: string }) {
  const [copied, setCopied] = useState<"copy" | "copied" | "copyFailed">("copy");
  const command = `npx proofmark verify ${record}.proof.json --trust trust.json`;
  const copy = (): void => {
    navigator.clipboard.writeText(command).then(
      () => setCopied("copied"),
      () => setCopied("copyFailed"),
    );
  };
  return (
    <div class="verify">
      <p class="soft">{text("verify")}</p>
      <p class="command">
        <code>{command}</code>
        <button type="button" class="plain" aria-live="polite" onClick={copy}>
          {text(copied)}
        </button>
      </p>
    </div>
  );
}

/** The machine's own reasons where it gives some; else the rules that failed. */
function reasonsOf(job: JobView): readonly string[] {
  const failed = [...job.findings, ...job.items.flatMap((item) => item.findings)].filter(
    (finding) => finding.outcome === "fail",
  );
  const named = (code: string): string => {
    const item = job.items.find((candidate) => candidate.item === code);
    if (item !== undefined) return bilingual(item.nameZh, item.nameEn);
    const rule = job.findings.find((finding) => finding.rule === code);
    return rule === undefined ? "" : bilingual(rule.textZh, rule.textEn);
  };
  const ofItem = (code: string): string => (named(code) === "" ? "" : `${named(code)}${text("colon")}`);
  const rules = failed.map((finding) => {
    const number =
      finding.value === null || finding.limit === null ? "" : ` ${finding.value} ${finding.unit}`;
    const limit =
      finding.limit === null || finding.deduction !== null
        ? ""
        : ` (${text("limit")} ${finding.limit.replaceAll("<=", "≤").replaceAll(">=", "≥")})`;
    const points = finding.deduction === null ? "" : ` -${finding.deduction.points} ${text("points")}`;
    return `${ofItem(finding.item)}${bilingual(finding.textZh, finding.textEn)}${number}${limit}${points}`;
  });
  const machine = job.reasons.map((reason) => saidReason(reason, named));
  return [...new Set([...rules, ...machine])];
}

/** `B1 undecided: brake.axle-ratio: not computed: ...` says what is undecided, then the causes at the end of the chain. */
function saidReason(reason: string, named: (code: string) => string): string {
  const head = /^(\S+?)(?: (void|undecided))?: (.+)$/.exec(reason);
  const [, code = "", state, why = ""] = head ?? [];
  const name = named(code);
  if (name === "") return causesOf(reason).map(said).join(text("semicolon"));
  const causes = causesOf(why).map(said).join(text("semicolon"));
  return `${name}${state === undefined ? "" : ` ${word(state)}`}${text("colon")}${causes}`;
}
