import { ERROR_CODES } from "../errors.ts";
import { parseOptions } from "./arguments.ts";
import { type CliCommand, outLines } from "./command.ts";

export const errorsCommand: CliCommand = {
  help: "Usage: proofmark errors [--markdown | --json]\n\nExit codes: 0 done, 2 wrong input.\n\nExample: npx proofmark errors --markdown > docs/errors.md",
  async run(args, io) {
    const values = parseOptions("errors", args, { json: { type: "boolean" }, markdown: { type: "boolean" } });
    if (values.json === true) outLines(io, JSON.stringify(ERROR_CODES, null, 2));
    else if (values.markdown === true) for (const line of errorsMarkdown()) io.out(line);
    else
      for (const [code, entry] of Object.entries(ERROR_CODES))
        io.out(`${code} (${entry.class}): ${entry.cause} ${entry.remedy}`);
    return 0;
  },
};

export function errorsMarkdown(): string[] {
  return [
    "# Error codes",
    "",
    "Made from `src/errors.ts` by `npx tsx src/runtime/main.ts errors --markdown`; a test compares both.",
    "",
    "| code | class | cause | remedy |",
    "|---|---|---|---|",
    ...Object.entries(ERROR_CODES).map(
      ([code, e]) => `| \`${code}\` | ${e.class} | ${e.cause} | ${e.remedy} |`,
    ),
  ];
}
