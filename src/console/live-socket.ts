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
}

/**
 * Feeds one page: the snapshot, the curves so far, then every change. A page that cannot keep up, or is gone without a
 * word, is closed: it reconnects and begins with a fresh snapshot, so nothing on it is ever stale.
 */
export function feedPage(socket: PageSocket, screen: ScreenSource, pulse: PagePulse): FedPage {
  let open = true;
  let alive = false;
  const end = (): void => {
    open = false;
    leave();
    clearTimeout(first);
    clearInterval(beat);
  };
  const drop = (): void => {
    end();
    socket.terminate();
  };
  // Before the beginning, which may take long on a slow line: the answer to this one does not.
  socket.ping();
  const first = setTimeout(() => drop(), pulse.firstPongWithinMs).unref();
  const beginning: readonly LiveMessage[] = [
    { type: "snapshot", ...screen.snapshot() },
    ...(screen.history?.messages() ?? []),
  ];
  // The beginning may be larger than what a page may be behind later, and goes out in one breath.
  let beginningBytes = 0;
  for (const message of beginning) {
    const text = JSON.stringify(message);
    beginningBytes += text.length * 3;
    socket.send(text);
  }
  const leave = screen.feed.subscribe((message) => {
    if (!open) return;
    if (socket.bufferedAmount === 0) beginningBytes = 0;
    if (socket.bufferedAmount > BEHIND_BYTES_MAX + beginningBytes) drop();
    else socket.send(JSON.stringify(message));
  });
  const beat = setInterval(() => {
    if (!alive) return drop();
    alive = false;
    socket.ping();
  }, pulse.pingEveryMs);
  beat.unref();
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
