import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { ScreenMessage } from "../../core/screens/screen-picture.ts";
import type { ScreenScope } from "../../core/screens/screen-scope.ts";
import { boardCars, courseSites } from "../../station/screens/car-board.ts";
import type { ConnectionGuard } from "../connection-guard.ts";
import type { ConsoleLimits } from "../console-limits.ts";
import type { ConsoleOptions } from "../console-options.ts";
import { feedSocket } from "../live-socket.ts";
import type { PageSlots } from "../page-slots.ts";
import type { Gate } from "../server/gate.ts";
import { nothingHere, refuse } from "../server/refusal-answer.ts";
import type { ScreenDoor } from "./screen-door.ts";
import type { ScreenHub } from "./screen-hub.ts";
import type { ScreenTokens } from "./screen-tokens.ts";

interface ScreenParts {
  readonly door: ScreenDoor;
  readonly hub: ScreenHub;
  readonly limits: ConsoleLimits;
  readonly guard: ConnectionGuard;
  readonly places: { readonly phones: PageSlots; readonly boards: PageSlots };
}

/** A slip is one person's: a family, and the page once more on another phone. */
const OF_ONE_JOB_MAX = 5;
/** Something of this machine failed: the page says that nobody knows, and comes again. */
const CANNOT_DRAW = 1011;

/** The picture that a token opens, once or as long as somebody looks. */
export function screenRoutes(app: FastifyInstance, gate: Gate, parts: ScreenParts): void {
  const { door, hub, limits, guard, places } = parts;
  const placesOf = ({ kind }: ScreenScope): PageSlots => places[kind === "job" ? "phones" : "boards"];
  const isOneTooMany = (scope: ScreenScope): boolean =>
    scope.kind === "job" && hub.followers(scope) >= OF_ONE_JOB_MAX;
  const isFull = (scope: ScreenScope, from: string): boolean =>
    isOneTooMany(scope) || placesOf(scope).whyFull(from) !== null;
  gate.route("GET /api/screen", async ({ request }, reply) => {
    const scope = door.scopeOf(request);
    const picture = hub.picture(scope);
    if (picture === null) return nothingHere(reply);
    // A browser does not say why a socket was refused: the page is told here that it would be.
    if (isFull(scope, request.raw.socket.remoteAddress ?? "")) reply.header("x-proofmark-room", "none");
    return picture;
  });
  app.get(
    "/ws/screen",
    {
      websocket: true,
      onRequest: async (request, reply) => {
        if (request.headers.upgrade === undefined) return undefined;
        const scope = door.scopeOf(request);
        if (hub.picture(scope) === null) return nothingHere(reply);
        if (isOneTooMany(scope))
          return reply.code(503).send({ error: `At most ${OF_ONE_JOB_MAX} pages may show one job.` });
        const full = placesOf(scope).take(request.raw.socket);
        return full === null ? undefined : refuse(reply, full);
      },
    },
    (socket, request) => {
      guard.becamePage(request.raw.socket);
      const scope = door.scopeOf(request);
      try {
        feedSocket<ScreenMessage>(
          socket,
          feedOf(hub, scope, () => socket.close(CANNOT_DRAW)),
          limits,
        );
      } catch {
        // Told where it was first seen; this page hears nothing rather than something old.
        socket.close(CANNOT_DRAW);
      }
    },
  );
}

function feedOf(hub: ScreenHub, scope: ScreenScope, fail: () => void) {
  return {
    beginning: (): readonly ScreenMessage[] => {
      const picture = hub.picture(scope);
      return picture === null ? [] : [{ type: "picture", picture }];
    },
    subscribe: (tell: (message: ScreenMessage) => void) =>
      hub.follow(scope, (picture) => {
        if (picture === null) fail();
        else tell({ type: "picture", picture });
      }),
  };
}

const jobParams = z.strictObject({ job: z.string().min(1).max(80) });

/** Tokens for whoever may give them: the addresses of boards and hall for the manager, that of a job for whoever works on it. */
export function screenLinkRoutes(
  gate: Gate,
  { screen, names = [] }: ConsoleOptions,
  { tokens, hub }: { readonly tokens: ScreenTokens | null; readonly hub: ScreenHub },
): void {
  gate.route("GET /api/screens", async (_call, reply) => {
    if (tokens === null) return nothingHere(reply);
    const { lanes, devices } = screen.snapshot().station;
    const courses = courseSites(devices).map((site) => ({ site, positions: boardCars(devices, site) }));
    const all = [
      ...lanes.map(({ site, positions }) => ({ site, positions: positions.map(({ position }) => position) })),
      ...courses,
    ];
    return {
      names,
      hall: tokens.tokenOf({ kind: "hall" }),
      boards: all.map((board) => ({ ...board, token: tokens.tokenOf({ kind: "board", site: board.site }) })),
    };
  });
  gate.route("GET /api/jobs/:job/slip", async ({ request }, reply): Promise<FastifyReply | object> => {
    const params = jobParams.safeParse(request.params);
    const scope = params.success ? ({ kind: "job", job: params.data.job } as const) : null;
    const picture = scope === null || tokens === null ? null : hub.picture(scope);
    // A slip of a job that there is not would be a token for one that may come.
    if (scope === null || tokens === null || picture?.screen !== "job" || picture.kind === null)
      return nothingHere(reply);
    return { names, token: tokens.tokenOf(scope) };
  });
}
