import { effect, signal } from "@preact/signals";
import type { QueueOfKind, QueueRow, QueueSeat, QueueView, Why } from "../../core/queue/queue-view.ts";
import type { Told } from "../../core/trade/reason-shape.ts";
import { page } from "./address.ts";
import { askOnce } from "./asking.ts";
import { refusal } from "./live-store.ts";
import { asked, isOpen } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";

/** Files come and go in a folder, which tells nobody: the page asks, as long as it is looked at. */
const ASK_EVERY_MS = 1_000;

/** Null while nothing has come. `atWallMs`: the station's clock at its last answer. */
export const queued = signal<{ readonly view: Shown; readonly atWallMs: number } | null>(null);
/** The last question had no answer: what is shown is older. */
export const queueUnread = signal(false);
/** Who was called here, newest first, until the page is left. */
export const calledHere = signal<readonly { readonly who: string; readonly job: string }[]>([]);
/** What came of the last change of the order, for whoever hears the page. */
export const movedHere = signal("");

type Shown = Omit<QueueView, "atWallMs">;

type Answered =
  | { readonly version: string; readonly atWallMs: number; readonly same: true }
  | { readonly version: string; readonly atWallMs: number; readonly same: false; readonly view: Shown };

let known = "";
let isAsking = false;

async function ask(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  const answer = await asked<Answered>("GET", known === "" ? "api/queue" : `api/queue?known=${known}`);
  isAsking = false;
  if (!isOpen.value) return;
  queueUnread.value = answer.kind !== "done";
  if (answer.kind !== "done") return;
  const { version, atWallMs } = answer.body;
  known = version;
  const view = answer.body.same ? queued.value?.view : answer.body.view;
  if (view !== undefined) queued.value = { view, atWallMs };
}

/** While a page shows who waits. */
export function followQueue(): void {
  effect(() => {
    if (!isOpen.value || !["queue", "lane", "check-in"].includes(page.value)) {
      known = "";
      queued.value = null;
      queueUnread.value = false;
      calledHere.value = [];
      movedHere.value = "";
      return undefined;
    }
    void ask();
    const timer = setInterval(() => {
      if (!document.hidden) void ask();
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  });
}

export function whyOf(why: Why | undefined): Told | null {
  return why === null || why === undefined ? null : (queued.value?.view.whys[why] ?? null);
}

/** Plate or name; the file where its papers cannot be read. */
export function nameOf({ subject, file }: QueueRow): string {
  return (subject === null ? undefined : Object.values(subject)[0]) ?? file;
}

/** The first place where nothing speaks against it. */
export function seatFor({ seats }: Pick<QueueOfKind, "seats">, row: QueueRow): QueueSeat | null {
  if (!row.isRead || row.interest !== null) return null;
  return seats.find((_seat, at) => row.at[at] === null) ?? null;
}

export function callRow(kind: QueueOfKind["kind"], row: QueueRow, seat: QueueSeat): void {
  const { file, modifiedMs } = row;
  const { site, car } = seat;
  const body = { kind, site, ...(car === null ? {} : { car }), called: { file, modifiedMs } };
  void askOnce(JSON.stringify(["call", kind]), async () => {
    refusal.value = null;
    const answer = await asked<{ readonly job: string }>("POST", "api/jobs", body);
    if (answer.kind === "done")
      calledHere.value = [{ who: nameOf(row), job: answer.body.job }, ...calledHere.value].slice(0, 3);
    else refusal.value = whyNotDone(answer);
    void ask();
    return answer;
  });
}

/** `said`: what is told once it is so. */
export function placeRow(
  kind: QueueOfKind["kind"],
  { file, modifiedMs }: QueueRow,
  what: { readonly before?: string | null; readonly seat?: QueueSeat | null },
  said: string,
): void {
  void askOnce(JSON.stringify(["place", kind, file, what]), async () => {
    refusal.value = null;
    const answer = await asked("POST", "api/queue", { kind, file, modifiedMs, ...what });
    if (answer.kind === "done") movedHere.value = said;
    else refusal.value = whyNotDone(answer);
    await ask();
    return answer;
  });
}

export function seatWords({ site, car }: QueueSeat): string {
  return car === null ? site : `${site} ${car}`;
}
