import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { ROOT } from "../support/source-tree.ts";

/** The record names the software that judged. Counted a second time, by the shell, over what turns bytes into a verdict. */
test("the hash is over every module of the core, the codecs and the board's bridge", () => {
  const hash = createHash("sha256");
  for (const folder of ["src/core", "src/protocols", "firmware-bridge"]) {
    const listed = execFileSync("find", [folder, "-type", "f", "-name", "*.ts"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const files = listed.trim().split("\n").sort();
    expect(files.length).toBeGreaterThan(0);
    for (const file of files)
      hash
        .update(`${file}\0`)
        .update(readFileSync(`${ROOT}/${file}`))
        .update("\0");
  }
  expect(softwareIdentity().sha256).toBe(hash.digest("hex"));
});
