import type { Verdict } from "../../../verifier/verdict.ts";
import type { Told } from "../../../verifier/words/word-shape.ts";
import { said } from "../texts.ts";
import { type Appeal, appeal, authorityOf, ownTrust } from "./appeal-store.ts";
import { type AppealText, say } from "./appeal-texts.ts";

interface WordShown {
  readonly word: AppealText;
  readonly means: AppealText;
  readonly tone: "good" | "bad" | "plain";
  readonly sign: string;
}

const WORDS: Readonly<Record<Exclude<Appeal["kind"], "checked">, WordShown>> = {
  checking: { word: "checking", means: "checkingMeans", tone: "plain", sign: "…" },
  changed: { word: "changed", means: "changedMeans", tone: "bad", sign: "✗" },
  empty: { word: "empty", means: "emptyMeans", tone: "plain", sign: "○" },
  unlike: { word: "unlike", means: "unlikeMeans", tone: "bad", sign: "✗" },
};
const VERIFIED: WordShown = { word: "verified", means: "verifiedMeans", tone: "good", sign: "✓" };
const REDACTED: WordShown = { ...VERIFIED, means: "redactedMeans" };
const REFUSED: WordShown = { word: "refused", means: "refusedMeans", tone: "bad", sign: "✗" };

function shownOf(state: Appeal): WordShown {
  if (state.kind !== "checked") return WORDS[state.kind];
  const { word, facts } = state.verdict;
  if (word !== "verified") return REFUSED;
  return facts.redacted === true ? REDACTED : VERIFIED;
}

/** The word first: whether anything below it is to be believed. */
export function WordCard() {
  const state = appeal.value;
  const { word, means, tone, sign } = shownOf(state);
  const verdict = state.kind === "checked" ? state.verdict : null;
  const isWithdrawn = verdict?.facts.withdrawnBy !== undefined || verdict?.facts.withdrawalPending === true;
  return (
    <section class={`appeal-word ${tone}`} aria-live="polite">
      <h2>
        <span class="sign" aria-hidden="true">
          {sign}
        </span>{" "}
        {say(word)}
      </h2>
      <p>{say(means)}</p>
      {isWithdrawn && <p class="withdrawn-big">{say("withdrawnBig")}</p>}
      {verdict !== null && (
        <>
          <p class="whose">{whoseKey(verdict)}</p>
          <Sentences title="whyRefused" told={verdict.failures} open />
          <Sentences title="known" told={verdict.notes.filter(({ code }) => !ELSEWHERE.has(code))} open />
          <Sentences title="whatChecked" told={verdict.checked} open={false} />
        </>
      )}
    </section>
  );
}

/** How far anybody has looked at whose key it is; the fingerprint and the place to compare it stand at the end. */
function whoseKey(verdict: Verdict): string {
  if (verdict.word !== "verified") return "";
  return authorityOf(verdict) === null
    ? say("keySame")
    : `${say(ownTrust.value === null ? "keyBrought" : "keyOwn")} ${authorityOf(verdict)?.slice(0, 16)}… ${say("keyCompare")}`;
}

/** Said by the card of the key, which comes next. */
const ELSEWHERE: ReadonlySet<string> = new Set(["AUTHORITY_NOT_PINNED"]);

function Sentences({ title, told, open }: { title: AppealText; told: readonly Told[]; open: boolean }) {
  if (told.length === 0) return null;
  return (
    <details class="sentences" open={open}>
      <summary>{say(title)}</summary>
      <ul class="reasons">
        {told.map((one) => (
          <li key={`${one.code} ${one.en}`}>
            {said(one)} <code>{one.code}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
