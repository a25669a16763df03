import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Goal: what a page says under one name is said once: of two with the same name the later one would take the place of the other. */
test("no words of the pages stand under a name that others have", () => {
  const places = new Map<string, string[]>();
  for (const file of readdirSync("src/console/web").filter((name) => /^texts.*\.ts$/.test(name)))
    for (const [, key = ""] of readFileSync(`src/console/web/${file}`, "utf8").matchAll(/^ {2}(\w+): \[/gm))
      places.set(key, [...(places.get(key) ?? []), file]);
  expect(places.size).toBeGreaterThan(500);
  expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
});
