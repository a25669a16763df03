import { EdgeError } from "../errors.ts";
import type { CliCommand } from "./command.ts";

export const scoreCommand: CliCommand = {
  help: `Usage: proofmark score exam --course F --vehicle F --rules F --trace F [--candidate F]
                            [--date YYYY-MM-DD] [--json]

  --trace F          JSON Lines of observations, as "run --out" writes them and "decode" prints them
  --candidate F      the candidate (YAML); without it nobody is named. By a rulebook that does not examine the
                     candidate's class the verdict is undecided
  --date DAY         civil date of the test; that the receiver tells another one is noted

Usage: proofmark score inspection --dossier F --measurements F --rules F [--date YYYY-MM-DD] [--json]

  --dossier F        the vehicle and the inspection ordered (YAML, proofmark/dossier/v1)
  --measurements F   what was measured, by item (YAML or JSON, proofmark/measurements/v1)
  --rules F          the rulebook (YAML, proofmark/rulebook/v2)
  --date DAY         civil date of the inspection
  --json             one JSON document instead of text

Without --date the date is today's at this machine; the answer says which it was (in JSON "date" and "dateFrom": option or
machine). A rulebook that is not in force on that date leaves the verdict undecided, with the reason; what was measured or
driven is shown all the same.

Exit codes: 0 pass; 1 fail, void or undecided; 2 wrong input.

Example: proofmark score inspection --dossier config/dossiers/demo-k3.yaml \\
  --measurements measurements.yaml --rules config/rules/cn-inspection-2021.yaml`,
  async run(args, io) {
    const [what, ...rest] = args;
    if (what === "exam") return (await import("./score-exam.ts")).scoreExam(rest, io);
    if (what === "inspection") return (await import("./score-inspection.ts")).scoreInspection(rest, io);
    throw new EdgeError(
      "USAGE",
      `proofmark score: found ${JSON.stringify(what ?? "")}, allowed: exam, inspection.`,
    );
  },
};
