import { LineBank } from "../../simulators/gpio/line-bank.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { createStartCommand } from "../../src/cli/start.ts";
import type { Prompt } from "../../src/core/session.ts";
import { runStation } from "../../src/runtime/start.ts";
import { LANE_LINES } from "../../src/stage/station-devices.ts";

/**
 * `proofmark start` in a process that can be killed. The world is in the parent: what the photo-beams see comes as messages, and
 * the prompts go there. It starts when it is told to, so that nobody waits for modules to be read, and may be told again.
 */
export type ToStation =
  | { readonly kind: "start"; readonly file: string; readonly staysAfter: boolean }
  | { readonly kind: "line"; readonly line: string; readonly active: boolean };
export type FromStation =
  | { readonly kind: "loaded" }
  | { readonly kind: "prompt"; readonly prompt: Prompt }
  | { readonly kind: "ended"; readonly code: number };

const clock = new SystemClock();
const lines = new LineBank(LANE_LINES, clock, clock);
let isOver = false;

const start = createStartCommand((file, io) =>
  runStation(file, io, {
    stage: {
      allSimulated: true,
      simulatedLines: lines,
      operator: { show: (prompt) => tell({ kind: "prompt", prompt }) },
    },
  }),
);

process.on("message", (message: ToStation) => {
  if (message.kind === "line") lines.drive(message.line, message.active);
  else run(message.file, message.staysAfter).catch(fail);
});
/** The test has died: nobody would end this process. */
process.on("disconnect", () => {
  if (!isOver) process.exit(1);
});
tell({ kind: "loaded" });

async function run(file: string, staysAfter: boolean): Promise<void> {
  const listed = { name: "start", summary: "", load: async () => start };
  const program = { commands: [listed], version: () => "under test" };
  const code = await runCli(program, ["start", "--config", file], {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
  });
  if (!staysAfter) {
    isOver = true;
    process.exitCode = code;
  }
  tell({ kind: "ended", code });
  if (!staysAfter) process.disconnect();
}

function tell(message: FromStation): void {
  process.send?.(message);
}

function fail(cause: unknown): void {
  process.stderr.write(`${String(cause)}\n`);
  process.exit(70);
}
