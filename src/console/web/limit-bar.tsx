import { limitWords } from "../../core/rules/limit-words.ts";
import { limitScale, type Span } from "./limit-scale.ts";
import type { Names } from "./reason-words.ts";
import { said, text } from "./texts.ts";

/** The value against its limit: the permitted part, the width of measurement beyond it, and where the machine decides. */
export function LimitBar({ finding }: { finding: Names["findings"][number] }) {
  const { value, limits, outcome } = finding;
  const words = limitWords(limits);
  if (words === null || outcome === "not-applicable") return null;
  const scale = outcome === "undecided" ? null : limitScale(value, limits);
  return (
    <span class="against">
      {scale !== null && (
        <span class={`bar ${outcome}`} aria-hidden="true">
          <span class="permitted" style={across(scale.permitted)} />
          {scale.window !== null && <span class="width" style={across(scale.window)} />}
          {scale.decidedAt !== null && <span class="decides" style={{ left: percent(scale.decidedAt) }} />}
          <span class="needle" style={{ left: percent(scale.value) }} />
        </span>
      )}
      <span class="limit">
        {text("limit")} {said(words)}
      </span>
      {finding.verifiedBy === null && (
        <abbr class="badge unverified" title={text("unverified")}>
          ?<span class="unseen"> {text("unverified")}</span>
        </abbr>
      )}
    </span>
  );
}

function across({ from, to }: Span) {
  return { left: percent(from), width: percent(to - from) };
}

function percent(share: number): string {
  return `${share * 100}%`;
}
