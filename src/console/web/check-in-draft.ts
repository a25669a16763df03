import { effect, signal } from "@preact/signals";
import type { WaitingName } from "../../core/queue/queue-order.ts";
import type { PapersFound } from "../../core/queue/queue-view.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import type { Values } from "./check-in-fields.ts";
import { mayDo } from "./permitted.ts";
import { session, standing } from "./session-store.ts";

/**
 * What was typed into a form and is not sent. It outlives a reload and a lock of the screen in this tab, and is given back to the same
 * person alone. An identity number is masked before it comes here.
 */
export interface Draft {
  readonly values: Values;
  /** Keys whose value was taken from an earlier record and not looked at since. */
  readonly before: readonly string[];
  /** What came of fetching papers for this form, the newest; absent where nobody did. */
  readonly fetched?: FetchedBefore;
  /** What the newest fetch filled in; absent where it brought no papers. */
  readonly filled?: Values | undefined;
  /** The number of a licence that a person found to be this candidate's; absent where none was shown. */
  readonly licence?: string | undefined;
  /** The press that was not answered, with what it sent: pressed again unchanged it is the same one. */
  readonly request: { readonly id: string; readonly of: string } | null;
}

/** All but the papers: those are in the fields. */
export type FetchedBefore = Omit<PapersFound, "papers">;

const KEY = "proofmark-check-in";
const EMPTY: Draft = { values: {}, before: [], request: null };
const KINDS = ["inspection", "exam"] as const;

/** Whom this page took in last, until it is left. */
export const tookInHere = signal<string | null>(null);

const drafts = signal<Readonly<Record<string, Draft>>>({});

/** The kinds of which this person may take somebody in. */
export function kindsTakenIn(): readonly JobKind[] {
  return KINDS.filter((kind) => mayDo(`${kind}.take-in`));
}

/** Of a new one, or of the waiting one that is corrected. */
export function draftName(kind: JobKind, instead: WaitingName | null): string {
  return instead === null ? kind : `${kind} ${instead.modifiedMs} ${instead.file}`;
}

export function draftOf(name: string): Draft {
  return drafts.value[name] ?? EMPTY;
}

export function hasDraft(name: string): boolean {
  return drafts.value[name] !== undefined;
}

export function setDraft(name: string, changes: Partial<Draft>): void {
  const known = drafts.peek()[name] ?? EMPTY;
  keep({ ...drafts.peek(), [name]: { ...known, ...changes } });
}

/** What is typed is no more what an earlier record said. */
export function typeInto(name: string, key: string, value: string): void {
  const { values, before } = drafts.peek()[name] ?? EMPTY;
  setDraft(name, { values: { ...values, [key]: value }, before: before.filter((other) => other !== key) });
}

/** What only the desk knows: no other region says where a vehicle is tested. */
const OWN_KEYS: readonly string[] = ["regionOfTest"];

/** Keys that say something else by now than what was fetched. */
export function changedSince({ values, filled }: Pick<Draft, "values" | "filled">): readonly string[] {
  if (filled === undefined) return [];
  const keys = new Set([...Object.keys(values), ...Object.keys(filled)]);
  return [...keys].filter((key) => !OWN_KEYS.includes(key) && (values[key] ?? "") !== (filled[key] ?? ""));
}

export function forgetDraft(name: string): void {
  const { [name]: _, ...others } = drafts.peek();
  keep(others);
}

const REQUEST_BYTES = 16;

/** The number of a press that sends this; the one before where it sends the same. */
export function requestFor(name: string, of: string): string {
  const { request } = drafts.peek()[name] ?? EMPTY;
  if (request?.of === of) return request.id;
  const bytes = crypto.getRandomValues(new Uint8Array(REQUEST_BYTES));
  const id = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  setDraft(name, { request: { id, of } });
  return id;
}

interface Kept {
  readonly person: string;
  readonly drafts: Readonly<Record<string, Draft>>;
}

function keep(now: Readonly<Record<string, Draft>>): void {
  drafts.value = now;
  const person = session.peek()?.person.id;
  if (person !== undefined) write({ person, drafts: now });
}

/** A browser that keeps nothing has the draft as long as the page is open. */
function write(kept: Kept | null): boolean {
  try {
    if (kept === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function read(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

let whose: string | null = null;

effect(() => {
  const who = session.value?.person.id ?? null;
  if (standing.value.kind === "out") {
    whose = null;
    drafts.value = {};
    write(null);
  } else if (who !== null && who !== whose) {
    whose = who;
    const kept = read();
    drafts.value = kept?.person === who ? kept.drafts : {};
  }
});
