import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/runtime/commands.ts";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

describe("the command line", () => {
  test.each(commands.map((command) => command.name))("%s explains itself", async (name) => {
    const { code, out } = await proofmark(name, "--help");
    expect(code).toBe(0);
    expect(out).toMatch(/^usage:/im);
    expect(out).toMatch(/^exit codes: 0/im);
  });

  test("without words it lists its commands and exits with 2", async () => {
    const { code, out } = await proofmark();
    expect(code).toBe(2);
    for (const command of commands) expect(out).toContain(command.name);
  });

  test("an unknown command gets one sentence with those there are", async () => {
    const { code, err } = await proofmark("verfy");
    expect(code).toBe(2);
    expect(err).toMatch(/^proofmark has no command "verfy"; it has demo, start, run,/);
    expect(err.split("\n").length).toBe(1);
  });

  test.each([
    [["run"], /needs at least one scenario/],
    [["run", "nowhere.yaml"], /Cannot read nowhere\.yaml: it does not exist\. \[FILE_UNREADABLE\]/],
    [["run", "--seed", "x", "a.yaml"], /--seed: found "x", allowed: 0 to 2147483647/],
    [["run", "--report", "html:x", "a.yaml"], /--report: found "html:x", allowed: junit:FILE/],
    [["run", "--speed", "2"], /Unknown option '--speed'/],
    [["replay"], /needs one journal directory/],
    [["score", "nothing"], /found "nothing", allowed: exam, inspection/],
    [["course", "draw"], /found "draw", allowed: generate/],
    [["start"], /needs --config/],
    [["demo", "--bench", "plate"], /found "plate", allowed: plc, serial/],
    [["schema", "nothing"], /found "nothing", allowed: station,/],
  ])("%j exits with 2 and one clear sentence", async (args, sentence) => {
    const { code, out, err } = await proofmark(...args);
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
    expect(out).toBe("");
  });

  test("a wrong line in a scenario is named with file, line, column, what was found and what is allowed", async () => {
    const file = join(temporaryDirectory(), "s.yaml");
    writeFileSync(
      file,
      "schema: proofmark/scenario/v1\nkind: inspection\nname: x\ntitleZh: x\ntitleEn: x\nworld:\n  vehicle: { adhesion: 3 }\nexpect:\n  verdict: pass\n",
    );
    const { code, err } = await proofmark("run", file);
    expect(code).toBe(2);
    expect(err.split("\n")[0]).toBe(
      `${file}:7:24: world.vehicle.adhesion: found 3, allowed: at most 1.2. [CONFIG_INVALID]`,
    );
  });
});
