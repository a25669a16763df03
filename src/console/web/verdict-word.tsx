import { word } from "./texts.ts";

const SIGNS: Readonly<Record<string, string>> = {
  pass: "✓",
  fail: "✗",
  void: "⊘",
  undecided: "?",
  withdrawn: "⊗",
  running: "▶",
  suspended: "‖",
  waiting: "○",
  "not-done": "–",
  "not-applicable": "–",
};

/** A verdict or state: sign and word, so that colour is never the only difference. */
export function VerdictWord({ of }: { of: string }) {
  const sign = SIGNS[of];
  return (
    <span class={`verdict ${of}`}>
      {sign !== undefined && <span aria-hidden="true">{sign} </span>}
      {word(of)}
    </span>
  );
}

export function OutcomeMark({ of }: { of: string }) {
  return (
    <span class={`mark ${of}`} role="img" aria-label={word(of)}>
      {SIGNS[of] ?? "·"}
    </span>
  );
}
