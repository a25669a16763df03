import { limitWords, windowWords } from "../../core/rules/limit-words.ts";
import { confidenceName } from "../../core/trade/words/confidence.ts";
import { inputName, inputValue } from "../../core/trade/words/inputs.ts";
import { zoneName } from "./moment-name.ts";
import { type Names, ruleName, whySaid, withNames } from "./reason-words.ts";
import { exactTime } from "./spans.ts";
import { said, text, word } from "./texts.ts";

type Finding = Names["findings"][number];

/** What a finding rests on: arithmetic, inputs, limit, moment and place of a deduction, and where the rule comes from. */
export function FindingDetails({ finding, names }: { finding: Finding; names: Names }) {
  return (
    <div class="explained">
      {finding.arithmetic.map((step) => (
        <p key={step.zh} class="arithmetic">
          {said(step)}
        </p>
      ))}
      <Inputs inputs={finding.inputs} names={names} />
      <Limits finding={finding} />
      <Moment deduction={finding.deduction} />
      <p class="source">
        <code>{finding.rule}</code> {finding.clause !== null && `${finding.clause} · `}
        {text("source")}
        {text("colon")}
        {finding.source} · {text("confidence")}
        {text("colon")}
        {said(confidenceName(finding.confidence))}
        {finding.verifiedBy === null
          ? ` · ${text(finding.limits.length === 0 ? "unverifiedRule" : "unverified")}`
          : ` · ${text("verifiedBy")}${text("colon")}${finding.verifiedBy}`}
      </p>
    </div>
  );
}

function Inputs({ inputs, names }: { inputs: Finding["inputs"]; names: Names }) {
  if (inputs.length === 0) return null;
  return (
    <dl class="inputs" aria-label={text("inputs")}>
      {inputs.map(({ name, value, unit, reason }) => (
        <div key={name}>
          <dt>{ruleName(name, names) ?? said(inputName(name))}</dt>
          <dd>
            {value === null
              ? `${text("missing")}${text("colon")}${reason === null ? "?" : whySaid([reason], names)}`
              : withNames(`${said(inputValue(name, value))} ${unit}`)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The bound stands beside the value already, unless the rule does not apply; here the width of measurement comes with it. */
function Limits({ finding: { limits, outcome } }: { finding: Finding }) {
  const words = limitWords(limits);
  const windows = limits.map(windowWords).filter((window) => window !== null);
  if (words === null || (windows.length === 0 && outcome !== "not-applicable")) return null;
  return (
    <p>{[`${text("limit")}${text("colon")}${said(words)}`, ...windows.map(said)].join(text("semicolon"))}</p>
  );
}

function Moment({ deduction }: { deduction: Finding["deduction"] }) {
  if (deduction === null) return null;
  const { utcMs, judge, position, code } = deduction;
  return (
    <p>
      {exactTime(utcMs)} {zoneName(utcMs)} · {word(judge)}
      {position !== null && ` · E ${position.eastM.toFixed(3)} m, N ${position.northM.toFixed(3)} m`}
      {code !== null && ` · ${code}`}
    </p>
  );
}
