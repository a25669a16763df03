import type { PlcModel } from "../../simulators/kit/plc-model.ts";

const STEP_MS = 10;

/** A program that does in each 10 ms cycle the next thing it was told to. `T.Force` is a sample that never changes. */
export class ScriptedPlcModel implements PlcModel {
  readonly variables = {
    "T.Force": "double",
    "T.Count": "int",
    "T.On": "boolean",
    "T.Run": "int",
  } as const;
  readonly #values = new Map<string, boolean | number>([
    ["T.Force", 120.5],
    ["T.Count", 0],
    ["T.On", false],
    ["T.Run", 0],
  ]);
  readonly #script: { readonly name: string; readonly value: boolean | number }[] = [];
  /** Time of the latest cycle. */
  atMs = 0;

  /** In one of the next cycles, one change a cycle. */
  will(name: keyof ScriptedPlcModel["variables"], ...values: readonly (boolean | number)[]): void {
    for (const value of values) this.#script.push({ name, value });
  }

  read(name: string): boolean | number {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error(`no variable ${name}`);
    return value;
  }

  write(name: string, value: boolean | number): boolean {
    if (name !== "T.Run" || typeof value !== "number") return false;
    this.#values.set(name, value);
    return true;
  }

  step(atMs: number): void {
    this.atMs = atMs;
    const next = this.#script.shift();
    if (next !== undefined) this.#values.set(next.name, next.value);
  }

  nextStepMs(): number | null {
    return this.atMs + STEP_MS;
  }
}
