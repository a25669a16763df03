import { reason } from "../core/trade/bare-reason.ts";
import type { AnyReason } from "../core/trade/reason-shape.ts";
import type { Outcome } from "./answer.ts";
import type { CallFacts } from "./call-fields.ts";
import { type CallShape, callDocument, type EnvelopeFields, envelope, isSuitable } from "./call-xml.ts";
import { callsOf, type NationalCall } from "./job-calls.ts";
import { isOver, keyOf, type NationalJob } from "./job-form.ts";
import type { JobStore } from "./job-store.ts";
import type { NationalMapping } from "./mapping-form.ts";
import type { Post } from "./wire.ts";

export interface DeliveryParts {
  readonly store: JobStore;
  readonly mapping: NationalMapping;
  readonly post: Post;
  /** What is known of a job beside its events, now: what is given may have changed. */
  readonly facts: (job: NationalJob) => CallFacts;
  /** The photo in base64; null: it is not there. */
  readonly photo: (sha256: string) => string | null;
  readonly shape: CallShape;
  readonly namespace: string;
  readonly envelope: Omit<EnvelopeFields, "xtlb" | "jkid">;
  readonly lostAnswer: "repeat" | "hold";
  readonly retryMs: { readonly first: number; readonly most: number };
  /** Another number where what is given may have changed. */
  readonly version: () => number;
  /** Milliseconds that only go on. */
  readonly nowMs: () => number;
}

/** Jobs that are sent at the same time. */
const TOGETHER = 4;

/**
 * Sends the calls of each job in their order, jobs beside each other. Before a call is sent it is on disk that it is: so after a crash the
 * call of which the outcome is not known is known by its name.
 */
export class NationalDelivery {
  readonly #parts: DeliveryParts;
  /** When a job may be tried next. */
  readonly #due = new Map<string, number>();
  /** What a job was made from when nothing of it could be sent: it is looked at again when that changes. */
  readonly #idle = new Map<string, string>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /**
   * Sends all that can be sent now; when it returns, or throws, nothing is under way. How long until something is due again; null: nothing
   * waits for the time. What goes wrong in one lane stops the others behind the call that they are at, and is thrown: several things
   * together as AggregateError.
   */
  async work(isStopped: () => boolean = () => false): Promise<number | null> {
    const jobs = this.#parts.store.jobs().filter((job) => !job.isStopped);
    const failures: unknown[] = [];
    const isOff = (): boolean => failures.length > 0 || isStopped();
    let at = 0;
    const lane = async (): Promise<void> => {
      try {
        for (let job = jobs[at++]; job !== undefined && !isOff(); job = jobs[at++])
          await this.#sendJob(job.station, job.job, isOff);
      } catch (cause) {
        failures.push(cause);
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, lane));
    if (failures.length > 1) throw new AggregateError(failures, "several lanes failed");
    if (failures.length === 1) throw failures[0];
    const waits = [...this.#due.values()];
    return waits.length === 0 ? null : Math.max(0, Math.min(...waits) - this.#parts.nowMs());
  }

  /** Jobs of which it has something in memory. */
  get remembered(): number {
    return new Set([...this.#due.keys(), ...this.#idle.keys()]).size;
  }

  async #sendJob(station: string, id: string, isOff: () => boolean): Promise<void> {
    const key = keyOf(station, id);
    const { store, nowMs } = this.#parts;
    if ((this.#due.get(key) ?? 0) > nowMs()) return;
    this.#due.delete(key);
    for (;;) {
      const job = store.job(station, id);
      if (job === null || isOff()) return;
      const stamp = `${job.events.length} ${job.done.length} ${job.missed === null} ${this.#parts.version()}`;
      if (this.#idle.get(key) === stamp) return;
      const call = nextCall(callsOf(this.#parts.mapping, this.#parts.facts(job), job.events), job);
      if (call === null) {
        this.#rest(job, key, stamp);
        return;
      }
      const why = this.#whyNot(job, call);
      if (why !== null) {
        // An unknown outcome and a break in the events ask for a person; the others go away by themselves.
        this.#hold(job, why, why.code === "NATIONAL_OUTCOME_UNKNOWN" || why === job.missed);
        this.#idle.set(key, stamp);
        return;
      }
      if (!(await this.#sendCall(job, call))) return;
    }
  }

  /** All that its events amount to is there. */
  #rest(job: NationalJob, key: string, stamp: string): void {
    const rested = { ...job, problem: null };
    if (job.problem !== null) this.#parts.store.put(rested);
    if (!isOver(job) || job.missed !== null) {
      this.#idle.set(key, stamp);
      return;
    }
    this.#parts.store.setAside(rested);
    this.#idle.delete(key);
  }

  #whyNot(job: NationalJob, call: NationalCall): AnyReason | null {
    if (job.missed !== null) return job.missed;
    if (call.held !== null) return call.held;
    const { system, element } = this.#parts.mapping;
    if (system === null || element === null) {
      const field = system === null ? "xtlb" : "root";
      return reason("NATIONAL_FIELD_MISSING", { call: call.call, field, what: "envelope", from: "" });
    }
    if (job.asked === call.key && !job.again && this.#parts.lostAnswer === "hold")
      return reason("NATIONAL_OUTCOME_UNKNOWN", { call: call.call });
    const wrong = call.fields.find(({ value }) => !isSuitable(value));
    return wrong === undefined ? null : reason("NATIONAL_UNSUITABLE", { call: call.call, field: wrong.name });
  }

  #hold(job: NationalJob, problem: AnyReason, isStopped: boolean): void {
    if (JSON.stringify(job.problem) === JSON.stringify(problem) && job.isStopped === isStopped) return;
    this.#parts.store.put({ ...job, problem, isStopped });
  }

  /** Whether the next one may follow. */
  async #sendCall(job: NationalJob, call: NationalCall): Promise<boolean> {
    const { store, mapping, post, shape, namespace } = this.#parts;
    const fields = [];
    for (const field of call.fields) {
      const value = field.photo === null ? field.value : this.#parts.photo(field.photo);
      if (value === null) {
        this.#hold(job, reason("NATIONAL_PHOTO_MISSING", { sha256: field.photo ?? "" }), false);
        return false;
      }
      fields.push({ ...field, value });
    }
    store.put({ ...job, asked: call.key, again: false });
    const head = { ...this.#parts.envelope, xtlb: mapping.system ?? "", jkid: call.call };
    const outcome = await post(envelope("writeObjectOutNew", head, callDocument(fields, shape), namespace));
    return this.#settle(job.station, job.job, call, outcome);
  }

  #settle(station: string, id: string, call: NationalCall, outcome: Outcome): boolean {
    const { store, lostAnswer, retryMs, nowMs } = this.#parts;
    const job = store.job(station, id);
    if (job === null) return false;
    if (outcome.kind === "taken") {
      store.put({ ...job, done: [...job.done, call.key], asked: null, tries: 0, problem: null });
      return true;
    }
    if (outcome.kind === "refused") {
      const { code, message } = outcome;
      const problem = reason("NATIONAL_REFUSED", { call: call.call, code, message });
      store.put({ ...job, asked: null, tries: 0, problem, isStopped: true });
      return false;
    }
    const tries = job.tries + 1;
    const isLost = outcome.kind === "unknown";
    if (isLost && lostAnswer === "hold") {
      const problem = reason("NATIONAL_OUTCOME_UNKNOWN", { call: call.call });
      store.put({ ...job, tries, problem, isStopped: true });
      return false;
    }
    const problem = reason("NATIONAL_UNANSWERED", { call: call.call, tries, why: outcome.why });
    store.put({ ...job, asked: isLost ? job.asked : null, tries, problem });
    const pauseMs = Math.min(retryMs.most, retryMs.first * 2 ** Math.min(tries - 1, 30));
    this.#due.set(keyOf(station, id), nowMs() + pauseMs);
    return false;
  }
}

/** The first after the last that is done: what a changed mapping adds before it comes too late to be told in order. */
export function nextCall(calls: readonly NationalCall[], job: NationalJob): NationalCall | null {
  const done = new Set(job.done);
  const last = calls.findLastIndex(({ key }) => done.has(key));
  return calls[last + 1] ?? null;
}
