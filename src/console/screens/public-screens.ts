import type { FastifyInstance } from "fastify";
import type { WaitingSubject } from "../../core/screens/screen-picture.ts";
import type { ConnectionGuard } from "../connection-guard.ts";
import type { ConsoleLimits } from "../console-limits.ts";
import type { ConsoleOptions } from "../console-options.ts";
import { PageSlots } from "../page-slots.ts";
import type { Gate } from "../server/gate.ts";
import { ScreenDoor } from "./screen-door.ts";
import { ScreenHub } from "./screen-hub.ts";
import { screenLinkRoutes, screenRoutes } from "./screen-socket.ts";
import { ScreenTokens } from "./screen-tokens.ts";

/** What a console needs for screens without sign-in. */
export interface PublicScreens {
  /** 32 bytes, by which tokens are made. Another one ends all that were given. */
  readonly secret: Uint8Array;
  /** Who waits and has no job yet, in their order; default: nobody knows. */
  waiting?(): readonly WaitingSubject[];
}

/** Phones of a full hall may all be behind one address; they take no place of the console's pages, and boards none of theirs. */
const PHONES_MAX = 60;
const BOARDS_MAX = 30;

export interface OpenScreens {
  readonly door: ScreenDoor;
  routes(app: FastifyInstance, gate: Gate, guard: ConnectionGuard): void;
  close(): void;
}

export function openScreens(options: ConsoleOptions, limits: ConsoleLimits): OpenScreens {
  const { screen, screens, people, log } = options;
  const tokens = screens === undefined ? null : new ScreenTokens(screens.secret);
  const door = new ScreenDoor(tokens, people);
  const hub = new ScreenHub(screen, {
    waiting: () => screens?.waiting?.() ?? [],
    onThrow: (cause) => log.error("a screen could not be drawn", { error: String(cause) }),
  });
  const places = {
    phones: new PageSlots(placesOf(limits, PHONES_MAX), log),
    boards: new PageSlots(placesOf(limits, BOARDS_MAX), log),
  };
  return {
    door,
    routes: (app, gate, guard) => {
      screenRoutes(app, gate, { door, hub, limits, guard, places });
      screenLinkRoutes(gate, options, { tokens, hub });
    },
    close: () => {
      places.phones.close();
      places.boards.close();
    },
  };
}

function placesOf(limits: ConsoleLimits, most: number): ConsoleLimits {
  return { ...limits, pagesMax: most, pagesOwn: 0, pagesPerAddressMax: most };
}
