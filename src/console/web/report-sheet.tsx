import type { ResultDocument } from "../../core/record/result-document.ts";
import { limitWords } from "../../core/rules/limit-words.ts";
import { factName, figureSaid } from "../../core/trade/words/facts.ts";
import { subjectLabel, subjectValue } from "../../core/trade/words/subject.ts";
import { verdictName } from "../../core/trade/words/verdicts.ts";
import type { ItemView, JobView } from "../../station/live-message.ts";
import { station } from "./live-store.ts";
import { isHandItem } from "./manual-parts.ts";
import { zoneName } from "./moment-name.ts";
import { itemName, whySaid, withNames } from "./reason-words.ts";
import { RecordCode } from "./record-code.tsx";
import { reasonsOf } from "./result-panel.tsx";
import { isTextKey, language, said, text, word } from "./texts.ts";

/**
 * The report for paper, in the order that the trade has it: basic information, conclusion, what was looked at by hand, what was measured or
 * driven, remarks, signatures. Seen only when it is printed.
 */
export function ReportSheet({
  document,
  record,
  job,
}: {
  document: ResultDocument;
  record: string;
  job: JobView | null;
}) {
  const { kind, subject, verdict, time, score } = document;
  const at = (instant: string): string =>
    new Date(instant).toLocaleString(language.value === "zh" ? "zh-CN" : "en-GB");
  const reasons = job === null ? document.reasons.map(said) : reasonsOf(job);
  const unverified = document.unverifiedRules.length;
  return (
    <section class="sheet" aria-hidden="true">
      <div class="sheet-head">
        <h1>{text(kind === "exam" ? "sheetExam" : "sheetInspection")}</h1>
        <RecordCode record={record} label={text("sheetRecord")} />
      </div>
      <dl class="sheet-facts">
        <Fact
          name={text("sheetStation")}
          value={`${document.station} · ${document.site}${document.car === null ? "" : ` · ${document.car}`}`}
        />
        <Fact name={text("sheetJob")} value={document.job} />
        <Fact
          name={text("sheetTime")}
          value={`${at(time.started)} – ${at(time.ended)} (${zoneName(Date.parse(time.started))})`}
        />
      </dl>
      <h2>{text("sheetSubject")}</h2>
      <dl class="sheet-facts">
        {Object.entries(subject).map(([name, value]) => (
          <Fact key={name} name={said(subjectLabel(name))} value={said(subjectValue(name, value))} />
        ))}
      </dl>
      <h2>{text("sheetVerdict")}</h2>
      <p class="sheet-verdict">
        <strong>{said(verdictName(verdict))}</strong>
        {score !== null && ` · ${score.points} ${text("points")} (${text("passMark")} ${score.passMark})`}
        {unverified > 0 &&
          ` · ${unverified} ${text(unverified === 1 ? "limitUnverified" : "limitsUnverified")}`}
        {(document.devices.some(({ simulated }) => simulated) || station.value?.simulated === true) &&
          ` · ${text("simulatedShort")}`}
      </p>
      <ul>
        {reasons.map((why) => (
          <li key={why}>{why}</li>
        ))}
      </ul>
      {job !== null && <Items job={job} />}
      {document.notes.length > 0 && (
        <>
          <h2>{text("sheetRemarks")}</h2>
          <ul>
            {document.notes.map((note) => (
              <li key={note.en}>{said(note)}</li>
            ))}
          </ul>
        </>
      )}
      <Signatures document={document} />
      <p class="sheet-record">
        {text("sheetRecord")} <code>{record}</code>
        <br />
        {text("sheetCheck")}
      </p>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Items({ job }: { job: JobView }) {
  const byHand = job.items.filter((item) => isHandItem(job, item));
  const others = job.items.filter((item) => !byHand.includes(item));
  return (
    <>
      <ItemTable title={text("sheetManual")} items={byHand} job={job} />
      <ItemTable
        title={text(job.kind === "exam" ? "sheetDriven" : "sheetMeasured")}
        items={others}
        job={job}
      />
      {job.findings.some(isTold) && (
        <ItemTable
          title={text("general")}
          items={[{ item: "", nameZh: "", nameEn: "", findings: job.findings, reasons: [], verdict: null }]}
          job={job}
        />
      )}
    </>
  );
}

type Row = Pick<ItemView, "item" | "nameZh" | "nameEn" | "findings" | "reasons" | "verdict" | "measured">;

/** A mistake of a test that nobody made is not listed as if it had happened. */
function isTold({ outcome, value, deduction, withdrawn }: JobView["findings"][number]): boolean {
  if (deduction !== null || withdrawn !== undefined) return true;
  return outcome === "fail" || outcome === "undecided" || (outcome === "pass" && value !== null);
}

function ItemTable({ title, items, job }: { title: string; items: readonly Row[]; job: JobView }) {
  if (items.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <table>
        <thead>
          <tr>
            <th>{text("sheetItem")}</th>
            <th>{text("sheetRule")}</th>
            <th>{text("sheetValue")}</th>
            <th>{text("sheetLimit")}</th>
            <th>{text("sheetOutcome")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <ItemRows key={item.item} item={item} job={job} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function ItemRows({ item, job }: { item: Row; job: JobView }) {
  const told = item.findings.filter((finding) => isTold(finding));
  const name = item.item === "" ? "" : `${item.item} ${itemName(item)}`;
  const verdict = item.verdict === null ? "" : word(item.verdict);
  if (told.length === 0)
    return (
      <tr>
        <td>{name}</td>
        {item.measured === undefined ? (
          <td colSpan={3}>{whySaid(item.reasons, job)}</td>
        ) : (
          <>
            <td>{item.measured.map(({ fact }) => said(factName(fact))).join(text("comma"))}</td>
            <td>{item.measured.map(({ fact, value }) => figureSaid(fact, value)).join(text("comma"))}</td>
            <td />
          </>
        )}
        <td>{verdict}</td>
      </tr>
    );
  return told.map((finding, at) => {
    const limits = limitWords(finding.limits);
    const points = finding.deduction === null ? "" : `-${finding.deduction.points} ${text("points")}`;
    return (
      <tr key={`${finding.rule} ${finding.deduction?.utcMs ?? at}`}>
        {at === 0 && <td rowSpan={told.length}>{name}</td>}
        <td>{said({ zh: finding.textZh, en: finding.textEn })}</td>
        <td>{finding.value === null ? points : `${finding.value} ${finding.unit} ${points}`}</td>
        <td>{limits === null ? "" : said(limits)}</td>
        <td>{finding.withdrawn === undefined ? word(finding.outcome) : text("takenBack")}</td>
      </tr>
    );
  });
}

function Signatures({ document: { signatures = [] } }: { document: ResultDocument }) {
  if (signatures.length === 0) return null;
  return (
    <>
      <h2>{text("sheetSigned")}</h2>
      <ul>
        {signatures.map(({ who, by, agrees, note }) => {
          const key = `signer-${who}`;
          return (
            <li key={who}>
              {isTextKey(key) ? text(key) : who}
              {text("colon")}
              {withNames(by)} · {text(agrees ? "signedYes" : "signedNo")}
              {note !== "" && ` · ${note}`}
            </li>
          );
        })}
      </ul>
    </>
  );
}
