import type { FastifyInstance } from "fastify";
import type { PeopleDesk } from "../../station/people/people-desk.ts";
import type { ConnectionGuard } from "../connection-guard.ts";
import type { ConsoleLimits } from "../console-limits.ts";
import { feedPage } from "../live-socket.ts";
import type { PageSlots } from "../page-slots.ts";
import type { ScreenSource } from "../screen-source.ts";
import type { Gate } from "./gate.ts";
import { refuse } from "./refusal-answer.ts";

interface LiveParts {
  readonly screen: ScreenSource;
  readonly people: PeopleDesk;
  readonly limits: ConsoleLimits;
  readonly guard: ConnectionGuard;
  readonly slots: PageSlots;
}

/** The live socket of a page. It listens as long as its session is open, and no longer. */
export function liveRoute(app: FastifyInstance, gate: Gate, parts: LiveParts): void {
  const { screen, people, limits, guard, slots } = parts;
  app.get(
    "/ws",
    {
      websocket: true,
      onRequest: async (request, reply) => {
        if (request.headers.upgrade === undefined) return undefined;
        const full = slots.take(request.raw.socket);
        return full === null ? undefined : refuse(reply, full);
      },
    },
    (socket, request) => {
      guard.becamePage(request.raw.socket);
      const { token, from } = gate.call<"GET /ws">(request);
      const isOpen = (): boolean => people.visitor(token, from, false).kind === "in";
      const page = feedPage(socket, screen, limits);
      const leave = people.watch(token ?? "", () => {
        if (!isOpen()) page.signedOut();
      });
      socket.on("close", leave);
      // It may have been locked between the request and now.
      if (!isOpen()) page.signedOut();
    },
  );
}
