import type { CommandsStanding } from "../core/commands/commands-noted.ts";
import { toldOnce } from "../core/trade/told-once.ts";
import { whyOf } from "./command-desk.ts";
import type { CommandsView } from "./live-message.ts";

/** What the registry ordered, for the screens. */
export function commandsView({ locks, newest }: CommandsStanding): CommandsView {
  return {
    locks: locks.map((lock) => ({
      ...toldOnce(whyOf(lock)),
      number: lock.number,
      atWallMs: lock.atWallMs,
    })),
    newest: newest
      .map(({ number, kind, by, atWallMs, outcome }) => ({
        ...{ number, kind, by, atWallMs, outcome: outcome.kind },
        why: outcome.kind === "refused" ? toldOnce(outcome.reason) : null,
      }))
      .reverse(),
  };
}
