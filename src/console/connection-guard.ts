import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Log } from "../ports/log.ts";
import { type ConsoleLimits, plainAddress } from "./console-limits.ts";
import { RefusalEpisode } from "./refusal-episode.ts";

/** Told to many at once, each for a moment: beyond these a refused connection is closed without a word. */
const TOLD_AT_ONCE = 16;
const TELL_WITHIN_MS = 500;

type State = "quiet" | "asking" | "upgrading" | "page";

interface Held {
  readonly address: string;
  readonly isOwn: boolean;
  state: State;
}

export interface ConnectionGuard {
  /** An upgrade has become a live page, whose own pings watch it from now on. */
  becamePage(socket: Socket): void;
  close(): void;
}

/**
 * Lets no more connections in than the console may have, before anything of HTTP is made for them. A full house refuses the newest
 * stranger. This machine's own are refused only when all places are taken by its own connections with something to do: else
 * the quietest of them makes room.
 */
export function guardConnections(
  server: Server,
  limits: ConsoleLimits,
  log: Log,
  isTls: boolean,
): ConnectionGuard {
  const guard = new Guard(limits, log, isTls);
  const serve = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    if (!guard.admits(socket)) return;
    for (const listener of serve) listener.call(server, socket);
  });
  // What HTTP sees of a connection with TLS is not what was let in.
  server.on("secureConnection", (socket: Socket) => guard.secured(socket));
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    guard.note(request.socket, "asking");
    response.once("close", () => guard.note(request.socket, "quiet"));
  });
  server.prependListener("upgrade", (_request, socket) => guard.upgrading(socket as Socket));
  return guard;
}

class Guard implements ConnectionGuard {
  readonly #limits: ConsoleLimits;
  readonly #isTls: boolean;
  readonly #held = new Map<Socket, Held>();
  /** Of TLS: the connection beneath. */
  readonly #beneath = new WeakMap<Socket, Socket>();
  readonly #told = new Set<Socket>();
  readonly #episode: RefusalEpisode;

  constructor(limits: ConsoleLimits, log: Log, isTls: boolean) {
    this.#limits = limits;
    this.#isTls = isTls;
    this.#episode = new RefusalEpisode(log, "connections", limits.episodeQuietMs);
  }

  admits(socket: Socket): boolean {
    const address = plainAddress(socket.remoteAddress ?? "");
    const isOwn = this.#limits.isOwn(address);
    if (!this.#hasRoom(address, isOwn)) {
      this.#episode.refused({ address, open: this.#held.size });
      this.#refuse(socket);
      return false;
    }
    this.#held.set(socket, { address, isOwn, state: "quiet" });
    socket.once("close", () => this.#held.delete(socket));
    return true;
  }

  /** Both are of one pair of addresses and ports, which no two open connections share. */
  secured(socket: Socket): void {
    const ends = endsOf(socket);
    for (const beneath of this.#held.keys())
      if (endsOf(beneath) === ends) {
        this.#beneath.set(socket, beneath);
        return;
      }
  }

  /** A page stays one until its connection closes. */
  note(seen: Socket, state: State): void {
    const socket = this.#beneath.get(seen) ?? seen;
    const held = this.#held.get(socket);
    if (held === undefined || held.state === "page") return;
    // Put behind the others, so that the first quiet one is the one that has been quiet for longest.
    this.#held.delete(socket);
    this.#held.set(socket, { ...held, state });
  }

  upgrading(socket: Socket): void {
    this.note(socket, "upgrading");
    const beneath = this.#beneath.get(socket) ?? socket;
    // The server's own clocks end with the upgrade.
    const late = setTimeout(() => {
      if (this.#held.get(beneath)?.state !== "page") socket.destroy();
    }, this.#limits.requestWithinMs);
    socket.once("close", () => clearTimeout(late));
    late.unref();
  }

  becamePage(socket: Socket): void {
    this.note(socket, "page");
  }

  close(): void {
    for (const socket of this.#told) socket.destroy();
    this.#episode.close();
  }

  #hasRoom(address: string, isOwn: boolean): boolean {
    const { connectionsMax, connectionsOwn, connectionsPerAddressMax } = this.#limits;
    if (isOwn) return this.#held.size < connectionsMax || this.#madeRoom();
    let strangers = 0;
    let same = 0;
    for (const held of this.#held.values()) {
      if (!held.isOwn) strangers++;
      if (held.address === address) same++;
    }
    if (same >= connectionsPerAddressMax) return false;
    return strangers < connectionsMax - connectionsOwn && this.#held.size < connectionsMax;
  }

  /** Of this machine's own connections the one that has asked for nothing for longest. */
  #madeRoom(): boolean {
    for (const [socket, { isOwn, state }] of this.#held) {
      if (!isOwn || state !== "quiet") continue;
      this.#held.delete(socket);
      socket.destroy();
      return true;
    }
    return false;
  }

  /** What the client wrote is read away: a connection closed with unread bytes takes the answer with it. */
  #refuse(socket: Socket): void {
    // Before TLS nothing can be said that a browser reads.
    if (this.#isTls || this.#told.size >= TOLD_AT_ONCE) {
      socket.destroy();
      return;
    }
    this.#told.add(socket);
    const end = setTimeout(() => socket.destroy(), TELL_WITHIN_MS);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      clearTimeout(end);
      this.#told.delete(socket);
    });
    socket.resume();
    socket.end(FULL);
  }
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}

const FULL_BODY = JSON.stringify({
  error:
    "This console has too many connections open; close pages that nobody looks at, or try again in a minute.",
});
const FULL = [
  "HTTP/1.1 503 Service Unavailable",
  "content-type: application/json; charset=utf-8",
  "cache-control: no-store",
  "retry-after: 60",
  "connection: close",
  `content-length: ${Buffer.byteLength(FULL_BODY)}`,
  "",
  FULL_BODY,
].join("\r\n");
