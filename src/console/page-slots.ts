import type { Socket } from "node:net";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { Log } from "../ports/log.ts";
import { type ConsoleLimits, plainAddress } from "./console-limits.ts";
import { RefusalEpisode } from "./refusal-episode.ts";

/** Places for live pages. A place belongs to a connection and is free when that is closed. */
export class PageSlots {
  readonly #limits: ConsoleLimits;
  readonly #episode: RefusalEpisode;
  readonly #taken = new Map<Socket, string>();

  constructor(limits: ConsoleLimits, log: Log) {
    this.#limits = limits;
    this.#episode = new RefusalEpisode(log, "pages", limits.episodeQuietMs);
  }

  /** Null where the place is taken, or why there is none. */
  take(socket: Socket): Reason | null {
    const address = plainAddress(socket.remoteAddress ?? "");
    const why = this.whyFull(address);
    if (why !== null) {
      this.#episode.refused({ address, open: this.#taken.size });
      return why;
    }
    this.#taken.set(socket, address);
    socket.once("close", () => this.#taken.delete(socket));
    return null;
  }

  close(): void {
    this.#episode.close();
  }

  /** Why another page from there would get no place now; null where it would. A browser is not told why its socket was refused. */
  whyFull(from: string): Reason | null {
    const { pagesMax, pagesOwn, pagesPerAddressMax, isOwn } = this.#limits;
    const address = plainAddress(from);
    const taken = [...this.#taken.values()];
    if (taken.length >= pagesMax) return reason("PAGES_FULL", { most: pagesMax, of: "all" });
    if (isOwn(address)) return null;
    if (taken.filter((other) => other === address).length >= pagesPerAddressMax)
      return reason("PAGES_FULL", { most: pagesPerAddressMax, of: "address" });
    if (taken.filter((other) => !isOwn(other)).length >= pagesMax - pagesOwn)
      return reason("PAGES_FULL", { most: pagesMax - pagesOwn, of: "others" });
    return null;
  }
}
