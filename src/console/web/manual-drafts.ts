import { effect, signal } from "@preact/signals";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { ManualItem } from "./manual-parts.ts";
import { session, standing } from "./session-store.ts";

/** What somebody has begun to enter of one thing and the station has not taken. */
export interface Draft {
  /** A defect is being described. */
  readonly isDefect: boolean;
  readonly note: string;
  /** Figures as typed, by fact; what is not typed is what was entered. */
  readonly figures: Readonly<Record<string, string>>;
  /** Why it was not taken, and beside which figure that belongs; null: beside the whole. */
  readonly problem: { readonly said: Sentence; readonly fact: string | null } | null;
  /** A defect is about to become in order, which wants a second press. */
  readonly isArmed: boolean;
}

const NOTHING_TYPED: Draft = { isDefect: false, note: "", figures: {}, problem: null, isArmed: false };

const drafts = signal<Readonly<Record<string, Draft>>>({});

/**
 * What was typed outlives updates, refusals and a lock of the screen: it is of the person, and given back to the same person alone.
 * `forget` takes it away.
 */
export function keptForPerson(forget: () => void): void {
  let whose: string | null = null;
  effect(() => {
    const who = session.value?.person.id ?? null;
    const isOut = standing.value.kind === "out";
    if (isOut || (who !== null && who !== whose)) forget();
    if (isOut || who !== null) whose = who;
  });
}

keptForPerson(() => {
  drafts.value = {};
});

export function draftOf(job: string, item: string): Draft {
  return drafts.value[keyOf(job, item)] ?? NOTHING_TYPED;
}

export function draft(job: string, item: string, changes: Partial<Draft>): void {
  const key = keyOf(job, item);
  const known = drafts.peek()[key] ?? NOTHING_TYPED;
  drafts.value = { ...drafts.peek(), [key]: { ...known, ...changes } };
}

export function forgetDraft(job: string, item: string): void {
  const { [keyOf(job, item)]: _, ...others } = drafts.peek();
  drafts.value = others;
}

/** What stands in the field of a figure. */
export function typedFigure({ figures }: Draft, value: ManualItem["values"][number]): string {
  return figures[value.fact] ?? value.value ?? "";
}

/** Something was typed over what is entered. */
export function isChanged(typed: Draft, item: ManualItem): boolean {
  return item.values.some((value) => figureOf(typedFigure(typed, value)) !== (value.value ?? null));
}

const FIGURE = /^(?:0|[1-9]\d{0,5})(?:\.\d{1,3})?$/;

/** As the station takes it; null for what is none. A comma is what some keypads have for the point. */
export function figureOf(typed: string): string | null {
  const plain = typed
    .trim()
    .normalize("NFKC")
    .replace(/[,。、]/, ".")
    .replace(/^\./, "0.")
    .replace(/\.$/, "")
    .replace(/^0+(?=\d)/, "");
  return FIGURE.test(plain) ? plain : null;
}

function keyOf(job: string, item: string): string {
  return `${job} ${item}`;
}
