import type { ScenarioProblem } from "../../simulators/course-simulation.ts";

type Steps = readonly (string | number)[];

/** A part of a scenario file as somebody wrote it, before anything that was left out was filled in. */
export class Given {
  readonly #value: unknown;
  readonly #path: Steps;

  constructor(value: unknown, path: Steps = []) {
    this.#value = value;
    this.#path = path;
  }

  at(...steps: Steps): Given {
    let value = this.#value;
    for (const step of steps)
      value =
        typeof value === "object" && value !== null && Object.hasOwn(value, step)
          ? Reflect.get(value, step)
          : undefined;
    return new Given(value, [...this.#path, ...steps]);
  }

  get isThere(): boolean {
    return this.#value !== undefined;
  }

  /** Those of these keys that somebody wrote, each refused with the same sentence. */
  none(keys: readonly string[], why: string): ScenarioProblem[] {
    return keys.flatMap((key) => this.at(key).refused(why));
  }

  /** Refused if it is there. */
  refused(why: string): ScenarioProblem[] {
    return this.isThere ? [this.problem(why)] : [];
  }

  problem(message: string): ScenarioProblem {
    return { path: [...this.#path], message };
  }

  /** Keys of a table; of anything else none. */
  keys(): string[] {
    return typeof this.#value === "object" && this.#value !== null ? Object.keys(this.#value) : [];
  }
}
