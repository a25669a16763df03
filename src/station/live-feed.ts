import type { Observation } from "../core/observation.ts";
import type { LiveMessage } from "./live-message.ts";

export type LiveListener = (message: LiveMessage) => void;

/** Tells every open page. A listener that falls behind is the console's affair; nothing is kept here for it. */
export class LiveFeed {
  readonly #listeners = new Set<LiveListener>();
  readonly #onThrow: (cause: unknown) => void;

  constructor(onThrow: (cause: unknown) => void) {
    this.#onThrow = onThrow;
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(message: LiveMessage): void {
    for (const listener of this.#listeners) {
      try {
        listener(message);
      } catch (cause) {
        // A page or a printer that fails must not fail the job that it watches.
        this.#listeners.delete(listener);
        this.#onThrow(cause);
      }
    }
  }
}

/** The live message of one durable observation, where it has one of its own. */
export function sampleMessage(
  job: string,
  item: string | null,
  itemStartMs: number,
  observation: Observation,
): LiveMessage | null {
  const atMs = Math.round((observation.atMs - itemStartMs) * 10) / 10;
  switch (observation.kind) {
    case "brake-force": {
      const leftN = observation.leftN === null ? null : Number(observation.leftN);
      const rightN = observation.rightN === null ? null : Number(observation.rightN);
      return { type: "force", job, item: item ?? "", samples: [[atMs, leftN, rightN]] };
    }
    case "exhaust-gas":
      return {
        type: "gas",
        job,
        samples: [
          {
            atMs,
            coPct: Number(observation.coPct),
            hcPpm: Number(observation.hcPpm),
            engineSpeedRpm: Number(observation.engineSpeedRpm),
          },
        ],
      };
    default:
      return null;
  }
}
