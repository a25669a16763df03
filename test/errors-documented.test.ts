import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { errorsMarkdown } from "../src/cli/errors.ts";
import { ERROR_CODES } from "../src/errors.ts";
import { program } from "../src/runtime/commands.ts";
import { readSource, sourceFiles } from "./support/source-tree.ts";

test("docs/errors.md is what the registry says", () => {
  expect(existsSync("docs/errors.md")).toBe(true);
  const again = "npx tsx src/runtime/main.ts errors --markdown > docs/errors.md";
  expect(readSource("docs/errors.md"), again).toBe(`${errorsMarkdown().join("\n")}\n`);
});

test("every code of the registry is thrown somewhere, and none is thrown that is not there", () => {
  const thrown = new Set<string>();
  for (const path of sourceFiles("src", "firmware-bridge")) {
    if (path === "src/errors.ts") continue;
    for (const match of readSource(path).matchAll(/"([A-Z]+(?:_[A-Z]+)*)"/g))
      if (match[1]) thrown.add(match[1]);
  }
  for (const code of Object.keys(ERROR_CODES)) expect(thrown, `${code} is used nowhere`).toContain(code);
});

/** Commands that a text names: `proofmark verify`, `npx proofmark journal export`; the second word may be anything. */
const NAMED = /\bproofmark ([a-z]+)(?: ([a-z]+))?/g;

/** What a text names and the program does not have. */
async function missingCommands(text: string): Promise<string[]> {
  const missing: string[] = [];
  for (const [, name = "", sub] of text.matchAll(NAMED)) {
    const command = await program.commands.find((listed) => listed.name === name)?.load();
    const help = typeof command?.help === "function" ? await command.help([]) : (command?.help ?? "");
    const isSub = sub !== undefined && help.includes(`proofmark ${name} ${sub}`);
    if (command === undefined || (SUBCOMMANDS.has(name) && !isSub))
      missing.push(`${name} ${sub ?? ""}`.trim());
  }
  return missing;
}

const SUBCOMMANDS: ReadonlySet<string> = new Set(["journal", "keys", "course", "score"]);

test("a remedy names only commands that there are", async () => {
  for (const [code, { cause, remedy }] of Object.entries(ERROR_CODES))
    expect([code, await missingCommands(`${cause} ${remedy}`)]).toEqual([code, []]);
  const named = Object.values(ERROR_CODES).flatMap(({ remedy }) =>
    [...remedy.matchAll(NAMED)].map(([all]) => all),
  );
  expect(named).toEqual(expect.arrayContaining(["proofmark verify", "proofmark journal reindex"]));
});

test("and so does every sentence for a person", async () => {
  for (const path of sourceFiles("src/core/trade/reasons", "src/stage", "src/runtime")) {
    const texts = [...readSource(path).matchAll(/["`](?:[^"`\n]* )?(?:npx )?proofmark [a-z]+[^"`\n]*["`]/g)];
    for (const [text] of texts) expect([path, text, await missingCommands(text)]).toEqual([path, text, []]);
  }
});

test("a command that is not there would be found", async () => {
  expect(await missingCommands("send it with `proofmark journal post`")).toEqual(["journal post"]);
  expect(
    await missingCommands("call `proofmark open --with F` and `npx proofmark keys show --config F`"),
  ).toEqual(["open"]);
});
