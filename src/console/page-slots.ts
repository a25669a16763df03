import type { Socket } from "node:net";
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
  take(socket: Socket): string | null {
    const address = plainAddress(socket.remoteAddress ?? "");
    const why = this.#whyFull(address);
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

  #whyFull(address: string): string | null {
    const { pagesMax, pagesOwn, pagesPerAddressMax, isOwn } = this.#limits;
    const taken = [...this.#taken.values()];
    if (taken.length >= pagesMax) return `At most ${pagesMax} pages may be open at once.`;
    if (isOwn(address)) return null;
    if (taken.filter((other) => other === address).length >= pagesPerAddressMax)
      return `At most ${pagesPerAddressMax} pages may be open at once from one address.`;
    if (taken.filter((other) => !isOwn(other)).length >= pagesMax - pagesOwn)
      return `At most ${pagesMax - pagesOwn} pages of other machines may be open at once.`;
    return null;
  }
}
