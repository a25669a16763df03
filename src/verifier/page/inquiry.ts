import { signal } from "@preact/signals";
import type { Use, Verdict } from "../verdict.ts";
import { verify, verifyMarkText } from "../verify.ts";
import { keptChoice } from "./kept.ts";
import { contextOfKeys, isListKind, offerList } from "./keys-store.ts";
import type { Sentence } from "./language.ts";
import { type OfferedTrouble, offeredFile } from "./offered-file.ts";
import { keepSeen, seenSoFar } from "./seen-store.ts";
import { TEXTS } from "./texts.ts";
import { goTo, view } from "./view.ts";

export const use = keptChoice<Use>("use", ["roadside", "transfer", "check-in"], "roadside");
/** False where whoever holds the device said that its clock is wrong: until the page is closed. */
export const isClockTrusted = signal(true);
export const isChecking = signal(false);
export const trouble = signal<OfferedTrouble | null>(null);

/** The bytes of a file, or the text of a code, which can be nothing but a mark. */
export type Asked = Uint8Array | string;

/** What was asked last, and what was answered. */
export interface Inquiry {
  readonly asked: Asked;
  readonly from: Sentence;
  readonly verdict: Verdict;
  /** Of the clock that the answer stands on; null where it was not trusted. */
  readonly judgedMs: number | null;
}
export const inquiry = signal<Inquiry | null>(null);

/** A phone has little more for a page: what is larger unpacked is for the command. */
const OF_PAGE = { witnessesAtLeast: 1, unpackedMax: 96 * 2 ** 20 };

/** The number of what was offered last: what comes of anything before it comes too late to be shown. */
let last = 0;

function begun(): number {
  trouble.value = null;
  isChecking.value = true;
  last += 1;
  return last;
}

/** Checks it, and shows the answer. */
export async function ask(asked: Asked, from: Sentence): Promise<void> {
  await answer(begun(), asked, from);
}

async function answer(turn: number, asked: Asked, from: Sentence): Promise<void> {
  // Drawn before the page is busy.
  await new Promise((drawn) => setTimeout(drawn, 20));
  if (turn !== last) return;
  const answered = judged(asked, from);
  isChecking.value = false;
  const { verdict } = answered;
  if (typeof asked !== "string" && isListKind(verdict) && verdict.word === "verified") {
    offerList(asked, verdict);
    goTo("keys");
    return;
  }
  inquiry.value = answered;
  goTo("answer");
}

/** Of whatever kind it is. */
export async function askText(text: string, from: Sentence): Promise<void> {
  await ask(new TextEncoder().encode(text), from);
}

export async function askFile(file: Blob, name: string): Promise<void> {
  const turn = begun();
  const offered = await offeredFile(file);
  if (turn !== last) return;
  if (offered.kind === "trouble") toldTrouble(offered.trouble);
  else if (offered.kind === "code") await answer(turn, offered.text, TEXTS.ofPicture(name));
  else await answer(turn, offered.bytes, { zh: name, en: name });
}

/** Of what gives no answer. */
export function refuseOffer(why: OfferedTrouble): void {
  begun();
  toldTrouble(why);
}

function toldTrouble(why: OfferedTrouble): void {
  isChecking.value = false;
  trouble.value = why;
  const shown = view.peek();
  // The answer to something else would stand there as if it were of this.
  if (shown === "answer") inquiry.value = null;
  if (shown === "answer" || shown === "paste") goTo("home");
}

/** The same once more, where what it stands on has changed: the use, the clock, the lists. */
export function askAgain(): void {
  const before = inquiry.peek();
  if (before !== null) inquiry.value = judged(before.asked, before.from);
}

function judged(asked: Asked, from: Sentence): Inquiry {
  const nowMs = isClockTrusted.peek() ? Date.now() : null;
  const context = { ...contextOfKeys(), nowMs, use: use.peek(), ...OF_PAGE, seen: seenSoFar() };
  const verdict = typeof asked === "string" ? verifyMarkText(asked, context) : verify(asked, context);
  keepSeen(verdict.seen);
  return { asked, from, verdict, judgedMs: nowMs };
}
