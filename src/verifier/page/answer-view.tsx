import { useLayoutEffect, useRef } from "preact/hooks";
import { ClockCard } from "./clock-card.tsx";
import { type Inquiry, isClockTrusted } from "./inquiry.ts";
import { isUncompared, pinned } from "./keys-store.ts";
import { type Sentence, say } from "./language.ts";
import { MarkAnswer, MarkOrigin } from "./mark-answer.tsx";
import { markFacts } from "./mark-facts.ts";
import { NextStep } from "./next-step.tsx";
import { notesShown } from "./notes-shown.ts";
import { RawContent } from "./raw-content.tsx";
import { RecordAnswer } from "./record-answer.tsx";
import { Shape } from "./shapes.tsx";
import { StackAnswer } from "./stack-answer.tsx";
import { TEXTS } from "./texts.ts";
import { KEY_TEXTS } from "./texts-keys.ts";
import { localMoment, localZone } from "./times.ts";
import { ToldList } from "./told-list.tsx";
import { UseChoice } from "./use-choice.tsx";
import { goTo } from "./view.ts";
import { headlineOf } from "./word-shown.ts";
import type { WordShown } from "./words.ts";

/** One word, and below it what a person needs to act on it; everything else is folded. */
export function AnswerView({ of }: { of: Inquiry }) {
  const { verdict, from, judgedMs } = of;
  const { word, below } = headlineOf(verdict);
  const isMark = verdict.kind === "mark";
  const mark = markFacts(verdict);
  const { red, others: notes } = notesShown(verdict, isUncompared.value);
  return (
    <article class={`answer ${word.tone}`}>
      <Word of={word} below={below} />
      {red.map((note) => (
        <p key={note.code} class="of-trial">
          {say(note)}
        </p>
      ))}
      <p class="means">{say(word.means)}</p>
      {isUncompared.value && verdict.word !== "unreadable" && (
        <p class="doubt">
          {say(KEY_TEXTS[pinned.value?.how === "recalled" ? "recalledNote" : "uncomparedNote"])}
        </p>
      )}
      {mark !== null && <MarkAnswer of={mark} />}
      <NextStep of={word} verdict={verdict} />
      {verdict.failures.length > 0 && (
        <section class="card">
          <h2>{say(TEXTS.failures)}</h2>
          <ToldList of={verdict.failures} />
        </section>
      )}
      {notes.length > 0 && (
        <section class="card">
          <h2>{say(TEXTS.notes)}</h2>
          <ToldList of={notes} />
        </section>
      )}
      {mark !== null && <MarkOrigin of={mark} />}
      {!isMark && <RecordAnswer verdict={verdict} />}
      {!isMark && <StackAnswer verdict={verdict} />}
      <details class="card">
        <summary>{say(TEXTS.details)}</summary>
        <ToldList of={verdict.checked} />
        <p class="hint">
          {say(TEXTS.source)} {say(from)}
        </p>
        <p class="hint">
          {judgedMs === null
            ? say(TEXTS.notJudged)
            : `${say(TEXTS.judgedAt)}${localMoment(judgedMs)} (${localZone(judgedMs)})`}
        </p>
      </details>
      <RawContent verdict={verdict} />
      {mark !== null && <UseChoice />}
      {(isMark || !isClockTrusted.value) && <ClockCard />}
      <div class="foot">
        <button
          type="button"
          class="act first"
          onClick={() => goTo(from === TEXTS.ofCamera ? "camera" : "home")}
        >
          {say(TEXTS.again)}
        </button>
      </div>
    </article>
  );
}

function Word({ of, below }: { of: WordShown; below: Sentence | null }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), [of.en]);
  const text = say(of);
  return (
    <div class="word">
      <Shape name={of.shape} />
      <div>
        <h1 ref={heading} tabIndex={-1} class={lengthOf(text)}>
          {text}
        </h1>
        {below !== null && <p class="word-below">{say(below)}</p>}
      </div>
    </div>
  );
}

/** So that a word stands on one line of a phone, or on two of its own making. */
function lengthOf(text: string): "long" | "middle" | "" {
  if (text.length > 11) return "long";
  return /^[^ -~]{4,}$/.test(text) ? "middle" : "";
}
