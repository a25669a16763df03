import { limitWords, windowWords } from "../../../core/rules/limit-words.ts";
import { confidenceName } from "../../../core/trade/words/confidence.ts";
import type { JobView } from "../../../station/live-message.ts";
import { secondName } from "../moment-name.ts";
import { itemName, whySaid } from "../reason-words.ts";
import { said, text } from "../texts.ts";
import { OutcomeMark } from "../verdict-word.tsx";
import { say } from "./appeal-texts.ts";
import type { EntryRow } from "./entry-rows.ts";
import { type Fault, samplesOf } from "./faults.ts";
import { moment } from "./moment.ts";
import { EntryTable } from "./raw-table.tsx";
import type { ShownBundle } from "./shown-bundle.ts";
import { ZoneTag } from "./zone-note.tsx";

interface FaultsProps extends Pick<ShownBundle, "document"> {
  readonly faults: readonly Fault[];
  readonly rows: readonly EntryRow[];
  readonly job: JobView;
  /** There is something to look at. */
  readonly canGo: boolean;
}

/** Of each fault: when, by which rule, what was found and what is allowed, and the readings that said so. */
export function FaultCards({ document, faults, rows, job, canGo }: FaultsProps) {
  return (
    <section class="appeal-faults">
      <div class="heading">
        <h3>{say("faults")}</h3>
        {faults.length > 0 && <ZoneTag document={document} />}
      </div>
      {faults.length === 0 && <p class="soft">{say("noFaults")}</p>}
      <ol>
        {faults.map((fault) => (
          <FaultCard key={fault.key} fault={fault} rows={rows} job={job} canGo={canGo} />
        ))}
      </ol>
    </section>
  );
}

function FaultCard({
  fault,
  rows,
  job,
  canGo,
}: Omit<FaultsProps, "faults" | "document"> & { readonly fault: Fault }) {
  const { finding, atMs, item } = fault;
  const { deduction, outcome, value, unit, limits, clause, rule, source, confidence } = finding;
  const words = limitWords(limits);
  const windows = limits.map(windowWords).filter((window) => window !== null);
  return (
    <li class={`fault ${outcome}`}>
      <p class="fault-head">
        <OutcomeMark of={outcome} />
        {atMs !== null && deduction !== null && <time>{secondName(atMs)}</time>}
        <strong>{said({ zh: finding.textZh, en: finding.textEn })}</strong>
        {deduction !== null && (
          <span class="points">
            -{deduction.points} {text("points")}
          </span>
        )}
      </p>
      {item !== null && <p class="soft">{itemName(item)}</p>}
      {(value !== null || words !== null) && (
        <dl class="measured-against">
          <div>
            <dt>{say("found")}</dt>
            <dd>{value === null ? "–" : `${value} ${unit}`}</dd>
          </div>
          <div>
            <dt>{say("allowed")}</dt>
            <dd>{words === null ? "–" : said(words)}</dd>
          </div>
        </dl>
      )}
      {windows.map((window) => (
        <p key={window.en} class="soft">
          {said(window)}
        </p>
      ))}
      <p>{whySaid(finding.arithmetic, job)}</p>
      <p class="source">
        {say("ruleText")} <code>{rule}</code> {[deduction?.code, clause].filter(Boolean).join(" · ")}
        {source !== "" && ` · ${say("source")}${text("colon")}${source}`}
        {source !== "" && ` · ${say("confidence")}${text("colon")}${said(confidenceName(confidence))}`}
        {source !== "" && finding.verifiedBy === null && ` · ${say("unverified")}`}
        {deduction?.judge === "examiner" && ` · ${say("byHand")}`}
      </p>
      {canGo && atMs !== null && (
        <button
          type="button"
          class="tab"
          onClick={() => {
            moment.value = Math.round(atMs);
            document.getElementById("through")?.scrollIntoView({ block: "start" });
          }}
        >
          ▶ {say("goThere")}
        </button>
      )}
      <Samples fault={fault} rows={rows} />
    </li>
  );
}

function Samples({ fault, rows }: { fault: Fault; rows: readonly EntryRow[] }) {
  const samples = samplesOf(fault, rows);
  if (samples.length === 0) return null;
  return (
    <details class="sentences">
      <summary>{say("samples")}</summary>
      <EntryTable rows={samples} marked={samples.find(({ rules }) => rules.includes(fault.finding.rule))} />
    </details>
  );
}
