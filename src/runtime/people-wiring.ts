import { randomBytes } from "node:crypto";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { sessionRule } from "../core/people/console-session.ts";
import type { GuessesPassword } from "../core/people/secret-form.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { SecretVault } from "../ports/secret-vault.ts";
import { PeopleDesk } from "../station/people/people-desk.ts";
import type { Station } from "../station/station.ts";

export interface PeopleParts {
  readonly clock: Clock & Timers;
  readonly vault: SecretVault;
  readonly isGuessed: GuessesPassword;
  readonly lockMinutes: number;
}

/** The people of a live station: its journal holds them, its data directory what their secrets are checked by. */
export function peopleDesk(
  station: Station,
  { clock, vault, isGuessed, lockMinutes }: PeopleParts,
): PeopleDesk {
  return new PeopleDesk({
    clock,
    timers: clock,
    rule: sessionRule(lockMinutes),
    vault,
    isGuessed,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    digest: sha256,
    people: station.people,
    append: (entries, then) => station.note(entries, then),
  });
}

/** Where a person opens a link: what stands behind `#` is in no request and in no log. */
export function linkUrl(consoleUrl: string, token: string): string {
  return `${consoleUrl}/#link=${token}`;
}
