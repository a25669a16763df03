import { computed, signal } from "@preact/signals";
import { KEYS_BLOCK, keysOfBlock, type PageKeys } from "../page-keys.ts";
import type { Context, Verdict } from "../verdict.ts";
import { verify } from "../verify.ts";
import { keepText, keptText } from "./kept.ts";
import { type ListFacts, listFacts } from "./list-facts.ts";
import { forgetSeen } from "./seen-store.ts";

export type ListKind = "issuers" | "trust";
const KINDS: readonly ListKind[] = ["issuers", "trust"];

/** How it is known whose lists may be believed. */
export interface Pinned {
  readonly hex: string;
  /** recalled: the browser says that somebody compared it, and any other page from this disk could have made it say so. */
  readonly how: "embedded" | "compared" | "uncompared" | "recalled";
}

export interface HeldList {
  readonly kind: ListKind;
  readonly text: string;
  readonly facts: ListFacts;
}

export type Told =
  | { readonly kind: "taken" }
  /** The keys of one station, where those of all are held. */
  | { readonly kind: "excerpt" }
  | { readonly kind: "older"; readonly held: number; readonly offered: number };

export const pinned = signal<Pinned | null>(null);
export const held = signal<Readonly<Record<ListKind, HeldList | null>>>({ issuers: null, trust: null });
/** A list that somebody offered, until its fingerprint is compared. */
export const candidate = signal<HeldList | null>(null);
export const told = signal<Told | null>(null);
/** False where the browser keeps nothing. */
export const isKept = signal(true);

/** Named beside every answer: it stands on a list that may be anybody's. */
export const isUncompared = computed(() => pinned.value !== null && isDoubted(pinned.value.how));

/** Only a fingerprint that somebody compared decides; else whoever gave the list is believed, and that is said. */
export function contextOfKeys(): Pick<Context, "authority" | "issuers" | "trust"> {
  const { issuers, trust } = held.peek();
  return {
    authority: pinnedHex(),
    issuers: issuers === null ? null : new TextEncoder().encode(issuers.text),
    trust: trust === null ? null : new TextEncoder().encode(trust.text),
  };
}

export function isListKind(verdict: Verdict): verdict is Verdict & { readonly kind: ListKind } {
  return verdict.kind === "issuers" || verdict.kind === "trust";
}

/** A list that checks: taken at once where its authority is known already, and else shown for comparing. */
export function offerList(bytes: Uint8Array, verdict: Verdict): void {
  const list = listOfVerdict(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), verdict);
  told.value = null;
  candidate.value = null;
  if (list === null) return;
  if (pinnedHex() === list.facts.authority) take(list);
  else candidate.value = list;
}

export function acceptCandidate(how: "compared" | "uncompared"): void {
  const list = candidate.peek();
  if (list === null) return;
  const { authority } = list.facts;
  // Another authority: what the one before it signed is not believed any more.
  if (pinned.peek()?.hex !== authority) {
    held.value = { issuers: null, trust: null };
    forgetSeen();
  }
  pinned.value = { hex: authority, how };
  candidate.value = null;
  take(list);
}

export function forgetKeys(): void {
  for (const kind of KINDS) keepText(kind, null);
  keepText("authority", null);
  forgetSeen();
  startKeys();
  told.value = null;
}

/** From what came with the page and what this browser kept, the newer of both; an excerpt only where there is no whole list. */
export function startKeys(): void {
  const block = keysOfBlock(document.getElementById(KEYS_BLOCK)?.textContent ?? "");
  held.value = { issuers: null, trust: null };
  candidate.value = null;
  pinned.value = pinnedAtStart(block);
  for (const kind of KINDS) {
    const found: HeldList[] = [];
    for (const text of [block?.[kind] ?? null, keptText(kind)]) {
      const list = text === null ? null : checked(kind, text);
      if (list === null) continue;
      pinned.value ??= { hex: list.facts.authority, how: text === block?.[kind] ? "embedded" : "uncompared" };
      found.push(list);
    }
    for (const list of found) if (whyNotTaken(list) === null) held.value = { ...held.peek(), [kind]: list };
  }
}

function pinnedAtStart(block: PageKeys | null): Pinned | null {
  if (block !== null && block.authority !== null) return { hex: block.authority, how: "embedded" };
  // Lists that came with the page and name no authority: that of the first one.
  if (block !== null && (block.issuers ?? block.trust) !== null) return null;
  const [how, hex] = (keptText("authority") ?? "").split(" ");
  return hex !== undefined && /^[0-9a-f]{64}$/.test(hex)
    ? { hex, how: how !== "compared" ? "uncompared" : isFromDisk() ? "recalled" : "compared" }
    : null;
}

/** Pages from a disk share what the browser keeps, whoever wrote them: so does one that somebody hands over with a forged mark. */
function isFromDisk(): boolean {
  return globalThis.location?.protocol === "file:";
}

function isDoubted(how: Pinned["how"]): boolean {
  return how === "uncompared" || how === "recalled";
}

/** What is held already, to be compared as if it were offered now. */
export function compareHeld(): void {
  const { issuers, trust } = held.peek();
  told.value = null;
  candidate.value = issuers ?? trust;
}

function checked(kind: ListKind, text: string): HeldList | null {
  const list = listOfVerdict(text, verdictOn(text));
  return list?.kind === kind && (pinned.peek()?.hex ?? list.facts.authority) === list.facts.authority
    ? list
    : null;
}

function verdictOn(text: string): Verdict {
  return verify(new TextEncoder().encode(text), {
    nowMs: null,
    authority: pinnedHex(),
    issuers: null,
    trust: null,
    use: "roadside",
    seen: {},
    witnessesAtLeast: 1,
  });
}

function listOfVerdict(text: string, verdict: Verdict): HeldList | null {
  const facts = isListKind(verdict) && verdict.word === "verified" ? listFacts(verdict) : null;
  return facts === null || !isListKind(verdict) ? null : { kind: verdict.kind, text, facts };
}

function take(list: HeldList): void {
  const why = whyNotTaken(list);
  if (why !== null) {
    told.value = why;
    return;
  }
  held.value = { ...held.peek(), [list.kind]: list };
  const { hex, how } = pinned.peek() ?? { hex: list.facts.authority, how: "uncompared" };
  const isListKept = keepText(list.kind, list.text);
  isKept.value = keepText("authority", `${how} ${hex}`) && isListKept;
  told.value = { kind: "taken" };
}

/**
 * One rule for what came with the page, what is kept and what somebody offers: a whole list before an excerpt, which says nothing of other stations;
 * of two alike the newer. A list that is held already counts as newer, so that it is said to be in use.
 */
function whyNotTaken({ kind, facts }: HeldList): Exclude<Told, { readonly kind: "taken" }> | null {
  const before = held.peek()[kind]?.facts;
  if (before === undefined) return null;
  const [isExcerpt, isHeldExcerpt] = [facts.excerptOf !== null, before.excerptOf !== null];
  if (isExcerpt !== isHeldExcerpt) return isExcerpt ? { kind: "excerpt" } : null;
  const [offered, number] = [facts.number ?? 0, before.number ?? 0];
  return offered < number ? { kind: "older", held: number, offered } : null;
}

function pinnedHex(): string | null {
  const { hex, how } = pinned.peek() ?? { hex: null, how: "uncompared" };
  return isDoubted(how) ? null : hex;
}
