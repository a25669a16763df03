import { WayDriven } from "../core/exam/driven-way.ts";
import type { ForceSample, GasSample, LiveMessage, PoseView } from "./live-message.ts";

const JOBS_KEPT = 10;
const SAMPLES_MAX = 20_000;

interface JobHistory {
  readonly forces: Map<string, ForceSample[]>;
  readonly gases: GasSample[];
  readonly way: WayDriven;
  pose: PoseView | null;
}

/** The curves and tracks of the last jobs, for a page that is opened later. A convenience: the journal is the evidence. */
export class LiveHistory {
  readonly #jobs = new Map<string, JobHistory>();

  note(message: LiveMessage): void {
    if (message.type === "force") {
      const { forces } = this.#of(message.job);
      const list = forces.get(message.item) ?? [];
      forces.set(message.item, list);
      keep(list, message.samples);
    } else if (message.type === "gas") {
      keep(this.#of(message.job).gases, message.samples);
    } else if (message.type === "pose") {
      const history = this.#of(message.job);
      history.pose = message.pose;
      history.way.note(message.pose);
    }
  }

  /** The same messages that a page open from the start has had, in few pieces. */
  messages(): LiveMessage[] {
    const messages: LiveMessage[] = [];
    for (const [job, history] of this.#jobs) {
      for (const [item, samples] of history.forces) messages.push({ type: "force", job, item, samples });
      if (history.gases.length > 0) messages.push({ type: "gas", job, samples: history.gases });
      const { pieces } = history.way;
      if (pieces.length > 0) messages.push({ type: "track", job, pieces });
      if (history.pose !== null) messages.push({ type: "pose", job, pose: history.pose });
    }
    return messages;
  }

  #of(job: string): JobHistory {
    const known = this.#jobs.get(job);
    if (known !== undefined) return known;
    const fresh: JobHistory = { forces: new Map(), gases: [], way: new WayDriven(SAMPLES_MAX), pose: null };
    this.#jobs.set(job, fresh);
    const oldest = this.#jobs.keys().next().value;
    if (this.#jobs.size > JOBS_KEPT && oldest !== undefined) this.#jobs.delete(oldest);
    return fresh;
  }
}

function keep<T>(list: T[], more: readonly T[]): void {
  list.push(...more);
  if (list.length > SAMPLES_MAX) list.splice(0, list.length - SAMPLES_MAX);
}
