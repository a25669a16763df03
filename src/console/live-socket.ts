import type { LiveMessage } from "../station/live-message.ts";
import type { ScreenSource } from "./screen-source.ts";

/** What is used of a `ws` socket. */
export interface PageSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(): void;
  close(code: number): void;
  /** At once: a page that does not read would not answer a closing handshake either. */
  terminate(): void;
  on(event: "close" | "error" | "pong" | "message", listener: () => void): void;
}

const BEHIND_BYTES_MAX = 1_000_000;

/** Tells a page that its session is locked or over; it has nothing to come back with. */
const SIGNED_OUT = 4401;
/** For the browser to answer; one that does not is cut off. */
const CLOSES_WITHIN_MS = 1000;

export interface FedPage {
  /** Nothing more is told, and the page is closed with the code that says why. */
  signedOut(): void;
}

export interface PagePulse {
  /** For the first answer of a new page. */
  readonly firstPongWithinMs: number;
  /** A page that has not answered the last one by then is gone. */
  readonly pingEveryMs: number;
  /** How often a page is told that the station goes on. */
  readonly beatEveryMs: number;
}

/** The steady clock of this process, milliseconds: what was asked before it stood still is known to be late by it. */
export function consoleClockMs(): number {
  return Math.round(performance.now());
}

/** What one socket is told: the beginning, then every change until it leaves. */
interface SocketFeed<Message> {
  beginning(): readonly Message[];
  subscribe(tell: (message: Message) => void): () => void;
}

interface Beat {
  readonly type: "beat";
  readonly clockMs: number;
}

/** Feeds one page of the console: the snapshot, the curves so far, then every change. */
export function feedPage(socket: PageSocket, screen: ScreenSource, pulse: PagePulse): FedPage {
  return feedSocket<LiveMessage>(
    socket,
    {
      beginning: () => [{ type: "snapshot", ...screen.snapshot() }, ...(screen.history?.messages() ?? [])],
      subscribe: (tell) => screen.feed.subscribe(tell),
    },
    pulse,
  );
}

/**
 * Feeds one socket, with a beat besides. A page that cannot keep up, or is gone without a word, is closed: it reconnects and begins anew, so nothing on it
 * is ever stale.
 */
export function feedSocket<Message>(
  socket: PageSocket,
  feed: SocketFeed<Message | Beat>,
  pulse: PagePulse,
): FedPage {
  let open = true;
  let alive = false;
  const end = (): void => {
    open = false;
    leave();
    clearTimeout(first);
    clearInterval(beats);
    clearInterval(pings);
  };
  const drop = (): void => {
    end();
    socket.terminate();
  };
  // Before the beginning, which may take long on a slow line: the answer to this one does not.
  socket.ping();
  const first = setTimeout(() => drop(), pulse.firstPongWithinMs).unref();
  // The beginning may be larger than what a page may be behind later, and goes out in one breath.
  let beginningBytes = 0;
  for (const message of feed.beginning()) {
    const text = JSON.stringify(message);
    beginningBytes += text.length * 3;
    socket.send(text);
  }
  const tell = (message: Message | Beat): void => {
    if (!open) return;
    if (socket.bufferedAmount === 0) beginningBytes = 0;
    if (socket.bufferedAmount > BEHIND_BYTES_MAX + beginningBytes) drop();
    else socket.send(JSON.stringify(message));
  };
  const leave = feed.subscribe(tell);
  const beat = (): void => tell({ type: "beat", clockMs: consoleClockMs() });
  beat();
  const beats = setInterval(beat, pulse.beatEveryMs).unref();
  const pings = setInterval(() => {
    if (!alive) return drop();
    alive = false;
    socket.ping();
  }, pulse.pingEveryMs).unref();
  socket.on("pong", () => {
    alive = true;
    clearTimeout(first);
  });
  // The page has nothing to say here; commands come over HTTP, where they get an answer.
  socket.on("message", drop);
  socket.on("close", end);
  socket.on("error", end);
  return {
    signedOut: () => {
      if (!open) return;
      end();
      socket.close(SIGNED_OUT);
      setTimeout(() => socket.terminate(), CLOSES_WITHIN_MS).unref();
    },
  };
}
