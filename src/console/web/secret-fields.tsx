import { PASSWORD_LENGTH, PIN_LENGTH, whyNoPassword, whyNoPin } from "../../core/people/secret-form.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { Field } from "./field.tsx";
import type { FormProblems } from "./refused-field.ts";
import { said, text, textIn } from "./texts.ts";

/** What a person chooses; the repetitions are asked for while it cannot be seen. */
export interface Chosen {
  readonly value: string;
  readonly again: string;
}
export const NOTHING_CHOSEN: Chosen = { value: "", again: "" };

export interface Choice {
  readonly chosen: Chosen;
  readonly onChosen: (chosen: Chosen) => void;
  readonly problem: string | null;
  readonly shown: boolean;
}

/** Why these cannot be sent yet, as far as the page can tell; the station looks again. `own`: numbers on the person's card. */
export function secretProblems(
  secrets: { readonly password?: Chosen; readonly pin?: Chosen },
  shown: boolean,
  own: readonly string[],
): FormProblems {
  const { password, pin } = secrets;
  const guessedHere = (): boolean => false;
  return {
    ...(password !== undefined &&
      problemOf("password", password, shown, whyNoPassword(password.value, own, guessedHere))),
    ...(pin !== undefined && problemOf("pin", pin, shown, whyNoPin(pin.value, own))),
  };
}

function problemOf(
  field: "password" | "pin",
  chosen: Chosen,
  shown: boolean,
  why: Reason | null,
): FormProblems {
  if (why !== null) return { [field]: sentenceOf(why) };
  if (shown || chosen.value === chosen.again) return {};
  const key = field === "password" ? "passwordsDiffer" : "pinsDiffer";
  return { [field]: { zh: textIn(key, "zh"), en: textIn(key, "en") } };
}

export function ShowTyped({ shown, onShown }: { shown: boolean; onShown: (shown: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={shown} onChange={(event) => onShown(event.currentTarget.checked)} />
      <span>{text("showTyped")}</span>
    </label>
  );
}

export function ChoosePassword({ chosen, onChosen, problem, shown }: Choice) {
  const attributes = {
    type: shown ? "text" : "password",
    autocomplete: "new-password",
    autocapitalize: "none",
    spellcheck: false,
    required: true,
    maxLength: PASSWORD_LENGTH.atMost,
  } as const;
  return (
    <>
      <Field
        label={text("newPassword")}
        value={chosen.value}
        onValue={(value) => onChosen({ ...chosen, value })}
        hint={text("passwordAdvice")}
        problem={problem}
        input={{ ...attributes, name: "new-password" }}
      />
      {!shown && (
        <Field
          label={text("passwordAgain")}
          value={chosen.again}
          onValue={(again) => onChosen({ ...chosen, again })}
          input={{ ...attributes, name: "new-password-again" }}
        />
      )}
    </>
  );
}

export function ChoosePin({ chosen, onChosen, problem, shown }: Choice) {
  const attributes = {
    type: shown ? "text" : "password",
    autocomplete: "off",
    inputMode: "numeric",
    required: true,
    maxLength: PIN_LENGTH.atMost,
  } as const;
  return (
    <>
      <Field
        label={text("newPin")}
        value={chosen.value}
        onValue={(value) => onChosen({ ...chosen, value })}
        hint={text("pinAdvice")}
        problem={problem}
        input={{ ...attributes, name: "new-pin" }}
      />
      {!shown && (
        <Field
          label={text("pinAgain")}
          value={chosen.again}
          onValue={(again) => onChosen({ ...chosen, again })}
          input={{ ...attributes, name: "new-pin-again" }}
        />
      )}
    </>
  );
}

/** What stands at a field, in the page's language. */
export function problemAt(problems: FormProblems, field: keyof FormProblems): string | null {
  const problem = problems[field];
  return problem === undefined ? null : said(problem);
}
