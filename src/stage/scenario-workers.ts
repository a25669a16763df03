import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { failureFrom } from "../cli/failure.ts";
import type { ScenarioOrder, ScenarioResult, ToldResult } from "../cli/scenario-outcome.ts";

export interface WorkerOrder {
  readonly order: Omit<ScenarioOrder, "onMessage">;
  readonly isTold: boolean;
}
export type WorkerAnswer = ToldResult;

/** In a build its name ends otherwise. */
const WORKER = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./scenario-worker.ts" : "./scenario-worker.js", import.meta.url),
);

/**
 * Runs scenarios in `jobs` processes at once; nothing is shared between them, so that each comes to what it comes to alone. `done` is
 * told of each in the order of `orders`, as soon as those before it are there. A process that ends takes its scenario with it, and another
 * one goes on with the rest.
 */
export async function executeAtOnce(
  orders: readonly Omit<ScenarioOrder, "onMessage">[],
  { jobs, isTold, done }: { readonly jobs: number; readonly isTold: boolean; done(told: ToldResult): void },
): Promise<void> {
  const answers = new Map<number, ToldResult>();
  let next = 0;
  let told = 0;
  const tell = (): void => {
    for (let answer = answers.get(told); answer !== undefined; answer = answers.get(told)) {
      answers.delete(told++);
      done(answer);
    }
  };
  const work = async (): Promise<void> => {
    let child: ChildProcess | null = null;
    while (next < orders.length) {
      const at = next++;
      const order = orders[at];
      if (order === undefined) break;
      child ??= fork(WORKER);
      const answer: ToldResult | null = await asked(child, { order, isTold });
      if (answer === null) child = null;
      answers.set(at, answer ?? { lines: [], result: endedEarly(order) });
      tell();
    }
    child?.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, orders.length) }, work));
}

/** Null: the process ended before it answered. */
function asked(child: ChildProcess, order: WorkerOrder): Promise<WorkerAnswer | null> {
  return new Promise((resolve) => {
    const answered = (answer: WorkerAnswer): void => {
      child.off("exit", ended);
      resolve(answer);
    };
    const ended = (): void => {
      child.off("message", answered);
      resolve(null);
    };
    child.once("message", answered);
    child.once("exit", ended);
    child.send(order);
  });
}

function endedEarly({ file }: Omit<ScenarioOrder, "onMessage">): ScenarioResult {
  return {
    file,
    failure: failureFrom(new Error("the process that ran the scenario ended before it was done")),
  };
}
