import type { SessionRule } from "../../core/people/console-session.ts";
import type { PeopleNoted } from "../../core/people/people-noted.ts";
import type { Person } from "../../core/people/person.ts";
import type { GuessesPassword } from "../../core/people/secret-form.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { Clock, Timers } from "../../ports/clock.ts";
import type { SecretVault } from "../../ports/secret-vault.ts";
import type { UnstampedEntry } from "../journal-writer.ts";

export interface PeopleOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly rule: SessionRule;
  readonly vault: SecretVault;
  readonly isGuessed: GuessesPassword;
  /** `ready` comes when `isGuessed` may be asked; at once, where there is nothing to wait for. */
  whenGuessing?(ready: () => void): void;
  /** So many bytes that nobody can foretell. */
  random(bytes: number): Uint8Array;
  /** SHA-256. */
  digest(bytes: Uint8Array): Uint8Array;
  /** By all that was appended to the journal, durable or not yet. */
  readonly people: PeopleNoted;
  /** `then` comes when the entries are durable. */
  append(entries: readonly UnstampedEntry[], then: () => void): void;
}

export type Outcome<Value> =
  | ({ readonly kind: "done" } & Value)
  | { readonly kind: "refused"; readonly reason: Reason };

/** What a browser gets that signed in; the token is told once. */
export interface SignedIn {
  readonly token: string;
  readonly person: Person;
}

export type Told<Value> = (outcome: Outcome<Value>) => void;

export function refused(why: Reason): { readonly kind: "refused"; readonly reason: Reason } {
  return { kind: "refused", reason: why };
}
