import type { Doer, SessionEnd } from "../../core/people/console-act.ts";
import { type ConsoleSession, type SessionStanding, standing } from "../../core/people/console-session.ts";
import { toHex } from "../../core/record/base64.ts";
import type { TimerHandle } from "../../ports/clock.ts";
import type { PeopleOptions } from "./people-options.ts";

const TOKEN_BYTES = 32;
const SESSION_ID_BYTES = 8;
const ENDED_MAX = 200;
const LOOK_EVERY_MS = 10_000;

type Parts = Pick<PeopleOptions, "clock" | "timers" | "rule" | "random" | "digest" | "append">;

/**
 * Who is signed in, by the hash of the token that their browser holds. In memory alone: after a restart everybody signs in again.
 * What becomes of a session is an entry of the journal.
 */
export class SessionShelf {
  readonly #parts: Parts;
  readonly #sessions = new Map<string, ConsoleSession>();
  /** Of the newest that ended by themselves: whoever sits there is told why. */
  readonly #ended = new Map<string, SessionEnd>();
  readonly #watchers = new Map<string, Set<() => void>>();
  #look: TimerHandle | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#lookLater();
  }

  /** A new session and the token that opens it, which nobody gets to see before `doer`'s entry is durable. */
  make(person: string, from: string): { readonly token: string; readonly doer: Doer; begin(): void } {
    const token = this.#newToken();
    const doer: Doer = { person, from, session: toHex(this.#parts.random(SESSION_ID_BYTES)) };
    const begin = (): void => {
      const nowMs = this.#parts.clock.monoMs();
      this.#sessions.set(this.#key(token), { doer, beganMs: nowMs, seenMs: nowMs, locked: false });
    };
    return { token, doer, begin };
  }

  /** Who is signed in, whoever asks: nobody is seen by it. */
  present(): readonly { readonly person: string; readonly locked: boolean }[] {
    return [...this.#sessions.values()].map(({ doer, locked }) => ({ person: doer.person, locked }));
  }

  /** How the session of this token stands, seen from there; what is over is taken away, and the journal says why. */
  look(token: string, from: string): { session: ConsoleSession; standing: SessionStanding } | null {
    const key = this.#key(token);
    const session = this.#sessions.get(key);
    if (session === undefined) return null;
    return { session, standing: this.#judge(key, session, from) };
  }

  /** The person has done something. */
  seen(token: string): void {
    this.#change(token, { seenMs: this.#parts.clock.monoMs() });
  }

  lock(token: string): void {
    const key = this.#key(token);
    const session = this.#sessions.get(key);
    if (session !== undefined) this.#lock(key, session);
  }

  /** By another token from now on, as with every proof of who it is; null where the session is over. */
  unlock(token: string): string | null {
    const key = this.#key(token);
    const session = this.#sessions.get(key);
    if (session === undefined) return null;
    const fresh = this.#newToken();
    this.#sessions.delete(key);
    this.#sessions.set(this.#key(fresh), { ...session, locked: false, seenMs: this.#parts.clock.monoMs() });
    this.#tell(key);
    return fresh;
  }

  /** Without an entry: whoever asks says it. */
  drop(token: string): Doer | null {
    const key = this.#key(token);
    const session = this.#sessions.get(key);
    if (session === undefined) return null;
    this.#sessions.delete(key);
    this.#tell(key);
    return session.doer;
  }

  /** All sessions of a person but one. */
  endAllOf(person: string, why: SessionEnd, but: string | null = null): void {
    for (const [key, session] of [...this.#sessions])
      if (session.doer.person === person && session.doer.session !== but) this.#end(key, session, why);
  }

  /** `changed` comes when the session is locked or over. Ended by what it returns. */
  watch(token: string, changed: () => void): () => void {
    const key = this.#key(token);
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers);
    watchers.add(changed);
    return () => {
      watchers.delete(changed);
      if (watchers.size === 0) this.#watchers.delete(key);
    };
  }

  stop(): void {
    this.#look?.cancel();
    this.#look = null;
  }

  #judge(key: string, session: ConsoleSession, from: string): SessionStanding {
    const found = standing(session, from, this.#parts.clock.monoMs(), this.#parts.rule);
    if (found.kind === "over") this.#end(key, session, found.why);
    if (found.kind === "locked" && !session.locked) this.#lock(key, session);
    return found;
  }

  #lock(key: string, session: ConsoleSession): void {
    if (session.locked) return;
    this.#sessions.set(key, { ...session, locked: true });
    this.#say(session.doer, { kind: "session-locked" });
    this.#tell(key);
  }

  /** Why the session of this token ended by itself; null where it did not, or long ago. */
  whyEnded(token: string): SessionEnd | null {
    return this.#ended.get(this.#key(token)) ?? null;
  }

  #end(key: string, session: ConsoleSession, why: SessionEnd): void {
    this.#sessions.delete(key);
    this.#ended.set(key, why);
    for (const oldest of this.#ended.keys()) {
      if (this.#ended.size <= ENDED_MAX) break;
      this.#ended.delete(oldest);
    }
    this.#say(session.doer, { kind: "session-ended", why });
    this.#tell(key);
  }

  #say(by: Doer, act: { kind: "session-locked" } | { kind: "session-ended"; why: SessionEnd }): void {
    this.#parts.append([{ type: "console-acted", by, act }], () => undefined);
  }

  #tell(key: string): void {
    for (const changed of [...(this.#watchers.get(key) ?? [])]) changed();
  }

  #change(token: string, change: Partial<ConsoleSession>): void {
    const key = this.#key(token);
    const session = this.#sessions.get(key);
    if (session !== undefined) this.#sessions.set(key, { ...session, ...change });
  }

  /** A page that nobody touches must be locked without being asked anything. */
  #lookLater(): void {
    this.#look = this.#parts.timers.start("sessions", LOOK_EVERY_MS, () => {
      for (const [key, session] of [...this.#sessions]) this.#judge(key, session, session.doer.from);
      this.#lookLater();
    });
  }

  #newToken(): string {
    return Buffer.from(this.#parts.random(TOKEN_BYTES)).toString("base64url");
  }

  #key(token: string): string {
    return toHex(this.#parts.digest(new TextEncoder().encode(token)));
  }
}
