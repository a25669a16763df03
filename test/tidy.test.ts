import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { deadFiles, unusedShares, wallProblem } from "./support/import-graph.ts";
import { importProblem, LAYERS } from "./support/layers.ts";
import { purityProblems } from "./support/purity.ts";
import { codeOnly, importsOf, readSource, sourceFiles } from "./support/source-tree.ts";

/** What a reviewer would say twice. Each message names the fix. */
const LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const PURE = ["src/core/", "src/protocols/", "src/ports/", "src/verifier/"];
/** Shows what the verifier says, in a browser. */
const VERIFIER_PAGE = "src/verifier/page/";
const BANNED_EVERYWHERE: readonly [RegExp, string][] = [
  [/\bas any\b/, "gives up on types; narrow or parse instead"],
  [/@ts-(?:ignore|expect-error|nocheck)/, "silences the checker; mend the type"],
  [/\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}/, "swallows an error; rethrow, return a value, or raise a fault"],
  [/\bvi\.mock\b/, "mocks a module; a port is missing"],
  [/\benum\s+\w+\s*\{/, "uses enum; use a union of literals"],
];
const NAMES = /^(?:utils?|helpers?|index|misc|common)\.tsx?$/;
const TYPE_NAMES = /\b(?:class|interface|type)\s+\w*(?:Manager|Impl|Helper)\b/;

const production = sourceFiles("src", "simulators", "firmware-bridge");
const everything = [...production, ...sourceFiles("test")];

function longFunctions(path: string): string[] {
  const lines = codeOnly(readSource(path)).split("\n");
  const problems: string[] = [];
  const start =
    /^(\s*)(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\b|(?:(?:public|private|protected|static|override|get|set|async)\s+)*#?\w+\s*(?:<[^>]*>)?\([^;]*\)\s*(?::[^={]+)?\{\s*$)/;
  for (let i = 0; i < lines.length; i++) {
    const match = start.exec(lines[i] ?? "");
    if (!match || /^\s*(?:if|for|while|switch|catch|return|describe|test|it)\b/.test(lines[i] ?? ""))
      continue;
    const indent = match[1] ?? "";
    let end = i + 1;
    while (end < lines.length && !(lines[end] ?? "").startsWith(`${indent}}`)) end++;
    if (end - i + 1 > FUNCTION_LINES_MAX)
      problems.push(`${path}:${i + 1} is ${end - i + 1} lines; split it at its decisions`);
  }
  return problems;
}

/** What stays when a file of tests is over. */
const CHANGES_PROCESS =
  /\bprocess\.(?:env\.\w+|exitCode|title|exit) ?=[^=]|\bprocess\.(?:chdir|umask|on|once)\(|\bdelete process\.env|\bvi\.(?:mock|doMock|stubEnv|stubGlobal|useFakeTimers)\(|\b(?:Date|Math|globalThis)\.\w+ ?=[^=]/;
/** Each changes something of its process for the time of one test. */
const PUT_BACK: Readonly<Record<string, string>> = {
  "test/adapters/mqtt/broker-tls.test.ts": "NODE_TLS_REJECT_UNAUTHORIZED",
  "test/adapters/clock/machine-discipline.test.ts": "PATH",
  "test/runtime/demo-line.test.ts": "PATH",
  "test/runtime/last-resort.test.ts": "exitCode",
  "test/console/news.test.ts": "the clocks",
  "test/verifier/page-keeps.test.ts": "the clocks, document, localStorage",
};

describe("tidy", () => {
  test("every import follows the layer law", () => {
    const problems = production.flatMap((path) =>
      importsOf(readSource(path))
        .map((each) => importProblem(path, each))
        .filter((problem) => problem !== null),
    );
    expect(problems).toEqual([]);
  });

  test("the layer law refuses what it should", () => {
    const problem = (path: string, specifier: string, isStatic = true): string | null =>
      importProblem(path, { specifier, isStatic });
    expect(problem("src/core/a.ts", "node:fs")).toContain("port");
    expect(problem("src/core/a.ts", "../adapters/b.ts")).toContain("src/adapters");
    expect(problem("src/protocols/x/a.ts", "serialport")).toContain("adapter");
    // The verifier for anyone shares nothing with the side that signs.
    expect(problem("src/verifier/sealed/a.ts", "../../core/record/dsse.ts")).toContain("src/verifier");
    expect(problem("src/verifier/a.ts", "zod")).toContain("adapter");
    expect(problem("src/station/a.ts", "../verifier/verify.ts")).toContain("src/verifier");
    expect(problem("src/core/record/a.ts", "../../verifier/verify.ts")).toContain("src/verifier");
    expect(problem("simulators/x.ts", "../src/protocols/jxfz/frame.ts")).toContain("src/protocols");
    expect(problem("src/station/a.ts", "../runtime/b.ts")).toContain("src/runtime");
    expect(problem("src/core/exam/a.ts", "../machine.ts")).toBeNull();
    expect(problem("src/runtime/a.ts", "../../simulators/b.ts", false)).toContain("simulators");
    expect(problem("src/runtime/a.ts", "../stage/b.ts")).toContain("use import()");
    expect(problem("src/runtime/a.ts", "../stage/b.ts", false)).toBeNull();
    expect(problem("src/cli/a.ts", "../stage/b.ts", false)).toContain("src/stage");
    expect(problem("src/stage/a.ts", "../../simulators/b.ts")).toBeNull();
    expect(importsOf('const { a } = await import("./b.ts");\nimport type { C } from "./d.ts";')).toEqual([
      { specifier: "./d.ts", isStatic: true, isType: true },
      { specifier: "./b.ts", isStatic: false, isType: false },
    ]);
  });

  test("the stage and the simulators are reached by one door, which opens when it is asked for", () => {
    const law = LAYERS.filter(({ may }) => may.includes("simulators")).map(({ folder }) => folder);
    expect(law, "only the stage imports simulators").toEqual(["src/stage"]);
    expect(LAYERS.filter(({ may }) => may.includes("src/stage"))).toEqual([]);
    const doors = production.filter(
      (path) => !path.startsWith("src/stage/") && /\/stage\//.test(readSource(path)),
    );
    expect(doors).toEqual(["src/runtime/commands.ts"]);
  });

  test("within a layer, trades and adapters keep apart", () => {
    const problems = production.flatMap((path) =>
      importsOf(readSource(path))
        .map(({ specifier }) => wallProblem(path, specifier))
        .filter((problem) => problem !== null),
    );
    expect(problems).toEqual([]);
    expect(unusedShares(production)).toEqual([]);
    expect(wallProblem("src/core/inspection/judge.ts", "../exam/motion.ts")).toContain("beside them");
    expect(wallProblem("src/core/exam/session.ts", "../inspection/judge.ts")).toContain("beside them");
    expect(wallProblem("src/core/rules/rule.ts", "../exam/motion.ts")).toContain("knows none");
    expect(wallProblem("src/adapters/log/a.ts", "../disk/errno-words.ts")).toContain("a port between");
    expect(wallProblem("src/adapters/keys/a.ts", "../disk/errno-words.ts")).toBeNull();
  });

  test("no file is left that nothing uses", () => {
    expect(deadFiles(production)).toEqual([]);
    expect(deadFiles([...production.slice(0, 3), "src/core/rules/truth.ts"])).toContain(
      "src/core/rules/truth.ts",
    );
  });

  test("core, ports and protocols stay pure", async () => {
    const pure = production.filter(
      (path) => PURE.some((folder) => path.startsWith(folder)) && !path.startsWith(VERIFIER_PAGE),
    );
    const problems = await Promise.all(pure.map((path) => purityProblems(path, readSource(path))));
    expect(problems.flat()).toEqual([]);
    // Types are not looked at above; a port may promise, pure code does not even name it.
    const promising = pure.filter(
      (path) => !path.startsWith("src/ports/") && /\bPromise\b/.test(codeOnly(readSource(path))),
    );
    expect(promising).toEqual([]);
  });

  test("nothing is put off", () => {
    const problems = everything
      .filter((path) => path !== "test/tidy.test.ts")
      .filter((path) => /\b(?:TODO|FIXME)\b/.test(readSource(path)))
      .map((path) => `${path}: do it, or write down in docs/ that it is left out`);
    expect(problems).toEqual([]);
  });

  test("nothing is silenced, swallowed or mocked", () => {
    const problems = everything
      .filter((path) => path !== "test/tidy.test.ts")
      .flatMap((path) =>
        BANNED_EVERYWHERE.filter(([p]) => p.test(codeOnly(readSource(path)))).map(
          ([, why]) => `${path} ${why}`,
        ),
      );
    expect(problems).toEqual([]);
  });

  test("a page takes keys and the focus in the moment it is drawn", () => {
    const problems = sourceFiles("src/console/web", "src/verifier/page").flatMap((path) =>
      [...codeOnly(readSource(path)).matchAll(/\buseEffect\([\s\S]*?\n {2}\}?[^\n]*\);/g)]
        .filter(([effect]) => /\.focus\(|\baddEventListener\("key/.test(effect))
        .map(() => `${path}: a later effect loses what a quick person types; use useLayoutEffect`),
    );
    expect(problems).toEqual([]);
  });

  test("what a test says of a page waits until the page has drawn it", () => {
    const problems = sourceFiles("test/browser", "test/days").flatMap((path) =>
      [
        ...codeOnly(readSource(path)).matchAll(
          /\bexpect\(\s*await\b[^;]*?\.(?:count|innerText|textContent|inputValue|title|is[A-Z]\w+|evaluateAll|getAttribute)\(/g,
        ),
      ].map(
        ([once]) =>
          `${path}: ${once.slice(0, 60)} looks once, and a busy machine draws later; use expect.poll`,
      ),
    );
    expect(problems).toEqual([]);
  });

  test("folders are made one level at a time", () => {
    // Node's own recursive mkdir asks for ever where a parent that is there answers ENOENT, as /proc does.
    const problems = production
      .filter((path) => /\bmkdir(?:Sync)?\([^;]*recursive/.test(codeOnly(readSource(path))))
      .map(
        (path) =>
          `${path} makes folders with recursive; use makeDirectories of adapters/disk/make-directory.ts`,
      );
    expect(problems).toEqual([]);
  });

  test("who may read what is written is decided in one place", () => {
    const modes = "src/adapters/disk/file-modes.ts";
    const problems = production
      .filter(
        (path) => path.startsWith("src/") && path !== modes && /\b0o\d{3}\b/.test(codeOnly(readSource(path))),
      )
      .map((path) => `${path} has a file mode of its own; name one in ${modes}`);
    expect(problems).toEqual([]);
  });

  test("files and functions stay small, and are named for a noun", () => {
    const problems = everything.flatMap((path) => {
      const text = readSource(path);
      const length = text.split("\n").length;
      return [
        ...(length > LINES_MAX ? [`${path} has ${length} lines; ${LINES_MAX} is the most`] : []),
        ...(NAMES.test(basename(path)) ? [`${path}: name it for what it holds`] : []),
        ...(TYPE_NAMES.test(codeOnly(text)) ? [`${path}: name the type for its role`] : []),
        ...(production.includes(path) ? longFunctions(path) : []),
      ];
    });
    expect(problems).toEqual([]);
  });

  test("a test leaves its process as it found it: many files share one", () => {
    const problems = sourceFiles("test")
      .filter((path) => path.endsWith(".test.ts") && !(path in PUT_BACK))
      .filter((path) => CHANGES_PROCESS.test(codeOnly(readSource(path))))
      .map((path) => `${path} changes its process; start another one, or put it back and say so in PUT_BACK`);
    expect(problems).toEqual([]);
  });

  test("no test is switched off without a reason that is printed", () => {
    const problems = sourceFiles("test")
      .filter((path) => path !== "test/tidy.test.ts")
      .filter((path) => /\b(?:test|it|describe)\.(?:only|todo|skip)\b/.test(codeOnly(readSource(path))))
      .map(
        (path) =>
          `${path}: use ctx.skip("reason") where something of the machine is missing, and nothing else`,
      );
    expect(problems).toEqual([]);
  });
});
