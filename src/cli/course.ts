import { EdgeError } from "../errors.ts";
import type { CliCommand } from "./command.ts";
import { COURSE_GENERATE_HELP, courseGenerate } from "./course-generate.ts";

export const courseCommand: CliCommand = {
  help: COURSE_GENERATE_HELP,
  async run(args, io) {
    const [what, ...rest] = args;
    if (what === "generate") return courseGenerate(rest, io);
    throw new EdgeError("USAGE", `proofmark course: found ${JSON.stringify(what ?? "")}, allowed: generate.`);
  },
};
