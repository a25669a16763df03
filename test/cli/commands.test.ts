import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../../src/cli/dispatch.ts";
import { AssertionFailure } from "../../src/core/machine.ts";
import { program } from "../../src/runtime/commands.ts";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const { commands } = program;

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
    expect(err).toMatch(
      /^proofmark has no command "verfy"; it has demo, start, simulate, run,.* \(did you mean "verify"\?\)\. \[USAGE\]/,
    );
    expect(err.split("\n").length, "one sentence and one remedy").toBe(2);
  });

  test.each([
    [["run"], /needs at least one scenario/],
    [["run", "nowhere.yaml"], /Cannot read nowhere\.yaml: it does not exist\. \[FILE_UNREADABLE\]/],
    [["run", "--seed", "x", "a.yaml"], /--seed: found "x", allowed: 0 to 2147483647/],
    [["run", "--report", "html:x", "a.yaml"], /--report: found "html:x", allowed: junit:FILE/],
    [["run", "--speed", "2"], /Unknown option '--speed'/],
    [["replay"], /needs one journal directory/],
    [["events"], /needs one journal directory/],
    [["score", "nothing"], /found "nothing", allowed: exam, inspection/],
    [["course", "draw"], /found "draw", allowed: check, generate/],
    [["start"], /needs --config/],
    [["simulate"], /found "", allowed: lane, course, registry, station, prepare/],
    [["simulate", "weather"], /found "weather", allowed: lane, course,/],
    [["simulate", "lane"], /needs --config/],
    [["simulate", "lane", "--config", "f", "--speed", "9"], /--speed: found "9", allowed: 1 to 5/],
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

describe("what is asked of the whole program", () => {
  test("help NAME is the help of that command", async () => {
    const [asked, itself] = await Promise.all([proofmark("help", "start"), proofmark("start", "--help")]);
    expect(asked).toEqual({ ...itself, code: 0, err: "" });
    expect((await proofmark("help", "nothing")).code).toBe(2);
  });

  test.each([
    ["draw", "registry draw --config F"],
    ["evidence", "registry evidence order "],
    ["ca", "registry ca init"],
    ["verifier", "registry verifier --config F --out FILE"],
  ])("registry %s --help is of that word, wherever it stands in the line", async (word, told) => {
    for (const args of [
      ["registry", word, "--help"],
      ["help", "registry", word],
    ]) {
      const { code, out } = await proofmark(...args);
      expect([code, out.includes(told), out.includes("registry invite")]).toEqual([0, true, false]);
    }
  });

  test("--version says which software this is", async () => {
    expect(await proofmark("--version")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^proofmark \d/),
    });
  });

  test.each([
    [
      ["run", "--seed", "-1", "a.yaml"],
      'proofmark run --seed: found "-1", allowed: 0 to 2147483647. [USAGE]',
    ],
    [["run", "--seed"], /run: --seed needs a value/],
    [["run", "--verbose=3", "a.yaml"], "proofmark run: --verbose takes no value. [USAGE]"],
    [["score", "exam"], "proofmark score exam needs --course, --vehicle, --rules, --trace. [USAGE]"],
    [["course", "generate"], "proofmark course generate needs --vehicle, --origin. [USAGE]"],
    [["decode", "nmea", "/nope"], "Cannot read /nope: it does not exist (ENOENT). [FILE_UNREADABLE]"],
    [["errors", "--all"], /errors: Unknown option '--all'/],
    [
      ["start", "a.yaml"],
      'proofmark start takes no words, found "a.yaml" (did you mean --config "a.yaml"?). [USAGE]',
    ],
    [["start", "a.yaml", "--config", "b.yaml"], 'proofmark start takes no words, found "a.yaml". [USAGE]'],
    [
      ["start", "--confg", "a.yaml"],
      /Unknown option '--confg'; .*--help \(did you mean "--config"\?\)\. \[USAGE\]/,
    ],
    [["schema", "--out", "/proc/x"], /make the directory \/proc\/x: .*ENOENT.*\[DIRECTORY_UNWRITABLE\]/],
    [["demo", "--data", "/proc/nope"], /make the directory \/proc\/nope: .*\[DIRECTORY_UNWRITABLE\]/],
    [["verify", "/nope", "--trust", "/nope"], /Cannot read \/nope: it does not exist .*\[FILE_UNREADABLE\]/],
    [["replay", "/nope"], /Cannot read the journal \/nope: it does not exist/],
    [["events", "/nope"], /Cannot read the journal \/nope: it does not exist/],
  ])("%j: its own sentence, exit code 2", async (args, sentence) => {
    const { code, err } = await proofmark(...args);
    const [first, remedy, ...more] = err.split("\n");
    if (typeof sentence === "string") expect(first).toBe(sentence);
    else expect(first).toMatch(sentence);
    expect({ code, more, hasRemedy: remedy !== undefined }).toEqual({ code: 2, more: [], hasRemedy: true });
  });

  test("a word of the system that nobody wrapped, and a bug, are a sentence each", async () => {
    const failing = (error: unknown) => ({
      version: () => "",
      commands: [
        { name: "x", summary: "", load: async () => ({ help: "", run: () => Promise.reject(error) }) },
      ],
    });
    const told = async (error: unknown) => {
      const err: string[] = [];
      const io = { out: () => undefined, err: (line: string) => void err.push(line) };
      return { code: await runCli(failing(error), ["x"], io), sentence: err[0], lines: err.length };
    };
    const errno = (code: string) => Object.assign(new Error(code), { code, syscall: "open", path: "/a\nb" });
    expect(await told(errno("EACCES"))).toEqual({
      code: 2,
      sentence: "Cannot open /a\\u000ab: permission is denied (EACCES). [SYSTEM_REFUSED]",
      lines: 2,
    });
    expect(await told(errno("EIO"))).toMatchObject({
      code: 3,
      sentence: expect.stringMatching(/\(EIO\)\. \[SYSTEM_CALL_FAILED\]$/),
    });
    expect(await told(new AssertionFailure("never"))).toMatchObject({
      code: 3,
      sentence: expect.stringMatching(
        /^A fault of the software: AssertionFailure: never.*\[SOFTWARE_FAULT\]$/,
      ),
    });
    expect((await told("a string")).code).toBe(3);
    const gone = Object.assign(new Error("Cannot find package 'pino'"), { code: "ERR_MODULE_NOT_FOUND" });
    expect((await told(gone)).code).toBe(2);
  });
});
