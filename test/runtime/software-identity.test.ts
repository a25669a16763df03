import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importClosure } from "../../src/runtime/import-closure.ts";
import { relevantModules, softwareHash, softwareIdentity } from "../../src/runtime/software-identity.ts";
import { ROOT, sourceFiles } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** The last byte of each file is the end of a line; as a space it is one byte changed, and nothing else. */
function oneByteLater(file: string, look: () => void): void {
  const bytes = readFileSync(file);
  const changed = Buffer.from(bytes);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 0x2a;
  writeFileSync(file, changed);
  look();
  writeFileSync(file, bytes);
}

describe("software.sha256", () => {
  let copy: string;
  let before: string;
  const hash = (): string => softwareHash(copy, copy);

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "proofmark-test-"));
    for (const part of ["src", "simulators", "firmware-bridge", "package.json", "package-lock.json"])
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    before = hash();
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test("is the same for the same tree, wherever it stands", () => {
    expect(hash()).toBe(before);
    expect(softwareIdentity().sha256).toBe(before);
  });

  test.each([
    "src/core/inspection/judge.ts",
    "src/core/exam/watch/line-contact.ts",
    "src/core/record/build-result.ts",
    "src/protocols/jxfz/session.ts",
    "src/protocols/brake-plc/brake-plc-session.ts",
    "firmware-bridge/lane-io-session.ts",
    "firmware-bridge/firmata-channel.ts",
    "src/station/sealer.ts",
    "src/station/seal.ts",
    "src/station/station-memory.ts",
    "src/core/delivery/submission.ts",
    "src/runtime/open-session.ts",
    "src/runtime/live-station.ts",
    "src/runtime/software-identity.ts",
    "src/adapters/keys/node-crypto.ts",
    "src/adapters/keys/key-directory.ts",
    "src/adapters/config/yaml-document.ts",
    "src/adapters/opcua/plc-value.ts",
    "src/adapters/disk/segment-store.ts",
    "package-lock.json",
  ])("one byte of %s makes it another", (path) => {
    oneByteLater(join(copy, path), () => expect(hash()).not.toBe(before));
    expect(hash()).toBe(before);
  });

  test.each([
    "src/console/web/main.tsx",
    "src/console/console-server.ts",
    "src/cli/dispatch.ts",
    "src/stage/run-scenario.ts",
    "simulators/instruments/jxfz.ts",
    "package.json",
  ])("one byte of %s makes no difference", (path) => {
    oneByteLater(join(copy, path), () => expect(hash()).toBe(before));
  });

  test("a file more, as a test is, makes no difference", () => {
    const file = join(copy, "src/core/inspection/judge.test.ts");
    writeFileSync(file, "export {};\n");
    expect(hash()).toBe(before);
    rmSync(file);
  });

  test("where no lock file was installed, package.json counts", () => {
    const lock = join(copy, "package-lock.json");
    const bytes = readFileSync(lock);
    rmSync(lock);
    const without = hash();
    expect(without).not.toBe(before);
    oneByteLater(join(copy, "package.json"), () => expect(hash()).not.toBe(without));
    writeFileSync(lock, bytes);
  });

  test("a module that is not there ends the start, and is not left out", () => {
    const file = join(copy, "src/protocols/jxfz/frame.ts");
    const bytes = readFileSync(file);
    rmSync(file);
    expect(hash).toThrow(/ENOENT.*jxfz\/frame\.ts/);
    writeFileSync(file, bytes);
  });

  test("holds every protocol session, and neither stage nor simulators", () => {
    const modules = [...relevantModules(ROOT).keys()];
    const sessions = sourceFiles("src/protocols").filter((path) => path.endsWith("session.ts"));
    expect(sessions.filter((path) => !modules.includes(path))).toEqual([]);
    expect(modules.filter((path) => /^(?:src\/stage|simulators|test|src\/console)\//.test(path))).toEqual([]);
  });
});

test("a closure follows what is loaded, in any form, and no more", () => {
  const directory = temporaryDirectory();
  const files = {
    "src/a.ts":
      'import {\n  b,\n} from "./b.ts";\nimport type { T } from "./types.ts";\nimport "../c/c.ts";\n',
    "src/b.ts": 'export * from "./d.ts";\nimport zod from "zod";\nimport { type T } from "./kept.ts";\n',
    "src/d.ts": 'const e = () => import("./e.ts");\nconst s = () => import("../stage/s.ts");\n',
    "src/e.ts": 'import { a } from "./a.ts";\nexport type { T } from "./types.ts";\n',
    "src/kept.ts": "",
    "c/c.ts": "",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const found = importClosure({ directory, apart: ["stage"] }, ["src/a"]);
  expect([...found.keys()]).toEqual(Object.keys(files).sort());
});
