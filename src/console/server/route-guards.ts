import { DESK_ACTS, type DeskActCode } from "../../core/trade/words/desk-acts.ts";
import type { Visitor } from "../../station/people/people-desk.ts";

/**
 * Whom a route answers. `pages`: whoever asks, for the built files and what is not there. `anybody`: signed in or not, for the way in
 * itself. `session`: signed in, locked too, for the ways out of a locked screen. `inside`: signed in and not locked; whose act it is
 * depends on what is asked, and is decided where that is known. An act of the desk: by its row. `look-or-token`: as `look`, or a
 * program of this machine with the token that the station left in its data directory. `screen`: whoever shows the token of a screen, and
 * what that opens alone.
 */
export type RouteGuard =
  | "pages"
  | "anybody"
  | "session"
  | "inside"
  | "look-or-token"
  | "screen"
  | DeskActCode;

/** Everything that this console answers. What stands in no row is not there. */
export const ROUTE_GUARDS = {
  "GET /*": "pages",
  "GET /ws": "look",
  "GET /ws/screen": "screen",
  "GET /api/screen": "screen",
  "GET /api/screens": "screens.look",
  "GET /api/jobs/:job/slip": "slip.look",
  "GET /healthz": "anybody",
  "GET /metrics": "look-or-token",
  "GET /api/snapshot": "look-or-token",
  "GET /api/courses": "look",
  "GET /api/records/:id/:part": "look",
  "POST /api/records/:id/withdraw": "inside",
  "GET /api/results": "look",
  "GET /api/results/:record": "look",
  "GET /api/station": "look",
  "GET /api/station/devices/:device": "look",
  "GET /api/station/log": "look",
  "GET /api/queue": "look",
  "POST /api/queue": "inside",
  "GET /api/check-in": "inside",
  "POST /api/check-in": "inside",
  "POST /api/check-in/fetch": "inside",
  "POST /api/check-in/licence": "inside",
  "POST /api/check-in/licence-session": "inside",
  "POST /api/check-in/out": "inside",
  "POST /api/jobs": "inside",
  "GET /api/jobs/:job/rules": "look",
  "GET /api/jobs/:job/line": "look",
  "POST /api/jobs/:job/photos/:part/:photo": "inside",
  "GET /api/photos/:sha256": "look",
  "POST /api/commands": "inside",
  "POST /api/lanes": "lane.seen-out",
  "GET /api/session": "anybody",
  "POST /api/session": "anybody",
  "DELETE /api/session": "session",
  "POST /api/session/lock": "inside",
  "POST /api/session/unlock": "session",
  "POST /api/session/active": "inside",
  "POST /api/links/look": "anybody",
  "POST /api/links/use": "anybody",
  "GET /api/people": "people.look",
  "GET /api/names": "look",
  "POST /api/people": "people.change",
  "POST /api/people/:id": "people.change",
  "POST /api/people/:id/link": "people.change",
  "POST /api/own": "inside",
} as const satisfies Record<string, RouteGuard>;

export type RouteName = keyof typeof ROUTE_GUARDS;
export type SignedInVisitor = Extract<Visitor, { kind: "in" }>;

/** Whom the handler of a route gets to see: those whom its guard lets through. */
export type VisitorOf<Name extends RouteName> = (typeof ROUTE_GUARDS)[Name] extends
  | "pages"
  | "anybody"
  | "look-or-token"
  | "screen"
  ? Visitor
  : (typeof ROUTE_GUARDS)[Name] extends "session"
    ? Exclude<Visitor, { kind: "out" }>
    : SignedInVisitor;

export function isRouteName(name: string): name is RouteName {
  return Object.hasOwn(ROUTE_GUARDS, name);
}

/** The desk act that is asked for at this route; null where it is none, or depends on what is asked. */
export function actOf(guard: RouteGuard): DeskActCode | null {
  if (guard === "look-or-token") return "look";
  return Object.hasOwn(DESK_ACTS, guard) ? (guard as DeskActCode) : null;
}
