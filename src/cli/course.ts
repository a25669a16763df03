import { EdgeError } from "../errors.ts";
import type { CliCommand } from "./command.ts";
import { COURSE_CHECK_HELP, type CourseStage, courseCheck } from "./course-check.ts";
import { COURSE_GENERATE_HELP, courseGenerate } from "./course-generate.ts";

/** The composition root hands in the stage; it is loaded when a course is to be driven. */
export function createCourseCommand(loadStage: () => Promise<CourseStage>): CliCommand {
  return {
    help: `${COURSE_CHECK_HELP}\n\n${COURSE_GENERATE_HELP}`,
    async run(args, io) {
      const [what, ...rest] = args;
      if (what === "generate") return courseGenerate(rest, io);
      if (what === "check") return courseCheck(rest, io, loadStage);
      throw new EdgeError(
        "USAGE",
        `proofmark course: found ${JSON.stringify(what ?? "")}, allowed: check, generate.`,
      );
    },
  };
}
