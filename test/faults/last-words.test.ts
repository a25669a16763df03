import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runProgram } from "../support/program-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Bugs, promises that nobody keeps and readers who go away. Goal: never exit code 0 or 1 for an error, never silence. */
function preload(code: string): string {
  const file = join(temporaryDirectory(), "preload.mjs");
  writeFileSync(file, code);
  return file;
}

/** The word on standard output is the moment: from then on the command runs. */
function afterWriting(word: string, code: string): string {
  return [
    "const write = process.stdout.write.bind(process.stdout);",
    "process.stdout.write = (text, ...rest) => {",
    `  if (String(text).startsWith(${JSON.stringify(word)})) setTimeout(() => { ${code} }, 200);`,
    "  return write(text, ...rest);",
    "};",
  ].join("\n");
}

const SCENARIO = "test/scenarios/k3-sound.yaml";
const FAULT = /^A fault of the software: .*\[SOFTWARE_FAULT\]\nReport it .*\n$/;

describe("a process", { timeout: 60_000 }, () => {
  test("an error beside a command ends it with 3 and one sentence", async () => {
    const late = preload(afterWriting("SIM-0001", 'throw new TypeError("out of nowhere");'));
    const { code, err } = await runProgram(["run", SCENARIO, "--realtime"], { preload: late });
    expect(err).toMatch(FAULT);
    expect(err).toContain("TypeError: out of nowhere");
    expect(code).toBe(3);
  });

  test("a command that waits for what never comes does not end with 0 in silence", async () => {
    // In real time a scenario waits for its clock; this one never rings.
    const never = preload(
      "const timer = { ref: () => timer, unref: () => timer, hasRef: () => false, refresh: () => timer };\n" +
        "globalThis.setTimeout = () => timer; globalThis.setInterval = () => timer;",
    );
    const { code, err } = await runProgram(["run", SCENARIO, "--realtime"], { preload: never });
    expect(err).toMatch(FAULT);
    expect(code).toBe(3);
  });

  test("a station is closed first when something throws beside it", async () => {
    const data = temporaryDirectory();
    const late = preload(afterWriting("Console: ", 'throw new Error("in mid-work");'));
    const words = ["demo", "--data", data, "--port", "0", "--registry", "stand-in", "--no-autostart"];
    const { code, out, err } = await runProgram(words, { preload: late });
    expect(err).toMatch(FAULT);
    expect(code).toBe(3);
    expect(out).toContain("Stopping: the journal keeps what was running");
  });

  test("a reader who goes away does not change the answer: no stays no", async () => {
    const file = join(temporaryDirectory(), "missed.yaml");
    writeFileSync(
      file,
      "schema: proofmark/scenario/v1\nkind: inspection\nname: missed\ntitleZh: x\ntitleEn: x\nworld: {}\nexpect:\n  verdict: fail\n",
    );
    const { code } = await runProgram(["run", SCENARIO, file, "--verbose"], {
      when: ">",
      act: (child) => child.closeOutput(),
    });
    expect(code).toBe(1);
  });

  test("a station goes on when nobody reads what it prints, and stops in order when its terminal is closed", async () => {
    const words = ["demo", "--data", temporaryDirectory(), "--port", "0", "--registry", "stand-in"];
    let untilMs = 0;
    const { code, signal } = await runProgram(words, {
      when: "Console: ",
      act: (child) => {
        child.closeOutput();
        untilMs = performance.now() + 2_000;
        setTimeout(() => child.kill("SIGHUP"), 2_000);
      },
    });
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(performance.now()).toBeGreaterThan(untilMs);
  });

  test("half an answer on a full disk is not taken for the whole", async () => {
    const through = ["sh", "-c", 'exec "$0" "$@" > /dev/full'];
    const { code, err } = await runProgram(["errors"], { through });
    expect(err).toMatch(
      /^Standard output cannot be written: the disk is full \(ENOSPC\)\. \[FILE_UNWRITABLE\]\n/,
    );
    expect(code).toBe(2);
  });
});
