import { EdgeError } from "../errors.ts";
import type { CliCommand } from "./command.ts";
import { scoreExam } from "./score-exam.ts";
import { scoreInspection } from "./score-inspection.ts";

export const scoreCommand: CliCommand = {
  name: "score",
  summary: "a verdict from recorded data, without a station",
  help: `Usage:
  proofmark score exam --course F --vehicle F --rules F --trace F [--candidate F] [--json]
  proofmark score inspection --dossier F --measurements F --rules F [--json]

The trace is JSON Lines of observations as "decode" prints them.
Exit codes: 0 pass, 1 anything but a pass, 2 wrong input.

Example: npx proofmark score inspection --dossier config/dossiers/demo-k3.yaml \\
           --measurements test/vectors/measurements-k3.yaml --rules config/rules/cn-inspection-2021.yaml`,
  async run(args, io) {
    const [what, ...rest] = args;
    if (what === "exam") return scoreExam(rest, io);
    if (what === "inspection") return scoreInspection(rest, io);
    throw new EdgeError(
      "USAGE",
      `proofmark score: found ${JSON.stringify(what ?? "")}, allowed: exam, inspection.`,
    );
  },
};
