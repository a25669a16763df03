import { expect, test } from "vitest";
import { outagesCommand, outagesMarkdown } from "../src/cli/outages.ts";
import { OUTAGE_TABLE } from "../src/core/outages/outage-table.ts";
import { EdgeError } from "../src/errors.ts";
import { readSource } from "./support/source-tree.ts";

/** Goal: docs/outages.md is the table that the station's door reads. */
test("docs/outages.md is what the table says", () => {
  const again = "npx tsx src/runtime/main.ts outages --markdown > docs/outages.md";
  expect(readSource("docs/outages.md"), again).toBe(`${outagesMarkdown().join("\n")}\n`);
});

test("the command prints the same table for people and for programs", async () => {
  const out: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: () => undefined };
  expect(await outagesCommand.run(["--json"], io)).toBe(0);
  const { states } = JSON.parse(out.join("\n")) as { states: { state: string }[] };
  expect(states.map(({ state }) => state)).toEqual(Object.keys(OUTAGE_TABLE));
  out.length = 0;
  expect(await outagesCommand.run([], io)).toBe(0);
  expect(out).toHaveLength(Object.keys(OUTAGE_TABLE).length);
});

test("both forms at once are refused, and nothing is printed", async () => {
  const out: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: () => undefined };
  const refused = await outagesCommand.run(["--markdown", "--json"], io).catch((cause: unknown) => cause);
  expect(refused).toBeInstanceOf(EdgeError);
  expect(refused).toMatchObject({
    code: "USAGE",
    message: "proofmark outages takes --markdown or --json, not both.",
  });
  expect(out).toEqual([]);
});
