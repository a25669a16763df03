import type { PublicAnswer, PublicResult } from "../../core/registry/public/public-answer-form.ts";
import type { PublicQuestion } from "../../core/registry/public/public-question.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { type Reason, sentenceOf } from "../../core/trade/reasons.ts";
import { PUBLIC_PAGE_WORDS, type PublicPageWord } from "../../core/trade/words/public-page.ts";
import { verdictName } from "../../core/trade/words/verdicts.ts";
import { Html, html } from "./html-text.ts";
import { type MarkShown, markSection } from "./mark-section.ts";

export type PageLanguage = "zh" | "en";
export type AskedBy = PublicQuestion["by"];

/** `typed`: as it came, by the names of the fields. */
export interface PublicPage {
  readonly language: PageLanguage;
  readonly by: AskedBy;
  readonly typed: Readonly<Record<string, string>>;
  readonly answer: PublicAnswer | null;
  readonly refused: Reason | null;
  /** Of the record that was asked for; null where none is shown. */
  readonly mark: MarkShown | null;
}

interface Field {
  readonly name: string;
  readonly label: PublicPageWord;
  readonly hint?: PublicPageWord;
  readonly digits?: boolean;
  /** The reason that is about this field. */
  readonly refusedBy: Reason["code"];
}

export const FIELDS: Readonly<Record<AskedBy, readonly Field[]>> = {
  vehicle: [
    { name: "plate", label: "plate", refusedBy: "PUBLIC_PLATE_FORM" },
    { name: "vin", label: "vin", hint: "vinHint", refusedBy: "PUBLIC_VIN_FORM" },
  ],
  candidate: [
    {
      ...{ name: "certificate", label: "certificate", hint: "certificateHint", digits: true },
      refusedBy: "PUBLIC_CERTIFICATE_FORM",
    },
    { name: "identity", label: "identity", refusedBy: "PUBLIC_IDENTITY_FORM" },
  ],
  record: [{ name: "id", label: "record", hint: "recordHint", refusedBy: "PUBLIC_RECORD_FORM" }],
};

const WAYS: readonly (readonly [AskedBy, PublicPageWord])[] = [
  ["vehicle", "byVehicle"],
  ["candidate", "byCandidate"],
  ["record", "byRecord"],
];
const LANGUAGES = {
  zh: { tag: "zh-CN", other: "en", name: "English" },
  en: { tag: "en", other: "zh", name: "中文" },
} as const;

/** The page, whole without a script. `shell`: registry.html as it was built, which names style and script. */
export function publicPage(shell: string, page: PublicPage): string {
  const say = (sentence: Sentence): string => sentence[page.language];
  const word = (name: PublicPageWord): string => say(PUBLIC_PAGE_WORDS[name]);
  const { tag } = LANGUAGES[page.language];
  const body = html`${header(page, word)}<main>${ways(page, word)}${form(page, word)}${answered(page, say, word)}${page.mark === null ? null : markSection(page.mark)}<footer><p>${word("time")}</p></footer></main>`;
  // A function, for what was typed may hold signs that a replacement gives a meaning to.
  return shell
    .replace('<html lang="zh-CN">', () => `<html lang="${tag}">`)
    .replace("<title>Proofmark</title>", () => html`<title>${word("title")}</title>`.text)
    .replace('<div id="page"></div>', () => body.text);
}

type Word = (name: PublicPageWord) => string;

function header({ language, by, typed }: PublicPage, word: Word): Html {
  const { other, name } = LANGUAGES[language];
  const asked = new URLSearchParams({ by, ...typed, lang: other });
  return html`<header><div><h1>${word("title")}</h1><a class="language" href="/?${asked.toString()}" lang="${LANGUAGES[other].tag}">${name}</a></div></header>`;
}

function ways({ by, language }: PublicPage, word: Word): Html {
  const links = WAYS.map(
    ([way, name]) =>
      html`<a href="/?by=${way}&amp;lang=${language}"${way === by ? new Html(' aria-current="page"') : null}>${word(name)}</a>`,
  );
  return html`<nav class="ways" aria-label="${word("ways")}">${links}</nav>`;
}

function form({ by, language, typed, refused }: PublicPage, word: Word): Html {
  const fields = FIELDS[by].map(({ name, label, hint, digits, refusedBy }) => {
    const isRefused = refused?.code === refusedBy;
    const about = [hint === undefined ? "" : `${name}-hint`, isRefused ? "refused" : ""]
      .filter(Boolean)
      .join(" ");
    const more = [
      about === "" ? "" : ` aria-describedby="${about}"`,
      isRefused ? ' aria-invalid="true"' : "",
      digits ? ' inputmode="numeric"' : "",
    ].join("");
    return html`<div class="field"><label><span>${word(label)}</span><input id="${name}" name="${name}" value="${typed[name] ?? ""}" required maxlength="200" autocomplete="off" autocapitalize="characters" spellcheck="false"${new Html(more)}></label>${hint === undefined ? null : html`<p class="hint" id="${name}-hint">${word(hint)}</p>`}</div>`;
  });
  return html`<form method="get" action="/"><input type="hidden" name="by" value="${by}"><input type="hidden" name="lang" value="${language}">${fields}<button data-asking="${word("asking")}">${word("ask")}</button></form>`;
}

function answered(
  { answer, refused }: PublicPage,
  say: (sentence: Sentence) => string,
  word: Word,
): Html | null {
  if (refused !== null)
    return html`<p class="refused" id="refused" role="alert">${say(sentenceOf(refused))}</p>`;
  if (answer === null) return null;
  const told = [answer.told, ...answer.notes].map(say).join(" ");
  const results = answer.results.map((result) => html`<li>${resultCard(result, say, word)}</li>`);
  return html`<p class="told" role="status">${told}</p>${results.length === 0 ? null : html`<ul class="results">${results}</ul>`}`;
}

function resultCard(result: PublicResult, say: (sentence: Sentence) => string, word: Word): Html {
  const { state, of, verdict, subject, station, region, ended, log } = result;
  const more = [result.scope, result.restsOn, result.unverified].flatMap((one) =>
    one === null ? [] : [one],
  );
  const rows: readonly (readonly [PublicPageWord, string | null])[] = [
    // What is in force leads with its verdict; of the others it is a detail.
    ["verdict", verdict === null || state === "in-force" ? null : say(verdictName(verdict))],
    ["ended", ended === null ? null : minute(ended)],
    ["station", region === "" ? station : `${station} (${region})`],
    ["recordId", result.record],
    ["cosigned", log === null ? null : minute(log.cosigned)],
    ["heard", log === null ? null : minute(log.heard)],
  ];
  const list = rows.flatMap(([name, value]) =>
    value === null ? [] : [html`<dt>${word(name)}</dt><dd>${value}</dd>`],
  );
  const head = state === "in-force" && verdict !== null ? say(verdictName(verdict)) : word(state);
  const beside = [of === null ? "" : word(of), subject === null ? "" : say(subject)]
    .filter(Boolean)
    .join(" · ");
  const proof =
    result.proof === null
      ? null
      : html`<div class="proof"><a href="${result.proof}" download>${word("proof")}</a><p class="hint">${word("proofHint")} <code>proofmark verify FILE --trust TRUST.json</code></p></div>`;
  return html`<article class="result is-${toneOf(result)}"><h2>${head} <small>${beside}</small></h2><p>${say(result.told)}</p>${more.map((one) => html`<p>${say(one)}</p>`)}<dl>${list}</dl>${proof}</article>`;
}

/** Green is for a pass in force alone. */
function toneOf({ state, verdict }: PublicResult): "pass" | "fail" | "void" | "other" {
  if (state === "in-force") return verdict === "pass" ? "pass" : "fail";
  return state === "superseded" || state === "no-verdict" ? "other" : "void";
}

/** `2026-11-28 08:00` of an instant. */
function minute(instant: string): string {
  return instant.slice(0, 16).replace("T", " ");
}
