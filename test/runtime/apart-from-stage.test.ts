import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { relevantModules } from "../../src/runtime/software-identity.ts";
import { BUILT } from "../support/built-program.ts";
import { proofmark } from "../support/cli-run.ts";
import { type ProgramEnd, type ProgramOrder, runProgram } from "../support/program-run.ts";
import { ROOT, staticClosure } from "../support/source-tree.ts";
import { writeStationFile } from "../support/station-file.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Packages whose reading costs more than what a light command does. */
const HEAVY =
  /^(?:node-opcua|fastify|@fastify\/.*|mqtt|aedes|johnny-five|firmata-io|onoff|serialport|pino|sm-crypto-v2|@noble\/curves.*)$/;
/** Those of them that a station reads when one of its addresses asks for it. */
const BY_ADDRESS =
  /^(?:node-opcua|johnny-five|firmata-io|onoff|serialport|aedes|sm-crypto-v2|@noble\/curves.*)$/;
const STAGE = /^(?:src\/stage|simulators)\//;
const SPKI = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

describe("what is read before a command begins", () => {
  test.each([
    ["the program", ["src/runtime/main.ts", "src/runtime/commands.ts"]],
    ["errors", ["src/cli/errors.ts"]],
    ["verify", ["src/cli/verify.ts", "src/cli/verify-files.ts"]],
    ["score", ["src/cli/score.ts", "src/cli/score-exam.ts", "src/cli/score-inspection.ts"]],
    ["decode", ["src/cli/decode.ts"]],
    ["doctor, before it looks", ["src/cli/doctor.ts"]],
    ["replay", ["src/cli/replay.ts", "src/runtime/open-session.ts"]],
    ["course", ["src/cli/course.ts"]],
    ["schema", ["src/cli/schema.ts", "src/runtime/file-schemas.ts"]],
    ["words of demo, start and run", ["src/cli/demo.ts", "src/cli/start.ts", "src/cli/run.ts"]],
  ])("%s: no simulator and no heavy package", (_, roots) => {
    const read = staticClosure(...roots);
    expect(read.length).toBeGreaterThan(roots.length);
    expect(read.filter((name) => STAGE.test(name) || HEAVY.test(name))).toEqual([]);
  });

  test("words of a program, of errors, verify and score: no package at all", () => {
    const words = [
      "src/runtime/main.ts",
      "src/runtime/commands.ts",
      "src/cli/errors.ts",
      "src/cli/verify.ts",
    ];
    const read = staticClosure(...words, "src/cli/score.ts");
    expect(read.filter((name) => !name.endsWith(".ts") && !name.startsWith("node:"))).toEqual([]);
  });

  test("a station: no simulator, and no package of an address that it may not have", () => {
    const read = staticClosure("src/runtime/start.ts");
    expect(read).toContain("fastify");
    expect(read.filter((name) => STAGE.test(name) || BY_ADDRESS.test(name))).toEqual([]);
  });
});

describe("an installation without stage and simulators", { timeout: 120_000 }, () => {
  let home: string;
  const evidence = (name: string): string => join(home, "evidence", name);
  const run = (words: readonly string[], order: ProgramOrder = {}): Promise<ProgramEnd> =>
    runProgram(words, { ...order, program: [join(home, "dist/src/runtime/main.js")] });

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "proofmark-test-"));
    mkdirSync(join(home, "dist"));
    for (const part of ["src", "firmware-bridge"])
      cpSync(join(BUILT, part), join(home, "dist", part), { recursive: true });
    rmSync(join(home, "dist/src/stage"), { recursive: true });
    for (const part of ["package.json", "package-lock.json"]) cpSync(join(ROOT, part), join(home, part));
    symlinkSync(join(ROOT, "dist/web"), join(home, "dist/web"));
    symlinkSync(join(ROOT, "node_modules"), join(home, "node_modules"));
    const scenarios = ["k3-sound", "c1-sound"].map((name) => `test/scenarios/${name}.yaml`);
    const { code } = await proofmark("run", ...scenarios, "--out", join(home, "evidence"));
    expect(code).toBe(0);
  }, 120_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test("a station starts, is up, and stops; what no address asks for is not read", async () => {
    const directory = temporaryDirectory();
    const witness = { name: "w/1", spki: Buffer.from(SPKI, "base64") };
    const ports = { "axle-scale": 1, "brake-bench": 1, gnss: 1 };
    const file = writeStationFile({ directory, brokerUrl: "mqtt://127.0.0.1:1", witness, ports });
    const preload = join(directory, "preload.mjs");
    writeFileSync(
      preload,
      'import Module from "node:module";\n' +
        "const of = (path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(path)?.[1];\n" +
        'process.on("exit", () => console.log("READ", ...new Set(Object.keys(Module._cache).map(of))));\n',
    );
    const end = await run(["start", "--config", file], {
      preload,
      when: " is up. ",
      act: (child) => child.kill("SIGTERM"),
    });
    expect(end).toMatchObject({ code: 0, err: "" });
    const read = (/^READ (.*)$/m.exec(end.out)?.[1] ?? "").split(" ");
    expect(read).toContain("fastify");
    // Its photo-beams are at a gpio: address; the package's addon is built for one version of Node.
    expect(read.filter((name) => BY_ADDRESS.test(name))).toEqual(isLoadable("onoff") ? ["onoff"] : []);
  });

  test("records, proofs and journals are verified, and verdicts reached again", async () => {
    const records = readdirSync(evidence("k3-sound/records")).map((name) =>
      evidence(`k3-sound/records/${name}`),
    );
    expect(records.length).toBeGreaterThan(1);
    const files = [...records, evidence("k3-sound/journal")];
    expect(await run(["verify", ...files, "--trust", evidence("k3-sound/trust.json")])).toMatchObject({
      code: 0,
    });
    for (const name of ["k3-sound", "c1-sound"])
      expect(await run(["replay", evidence(`${name}/journal`)])).toMatchObject({ code: 0, err: "" });
  });

  test("a trace is scored, a course laid out, bytes decoded, formats and words printed", async () => {
    const config = (path: string): string => join(ROOT, "config", path);
    const course = config("courses/demo-c1.geojson");
    const vehicle = config("vehicles/santana-c1.yaml");
    const trace = evidence("c1-sound/trace.jsonl");
    const rules = config("rules/cn-exam-c1-2022.yaml");
    const exam = ["--course", course, "--vehicle", vehicle, "--rules", rules, "--trace", trace];
    const bytes = join(home, "receiver.log");
    writeFileSync(bytes, "$GPGGA,1*00\r\n");
    for (const words of [
      ["score", "exam", ...exam],
      ["course", "generate", "--vehicle", vehicle, "--origin", "30.5,114.4"],
      ["schema", "scenario"],
      ["run", "--help"],
      ["demo", "--help"],
    ])
      expect(await run(words), words.join(" ")).toMatchObject({ code: 0, err: "" });
    expect(await run(["decode", "nmea", bytes])).toMatchObject({ code: 1 });
  });

  test.each([
    ["demo", "--data", "none"],
    ["run", "test/scenarios/k3-sound.yaml"],
  ])("%s says in one sentence what is missing", async (...words) => {
    const { code, out, err } = await run(words);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(
      /^proofmark (?:demo|run) needs the simulated devices .* made without them\. \[INSTALLATION_INCOMPLETE\]\n[^\n]*\n$/,
    );
  });

  test("the same modules count for software.sha256, as sources and as built", () => {
    const names = (tree: string): string[] =>
      [...relevantModules(tree).keys()].map((path) => path.replace(/\.[jt]s$/, ""));
    expect(names(join(home, "dist"))).toEqual(names(ROOT));
  });
});

function isLoadable(name: string): boolean {
  try {
    createRequire(import.meta.url)(name);
    return true;
  } catch {
    return false;
  }
}
