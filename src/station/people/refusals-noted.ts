import type { Reason } from "../../core/trade/reasons.ts";
import type { TimerHandle, Timers } from "../../ports/clock.ts";
import type { UnstampedEntry } from "../journal-writer.ts";

/** What somebody asked for and did not get. */
export interface Denied {
  readonly person: string | null;
  readonly from: string;
  /** A desk act, or what else was asked for. */
  readonly act: string;
  readonly why: Reason;
}

const EPISODE_MS = 60_000;
/** Whoever knocks from a thousand addresses must not fill the journal: the rest is one entry with its number. */
const EPISODES_MAX = 50;
const MANY = "many";

interface Episode {
  readonly denied: Denied;
  more: number;
  readonly end: TimerHandle;
}

/** Refusals as entries of the journal: the first of a kind at once, those of the next minute as one entry with their number. */
export class RefusalsNoted {
  readonly #timers: Timers;
  readonly #append: (entry: UnstampedEntry) => void;
  readonly #episodes = new Map<string, Episode>();

  constructor(timers: Timers, append: (entry: UnstampedEntry) => void) {
    this.#timers = timers;
    this.#append = append;
  }

  note(denied: Denied): void {
    const { person, from, act, why } = denied;
    const own = [person ?? "", from, act, why.code].join("\n");
    const key = this.#episodes.has(own) || this.#episodes.size < EPISODES_MAX ? own : MANY;
    const running = this.#episodes.get(key);
    if (running !== undefined) {
      running.more += 1;
      return;
    }
    const shown: Denied = key === MANY ? { ...denied, person: null, from: MANY } : denied;
    const end = this.#timers.start("refusals", EPISODE_MS, () => this.#close(key));
    this.#episodes.set(key, { denied: shown, more: 0, end });
    this.#write(shown, 1);
  }

  /** Writes what was counted and not yet said. */
  stop(): void {
    for (const key of [...this.#episodes.keys()]) this.#close(key);
  }

  #close(key: string): void {
    const episode = this.#episodes.get(key);
    if (episode === undefined) return;
    this.#episodes.delete(key);
    episode.end.cancel();
    if (episode.more > 0) this.#write(episode.denied, episode.more);
  }

  #write({ person, from, act, why }: Denied, count: number): void {
    this.#append({ type: "console-refused", person, from, act, why, count });
  }
}
