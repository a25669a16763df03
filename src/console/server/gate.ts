import { createHash, timingSafeEqual } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { PeopleDesk, Visitor } from "../../station/people/people-desk.ts";
import { isLoopback, plainAddress } from "../console-limits.ts";
import { consoleClockMs } from "../live-socket.ts";
import { fromOwnPage, headersFor } from "../page-guard.ts";
import type { ScreenDoor } from "../screens/screen-door.ts";
import { refuse } from "./refusal-answer.ts";
import {
  actOf,
  isRouteName,
  ROUTE_GUARDS,
  type RouteGuard,
  type RouteName,
  type VisitorOf,
} from "./route-guards.ts";
import type { SessionCookie } from "./session-cookie.ts";

export interface GateOptions {
  readonly people: PeopleDesk;
  readonly cookie: SessionCookie;
  /** By which it may be asked for, beside addresses and the machine's own names. */
  readonly names: readonly string[];
  readonly isTls: boolean;
  /** Opens the status to a program of this machine; null: nothing does. */
  readonly localToken: string | null;
  /** Lets those in who come with the token of a screen. */
  readonly screens: ScreenDoor;
}

/** Who asks, and what they may be told. */
export interface Call<Name extends RouteName> {
  readonly request: FastifyRequest;
  readonly visitor: VisitorOf<Name>;
  /** The address they are at. */
  readonly from: string;
  /** Of the session, as the browser showed it. */
  readonly token: string | null;
}

interface Caller {
  readonly visitor: Visitor;
  readonly from: string;
  readonly token: string | null;
  /** One of this machine that showed the local token. */
  readonly isProgram: boolean;
}

type Handler<Name extends RouteName> = (call: Call<Name>, reply: FastifyReply) => Promise<unknown>;

interface Within<Name extends RouteName> {
  readonly app: FastifyInstance;
  /** Bytes; default: as of every route. */
  readonly bodyLimit?: number;
  /**
   * What can be refused before the body is read, after the guard let somebody through. `whenGone` tells, once, that the answer has left or the connection
   * is closed.
   */
  readonly whyNot?: (call: Call<Name>, whenGone: (then: () => void) => void) => Reason | null;
}

/** Says when the page was pressed, by the clock of the beats that it was told. A program that has no page sends none. */
export const PRESSED_HEADER = "x-proofmark-pressed";
/** Whoever pressed has been waiting for so long, in front of a page that says that it hears nothing: they may want something else by now. */
const LATE_MS = 5_000;
const READS: ReadonlySet<string> = new Set(["GET", "HEAD"]);
const ORIGIN_SHOWN_MAX = 100;

/**
 * Every request comes through here first: is it of our own page, who is it, and is this route theirs. A route is made by `route`
 * alone, and one that has no row among the guards stops the start.
 */
export class Gate {
  readonly #app: FastifyInstance;
  readonly #options: GateOptions;
  readonly #callers = new WeakMap<FastifyRequest, Caller>();

  constructor(app: FastifyInstance, options: GateOptions) {
    this.#app = app;
    this.#options = options;
    app.addHook("onRoute", refuseUnguarded);
    app.addHook("onRequest", async (request, reply) => this.#admit(request, reply));
  }

  /** The last one: another part of the same server, which reads bodies in its own way and up to its own size. */
  route<Name extends RouteName>(
    name: Name,
    handler: Handler<Name>,
    { app, bodyLimit, whyNot }: Within<Name> = { app: this.#app },
  ): void {
    const [method = "", url = ""] = name.split(" ");
    app.route({
      method,
      url,
      ...(bodyLimit !== undefined && { bodyLimit }),
      ...(whyNot !== undefined && {
        preParsing: async (request: FastifyRequest, reply: FastifyReply) => {
          const why = whyNot(this.call<Name>(request), (then) =>
            whenGone(request.raw.socket, reply.raw, then),
          );
          return why === null ? undefined : refuse(reply, why);
        },
      }),
      handler: (request, reply) => {
        // The body may have come long after the head: who was let in then may be out by now.
        const refusal = this.#judge(request, reply, name);
        return refusal ?? handler(this.call<Name>(request), reply);
      },
    });
  }

  /** What the hook found out about this request. */
  call<Name extends RouteName>(request: FastifyRequest): Call<Name> {
    const caller = this.#callers.get(request);
    if (caller === undefined) throw new Error(`nobody was asked about ${request.method} ${request.url}`);
    // The hook let through only whom the guard of this route names.
    return { ...caller, request, visitor: caller.visitor as VisitorOf<Name> };
  }

  #admit(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    reply.headers(headersFor(request.url, this.#options.isTls));
    const address = request.raw.socket.remoteAddress;
    // Gone already: nobody reads an answer, and a session must not be judged by an address that nobody knows.
    if (address === undefined) return reply.code(400).send();
    const from = plainAddress(address);
    const name = `${request.method === "HEAD" ? "GET" : request.method} ${request.routeOptions.url ?? "/*"}`;
    const guard = isRouteName(name) ? ROUTE_GUARDS[name] : "pages";
    const act = actOf(guard) ?? (isRouteName(name) ? name : "unknown");
    const foreign = this.#whyForeign(request);
    if (foreign !== null) return this.#deny(reply, { person: null, from, act, why: foreign });
    if (guard === "pages") return undefined;
    const out: Visitor = { kind: "out", reason: reason("NOT_SIGNED_IN", {}) };
    if (guard === "screen") {
      this.#callers.set(request, { visitor: out, from, token: null, isProgram: false });
      return this.#options.screens.admit(request, reply, from, act);
    }
    const late = READS.has(request.method) ? null : whyLate(request.headers[PRESSED_HEADER]);
    if (late !== null) return refuse(reply, late);

    const token = this.#options.cookie.read(request);
    const isProgram = guard === "look-or-token" && this.#isLocalProgram(request, address);
    this.#callers.set(request, { visitor: out, from, token: isProgram ? null : token, isProgram });
    return isRouteName(name) ? this.#judge(request, reply, name) : undefined;
  }

  /** Who it is now, and whether the guard lets them through; what it answers where it does not. */
  #judge(request: FastifyRequest, reply: FastifyReply, name: RouteName): FastifyReply | undefined {
    const caller = this.#callers.get(request);
    const guard: RouteGuard = ROUTE_GUARDS[name];
    if (caller === undefined || caller.isProgram || guard === "pages" || guard === "screen") return undefined;
    const { people } = this.#options;
    const { from, token } = caller;
    const visitor = people.visitor(token, from, !READS.has(request.method));
    this.#callers.set(request, { ...caller, visitor });
    if (guard === "anybody") return undefined;
    const desk = actOf(guard);
    const act = desk ?? name;
    if (visitor.kind === "out") return this.#deny(reply, { person: null, from, act, why: visitor.reason });
    if (guard === "session") return undefined;
    if (visitor.kind === "locked")
      return this.#deny(reply, { person: visitor.person.id, from, act, why: reason("SESSION_LOCKED", {}) });
    const why = desk === null ? null : people.whyNot(visitor, from, desk);
    return why === null ? undefined : refuse(reply, why);
  }

  #deny(reply: FastifyReply, denied: Parameters<PeopleDesk["deny"]>[0]): FastifyReply {
    this.#options.people.deny(denied);
    return refuse(reply, denied.why);
  }

  /** What changes something, and what listens, must come from this console's own page and say so; what reads must not come from another. */
  #whyForeign(request: FastifyRequest): Reason | null {
    const { origin, host, upgrade } = request.headers;
    const { names, isTls } = this.#options;
    if (!fromOwnPage({ origin, host }, names))
      return reason("REQUEST_FOREIGN", { origin: shownOrigin(origin ?? host ?? "") });
    if (READS.has(request.method) && upgrade === undefined) return null;
    if (origin === undefined) return reason("REQUEST_OF_NO_PAGE", {});
    return origin === `${isTls ? "https" : "http"}://${host}`
      ? null
      : reason("REQUEST_FOREIGN", { origin: shownOrigin(origin) });
  }

  #isLocalProgram(request: FastifyRequest, address: string): boolean {
    const { localToken } = this.#options;
    const shown = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
    // A console on one address of this machine is asked from that very address.
    const isOfThisMachine = isLoopback(address) || address === request.raw.socket.localAddress;
    if (localToken === null || shown === undefined || !isOfThisMachine) return false;
    return timingSafeEqual(digestOf(shown), digestOf(localToken));
  }
}

/** A station that stood still would do now what somebody wanted then. */
function whyLate(pressed: string | readonly string[] | undefined): Reason | null {
  if (typeof pressed !== "string" || !/^\d{1,15}$/.test(pressed)) return null;
  const lateMs = consoleClockMs() - Number(pressed);
  return lateMs > LATE_MS ? reason("REQUEST_LATE", { seconds: Math.round(lateMs / 1000) }) : null;
}

/** A route without a guard would be one that nobody watches. */
function refuseUnguarded({ method, url }: Pick<RouteOptions, "method" | "url">): void {
  for (const each of [method].flat()) {
    const name = `${each === "HEAD" ? "GET" : each} ${url}`;
    if (!isRouteName(name)) throw new Error(`${name} has no guard; give it a row in ROUTE_GUARDS`);
  }
}

/** Once, though each of both tells of the other: an answer that waits behind another on a connection that breaks need not hear of its end. */
function whenGone(socket: Socket, answer: ServerResponse, then: () => void): void {
  let isGone = false;
  const gone = (): void => {
    if (isGone) return;
    isGone = true;
    socket.off("close", gone);
    answer.off("close", gone);
    then();
  };
  socket.once("close", gone);
  answer.once("close", gone);
  if (socket.destroyed || answer.destroyed) gone();
}

/** Of one length, whatever was shown. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** A stranger wrote it, and it goes into the journal. */
function shownOrigin(origin: string): string {
  return origin.slice(0, ORIGIN_SHOWN_MAX).replace(/[^\x20-\x7e]/g, "?");
}
