import { limitWords } from "../../core/rules/limit-words.ts";
import type { Told } from "../../core/trade/reason-shape.ts";
import { severityName } from "../../core/trade/words/severities.ts";
import type { JobView } from "../../station/live-message.ts";
import { Again } from "./again.tsx";
import { CopyButton } from "./copy-button.tsx";
import { station } from "./live-store.ts";
import { Notes } from "./notes.tsx";
import { itemName, namedReason, whySaid, withNames } from "./reason-words.ts";
import { ScopeStrip } from "./scope-strip.tsx";
import { said, text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";
import { Withdraw, WithdrawnNote } from "./withdrawal.tsx";

/** The outcome with its reasons, and how anyone can check it. */
export function ResultPanel({ job }: { job: JobView }) {
  if (job.closed !== null) return <ClosedPanel closed={job.closed} />;
  const verdict = job.verdict ?? "undecided";
  const reasons = reasonsOf(job);
  return (
    <section class={`result ${verdict}${job.withdrawn === undefined ? "" : " withdrawn"}`}>
      <WithdrawnNote job={job} />
      <div class="outcome">
        <p class="big" aria-live="assertive" aria-atomic="true">
          <VerdictWord of={verdict} />
        </p>
        <Unverified job={job} />
        {station.value?.simulated === true && <p class="badge simulated">{text("simulatedHint")}</p>}
      </div>
      {reasons.length > 0 && (
        <div class="why">
          <h3>{text(verdict === "pass" && job.kind === "exam" ? "deducted" : "why")}</h3>
          <ul class="reasons">
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </div>
      )}
      {job.scope !== null && <ScopeStrip scope={job.scope} />}
      <Notes notes={job.notes} kind={job.kind} names={job} />
      <Again job={job} />
      <Withdraw job={job} />
      <Custody job={job} />
    </section>
  );
}

/** A verdict rests on its limits: that nobody has checked some of them is said beside it, and not only at each. */
function Unverified({ job }: { job: JobView }) {
  const findings = [...job.findings, ...job.items.flatMap((item) => item.findings)];
  const rules = new Set(
    findings
      .filter(
        ({ outcome, limits, verifiedBy }) =>
          outcome !== "not-applicable" && limits.length > 0 && verifiedBy === null,
      )
      .map(({ rule }) => rule),
  );
  if (rules.size === 0) return null;
  return (
    <p class="unverified">
      {rules.size} {text(rules.size === 1 ? "limitUnverified" : "limitsUnverified")}
    </p>
  );
}

/** A job that ended without a record: the sentence says what happened, and that nothing of it counts. */
function ClosedPanel({ closed }: { closed: Told }) {
  return (
    <section class="result void">
      <div class="outcome">
        <p class="big" aria-live="assertive" aria-atomic="true">
          {text("closed")}
        </p>
      </div>
      <div class="why">
        <h3>{text("why")}</h3>
        <p>{withNames(said(closed))}</p>
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
  const command = `npx proofmark verify ${record}.proof.json --trust trust.json`;
  return (
    <div class="verify">
      <p class="soft">{text("verify")}</p>
      <p class="command">
        <code>{command}</code>
        <CopyButton label="copy" copies={command} />
      </p>
    </div>
  );
}

/** The rules that failed, then the machine's own reasons. */
export function reasonsOf(job: JobView): readonly string[] {
  const failed = [...job.findings, ...job.items.flatMap((item) => item.findings)].filter(
    (finding) => finding.outcome === "fail",
  );
  const machine = job.reasons.map((why) => namedReason(why, job) ?? whySaid([why], job));
  return [...new Set([...failed.map((finding) => failedRule(finding, job)), ...machine])];
}

/** A rule of the whole test was broken in the item that was driven then. */
function isIn({ rule, deduction }: JobView["findings"][number]): (item: JobView["items"][number]) => boolean {
  return ({ meanwhile = [] }) =>
    meanwhile.some((one) => one.rule === rule && one.deduction?.utcMs === deduction?.utcMs);
}

function failedRule(finding: JobView["findings"][number], { items }: JobView): string {
  const { value, unit, deduction } = finding;
  const item = items.find((candidate) => candidate.item === finding.item) ?? items.find(isIn(finding));
  const words = limitWords(finding.limits);
  const of = item === undefined ? "" : `${itemName(item)}${text("colon")}`;
  const number = value === null || words === null ? "" : ` · ${value} ${unit}`;
  const against = words === null || deduction !== null ? "" : `${text("limit")} ${said(words)}`;
  const limit = against === "" ? "" : `${text("openBracket")}${against}${text("closeBracket")}`;
  const points = deduction === null ? "" : ` · -${deduction.points} ${text("points")}`;
  const grade =
    finding.severity === undefined ? "" : `${said(severityName(finding.severity))}${text("colon")}`;
  return `${of}${grade}${said({ zh: finding.textZh, en: finding.textEn })}${number}${limit}${points}`;
}
