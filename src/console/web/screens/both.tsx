import type { Sentence } from "../../../core/trade/reason-shape.ts";

/** One thing in both languages, one beneath the other; what is the same in both is said once. */
export function Both({ of, first = "zh" }: { of: Sentence; first?: "zh" | "en" }) {
  if (of.zh === of.en) return <span class="same">{of.zh}</span>;
  const zh = (
    <span class={first === "zh" ? "first" : "second"} lang="zh-CN" key="zh">
      {of.zh}
    </span>
  );
  const en = (
    <span class={first === "en" ? "first" : "second"} lang="en" key="en">
      {of.en}
    </span>
  );
  return <>{first === "zh" ? [zh, " ", en] : [en, " ", zh]}</>;
}
