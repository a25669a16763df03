import type { Digest } from "../core/journal/merkle.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import type { GivenReceipt } from "../core/registry/decide-batch.ts";
import { receiptOf } from "../core/registry/registry-answers.ts";
import { addCheckpointText } from "../core/registry/witness/add-checkpoint.ts";
import {
  type CheckpointStep,
  isCosignedBy,
  lineOf,
  nextStep,
} from "../core/registry/witness/second-cosignature.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { CosignatureBook, KeptCheckpoint, OtherWitness } from "../ports/witness-link.ts";

export interface WitnessingOptions {
  readonly others: readonly OtherWitness[];
  readonly book: CosignatureBook;
  readonly digest: Digest;
  readonly verify: VerifySignature;
  /** Milliseconds of a clock that does not go back. */
  readonly monoMs: () => number;
  /** A receipt that was given without them before: to the answer topic of its station. */
  readonly tell: (station: string, answer: Uint8Array) => void;
  readonly onTrouble: (about: string, why: Reason) => void;
  readonly onFailure: (error: EdgeError) => void;
}

/** A witness that did not answer is left alone for so long: meanwhile nobody's answer waits for it. */
const AWAY_MS = 5_000;
/** One that refuses a log is asked for it again after so long. */
const REFUSED_MS = 60_000;
/** Stations that wait are looked for in the database so often: another worker may have left them. */
const LOOK_FOR_MS = 30_000;
/** Requests to one witness for one checkpoint: it may have been away for a day. */
const STEPS_MAX = 10_000;
const CONFLICTS_MAX = 3;
const STATIONS_A_LOOK = 64;

/**
 * Asks other witnesses for their cosignatures, one checkpoint of a station at a time, and puts them under what was cosigned already. What they do not give now is
 * asked for again until they do: the receipt waits, and nothing else does.
 */
export class Witnessing {
  readonly #options: WitnessingOptions;
  /** The last work for each station, so that its checkpoints come to a witness in their order. */
  readonly #busy = new Map<string, Promise<unknown>>();
  readonly #waiting = new Set<string>();
  /** By witness: what it held last of each station, as far as it told. */
  readonly #held = new Map<string, Map<string, number>>();
  readonly #awayUntilMs = new Map<string, number>();
  readonly #refusedUntilMs = new Map<string, number>();
  #lookedForMs = Number.NEGATIVE_INFINITY;

  constructor(options: WitnessingOptions) {
    this.#options = options;
  }

  /** The note of a receipt, with what the others say of it now. Throws only what is a bug. */
  async cosigned({ station, branch, head }: GivenReceipt): Promise<string> {
    return await this.#inTurn(station, () =>
      this.#complete(station, { branch, size: head.size, note: head.note }),
    );
  }

  /** Now and then: those that wait are tried again, and what becomes whole is told. `stations`: those of this worker. */
  async look(stations: readonly string[]): Promise<void> {
    const { book, others, monoMs } = this.#options;
    const nowMs = monoMs();
    try {
      if (nowMs - this.#lookedForMs >= LOOK_FOR_MS) {
        const names = others.map(({ name }) => name);
        for (const station of await book.lacking(stations, names)) this.#waiting.add(station);
        this.#lookedForMs = nowMs;
      }
      const own = new Set(stations);
      for (const station of this.#waiting) if (!own.has(station)) this.#waiting.delete(station);
      const next = [...this.#waiting].filter((station) => this.#mayTry(station)).slice(0, STATIONS_A_LOOK);
      for (const station of next) await this.#again(station);
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      this.#options.onFailure(error);
    }
  }

  async #again(station: string): Promise<void> {
    const { book, tell } = this.#options;
    const newest = await book.newest(station);
    if (newest === undefined) {
      this.#waiting.delete(station);
      return;
    }
    const note = await this.#inTurn(station, () => this.#complete(station, newest));
    if (note === newest.note) return;
    const head = { size: newest.size, note, root: new Uint8Array(), records: 0, cosignedMs: 0 };
    tell(station, receiptOf(station, head, []));
  }

  #mayTry(station: string): boolean {
    const nowMs = this.#options.monoMs();
    return this.#options.others.some(
      ({ name }) =>
        (this.#awayUntilMs.get(name) ?? 0) <= nowMs &&
        (this.#refusedUntilMs.get(`${name} ${station}`) ?? 0) <= nowMs,
    );
  }

  async #inTurn<Result>(station: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#busy.get(station) ?? Promise.resolve();
    const now = before.then(work, work);
    this.#busy.set(station, now);
    try {
      return await now;
    } finally {
      if (this.#busy.get(station) === now) this.#busy.delete(station);
    }
  }

  async #complete(station: string, checkpoint: KeptCheckpoint): Promise<string> {
    const { others, book, digest, verify, onFailure } = this.#options;
    let { note } = checkpoint;
    let isWhole = true;
    try {
      for (const witness of others) {
        if (isCosignedBy(note, witness, { digest, verify })) continue;
        const line = await this.#lineFrom(witness, station, { ...checkpoint, note });
        if (line === null) isWhole = false;
        else note = (await book.addLine(station, checkpoint, witness.name, line)) ?? note;
      }
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      onFailure(error);
      isWhole = false;
    }
    if (isWhole) this.#waiting.delete(station);
    else this.#waiting.add(station);
    return note;
  }

  /** Null where it says nothing that counts, and then it was told why. */
  async #lineFrom(witness: OtherWitness, station: string, newest: KeptCheckpoint): Promise<string | null> {
    const { name } = witness;
    const nowMs = this.#options.monoMs();
    if ((this.#awayUntilMs.get(name) ?? 0) > nowMs) return null;
    if ((this.#refusedUntilMs.get(`${name} ${station}`) ?? 0) > nowMs) return null;
    const known = this.#held.get(name) ?? new Map<string, number>();
    this.#held.set(name, known);
    let held = known.get(station) ?? 0;
    let steps: readonly CheckpointStep[] = [];
    let conflicts = 0;
    for (let asked = 0; asked < STEPS_MAX; asked++) {
      if (held !== 0 && held !== newest.size && !steps.some(({ oldSize }) => oldSize === held))
        steps = await this.#options.book.steps(station, newest.branch, held);
      const step = held > newest.size ? null : nextStep(held, newest, steps);
      if (step === null && (await this.#isBehind(station, newest, held))) return null;
      if (step === null) {
        const other = reason("WITNESS_OTHER_HISTORY", { witness: name, station, held, size: newest.size });
        // What it told may be out of date by now: it is asked anew the next time.
        known.delete(station);
        return this.#refused(name, station, other);
      }
      const { oldSize, consistency: proof, note } = step;
      const answer = await witness.addCheckpoint(addCheckpointText({ oldSize, proof, note }));
      switch (answer.kind) {
        case "away":
          this.#awayUntilMs.set(name, this.#options.monoMs() + AWAY_MS);
          this.#options.onTrouble(name, reason("WITNESS_AWAY", { witness: name, what: answer.what }));
          return null;
        case "refused":
          known.delete(station);
          return this.#refused(
            name,
            station,
            reason("WITNESS_REFUSES", { witness: name, station, status: answer.status }),
          );
        case "conflict":
          conflicts++;
          if (answer.size === null || answer.size === held || conflicts > CONFLICTS_MAX) {
            known.delete(station);
            return this.#refused(
              name,
              station,
              reason("WITNESS_REFUSES", { witness: name, station, status: 409 }),
            );
          }
          held = answer.size;
          break;
        case "cosigned": {
          const line = lineOf(answer.text, note, witness, this.#options);
          if (line === null)
            return this.#refused(
              name,
              station,
              reason("WITNESS_SIGNS_OTHERWISE", { witness: name, station }),
            );
          held = step.size;
          known.set(station, held);
          if (held === newest.size) return line;
          break;
        }
      }
    }
    return null;
  }

  /** A later checkpoint was cosigned meanwhile, and its receipt covers this one. */
  async #isBehind(station: string, { branch, size }: KeptCheckpoint, held: number): Promise<boolean> {
    const now = held > size ? await this.#options.book.newest(station) : undefined;
    return now !== undefined && now.branch === branch && held <= now.size;
  }

  #refused(name: string, station: string, why: Reason): null {
    this.#refusedUntilMs.set(`${name} ${station}`, this.#options.monoMs() + REFUSED_MS);
    this.#options.onTrouble(`${name} ${station}`, why);
    return null;
  }
}
