import { severityName } from "../../core/trade/words/severities.ts";
import { verdictName } from "../../core/trade/words/verdicts.ts";
import { type Sentence, say } from "./language.ts";
import { type Fields, fieldsList, fieldsOf, listOf, numberOf, sentenceOf, textOf } from "./read-value.ts";
import { RECORD_TEXTS } from "./texts-record.ts";

/** Each item with what was found and what is allowed; those that did not pass are open at once. */
export function ItemList({ of }: { of: readonly Fields[] }) {
  return (
    <ul class="items">
      {of.map((item, at) => {
        const outcome = textOf(item.verdict) ?? "";
        const findings = fieldsList(item.findings);
        return (
          <li key={at}>
            <details open={outcome === "fail" || outcome === "undecided" || outcome === "void"}>
              <summary>
                <span class="item-name">{textOf(item.item)}</span>
                <span class={`mini ${outcome}`}>{say(verdictName(outcome))}</span>
              </summary>
              <Reasons of={item.reasons} />
              {findings.map((finding, number) => (
                <Finding key={number} of={finding} />
              ))}
              {findings.length === 0 && <p class="hint">{say(RECORD_TEXTS.noFindings)}</p>}
            </details>
          </li>
        );
      })}
    </ul>
  );
}

function Finding({ of }: { of: Fields }) {
  const outcome = textOf(of.outcome) ?? "";
  const [value, unit, clause, severity] = [of.value, of.unit, of.clause, of.severity].map(textOf);
  const limits = fieldsList(of.limits).map(limitSaid);
  const points = numberOf(fieldsOf(of.deduction)?.points);
  return (
    <div class="finding">
      <p class="finding-head">
        <span class={`mini ${outcome}`}>{say(verdictName(outcome))}</span> <span>{textOf(of.rule)}</span>
        {typeof severity === "string" && <span class="hint"> {say(severityName(severity))}</span>}
      </p>
      {typeof value === "string" && (
        <p>
          {say(RECORD_TEXTS.found)} <strong class="figures">{`${value} ${unit ?? ""}`}</strong>
        </p>
      )}
      {limits.length > 0 && (
        <p>
          {say(RECORD_TEXTS.allowed)}{" "}
          <span class="figures">{limits.map(say).join(say({ zh: " 或 ", en: " or " }))}</span>
        </p>
      )}
      {points !== null && <p>{say(RECORD_TEXTS.points(points))}</p>}
      <Reasons of={of.arithmetic} />
      {typeof clause === "string" && <p class="hint">{clause}</p>}
    </div>
  );
}

function Reasons({ of }: { of: unknown }) {
  const sentences = listOf(of).flatMap((each) => sentenceOf(each) ?? []);
  return (
    <>
      {sentences.map((sentence, at) => (
        <p key={at} class="reason">
          {say(sentence)}
        </p>
      ))}
    </>
  );
}

function limitSaid(limit: Fields): Sentence {
  const [least, most, unit] = [limit.atLeast, limit.atMost, limit.unit].map(textOf);
  const parts = [least === null ? [] : [`≥ ${least}`], most === null ? [] : [`≤ ${most}`]].flat();
  const said = `${parts.join(", ")} ${unit ?? ""}`.trim();
  return { zh: said, en: said };
}
