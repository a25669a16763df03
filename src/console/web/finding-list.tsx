import { severityName } from "../../core/trade/words/severities.ts";
import { FindingDetails } from "./finding-details.tsx";
import { LimitBar } from "./limit-bar.tsx";
import { type Names, whySaid, withNames } from "./reason-words.ts";
import { said, text } from "./texts.ts";
import { OutcomeMark } from "./verdict-word.tsx";

type Finding = Names["findings"][number];

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
export function FindingList({
  findings,
  fold,
  names,
}: {
  findings: readonly Finding[];
  fold: boolean;
  names: Names;
}) {
  const sorted = [...findings].sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome]);
  // A minor defect passes and must still be seen.
  const kept = fold
    ? sorted.filter(({ outcome, severity }) => outcome === "pass" && severity === undefined)
    : [];
  // What somebody took back stays to be seen.
  const aside = sorted.filter(
    ({ outcome, withdrawn }) => outcome === "not-applicable" && withdrawn === undefined,
  );
  const told = sorted.filter((finding) => !kept.includes(finding) && !aside.includes(finding));
  return (
    <>
      <Rows findings={told} names={names} />
      <Folded findings={kept} words="kept" mark="pass" names={names} />
      <Folded findings={aside} words="setAside" mark="not-applicable" names={names} />
    </>
  );
}

function Folded({
  findings,
  words,
  mark,
  names,
}: {
  findings: readonly Finding[];
  words: "kept" | "setAside";
  mark: Finding["outcome"];
  names: Names;
}) {
  if (findings.length === 0) return null;
  return (
    <details class="folded">
      <summary>
        <OutcomeMark of={mark} /> {findings.length} {text(words)}
      </summary>
      <Rows findings={findings} names={names} />
    </details>
  );
}

function Rows({ findings, names }: { findings: readonly Finding[]; names: Names }) {
  if (findings.length === 0) return null;
  return (
    <ul class="findings">
      {findings.map((finding, at) => (
        <FindingRow
          key={`${finding.rule} ${finding.deduction?.utcMs ?? at}`}
          finding={finding}
          names={names}
        />
      ))}
    </ul>
  );
}

function FindingRow({ finding, names }: { finding: Finding; names: Names }) {
  const { outcome, severity, deduction, withdrawn } = finding;
  return (
    <li class={withdrawn === undefined ? outcome : `${outcome} withdrawn`}>
      <details>
        <summary>
          <OutcomeMark of={outcome} />
          {severity !== undefined && <strong class="severity">{said(severityName(severity))}</strong>}
          <span class="rule-text">{said({ zh: finding.textZh, en: finding.textEn })}</span>
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
          {withdrawn !== undefined && (
            <span class="points">
              <s>-{withdrawn.deduction.points}</s> {text("takenBack")} · {withNames(withdrawn.by)}
              {withdrawn.note !== "" && `${text("colon")}${withdrawn.note}`}
            </span>
          )}
          <LimitBar finding={finding} />
          {outcome === "undecided" && (
            <span class="open-why">
              {text("why")}
              {text("colon")}
              {whySaid(finding.arithmetic.filter(isNoFigure), names)}
            </span>
          )}
        </summary>
        <FindingDetails finding={finding} names={names} />
      </details>
    </li>
  );
}

/** What was computed all the same is no cause. */
function isNoFigure({ code }: Finding["arithmetic"][number]): boolean {
  return code !== "COMPUTED";
}
