import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import { typeInto } from "./check-in-draft.ts";
import type { AskedField, Values } from "./check-in-fields.ts";
import { type Wrong, wrongAt } from "./check-in-papers.ts";
import { headed, said, text } from "./texts.ts";

/** What all fields of one form share. */
export interface FormState {
  readonly kind: JobKind;
  /** Of the draft. */
  readonly name: string;
  readonly values: Values;
  /** Keys that were taken from an earlier record. */
  readonly before: readonly string[];
  /** Keys that say something else than what was fetched. */
  readonly changed: readonly string[];
  readonly wrong: Signal<Wrong>;
}

/** What was wrong with it is not wrong any more until it is looked at again. */
export function enter({ name, wrong }: FormState, key: string, value: string): void {
  typeInto(name, key, value);
  if (wrong.peek()[key] === undefined) return;
  const { [key]: _, form: __, ...others } = wrong.peek();
  wrong.value = others;
}

/** A slip is said when the field is left, not while somebody types. */
export function check(field: AskedField, { values, wrong }: FormState): void {
  const why = wrongAt(field, values);
  if (why !== null) wrong.value = { ...wrong.peek(), [field.key]: why };
}

export interface FieldFrame {
  readonly problem: Sentence | null;
  readonly warning: Sentence | null;
  readonly hint: string | null;
  readonly isBefore: boolean;
  readonly isChanged: boolean;
  readonly input: {
    readonly id: string;
    readonly name: string;
    readonly autocomplete: "off";
    readonly spellcheck: false;
    readonly "aria-invalid": boolean;
    readonly "aria-describedby": string | undefined;
  };
}

export function useFrame(field: AskedField, state: FormState, warning: Sentence | null = null): FieldFrame {
  const id = useId();
  const problem = state.wrong.value[field.key] ?? null;
  const hint =
    field.without !== undefined ? said(field.without) : field.hint !== undefined ? text(field.hint) : null;
  const isBefore = state.before.includes(field.key);
  // Rows of a list are told at its head.
  const isChanged = state.changed.some((key) => key === field.key || key.startsWith(`${field.key}.`));
  const isDescribed = problem !== null || warning !== null || hint !== null || isBefore || isChanged;
  return {
    ...{ problem, warning, hint, isBefore, isChanged },
    input: {
      id,
      name: field.key,
      autocomplete: "off",
      spellcheck: false,
      "aria-invalid": problem !== null,
      "aria-describedby": isDescribed ? `${id}-below` : undefined,
    },
  };
}

export function Frame({
  field,
  frame,
  good,
  children,
}: {
  field: AskedField;
  frame: FieldFrame;
  /** What is well with what stands in it. */
  good?: string | undefined;
  children: ComponentChildren;
}) {
  const { problem, warning, hint, isBefore, isChanged, input } = frame;
  const marks = `${problem === null ? "" : " wrong"}${isBefore ? " from-before" : ""}${isChanged ? " not-as-fetched" : ""}`;
  return (
    <div class={`field asked${marks}`}>
      <label for={input.id}>
        <span>{headed(field.label)}</span>
        {children}
      </label>
      <div id={`${input.id}-below`}>
        {problem !== null && (
          <p class="problem" role="alert">
            {said(problem)}
          </p>
        )}
        {warning !== null && (
          <p class="warned" role="status">
            {said(warning)}
          </p>
        )}
        {isBefore && <p class="warned">{text("fromBefore")}</p>}
        {isChanged && <p class="warned">{text("notAsFetched")}</p>}
        {good !== undefined && <p class="hint">{good}</p>}
        {hint !== null && good === undefined && <p class="hint">{hint}</p>}
      </div>
    </div>
  );
}
