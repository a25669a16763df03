import { useLayoutEffect, useRef } from "preact/hooks";
import { ENDING_MEANING_CODES, ENDING_MEANINGS } from "../../core/trade/words/ending-meanings.ts";
import type { EndingChoice } from "./ending-choices.ts";
import { Field } from "./field.tsx";
import { headed, said, text } from "./texts.ts";

const TYPED_MAX = 200;

/** The choices as large buttons under what they mean, each with its digit, and words of one's own beside them. */
export function ReasonChoice(props: {
  choices: readonly EndingChoice[];
  chosen: EndingChoice | null;
  onCode: (code: string) => void;
  typed: string;
  onTyped: (typed: string) => void;
}) {
  const { choices, chosen, onCode, typed, onTyped } = props;
  const list = useRef<HTMLDivElement>(null);
  /** By a digit or a touch, not where the arrows pass over it. */
  const goesToTyping = useRef(false);
  useDigits((digit) => {
    const choice = choices[digit - 1];
    if (choice === undefined) return false;
    goesToTyping.current = true;
    onCode(choice.code);
    list.current?.querySelectorAll("input")[digit - 1]?.focus();
    return true;
  });
  useLayoutEffect(() => {
    if (chosen?.note === "must" && goesToTyping.current)
      document.querySelector<HTMLInputElement>("[name=typed]")?.focus();
  }, [chosen?.code]);
  const groups = ENDING_MEANING_CODES.map((means) => choices.filter((choice) => choice.means === means));
  return (
    <>
      <div class="stack" ref={list}>
        {groups.map(([first, ...rest]) =>
          first === undefined ? null : (
            <fieldset key={first.means} class="reasons-offered">
              <legend>{said(ENDING_MEANINGS[first.means])}</legend>
              {[first, ...rest].map((choice) => (
                <Choice
                  key={choice.code}
                  choice={choice}
                  at={choices.indexOf(choice)}
                  isChosen={choice === chosen}
                  onChosen={(isTouched) => {
                    goesToTyping.current = isTouched;
                    onCode(choice.code);
                  }}
                />
              ))}
            </fieldset>
          ),
        )}
      </div>
      {chosen !== null && chosen.note !== "none" && (
        <Field
          key={chosen.note}
          label={text(chosen.note === "must" ? "abortTyped" : "noteOptional")}
          value={typed}
          onValue={onTyped}
          input={{ name: "typed", maxLength: TYPED_MAX, autocomplete: "off" }}
        />
      )}
    </>
  );
}

const DIGITS = 9;

function Choice(props: {
  choice: EndingChoice;
  at: number;
  isChosen: boolean;
  onChosen: (isTouched: boolean) => void;
}) {
  const { choice, at, isChosen, onChosen } = props;
  const isTouched = useRef(false);
  return (
    <label class={isChosen ? "reason-offered chosen" : "reason-offered"}>
      <input
        type="radio"
        name="reason"
        checked={isChosen}
        onClick={({ detail }) => {
          isTouched.current = detail > 0;
        }}
        onChange={() => onChosen(isTouched.current)}
        autofocus={at === 0}
      />
      <span>{headed(choice.name)}</span>
      {at < DIGITS && (
        <span class="key-hint" aria-hidden="true">
          {at + 1}
        </span>
      )}
    </label>
  );
}

/** 1 to 9, wherever nothing is typed into. `onDigit` says whether the digit was meant for it. */
function useDigits(onDigit: (digit: number) => boolean): void {
  // Before anything is painted: the next key may be on its way.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTypedInto(event.target)) return;
      // Where the choice opens a field to type into, the digit is not its first letter.
      if (/^[1-9]$/.test(event.key) && onDigit(Number(event.key))) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
}

function isTypedInto(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== "radio";
}
