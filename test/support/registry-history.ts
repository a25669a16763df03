import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import type { Intake } from "../../src/registry/intake.ts";
import { intakeOn } from "./registry-rig.ts";
import type { SealingStation } from "./sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "./submissions.ts";

/** One message of a station, from when it was sent until its answer came; both are places in one order of everything. */
export interface Operation {
  readonly station: string;
  readonly sentAt: number;
  /** Null: no answer came, and whether it was stored nobody knows. */
  readonly answeredAt: number | null;
  /** Of a receipt: the size it covers, and the checkpoint's text. */
  readonly receipt: { readonly size: number; readonly note: string } | null;
  /** What a refusal says is held. */
  readonly held: number | null;
}

interface Answer {
  readonly size?: number;
  readonly checkpoint?: string;
  readonly held?: { readonly size: number } | null;
}

const ROUNDS = 10;

/**
 * Stations that seal, withdraw and send to any of the workers: twice, late, again after no answer; while connections to the database are cut and workers
 * die with what they had in hand.
 */
export class RegistryHistory {
  readonly operations: Operation[] = [];
  readonly #random: SeededRandom;
  readonly #pools: readonly PostgresPool[];
  readonly #workers: (Intake | null)[];
  #clock = 0;
  #isOver = false;
  /** Answers of a worker that died are never heard. */
  #lives: number[];

  constructor(seed: number, pools: readonly PostgresPool[]) {
    this.#random = new SeededRandom(seed, "history of a registry");
    this.#pools = pools;
    this.#workers = pools.map((pool) => intakeOn(pool, { onFailure: () => undefined }));
    this.#lives = pools.map(() => 0);
  }

  async run(stations: readonly SealingStation[], chaos: PostgresPool): Promise<void> {
    const troubles = this.#trouble(chaos);
    await Promise.all(stations.map((station) => this.#live(station)));
    this.#isOver = true;
    await troubles;
    await Promise.all(stations.map((station) => this.#settle(station)));
  }

  async #live(station: SealingStation): Promise<void> {
    const random = this.#random;
    let known = 0;
    const sent: Uint8Array[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (let n = random.below(4); n > 0; n--) station.seal();
      if (station.sealed > 0 && random.chance(0.25)) this.#withdraw(station);
      const size = station.journal.size();
      if (size === 0) continue;
      const bytes = bytesOf(submissionOf(station, Math.min(known, size), size));
      sent.push(bytes);
      const copies = [bytes, ...(random.chance(0.3) ? [bytes] : [])];
      if (random.chance(0.3)) copies.push(sent[random.below(sent.length)] as Uint8Array);
      const answers = await Promise.all(copies.map((each) => this.#send(station, each)));
      for (const answer of answers) known = Math.max(known, answer?.size ?? answer?.held?.size ?? 0);
      await pause(random.below(4));
    }
  }

  /** At the end all is well again, and what is held is asked for until it is known. */
  async #settle(station: SealingStation): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      const size = station.journal.size();
      const asked = await this.#send(station, bytesOf(submissionOf(station, size, size)));
      const held = asked?.size ?? asked?.held?.size;
      if (held === size) return;
      if (held !== undefined) await this.#send(station, bytesOf(submissionOf(station, held, size)));
    }
    throw new Error(`${station.station} was never settled`);
  }

  #withdraw(station: SealingStation): void {
    const of = this.#random.below(station.sealed);
    const entry = station.journal.entries.find((bytes) => {
      const text = new TextDecoder().decode(bytes);
      return text.includes(`"job":"job-${of}"`) && text.includes("record-sealed");
    });
    // Only results are withdrawn, each once.
    if (entry === undefined || this.withdrawn(station).has(of)) return;
    this.#withdrawn.set(station.station, new Set([...this.withdrawn(station), of]));
    station.withdraw(of);
  }

  readonly #withdrawn = new Map<string, ReadonlySet<number>>();

  withdrawn(station: SealingStation): ReadonlySet<number> {
    return this.#withdrawn.get(station.station) ?? new Set();
  }

  async #send(station: SealingStation, bytes: Uint8Array): Promise<Answer | null> {
    const at = this.#random.below(this.#workers.length);
    const worker = this.#workers[at];
    const life = this.#lives[at];
    const sentAt = this.#clock++;
    if (worker === null || worker === undefined) return null;
    const answer = messageOf(await worker.take(bytes)) as Answer;
    const isHeard = this.#lives[at] === life && !this.#random.chance(this.#isOver ? 0 : 0.15);
    this.operations.push({
      station: station.station,
      sentAt,
      answeredAt: isHeard ? this.#clock++ : null,
      receipt:
        isHeard && answer.size !== undefined ? { size: answer.size, note: answer.checkpoint ?? "" } : null,
      held: isHeard ? (answer.held?.size ?? null) : null,
    });
    return isHeard ? answer : null;
  }

  async #trouble(chaos: PostgresPool): Promise<void> {
    const random = this.#random;
    while (!this.#isOver) {
      await pause(10 + random.below(60));
      const at = random.below(this.#workers.length);
      if (random.chance(0.6))
        await chaos.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name = 'proofmark-registry' and random() < 0.4",
        );
      else {
        this.#lives[at] = (this.#lives[at] ?? 0) + 1;
        this.#workers[at] = intakeOn(this.#pools[at] as PostgresPool, { onFailure: () => undefined });
      }
    }
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
