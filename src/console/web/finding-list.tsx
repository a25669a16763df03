import type { Finding } from "../../core/rules/finding.ts";
import { bilingual, text, word } from "./texts.ts";

/** Each rule with its value against its limit; the arithmetic and the source are one press away. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  const told = findings.filter((finding) => finding.outcome !== "not-applicable");
  if (told.length === 0) return null;
  return (
    <ul class="findings">
      {told.map((finding, at) => (
        <li key={`${finding.rule} ${at}`} class={finding.outcome}>
          <details>
            <summary>
              <span class={`mark ${finding.outcome}`} role="img" aria-label={word(finding.outcome)} />
              <span class="rule-text">{bilingual(finding.textZh, finding.textEn)}</span>
              {finding.value !== null && (
                <span class="value">
                  {finding.value} {finding.unit}
                </span>
              )}
              {finding.limit !== null && <span class="limit">{finding.limit}</span>}
              {finding.deduction !== null && <span class="points">-{finding.deduction.points}</span>}
              {finding.verifiedBy === null && (
                <span class="badge unverified" title={text("unverified")}>
                  ?
                </span>
              )}
            </summary>
            <p class="arithmetic">{finding.arithmetic}</p>
            <p class="source">
              {finding.rule} · {finding.clause ?? finding.source} · {finding.confidence}
              {finding.verifiedBy === null && ` · ${text("unverified")}`}
              {finding.deduction !== null &&
                ` · ${new Date(finding.deduction.utcMs).toISOString().slice(11, 23)} UTC`}
            </p>
          </details>
        </li>
      ))}
    </ul>
  );
}
