import { computed, signal } from "@preact/signals";
import type { Person } from "../../core/people/person.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { DeskActCode } from "../../core/trade/words/desk-acts.ts";
import { picture } from "./news.ts";
import { type Answer, type Refused, stationAnswer } from "./station-answer.ts";
import { textIn } from "./texts.ts";

/** What the station says of whoever is signed in on this page. */
export interface SessionView {
  readonly person: Person;
  readonly locked: boolean;
  readonly lockAfterMs: number;
  readonly mayDo: readonly DeskActCode[];
  /** Why no other page would be fed now; absent where one would. */
  readonly full?: Sentence;
}

/** Who stands before the page. Of the station it shows something in `open` alone. */
export type Standing =
  /** The station has not answered yet. */
  | { readonly kind: "unknown" }
  /** `why`: of a session that ended by itself. */
  | { readonly kind: "out"; readonly why: Sentence | null }
  | { readonly kind: "link"; readonly token: string }
  /** `person`: null where only the station knows. */
  | { readonly kind: "locked"; readonly person: Person | null }
  | { readonly kind: "open"; readonly session: SessionView };

export const standing = signal<Standing>({ kind: "unknown" });
export const session = computed(() => (standing.value.kind === "open" ? standing.value.session : null));
/** Changes when the page opens or shuts, and not with each answer about the session. */
export const isOpen = computed(() => standing.value.kind === "open");

const ASK_AGAIN_MS = 1_000;
/** A later answer stands above an earlier one, in whatever order they arrive. */
let turn = 0;
/** The last one who was signed in on this page. */
let known: Person | null = null;

/** `isTold`: the station has said that the session of this page is locked or over. */
export async function askSession({ isTold = false } = {}): Promise<void> {
  turn += 1;
  const mine = turn;
  const answer = await stationAnswer<SessionView>("GET", "api/session");
  if (mine !== turn) return;
  if (answer.kind === "done") return takeSession(answer.body);
  if (answer.kind === "refused" && shutBy(answer, isTold)) return;
  if (standing.value.kind === "unknown") setTimeout(() => askSession(), ASK_AGAIN_MS);
}

export function takeSession(view: SessionView): void {
  turn += 1;
  known = view.person;
  standing.value = view.locked ? { kind: "locked", person: view.person } : { kind: "open", session: view };
}

export function openLink(token: string): void {
  turn += 1;
  standing.value = { kind: "link", token };
}

/** As the person who is signed in: an answer that says nobody is, or that the screen is locked, shuts the page. */
export async function asked<Body = unknown>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer<Body>> {
  const isAct = method !== "GET" && !path.startsWith(OF_SESSION);
  if (isAct && picture.value.kind === "stale") return { ...PAGE_IS_OLD, said: both("pageIsOld") };
  const answer = await stationAnswer<Body>(method, path, body);
  noteAnswer(answer);
  return answer;
}

/** Whatever was asked, and however. */
export function noteAnswer(answer: Answer<unknown>): void {
  if (answer.kind === "refused") shutBy(answer);
}

export async function signIn(staffNumber: string, password: string): Promise<Answer<SessionView>> {
  const answer = await stationAnswer<SessionView>("POST", "api/session", { staffNumber, password });
  if (answer.kind === "done") takeSession(answer.body);
  return answer;
}

/** Shut at once, whatever the station says: whoever turns away must not leave the page open. */
export async function signOut(): Promise<void> {
  shut({ kind: "out", why: null });
  known = null;
  const answer = await stationAnswer("DELETE", "api/session");
  if (answer.kind === "unreachable" && standing.value.kind === "out")
    shut({ kind: "out", why: both("signOutUntold") });
}

/** The station was not told of a lock of this page, and takes the session for open. */
let owesLock = false;

export async function lock(): Promise<void> {
  shut({ kind: "locked", person: known });
  owesLock = true;
  const answer = await stationAnswer("POST", "api/session/lock");
  owesLock = answer.kind === "unreachable";
  if (answer.kind === "refused") shutBy(answer);
}

/** Without an answer of the station: it will have locked as well. */
export function lockHere(): void {
  shut({ kind: "locked", person: known });
}

/** Whether the screen was unlocked, or the session ended, at another page. What this page locked opens by the PIN alone. */
export async function lookWhetherUnlocked(): Promise<void> {
  if (owesLock) await lock();
  else await askSession();
}

export async function unlock(pin: string): Promise<Answer<unknown>> {
  // To a session that is open the station says yes, whatever the PIN.
  if (owesLock) await lock();
  if (owesLock) return { kind: "unreachable" };
  const answer = await asked("POST", "api/session/unlock", { pin });
  if (answer.kind === "done") await askSession();
  return answer;
}

function shut(to: Standing): void {
  turn += 1;
  standing.value = to;
}

/** True where the answer says that the page may not be open. */
function shutBy({ code, said }: Refused, isTold = false): boolean {
  switch (code) {
    case "SESSION_LOCKED":
      shut({ kind: "locked", person: known });
      return true;
    case "SESSION_OVER":
      known = null;
      shut({ kind: "out", why: said });
      return true;
    case "NOT_SIGNED_IN": {
      // A restart of the station forgets its sessions, and cannot say so of each.
      const why = known === null ? keptReason() : both(isTold ? "sessionEnded" : "sessionGone");
      known = null;
      shut({ kind: "out", why });
      return true;
    }
    default:
      return false;
  }
}

/** Two requests may be answered: the second one knows nobody, and must not take away what the first one said. */
function keptReason(): Sentence | null {
  return standing.value.kind === "out" ? standing.value.why : null;
}

/** Whoever locks the screen or goes away does so whatever it shows. */
const OF_SESSION = "api/session";
/** Whoever decides by an old picture decides something else than they see. */
const PAGE_IS_OLD = { kind: "refused", code: "PAGE_IS_OLD", params: {} } as const;

function both(key: "sessionGone" | "sessionEnded" | "signOutUntold" | "pageIsOld"): Sentence {
  return { zh: textIn(key, "zh"), en: textIn(key, "en") };
}
