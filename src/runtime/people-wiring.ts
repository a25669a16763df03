import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { createPasswordGuesses } from "../adapters/keys/password-guesses.ts";
import { SecretFile } from "../adapters/keys/secret-file.ts";
import { sessionRule } from "../core/people/console-session.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import { PeopleDesk } from "../station/people/people-desk.ts";
import type { Station } from "../station/station.ts";
import type { StationConfig } from "./station-config.ts";

export interface PeopleParts {
  readonly clock: Clock & Timers;
  readonly config: Pick<StationConfig, "data" | "console">;
  /** What stops nothing and still has to be said. */
  onNotice(sentence: string): void;
}

/** The people of a live station: its journal holds them, its data directory what their secrets are checked by. */
export function peopleDesk(station: Station, { clock, config, onNotice }: PeopleParts): PeopleDesk {
  return new PeopleDesk({
    clock,
    timers: clock,
    rule: sessionRule(config.console.lockMinutes),
    vault: new SecretFile({ directory: join(config.data, "people"), onNotice }),
    ...createPasswordGuesses(),
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
