import { useLayoutEffect } from "preact/hooks";
import type { PhoneItem, PhonePicture, PhoneResult } from "../../../core/screens/screen-picture.ts";
import type { Sentence } from "../../../core/trade/reason-shape.ts";
import { verdictName } from "../../../core/trade/words/verdicts.ts";
import { keptChoice } from "../kept-choice.ts";
import { picture as news } from "../news.ts";
import { RecordCode } from "../record-code.tsx";
import { Both } from "./both.tsx";
import { TEXTS } from "./screen-texts.ts";
import { StaleBar } from "./stale-bar.tsx";

type Language = "zh" | "en";
/** Which language comes first; both are always there. The console keeps the same choice. */
const language = keptChoice<Language>(
  "language",
  ["zh", "en"],
  navigator.language.startsWith("zh") ? "zh" : "en",
);

/** What an owner or a candidate sees on their own phone. */
export function Phone({ picture }: { picture: PhonePicture }) {
  const first = language.value;
  const lang = first === "zh" ? "zh-CN" : "en";
  useLayoutEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  const { who, kind, say, items, provisional, result } = picture;
  return (
    <>
      <StaleBar first={first} />
      <main class={news.value.kind === "stale" ? "phone stale" : "phone"}>
        <header>
          <h1>
            {who === null ? <Both of={TEXTS.slip} first={first} /> : <Both of={who} first={first} />}
            {kind !== null && (
              <small>
                <Both of={TEXTS[kind]} first={first} />
              </small>
            )}
          </h1>
          <button
            type="button"
            lang={first === "zh" ? "en" : "zh-CN"}
            onClick={() => (language.value = first === "zh" ? "en" : "zh")}
          >
            {first === "zh" ? "English" : "中文"}
          </button>
        </header>
        <p class="now" aria-live="polite" aria-atomic="true">
          <Both of={say} first={first} />
        </p>
        {result !== null && <Result result={result} first={first} />}
        {items.length > 0 && (
          <section class="phone-items">
            <h2>
              <Both of={TEXTS.items} first={first} />
            </h2>
            {provisional !== null && (
              <p class="soft">
                <Both of={provisional} first={first} />
              </p>
            )}
            <ol>
              {items.map((item) => (
                <Item key={item.name.zh} item={item} first={first} />
              ))}
            </ol>
          </section>
        )}
      </main>
    </>
  );
}

const SIGNS: Readonly<Record<string, string>> = {
  pass: "✓",
  fail: "✗",
  void: "⊘",
  undecided: "?",
  running: "▶",
  waiting: "○",
  "not-applicable": "–",
};

/** Sign and word, so that colour is never the only difference. */
function Word({ of, first }: { of: string; first: Language }) {
  const name: Sentence =
    of === "waiting" ? TEXTS.itemWaiting : of === "running" ? TEXTS.itemRunning : verdictName(of);
  return (
    <span class={`word ${of}`}>
      <span aria-hidden="true">{SIGNS[of] ?? "·"}</span> <Both of={name} first={first} />
    </span>
  );
}

function Item({ item, first }: { item: PhoneItem; first: Language }) {
  const { name, state, verdict, why } = item;
  return (
    <li>
      <p class="item-line">
        <span class="item-name">
          <Both of={name} first={first} />
        </span>
        <Word of={verdict ?? (state === "done" ? "undecided" : state)} first={first} />
      </p>
      <Why of={why} first={first} />
    </li>
  );
}

function Why({ of, first }: { of: readonly Sentence[]; first: Language }) {
  if (of.length === 0) return null;
  return (
    <ul class="why">
      {of.map((each) => (
        <li key={each.zh}>
          <Both of={each} first={first} />
        </li>
      ))}
    </ul>
  );
}

function Result({ result, first }: { result: PhoneResult; first: Language }) {
  const { verdict, why, points, record, withdrawn, cautions } = result;
  return (
    <section class={`phone-result ${withdrawn ? "withdrawn" : verdict}`}>
      <h2 class="unseen">
        <Both of={TEXTS.result} first={first} />
      </h2>
      <p class="big">
        {withdrawn ? (
          <s>
            <Word of={verdict} first={first} />
          </s>
        ) : (
          <Word of={verdict} first={first} />
        )}
      </p>
      {points !== null && (
        <p>
          <Both of={TEXTS.points} first={first} /> {points.points} ·{" "}
          <Both of={TEXTS.passMark} first={first} /> {points.passMark}
        </p>
      )}
      <Why of={why} first={first} />
      {cautions.map((caution) => (
        <p class="caution" key={caution.zh}>
          <Both of={caution} first={first} />
        </p>
      ))}
      <RecordCode record={record} label={TEXTS.recordCode[first]} />
      <p class="soft">
        <Both of={TEXTS.record} first={first} /> <code>{record}</code>
      </p>
    </section>
  );
}
