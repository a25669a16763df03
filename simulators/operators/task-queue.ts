import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";

export interface Task {
  readonly name: string;
  /** From the prompt, or the end of the task before, to its beginning. */
  readonly afterMs: number;
  /** False: not possible now; asked again after `tryAgain`. */
  readonly ready?: (atMs: number) => boolean;
  readonly run: (atMs: number) => void;
  /** What comes of it, to be done before whatever else was asked. */
  readonly next?: () => readonly Task[];
}

/** What one person was asked to do, one after the other. */
export class TaskQueue {
  readonly #clock: Clock;
  readonly #timers: Timers;
  #queue: Task[] = [];
  #timer: TimerHandle | null = null;
  /** The first one was not possible. */
  #isHeld = false;
  readonly #others = new Set<TimerHandle>();

  constructor(clock: Clock, timers: Timers) {
    this.#clock = clock;
    this.#timers = timers;
  }

  add(tasks: readonly Task[]): void {
    this.#queue.push(...tasks);
    this.#next();
  }

  /** What is just being done is still done, but nothing after it. */
  clear(): void {
    this.#queue = [];
    this.#isHeld = false;
  }

  stop(): void {
    this.clear();
    this.#timer?.cancel();
    this.#timer = null;
    for (const handle of this.#others) handle.cancel();
    this.#others.clear();
  }

  /** What was not possible may be so now. */
  tryAgain(afterMs: number): void {
    const task = this.#queue[0];
    if (!this.#isHeld || task === undefined) return;
    this.#isHeld = false;
    this.#start(task, afterMs);
  }

  /** Beside the queue. */
  later(name: string, afterMs: number, run: (atMs: number) => void): void {
    const handle = this.#timers.start(`operator: ${name}`, afterMs, () => {
      this.#others.delete(handle);
      run(this.#clock.monoMs());
    });
    this.#others.add(handle);
  }

  #next(): void {
    const task = this.#queue[0];
    if (this.#timer !== null || this.#isHeld || task === undefined) return;
    this.#start(task, task.afterMs);
  }

  #start(task: Task, afterMs: number): void {
    this.#timer = this.#timers.start(`operator: ${task.name}`, afterMs, () => {
      this.#timer = null;
      this.#perform(task, this.#clock.monoMs());
      this.#next();
    });
  }

  #perform(task: Task, atMs: number): void {
    // A prompt to leave may have emptied the queue in between.
    const isFirst = this.#queue[0] === task;
    if (task.ready?.(atMs) === false) {
      this.#isHeld = isFirst;
      return;
    }
    if (isFirst) this.#queue.shift();
    task.run(atMs);
    if (isFirst) this.#queue.unshift(...(task.next?.() ?? []));
  }
}
