import { EdgeError } from "../errors.ts";
import type { CliCommand } from "./command.ts";
import { scoreExam } from "./score-exam.ts";
import { SCORE_INSPECTION_HELP, scoreInspection } from "./score-inspection.ts";

export const scoreCommand: CliCommand = {
  help: `Usage: proofmark score exam --course F --vehicle F --rules F --trace F [--candidate F] [--json]

  --trace F          JSON Lines of observations, as "run --out" writes them and "decode" prints them
  --candidate F      the candidate (YAML); without it nobody is named

${SCORE_INSPECTION_HELP}`,
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
