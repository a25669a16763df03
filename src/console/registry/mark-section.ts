import { markLines, type ToldMark, wordOfTold } from "../../core/marks/told-mark.ts";
import { type Reason, sentenceOf } from "../../core/trade/reasons.ts";
import { MARK_WORDS, type MarkWord } from "../../core/trade/words/marks.ts";
import { Html, html } from "./html-text.ts";
import { markCode } from "./mark-code.ts";

/** What the page shows of a record's mark: who issues it is told by name. */
export interface ShownMark {
  readonly mark: ToldMark;
  readonly issuer: { readonly zh: string; readonly en: string };
}

export type MarkShown =
  | ({ readonly kind: "mark" } & ShownMark)
  | { readonly kind: "none"; readonly reason: Reason };

/** In both languages whatever the page speaks: a mark is shown to people of either. */
export function markSection(shown: MarkShown): Html {
  if (shown.kind === "none") {
    const { zh, en } = sentenceOf(shown.reason);
    return html`<section class="mark is-none" aria-label="${both("mark")}"><p>${zh}</p><p lang="en">${en}</p></section>`;
  }
  const { mark, issuer } = shown;
  const title = `${MARK_WORDS[mark.kind].zh} ${MARK_WORDS[mark.kind].en}`;
  const code = new Html(markCode(mark.text, `${title}: ${mark.subject}`).svg);
  const lines = [...markLines(mark), ["issuer", `${issuer.zh} ${issuer.en}`] as const].map(
    ([name, value]) => html`<dt>${both(name)}</dt><dd>${value}</dd>`,
  );
  const word = wordOfTold(mark);
  const status = MARK_WORDS[word];
  const loud = mark.simulated ? html`<p class="loud">${both("simulated")}</p>` : null;
  const soft = mark.unverified ? html`<p class="hint">${both("unverified")}</p>` : null;
  const isGood = word === "valid" && !mark.simulated;
  return html`<section class="mark ${isGood ? "is-good" : "is-bad"}"><h2>${title}</h2>${loud}<div class="code">${code}</div><dl>${lines}<dt>${both("status")}</dt><dd><strong>${status.zh} ${status.en}</strong></dd><dt>${both("asOf")}</dt><dd>${mark.status.asOf.slice(0, 16).replace("T", " ")} UTC</dd></dl>${soft}<p class="hint">${both("scan")}</p><p><a href="/v1/records/${mark.record}/mark">${both("json")}</a></p></section>`;
}

function both(word: MarkWord): string {
  const { zh, en } = MARK_WORDS[word];
  return `${zh} ${en}`;
}
