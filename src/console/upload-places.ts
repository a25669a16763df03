import { type Reason, reason } from "../core/trade/reasons.ts";
import type { Log } from "../ports/log.ts";
import type { ConsoleLimits } from "./console-limits.ts";
import { RefusalEpisode } from "./refusal-episode.ts";

/** Of one upload: counted while anybody has entered and not left. */
export interface UploadPlace {
  enter(): void;
  leave(): void;
}

const MIB = 2 ** 20;

/**
 * How many bytes of uploads this process holds, or has promised to hold: a body is in memory from its first byte until the disk has it. Who would be
 * beyond is told before a byte of theirs is read.
 */
export class UploadPlaces {
  readonly #limits: Pick<ConsoleLimits, "uploadBytesMax" | "uploadBytesPerSessionMax">;
  readonly #episode: RefusalEpisode;
  readonly #ofSession = new Map<string, number>();
  #bytes = 0;

  constructor(limits: ConsoleLimits, log: Log) {
    this.#limits = limits;
    this.#episode = new RefusalEpisode(log, "photos", limits.episodeQuietMs);
  }

  /** Why `bytes` more of this session are not taken now; null: they are, by whoever enters a place of theirs. */
  whyNot(session: string, bytes: number): Reason | null {
    const { uploadBytesMax, uploadBytesPerSessionMax } = this.#limits;
    const ofSession = (this.#ofSession.get(session) ?? 0) + bytes;
    if (ofSession > uploadBytesPerSessionMax)
      return this.#refused(
        session,
        reason("PHOTOS_AT_ONCE_HERE", { mostMiB: Math.floor(uploadBytesPerSessionMax / MIB) }),
      );
    if (this.#bytes + bytes > uploadBytesMax)
      return this.#refused(session, reason("PHOTOS_AT_ONCE", { mostMiB: Math.floor(uploadBytesMax / MIB) }));
    return null;
  }

  placeOf(session: string, bytes: number): UploadPlace {
    let inside = 0;
    return {
      enter: () => {
        if (inside++ === 0) this.#count(session, bytes);
      },
      leave: () => {
        if (--inside === 0) this.#count(session, -bytes);
      },
    };
  }

  close(): void {
    this.#episode.close();
  }

  #count(session: string, bytes: number): void {
    this.#bytes += bytes;
    const left = (this.#ofSession.get(session) ?? 0) + bytes;
    if (left === 0) this.#ofSession.delete(session);
    else this.#ofSession.set(session, left);
  }

  #refused(session: string, why: Reason): Reason {
    this.#episode.refused({ session, held: this.#bytes, why: why.code });
    return why;
  }
}
