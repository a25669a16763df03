import { readFileSync } from "node:fs";
import { PHOTO_BYTES_MAX } from "../core/photos/photo-form.ts";
import { EdgeError } from "../errors.ts";

/** How much of the process the console may take: it shares its descriptors and memory with the journal and the instruments. */
export interface ConsoleLimits {
  /** Connections in all, those of pages among them. */
  readonly connectionsMax: number;
  /** Of those only this machine itself may have: the operator sits here. */
  readonly connectionsOwn: number;
  readonly connectionsPerAddressMax: number;
  /** Live pages in all; each gets every change, so that they cost the most. */
  readonly pagesMax: number;
  readonly pagesOwn: number;
  readonly pagesPerAddressMax: number;
  /** Bytes of photos that are on their way in, at once: each is in memory until the disk has it. */
  readonly uploadBytesMax: number;
  readonly uploadBytesPerSessionMax: number;
  /** From the first byte of a connection, or from its beginning, to the end of a request's headers. */
  readonly headersWithinMs: number;
  /** To the end of a request's body; an upgrade must have become a page by then. */
  readonly requestWithinMs: number;
  /** Between two requests on one connection. */
  readonly keepAliveMs: number;
  /** A connection on which nothing moves in either direction, as one whose client does not read its answer. */
  readonly stalledMs: number;
  /** How often the times above are looked at. */
  readonly lookEveryMs: number;
  /** A new page shows that somebody is there before it is fed: one that only holds its place is gone soon. */
  readonly firstPongWithinMs: number;
  readonly pingEveryMs: number;
  /** A page that hears nothing for twice as long says so. */
  readonly beatEveryMs: number;
  /** Refusals with less than this between them are one episode, and told as one. */
  readonly episodeQuietMs: number;
  /** Whether a remote address is this machine. */
  readonly isOwn: (address: string) => boolean;
}

/**
 * A browser opens six connections to a server and one more for the live page. Sixteen screens behind one address are more than a hall
 * has; forty strangers' pages are more than a site has. A form of 16 KiB takes a second on the worst line.
 * Eight of the largest photos are some fifty as the page makes them; they take twice as much memory for a moment, when their pieces are put together.
 */
export const CONSOLE_LIMITS: ConsoleLimits = {
  connectionsMax: 256,
  connectionsOwn: 64,
  connectionsPerAddressMax: 64,
  pagesMax: 50,
  pagesOwn: 10,
  pagesPerAddressMax: 16,
  uploadBytesMax: 8 * PHOTO_BYTES_MAX,
  uploadBytesPerSessionMax: 2 * PHOTO_BYTES_MAX,
  headersWithinMs: 10_000,
  requestWithinMs: 20_000,
  keepAliveMs: 10_000,
  stalledMs: 60_000,
  lookEveryMs: 1000,
  firstPongWithinMs: 5000,
  pingEveryMs: 10_000,
  beatEveryMs: 1000,
  episodeQuietMs: 60_000,
  isOwn: isLoopback,
};

/** Journal, logs and records, the registry, some dozens of instruments, and as many files again for what starts for a moment. */
const DESCRIPTORS_KEPT = 160;
/** A connection, and the file that is being sent on it. */
const DESCRIPTORS_A_CONNECTION = 2;
/** Fewer would not carry one operator and one screen in the hall. */
const CONNECTIONS_LEAST = 32;

/**
 * The limits where the process may have so many descriptors; null: unknown, and nothing is changed. With fewer than wanted the connections
 * are cut and `notice` says so. Throws EdgeError DESCRIPTORS_TOO_FEW where not even one operator could be served safely.
 */
export function limitsWithin(
  limits: ConsoleLimits,
  descriptorsMax: number | null,
): { readonly limits: ConsoleLimits; readonly notice: string | null } {
  if (descriptorsMax === null) return { limits, notice: null };
  const left = Math.floor((descriptorsMax - DESCRIPTORS_KEPT) / DESCRIPTORS_A_CONNECTION);
  if (left >= limits.connectionsMax) return { limits, notice: null };
  const wanted = DESCRIPTORS_KEPT + DESCRIPTORS_A_CONNECTION * limits.connectionsMax;
  if (left < CONNECTIONS_LEAST) {
    const least = DESCRIPTORS_KEPT + DESCRIPTORS_A_CONNECTION * CONNECTIONS_LEAST;
    throw new EdgeError(
      "DESCRIPTORS_TOO_FEW",
      `This process may have only ${descriptorsMax} files and connections open; a station needs ${least} at least and ${wanted} for a full console.`,
      { descriptorsMax, least, wanted },
    );
  }
  return {
    limits: {
      ...limits,
      connectionsMax: left,
      connectionsOwn: Math.min(limits.connectionsOwn, Math.ceil(left / 4)),
      connectionsPerAddressMax: Math.min(limits.connectionsPerAddressMax, Math.ceil(left / 4)),
      pagesMax: Math.min(limits.pagesMax, Math.ceil(left / 2)),
    },
    notice: `This process may have only ${descriptorsMax} files and connections open, so the console takes ${left} connections at most; raise the limit to ${wanted} (ulimit -n, or LimitNOFILE= of its service).`,
  };
}

/** The soft limit of this process as the kernel has it; null where that cannot be known. */
export function descriptorsOfProcess(readLimits = readProcLimits): number | null {
  const line = /^Max open files\s+(\d+|unlimited)/m.exec(readLimits());
  return line === null || line[1] === "unlimited" ? null : Number(line[1]);
}

function readProcLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    // No Linux: its limits are not asked for, and the numbers above stand.
    return "";
  }
}

/** 127.0.0.0/8 and ::1, also as a socket for both families writes them. */
export function isLoopback(address: string): boolean {
  return address === "::1" || plainAddress(address).startsWith("127.");
}

/** `::ffff:192.0.2.1` is 192.0.2.1: one client is one address. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
