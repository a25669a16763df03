import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, readSource } from "./support/source-tree.ts";

const FOLDER = "docs/how-to";
const pages = readdirSync(join(ROOT, FOLDER)).map((name) => `${FOLDER}/${name}`);

/** A newcomer follows these pages; a file that has moved would end them in the middle. */
describe.each([...pages, "docs/CONTRIBUTING.md"])("%s", (page) => {
  const text = readSource(page);

  test("names only files that are there", () => {
    const named = Array.from(
      text.matchAll(/`((?:src|simulators|test|docs|config|\.ci)\/[^`\s*]+)`/g),
      ([, path = ""]) => path,
    );
    const missing = named.filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(2);
  });

  test("links only to pages that are there", () => {
    const links = Array.from(text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g), ([, path = ""]) => path);
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });
});

test("there is a page for each thing that is added often", () => {
  const contributing = readSource("docs/CONTRIBUTING.md");
  expect(pages).toHaveLength(5);
  for (const page of pages) expect(contributing).toContain(page.replace("docs/", ""));
});
