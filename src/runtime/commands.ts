import type { CliCommand } from "../cli/command.ts";
import { courseCommand } from "../cli/course.ts";
import { decodeCommand } from "../cli/decode.ts";
import { createDemoCommand } from "../cli/demo.ts";
import type { CliProgram } from "../cli/dispatch.ts";
import { errorsCommand } from "../cli/errors.ts";
import { createReplayCommand } from "../cli/replay.ts";
import { createRunCommand } from "../cli/run.ts";
import { createSchemaCommand } from "../cli/schema.ts";
import { scoreCommand } from "../cli/score.ts";
import { createStartCommand } from "../cli/start.ts";
import { verifyCommand } from "../cli/verify.ts";
import { runDemo } from "./demo.ts";
import { executeScenario, scenarioName } from "./execute-scenario.ts";
import { FILE_SCHEMAS } from "./file-schemas.ts";
import { openSession } from "./open-session.ts";
import { packageIdentity } from "./software-identity.ts";
import { runStation } from "./start.ts";

/** Every command, each with what it needs of the composition. */
const commands: readonly CliCommand[] = [
  createDemoCommand(runDemo),
  createStartCommand(runStation),
  createRunCommand(executeScenario, scenarioName),
  scoreCommand,
  decodeCommand,
  verifyCommand,
  createReplayCommand(openSession),
  courseCommand,
  createSchemaCommand(FILE_SCHEMAS),
  errorsCommand,
];

export const program: CliProgram = {
  commands,
  version: () => {
    const { name, version } = packageIdentity();
    return `${name} ${version}`;
  },
};
