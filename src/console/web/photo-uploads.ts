import { effect, signal } from "@preact/signals";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { online } from "./live-store.ts";
import { keptForPerson } from "./manual-drafts.ts";
import { type Picture, pictureOf } from "./photo-picture.ts";
import { sendBytes } from "./send-bytes.ts";
import { isOpen } from "./session-store.ts";
import { type Answer, whyNotDone } from "./station-answer.ts";
import { type TextKey, textIn } from "./texts.ts";

/** A photo on its way to the station. */
export type Upload =
  | { readonly kind: "preparing" }
  | { readonly kind: "sending"; readonly picture: Picture; readonly share: number }
  /** It is not lost: it waits for another try. `isBroken`: by the connection, so that the page itself tries again. */
  | { readonly kind: "failed"; readonly picture: Picture; readonly why: Sentence; readonly isBroken: boolean }
  | { readonly kind: "no-picture" }
  /** The station has it, and is about to say so. */
  | { readonly kind: "sent"; readonly small: string; readonly sha256: string };

export interface PhotoPlace {
  readonly job: string;
  readonly part: string;
  readonly photo: string;
}

const uploads = signal<ReadonlyMap<string, Upload>>(new Map());
const places = new Map<string, PhotoPlace>();
/** Who turns away, or takes another one of the same, has no use for the answer of an earlier one. */
const turns = new Map<string, number>();

/** A weak connection has nothing of more of them at once. */
const AT_ONCE = 2;
let underway = 0;
const waiting: (() => void)[] = [];
/** As the station says with its refusal. */
const AGAIN_MS = 5_000;
const FULL: ReadonlySet<string> = new Set(["PHOTOS_AT_ONCE", "PHOTOS_AT_ONCE_HERE"]);

keptForPerson(() => {
  for (const key of places.keys()) nextTurn(key);
  uploads.value = new Map();
});

// The connection is back: what it broke off goes on by itself.
effect(() => {
  if (online.value !== true || !isOpen.value) return;
  for (const [key, upload] of uploads.peek())
    if (upload.kind === "failed" && upload.isBroken) void sendAgain(placeOf(key));
});

export function uploadOf(at: PhotoPlace): Upload | null {
  return uploads.value.get(keyOf(at)) ?? null;
}

export async function takePhoto(at: PhotoPlace, file: Blob): Promise<void> {
  const turn = nextTurn(keyOf(at));
  places.set(keyOf(at), at);
  note(at, { kind: "preparing" });
  const picture = await pictureOf(file);
  if (turns.get(keyOf(at)) !== turn) return;
  if (picture === null) note(at, { kind: "no-picture" });
  else await send(at, picture);
}

/** The station has told of it: from now on what it tells is what there is. */
export function arrived(at: PhotoPlace): void {
  uploads.value = new Map([...uploads.peek()].filter(([key]) => key !== keyOf(at)));
}

export async function sendAgain(at: PhotoPlace): Promise<void> {
  const upload = uploads.peek().get(keyOf(at));
  if (upload?.kind === "failed") await send(at, upload.picture);
}

async function send(at: PhotoPlace, picture: Picture): Promise<void> {
  const turn = nextTurn(keyOf(at));
  note(at, { kind: "sending", picture, share: 0 });
  await lane(() => sendNow(at, picture, turn));
}

async function sendNow(at: PhotoPlace, picture: Picture, turn: number): Promise<void> {
  // Taken again, or nobody's any more, while others were on their way.
  if (turns.get(keyOf(at)) !== turn) return;
  const path = ["api/jobs", at.job, "photos", at.part, at.photo].map((step, index) =>
    index === 0 ? step : encodeURIComponent(step),
  );
  const answer = await sendBytes<{ sha256: string }>(path.join("/"), picture.bytes, (share) => {
    if (turns.get(keyOf(at)) === turn) note(at, { kind: "sending", picture, share });
  });
  if (turns.get(keyOf(at)) !== turn) return;
  if (answer.kind === "done") note(at, { kind: "sent", small: picture.small, sha256: answer.body.sha256 });
  else {
    const isBroken = answer.kind === "unreachable";
    note(at, { kind: "failed", picture, why: whyNotSent(answer), isBroken });
    if (answer.kind === "refused" && FULL.has(answer.code ?? "")) againSoon(at, turn);
  }
}

/** What the station cannot take just now goes on by itself, unless somebody does something about it first. */
function againSoon(at: PhotoPlace, turn: number): void {
  setTimeout(() => {
    if (turns.get(keyOf(at)) === turn && isOpen.peek()) void sendAgain(at);
  }, AGAIN_MS);
}

/** A few at a time: a connection that is back has all of them at once, of which the station takes a few. */
async function lane(work: () => Promise<void>): Promise<void> {
  while (underway >= AT_ONCE) await new Promise<void>((free) => waiting.push(free));
  underway += 1;
  try {
    await work();
  } finally {
    underway -= 1;
    waiting.shift()?.();
  }
}

function whyNotSent(answer: Exclude<Answer<unknown>, { kind: "done" }>): Sentence {
  return answer.kind === "refused" ? whyNotDone(answer) : both("photoBroken");
}

function note(at: PhotoPlace, upload: Upload): void {
  uploads.value = new Map([...uploads.peek(), [keyOf(at), upload]]);
}

function nextTurn(key: string): number {
  const turn = (turns.get(key) ?? 0) + 1;
  turns.set(key, turn);
  return turn;
}

function keyOf({ job, part, photo }: PhotoPlace): string {
  return `${job} ${part} ${photo}`;
}

function placeOf(key: string): PhotoPlace {
  return places.get(key) ?? { job: "", part: "", photo: "" };
}

function both(key: TextKey): Sentence {
  return { zh: textIn(key, "zh"), en: textIn(key, "en") };
}
