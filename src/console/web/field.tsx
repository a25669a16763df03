import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { text } from "./texts.ts";

export interface InputAttributes {
  readonly name?: string;
  readonly type?: "text" | "password";
  readonly autocomplete?: string;
  readonly autocapitalize?: "none";
  readonly inputMode?: "numeric" | "decimal";
  readonly spellcheck?: boolean;
  readonly required?: boolean;
  readonly autofocus?: boolean;
  readonly maxLength?: number;
}

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string | undefined;
  /** Why what stands in it was not taken. */
  readonly problem?: string | null | undefined;
  readonly input?: InputAttributes;
  readonly beside?: ComponentChildren;
}

/** One line to type into, with what is wrong with it below. */
export function Field({ label, value, onValue, hint, problem = null, input = {}, beside }: FieldProps) {
  const id = useId();
  const { type = "text", ...rest } = input;
  return (
    <div class={problem === null ? "field" : "field wrong"}>
      <div class="field-line">
        <label>
          <span>{label}</span>
          <input
            {...rest}
            // The types know of no element that is now the one and then the other.
            type={type as "text"}
            value={value}
            aria-invalid={problem !== null}
            aria-describedby={problem === null && hint === undefined ? undefined : id}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
        </label>
        {beside}
      </div>
      <Below id={id} hint={hint} problem={problem} />
    </div>
  );
}

export function Below({
  id,
  hint,
  problem,
}: {
  id: string;
  hint?: string | undefined;
  problem: string | null;
}) {
  if (problem === null && hint === undefined) return null;
  return (
    <div id={id}>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {hint !== undefined && <p class="hint">{hint}</p>}
    </div>
  );
}

/** A password that can be looked at before it is sent. */
export function PasswordField(props: FieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      input={{
        autocapitalize: "none",
        spellcheck: false,
        ...props.input,
        type: shown ? "text" : "password",
      }}
      beside={
        <button type="button" class="plain" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {text(shown ? "hide" : "show")}
          <span class="unseen"> {props.label}</span>
        </button>
      }
    />
  );
}

/** What was not done, and why: above the button that asked for it. */
export function Problem({ children }: { children: string | null }) {
  return children === null ? null : (
    <p class="problem" role="alert">
      {children}
    </p>
  );
}
