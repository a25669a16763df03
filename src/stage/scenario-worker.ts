import { failureFrom } from "../cli/failure.ts";
import { JobPrinter } from "../cli/job-printer.ts";
import type { ScenarioResult } from "../cli/scenario-outcome.ts";
import { executeScenario } from "./execute-scenario.ts";
import type { WorkerAnswer, WorkerOrder } from "./scenario-workers.ts";

/** A process that runs one scenario after the other, as `run` does by itself. */
process.on("message", async ({ order, isTold }: WorkerOrder) => {
  const lines: string[] = [];
  const printer = new JobPrinter((line) => lines.push(line));
  const onMessage = isTold ? printer.take.bind(printer) : null;
  let result: ScenarioResult;
  try {
    result = await executeScenario({ ...order, onMessage });
  } catch (error) {
    result = { file: order.file, failure: failureFrom(error) };
  }
  const answer: WorkerAnswer = { lines, result };
  process.send?.(answer);
});
