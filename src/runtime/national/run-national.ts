import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { nodeDurableFs } from "../../adapters/disk/durable-fs.ts";
import type { CliIo } from "../../cli/command.ts";
import { failureFrom, failureLines } from "../../cli/failure.ts";
import type { NationalAsked } from "../../cli/national.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { NationalDelivery } from "../../national/delivery.ts";
import { EventIntake } from "../../national/event-intake.ts";
import { monthAt } from "../../national/job-form.ts";
import { JobStore } from "../../national/job-store.ts";
import { readToldLine } from "../../national/told-line.ts";
import { postBy } from "../../national/wire.ts";
import { passwordIn } from "../credential-files.ts";
import { untilStopped } from "../shutdown.ts";
import {
  factsOf,
  GivenValues,
  type LoadedNational,
  loadNational,
  lockData,
  photoIn,
} from "./national-files.ts";

const LOOK_MS = 1_000;
const LINES_A_TURN = 500;

/** Reads events to their end, or until it is stopped, and sends. Throws what `loadNational` and `lockData` throw, EdgeError FILE_UNREADABLE, NATIONAL_INPUT. */
export async function runNational(asked: NationalAsked, io: CliIo): Promise<number> {
  const loaded = loadNational(asked.file);
  const lock = lockData(loaded.data);
  const stop = untilStopped();
  let isStopped = false;
  void stop.stopped.then(() => {
    isStopped = true;
  });
  try {
    const store = new JobStore(nodeDurableFs, loaded.data);
    const intake = new EventIntake(store, loaded.mapping.kind);
    const delivery = deliveryOf(loaded, store);
    const input = new EventLines(asked.events);
    let month = "";
    try {
      for (;;) {
        if (month !== monthAt(Date.now())) letGo(loaded, store, io);
        month = monthAt(Date.now());
        const { taken, isOver } = input.takeInto(intake);
        if (taken > 0) intake.save();
        const dueMs = await sent(delivery, () => isStopped, io);
        if (isStopped || (isOver && (asked.isOnce || dueMs === null))) break;
        if (!input.hasLines) await pause(Math.min(dueMs ?? LOOK_MS, LOOK_MS), stop.stopped);
      }
    } finally {
      input.close();
    }
    if (stop.failure !== null) throw stop.failure;
    return told(store, io);
  } finally {
    stop.dispose();
    lock.release();
  }
}

export function deliveryOf(loaded: LoadedNational, store: JobStore): NationalDelivery {
  const { file, mapping } = loaded;
  const given = new GivenValues(file.given);
  const began = performance.now();
  return new NationalDelivery({
    store,
    mapping,
    post: postBy(file),
    facts: (job) => factsOf(file, given, store, job),
    photo: (hash) => photoIn(file.photos, hash),
    shape: { element: mapping.element ?? "", isUrlEncoded: file.isUrlEncoded, prolog: file.prolog },
    namespace: file.namespace,
    envelope: { ...file.envelope, jkxlh: passwordIn(file.serialFile) },
    lostAnswer: file.lostAnswer,
    retryMs: file.retryMs,
    version: () => given.version(),
    nowMs: () => performance.now() - began,
  });
}

/** Where several things went wrong at once, each is told; the first one ends the program. */
async function sent(delivery: NationalDelivery, isStopped: () => boolean, io: CliIo): Promise<number | null> {
  try {
    return await delivery.work(isStopped);
  } catch (cause) {
    if (!(cause instanceof AggregateError)) throw cause;
    const [first, ...others] = cause.errors as readonly unknown[];
    for (const other of others) for (const line of failureLines(failureFrom(other))) io.err(line);
    throw first;
  }
}

/** At the start and with each new month. */
function letGo({ file }: LoadedNational, store: JobStore, io: CliIo): void {
  for (const gone of store.letGo(Date.now(), file.keepDoneMonths)) {
    const { zh, en } = sentenceOf(reason("NATIONAL_LET_GO", { ...gone }));
    io.out(`${gone.station} ${gone.month}: ${zh} / ${en} [NATIONAL_LET_GO]`);
  }
}

/** Every job that waits, in both languages; 1 where there is one. */
function told(store: JobStore, io: CliIo): number {
  const waiting = store.jobs().filter(({ problem }) => problem !== null);
  for (const { station, job, problem } of waiting)
    if (problem !== null) {
      const { zh, en } = sentenceOf(problem);
      io.err(`${station} ${job}: ${zh} / ${en} [${problem.code}]`);
    }
  return waiting.length > 0 ? 1 : 0;
}

/** Lines as they come; read by the loop, so that no event is taken while it is written what became of another. */
class EventLines {
  readonly #lines: string[] = [];
  readonly #reader: ReturnType<typeof createInterface>;
  #isOver = false;
  #failure: unknown = null;
  #count = 0;

  constructor(file: string | null) {
    const input = file === null ? process.stdin : createReadStream(file);
    input.on("error", (cause: Error) => {
      this.#failure = cause;
      this.#isOver = true;
    });
    this.#reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    this.#reader.on("line", (line) => {
      this.#lines.push(line);
      if (this.#lines.length >= LINES_A_TURN * 4) this.#reader.pause();
    });
    this.#reader.on("close", () => {
      this.#isOver = true;
    });
  }

  get hasLines(): boolean {
    return this.#lines.length > 0;
  }

  takeInto(intake: EventIntake): { readonly taken: number; readonly isOver: boolean } {
    if (this.#failure !== null)
      throw new EdgeError("FILE_UNREADABLE", "The events cannot be read.", {}, this.#failure);
    const lines = this.#lines.splice(0, LINES_A_TURN);
    for (const text of lines) {
      this.#count += 1;
      const line = text.trim() === "" ? null : readToldLine(text);
      if (line !== null) intake.take(line);
      else if (text.trim() !== "")
        throw new EdgeError(
          "NATIONAL_INPUT",
          `Line ${this.#count} of the events is none that this program reads.`,
        );
    }
    if (this.#lines.length < LINES_A_TURN && !this.#isOver) this.#reader.resume();
    return { taken: lines.length, isOver: this.#isOver && this.#lines.length === 0 };
  }

  close(): void {
    this.#reader.close();
  }
}

async function pause(ms: number, stopped: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([over, stopped]);
  clearTimeout(timer);
}
