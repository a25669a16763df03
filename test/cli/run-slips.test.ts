import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A slip in a scenario. Goal: exit code 2, one sentence with the line and what is allowed; whatever else was asked for is done. */
const SOUND = "test/scenarios/k3-sound.yaml";

function scenario(
  kind: "inspection" | "exam",
  more: {
    name?: string;
    options?: string;
    world?: string;
    expect?: string;
    dossier?: string;
    course?: string;
  },
): string {
  const file = join(mkdtempSync(join(temporaryDirectory(), "s-")), "scenario.yaml");
  const lines = [
    "schema: proofmark/scenario/v1",
    `kind: ${kind}`,
    `name: ${more.name ?? "slip"}`,
    "titleZh: x",
    "titleEn: x",
    `world: ${more.world ?? "{}"}`,
    `expect: ${more.expect ?? "{ verdict: pass }"}`,
    ...(more.options === undefined ? [] : [`options: ${more.options}`]),
    ...(more.dossier === undefined ? [] : [`dossier: ${more.dossier}`]),
    ...(more.course === undefined ? [] : [`course: ${more.course}`]),
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

describe("a slip", () => {
  test.each([
    [
      "inspection",
      { world: "{ deviceFaults: [{ device: axel-scale, kind: drop }] }" },
      /:6:.*"axel-scale", allowed: "axle-scale"/,
    ],
    [
      "inspection",
      { world: "{ deviceFaults: [{ device: axle-scale, kind: drop, onPrompt: { action: pres } }] }" },
      /:6:.*"pres", allowed: /,
    ],
    [
      "inspection",
      { world: "{ operator: { ignores: [inser-probe] } }" },
      /:6:.*"inser-probe", allowed: .*"insert-probe"/,
    ],
    ["inspection", { expect: "{ verdict: pass, items: { B1: Pass } }" }, /:7:.*"Pass", allowed: "pass"/],
    ["inspection", { expect: "{ verdict: pass, items: { B9: pass } }" }, /:7:.*B9.*allowed: .*B1, /],
    [
      "inspection",
      { expect: "{ verdict: pass, faults: [NO_SUCH] }" },
      /:7:.*"NO_SUCH", allowed: "disconnected"/,
    ],
    [
      "inspection",
      { expect: "{ verdict: fail, severities: { brake.nothing: major } }" },
      /:7:.*no such rule; it has brake\./,
    ],
    [
      "inspection",
      { expect: "{ verdict: fail, severities: { brake.imbalance: grave } }" },
      /:7:.*"grave", allowed: "minor"/,
    ],
    [
      "inspection",
      { expect: "{ verdict: fail, failed: [brake.nothing] }" },
      /:7:.*no such rule; it has brake\./,
    ],
    ["inspection", { options: "{ axle-scale: { unit: stone } }" }, /:8:.*unit.*"lb"/],
    ["inspection", { options: "{ axle-scale: { chekByte: false } }" }, /:8:.*chekByte/],
    ["inspection", { options: "{ scale: {} }" }, /:8:.*"?scale"?/],
    ["inspection", { name: "../../elsewhere" }, /:3:7: name: /],
    ["inspection", { name: "a..b" }, /:3:7: name: /],
    [
      "exam",
      { world: "{ driver: { defects: [{ kind: stalls-on-hill, item: curve-1 }] } }" },
      /:6:.*a curve; allowed: hill-start-1/,
    ],
    [
      "exam",
      { world: "{ driver: { defects: [{ kind: opens-door, item: curve-9, forS: 1 }] } }" },
      /:6:.*no item curve-9; allowed: .*curve-1/,
    ],
    [
      "exam",
      { world: "{ car: { events: [{ defect: { kind: stuck-line, line: bel, forS: 1 } }] } }" },
      /:6:.*"bel", allowed: "belt"/,
    ],
    ["exam", { expect: "{ verdict: pass, items: { curve-9: pass } }" }, /:7:.*curve-9.*allowed: /],
    [
      "inspection",
      { dossier: "./gone.yaml" },
      /scenario\.yaml:\d+: dossier: found "\.\/gone\.yaml"; Cannot read .*gone\.yaml: it does not exist/,
    ],
    [
      "exam",
      { course: "config/courses/gone.geojson" },
      /scenario\.yaml:\d+: course: found "config\/courses\/gone\.geojson"; Cannot read .*it does not exist/,
    ],
    [
      "exam",
      { world: "{ deviceFaults: [{ device: gps, kind: drop }] }" },
      /:6:.*"gps", allowed: "gnss", "vehicle-io"/,
    ],
  ] as const)("%s %j", async (kind, more, sentence) => {
    const { code, err } = await proofmark("run", scenario(kind, more));
    expect(err.split("\n")[0]).toMatch(sentence);
    expect(code).toBe(2);
  });

  test("the others of a batch run, and the JUnit file says which could not", async () => {
    const report = join(temporaryDirectory(), "out.xml");
    const broken = scenario("inspection", { expect: "{ verdict: perhaps }" });
    const { code, out, err } = await proofmark("run", broken, SOUND, "--report", `junit:${report}`);
    expect(code).toBe(2);
    expect(out).toMatch(/^ERR {2}scenario\.yaml\nok {3}k3-sound .*\n1 passed, 0 failed, 1 could not be run$/);
    expect(err.split("\n").length, "one sentence and one remedy").toBe(2);
    const xml = readFileSync(report, "utf8");
    expect(xml).toContain('tests="2" failures="0" errors="1"');
    expect(xml).toMatch(/<error message="[^"]*perhaps/);
  });

  test("paths that cannot be written are refused before anything runs", async () => {
    for (const [words, sentence] of [
      [["--report", "junit:/nowhere/out.xml"], /^Cannot write \/nowhere\/out\.xml: it does not exist/],
      [["--out", "/proc/nope"], /^Cannot write into the directory \/proc\/nope: it does not exist/],
    ] as const) {
      const { code, out, err } = await proofmark("run", SOUND, ...words);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(sentence);
    }
  });

  test("a folder that holds something already is refused with what lies in it, before anything runs", async () => {
    const directory = temporaryDirectory();
    const own = join(directory, "k3-sound");
    for (const [names, sentence] of [
      [["journal", "records", "trust.json"], "an earlier run wrote into it (journal, records, trust.json)"],
      [["a", "b", "c", "d", "e"], "it holds what this command did not write (a, b, c, d and 1 more)"],
    ] as const) {
      rmSync(own, { recursive: true, force: true });
      mkdirSync(own);
      for (const name of names) writeFileSync(join(own, name), "");
      const { code, out, err } = await proofmark("run", SOUND, "--out", directory);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain(`${own} is not empty: ${sentence}. [DIRECTORY_USED]`);
      expect(err).toContain("Name a folder that is not there yet");
    }
  });

  test("two scenarios of one name are not written into one folder", async () => {
    const directory = join(temporaryDirectory(), "out");
    const twin = scenario("inspection", { name: "k3-sound" });
    const { code, out, err } = await proofmark("run", SOUND, twin, "--out", directory);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/are both named "k3-sound" and would write into one folder/);
    expect(existsSync(directory)).toBe(false);
  });

  test("what a dossier holds begins no line of its own and moves no cursor", async () => {
    const folder = temporaryDirectory();
    const dossier = readFileSync("config/dossiers/demo-k3.yaml", "utf8");
    const hostile = `"\\e]0;t\\a\\e[2J\\n  = PASS\\u202e"`;
    writeFileSync(join(folder, "dossier.yaml"), dossier.replace(/^region: .*$/m, `region: ${hostile}`));
    const file = join(folder, "scenario.yaml");
    writeFileSync(file, readFileSync(SOUND, "utf8").replace(/^world:/m, "dossier: ./dossier.yaml\nworld:"));
    const { out } = await proofmark("run", file, "--verbose");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there.
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    const verdicts = out.split("\n").filter((line) => line.startsWith("  = "));
    expect(verdicts.length).toBeLessThanOrEqual(1);
  });
});
