import type { Finding } from "../../core/rules/finding.ts";
import { limitScale } from "./limit-scale.ts";
import { causesOf, said } from "./machine-words.ts";
import { confidenceName } from "./station-words.ts";
import { bilingual, text, word } from "./texts.ts";
import { OutcomeMark } from "./verdict-word.tsx";

const ORDER: Readonly<Record<Finding["outcome"], number>> = {
  fail: 0,
  undecided: 1,
  pass: 2,
  "not-applicable": 3,
};

/**
 * What failed or is open first, then what was measured and passed; what need not be read stands folded at the end. Exam
 * rules name the mistake, so those that were kept are counted, not listed as if they had happened.
 */
export function FindingList({ findings, fold }: { findings: readonly Finding[]; fold: boolean }) {
  const sorted = [...findings].sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome]);
  const kept = fold ? sorted.filter((finding) => finding.outcome === "pass") : [];
  const aside = sorted.filter((finding) => finding.outcome === "not-applicable");
  const told = sorted.filter((finding) => !kept.includes(finding) && !aside.includes(finding));
  return (
    <>
      <Rows findings={told} />
      <Folded findings={kept} words="kept" mark="pass" />
      <Folded findings={aside} words="setAside" mark="not-applicable" />
    </>
  );
}

function Folded({
  findings,
  words,
  mark,
}: {
  findings: readonly Finding[];
  words: "kept" | "setAside";
  mark: Finding["outcome"];
}) {
  if (findings.length === 0) return null;
  return (
    <details class="folded">
      <summary>
        <OutcomeMark of={mark} /> {findings.length} {text(words)}
      </summary>
      <Rows findings={findings} />
    </details>
  );
}

function Rows({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul class="findings">
      {findings.map((finding, at) => (
        <FindingRow key={`${finding.rule} ${finding.deduction?.utcMs ?? at}`} finding={finding} />
      ))}
    </ul>
  );
}

function FindingRow({ finding }: { finding: Finding }) {
  const { outcome, deduction } = finding;
  return (
    <li class={outcome}>
      <details>
        <summary>
          <OutcomeMark of={outcome} />
          <span class="rule-text">{bilingual(finding.textZh, finding.textEn)}</span>
          {finding.value !== null && (
            <span class="value">
              {finding.value} {finding.unit}
            </span>
          )}
          {deduction !== null && (
            <span class="points">
              -{deduction.points} <span class="unseen">{text("points")}</span>
            </span>
          )}
          <LimitBar finding={finding} />
          {outcome === "undecided" && (
            <span class="open-why">
              {text("why")}
              {text("colon")}
              {causesOf(finding.arithmetic).map(said).join(text("semicolon"))}
            </span>
          )}
        </summary>
        <FindingDetails finding={finding} />
      </details>
    </li>
  );
}

function LimitBar({ finding }: { finding: Finding }) {
  const { value, limit, unit, outcome } = finding;
  if (limit === null || outcome === "not-applicable") return null;
  const scale = outcome === "undecided" ? null : limitScale(value, limit);
  return (
    <span class="against">
      {scale !== null && (
        <span class={`bar ${outcome}`} aria-hidden="true">
          <span
            class="permitted"
            style={{ left: `${scale.from * 100}%`, width: `${(scale.to - scale.from) * 100}%` }}
          />
          <span class="needle" style={{ left: `${scale.value * 100}%` }} />
        </span>
      )}
      <span class="limit" title={limit}>
        {text("limit")} {limitInShort(limit, unit)}
      </span>
      {finding.verifiedBy === null && (
        <abbr class="badge unverified" title={text("unverified")}>
          ?<span class="unseen"> {text("unverified")}</span>
        </abbr>
      )}
    </span>
  );
}

/** Without the window of the decision, which stands in the details. */
function limitInShort(limit: string, unit: string): string {
  const short = limit
    .replace(/ \(.*\)$/, "")
    .replaceAll(">=", "≥")
    .replaceAll("<=", "≤");
  const range = / to /.exec(short);
  return range === null ? short : `${short.replace(` ${unit} to `, " to ").replace(" to ", " – ")}`;
}

function FindingDetails({ finding }: { finding: Finding }) {
  const { deduction } = finding;
  return (
    <div class="explained">
      <p class="arithmetic">{said(finding.arithmetic)}</p>
      {finding.inputs.length > 0 && (
        <dl class="inputs" aria-label={text("inputs")}>
          {finding.inputs.map((input) => (
            <div key={input.name}>
              <dt>{input.name}</dt>
              <dd>
                {input.value === null
                  ? `${text("missing")}${text("colon")}${said(input.reason ?? "")}`
                  : `${input.value} ${input.unit}`}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {deduction !== null && (
        <p>
          {new Date(deduction.utcMs).toISOString().slice(11, 23)} UTC · {word(deduction.judge)}
          {deduction.position !== null &&
            ` · E ${deduction.position.eastM.toFixed(3)} m, N ${deduction.position.northM.toFixed(3)} m`}
          {deduction.code !== null && ` · ${deduction.code}`}
        </p>
      )}
      {finding.limit !== null && (
        <p>
          {text("limit")}
          {text("colon")}
          {finding.limit}
        </p>
      )}
      <p class="source">
        <code>{finding.rule}</code> {finding.clause !== null && `${finding.clause} · `}
        {text("source")}
        {text("colon")}
        {finding.source} · {text("confidence")}
        {text("colon")}
        {confidenceName(finding.confidence)}
        {finding.verifiedBy === null
          ? ` · ${text(finding.limit === null ? "unverifiedRule" : "unverified")}`
          : ` · ${text("verifiedBy")}${text("colon")}${finding.verifiedBy}`}
      </p>
    </div>
  );
}
