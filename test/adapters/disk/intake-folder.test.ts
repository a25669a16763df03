import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeIntakeFs } from "../../../src/adapters/disk/intake-fs.ts";
import { EdgeError } from "../../../src/errors.ts";
import {
  errno,
  filesIn,
  intakeWith,
  intakeWorld,
  OLD_MS,
  put,
  reasonOf,
  SENTENCE,
  subjectOf,
  textsIn,
  watchedFs,
} from "../../support/intake-world.ts";
import { temporaryDirectory } from "../../support/journal-directory.ts";

test("a subject is its bytes, hash and time; a claim names the job", async () => {
  const { folder, intake, slept } = intakeWith({ "01.yaml": "plate: A" });
  intake.check();
  const subject = await subjectOf(intake);
  expect(slept()).toBe(0);
  expect(Buffer.from(subject.bytes).toString()).toBe("plate: A");
  expect(subject).toMatchObject({ file: "01.yaml", modifiedMs: OLD_MS });
  expect(subject.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(filesIn(folder, ".")).toEqual(["01.yaml"]);
  subject.claim("S-000001");
  subject.claim("S-000002");
  expect(filesIn(folder, ".")).toEqual([]);
  expect(filesIn(folder, "taken")).toEqual(["S-000001--01.yaml"]);
  expect(await reasonOf(intake)).toBe("NOBODY_WAITS");
});

test("refused because of the station, the file stays and is the next one again", async () => {
  const { folder, intake } = intakeWith({ "01.yaml": "1", "02.yaml": "2" });
  const subject = await subjectOf(intake);
  subject.leave();
  expect(filesIn(folder, ".")).toEqual(["01.yaml", "02.yaml"]);
  expect((await subjectOf(intake)).file).toBe("01.yaml");
  expect(subject.reject(SENTENCE)).toBeNull();
  expect(filesIn(folder, ".")).toEqual(["01.yaml", "02.yaml"]);
});

test("refused because of the file, it lies in rejected/ with its sentence beside it; nothing is overwritten", async () => {
  const { folder, intake } = intakeWith({ "01.yaml": "first" });
  const detail = { where: "plate", found: "\u001b[2J", allowed: "at most 16" };
  expect((await subjectOf(intake)).reject(SENTENCE, detail)).toBe("rejected/01.yaml");
  const note = readFileSync(join(folder, "rejected/01.yaml.reason.txt"), "utf8");
  for (const part of ["第 3 行：车牌不符。", "Line 3", "where: plate", "found: _[2J", "allowed: at most 16"])
    expect(note).toContain(part);
  expect(note).toMatch(/when: \d{4}-\d\d-\d\dT/);
  put(folder, "01.yaml", "second");
  expect((await subjectOf(intake)).reject(SENTENCE)).toBe("rejected/01.2.yaml");
  // A reason that a kill left alone counts as a name in use.
  writeFileSync(join(folder, "rejected/01.3.yaml.reason.txt"), "left alone");
  put(folder, "01.yaml", "third");
  expect((await subjectOf(intake)).reject(SENTENCE)).toBe("rejected/01.4.yaml");
  expect(textsIn(folder)).toEqual(["first", "second", "third"]);
  expect(readFileSync(join(folder, "rejected/01.3.yaml.reason.txt"), "utf8")).toBe("left alone");
});

test("a name in taken/ that exists is not overwritten", async () => {
  const { folder, intake } = intakeWith({ "01.yaml": "new" });
  mkdirSync(join(folder, "taken"));
  writeFileSync(join(folder, "taken/J--01.yaml"), "old");
  (await subjectOf(intake)).claim("J");
  expect(filesIn(folder, "taken")).toEqual(["J--01.2.yaml", "J--01.yaml"]);
  expect(textsIn(folder)).toEqual(["new", "old"]);
});

test("the reason is on disk before the file moves, and both folders after", async () => {
  const calls: string[] = [];
  const paths = new Map<number, string>();
  const fs = watchedFs(() => undefined);
  const { folder, intake } = intakeWith(
    { "01.yaml": "x" },
    {
      fs: {
        ...(Object.fromEntries(
          Object.keys(nodeIntakeFs).map((name) => [name, Reflect.get(fs, name)]),
        ) as unknown as typeof nodeIntakeFs),
        open: (path, mode) => {
          const descriptor = nodeIntakeFs.open(path, mode);
          paths.set(descriptor, path.toString());
          return descriptor;
        },
        sync: (descriptor) => {
          calls.push(`sync ${paths.get(descriptor)}`);
          nodeIntakeFs.sync(descriptor);
        },
        rename: (from, to) => {
          calls.push("rename");
          nodeIntakeFs.rename(from, to);
        },
      },
    },
  );
  (await subjectOf(intake)).reject(SENTENCE);
  expect(calls.map((call) => call.replace(folder, ""))).toEqual([
    "sync ",
    "sync /rejected/01.yaml.reason.txt",
    "sync /rejected",
    "rename",
    "sync /rejected",
    "sync ",
  ]);
});

test("only subjects' names count, in the order of their bytes", async () => {
  const names = ["b.yaml", "B.YML", "a.json", "é.yaml", "10.yaml", "9.Yaml"];
  const others = [".x.yaml", "x.yaml~", "x.yaml.part", "x.yaml.tmp", "readme.txt", "yaml"];
  const { folder, intake } = intakeWith(
    Object.fromEntries([...names, ...others].map((name) => [name, name])),
  );
  const order: string[] = [];
  for (let n = 0; n < names.length; n++) {
    const subject = await subjectOf(intake);
    order.push(subject.file);
    subject.claim(`J${n}`);
  }
  expect(order).toEqual(["10.yaml", "9.Yaml", "B.YML", "a.json", "b.yaml", "é.yaml"]);
  expect(await reasonOf(intake)).toBe("NOBODY_WAITS");
  expect(filesIn(folder, ".")).toEqual([...others].sort());
});

test("what is no file is passed over, never opened, and shown with why", async () => {
  const { folder, intake } = intakeWith({ "9.yaml": "subject" });
  mkdirSync(join(folder, "1.yaml"));
  execFileSync("mkfifo", [join(folder, "2.yaml")]);
  symlinkSync("/nowhere", join(folder, "3.yaml"));
  symlinkSync("9.yaml", join(folder, "4.yaml"));
  symlinkSync("/dev/zero", join(folder, "5.yaml"));
  const server = createServer();
  await new Promise<void>((done) => server.listen(join(folder, "6.yaml"), done));
  expect((await subjectOf(intake)).file).toBe("9.yaml");
  const { waiting } = intake.look();
  expect(waiting.map(({ file, state, why }) => `${file} ${state} ${why?.en ?? ""}`)).toEqual([
    "1.yaml cannot-be-taken It is a folder, not a file.",
    "2.yaml cannot-be-taken It is a pipe, not a file.",
    ...["3", "4", "5"].map(
      (n) => `${n}.yaml cannot-be-taken It is a symbolic link; put the file itself here.`,
    ),
    "6.yaml cannot-be-taken It is a socket, not a file.",
    // It was just handed out.
    "9.yaml in-hand ",
  ]);
  expect(readdirSync(folder)).toHaveLength(7);
  await new Promise((done) => server.close(done));
});

test("a file that grows is left alone, and nobody overtakes it", async () => {
  const { folder, intake, slept, onSleep } = intakeWith({ "02.yaml": "behind" });
  put(folder, "01.yaml", "half", Date.now());
  onSleep((ms) => ms === 300 && appendFileSync(join(folder, "01.yaml"), "more"));
  expect(await intake.next()).toEqual({
    kind: "none",
    reason: { code: "FILE_BEING_WRITTEN", params: { file: "01.yaml" } },
  });
  expect(slept()).toBe(300);
  expect(intake.look().waiting.map(({ state }) => state)).toEqual(["being-written", "ready"]);
  onSleep(() => undefined);
  const subject = await subjectOf(intake);
  expect(Buffer.from(subject.bytes).toString()).toBe("halfmore");
  expect(slept()).toBe(1300);
});

test("a file from the future that lies still is whole after the time of watching", async () => {
  const { folder, intake, slept, onSleep } = intakeWith({});
  put(folder, "01.yaml", "x", Date.now() + 3_600_000);
  onSleep((ms) => ms === 500 && put(folder, "01.yaml", "y", Date.now() + 7_200_000));
  expect(await reasonOf(intake)).toBe("FILE_BEING_WRITTEN");
  onSleep(() => undefined);
  expect(Buffer.from((await subjectOf(intake)).bytes).toString()).toBe("y");
  expect(slept()).toBe(1500);
});

test("a clock that stands ends the watching too", async () => {
  const { folder, intake } = intakeWith({}, { clock: { monoMs: () => 0, wallMs: () => OLD_MS } });
  put(folder, "01.yaml", "x", Date.now());
  expect(await reasonOf(intake)).toBe("FILE_BEING_WRITTEN");
});

test.each(["append", "replace", "touch"])("%s while it is read: still being written", async (how) => {
  const target = { path: "" };
  const fs = watchedFs((_, call) => {
    if (call !== "read" || target.path === "") return;
    if (how === "append") appendFileSync(target.path, "more");
    else if (how === "touch") utimesSync(target.path, 1, 1);
    else {
      rmSync(target.path);
      writeFileSync(target.path, "other");
    }
    target.path = "";
  });
  const { folder, intake } = intakeWith({ "01.yaml": "x" }, { fs });
  target.path = join(folder, "01.yaml");
  expect(await reasonOf(intake)).toBe("FILE_BEING_WRITTEN");
  expect(filesIn(folder, ".")).toEqual(["01.yaml"]);
});

test("a file that is too large is not read, and can be rejected", async () => {
  const { folder, intake } = intakeWith(
    { "01.yaml": "x".repeat(65), "02.yaml": "x".repeat(64) },
    { bytesMax: 64 },
  );
  const next = await intake.next();
  if (next.kind !== "oversize") throw new Error(next.kind);
  expect(next.subject).toMatchObject({ file: "01.yaml", size: 65, bytesMax: 64 });
  next.subject.reject(SENTENCE);
  expect(filesIn(folder, "rejected")).toEqual(["01.yaml"]);
  expect((await subjectOf(intake)).bytes).toHaveLength(64);
});

test.each([
  ["GBK", Buffer.from([0xd5, 0xc5, ...Buffer.from(".yaml")]), "__.yaml"],
  ["bidi and controls", Buffer.from("b\u202egnp\u0007\n.yaml"), "b_gnp__.yaml"],
  ["long", Buffer.from(`${"张".repeat(83)}.yaml`), `${"张".repeat(65)}.yaml`],
])("a name that is no text is handled under a clean, short one: %s", async (_, raw, clean) => {
  const { folder, intake } = intakeWith({});
  put(folder, raw, "1");
  expect(intake.look().waiting).toMatchObject([{ file: clean, state: "ready" }]);
  expect((await subjectOf(intake)).reject(SENTENCE)).toBe(`rejected/${clean}`);
  put(folder, raw, "2");
  const rejected = (await subjectOf(intake)).reject(SENTENCE);
  expect(rejected).toBe(`rejected/${clean.replace(".yaml", ".2.yaml")}`);
  put(folder, raw, "3");
  const subject = await subjectOf(intake);
  expect(subject.file).toBe(clean);
  subject.claim("STATION-OF-A-LONG-NAME-0042-000001");
  expect(textsIn(folder)).toEqual(["1", "2", "3"]);
  expect(filesIn(folder, ".")).toEqual([]);
  expect(filesIn(folder, "taken")).toEqual([
    expect.stringMatching(/^STATION-OF-A-LONG-NAME-0042-000001--.*\.yaml$/),
  ]);
});

test("two presses at once: one is answered with a file, the other that it has to wait", async () => {
  const { folder, intake } = intakeWith({ "02.yaml": "2" });
  put(folder, "01.yaml", "1", Date.now());
  const [first, second] = await Promise.all([intake.next(), intake.next()]);
  expect([first.kind, second]).toEqual([
    "subject",
    { kind: "none", reason: { code: "OPENING_ALREADY", params: {} } },
  ]);
  expect(await reasonOf(intake)).toBe("OPENING_ALREADY");
  if (first.kind === "subject") first.subject.claim("J1");
  const subject = await subjectOf(intake);
  expect(subject.file).toBe("02.yaml");
});

test("what was changed after it was read is a new subject and is not moved for the old", async () => {
  const { folder, intake, troubles } = intakeWith({ "01.yaml": "old" });
  const subject = await subjectOf(intake);
  put(folder, "01.yaml", "mended", OLD_MS + 1000);
  expect(subject.reject(SENTENCE)).toBeNull();
  expect(troubles).toEqual([expect.stringContaining("waits as a new file")]);
  const next = await subjectOf(intake);
  put(folder, "01.yaml", "mended twice", OLD_MS + 2000);
  next.claim("J1");
  expect(filesIn(folder, ".")).toEqual(["01.yaml"]);
  expect(Buffer.from((await subjectOf(intake)).bytes).toString()).toBe("mended twice");
});

test("check names a folder that is not there or is none; next answers with a reason", async () => {
  const folder = join(temporaryDirectory(), "intake");
  const { intake } = intakeWorld(folder);
  const message = (): string => {
    try {
      intake.check();
    } catch (cause) {
      if (cause instanceof EdgeError && cause.code === "FILE_UNREADABLE") return cause.message;
      throw cause;
    }
    return "";
  };
  expect(message()).toBe(`Cannot use the intake folder ${folder}: it does not exist.`);
  expect(await intake.next()).toMatchObject({ reason: { code: "INTAKE_UNREADABLE", params: { folder } } });
  expect(intake.look()).toMatchObject({ waiting: [], unreadable: { code: "INTAKE_UNREADABLE" } });
  writeFileSync(folder, "a file");
  expect(message()).toBe(`Cannot use the intake folder ${folder}: it is not a folder.`);
  expect(await reasonOf(intake)).toBe("INTAKE_UNREADABLE");
  rmSync(folder);
  mkdirSync(folder);
  expect(message()).toBe("");
  put(folder, "01.yaml", "x");
  const subject = await subjectOf(intake);
  rmSync(folder, { recursive: true });
  subject.claim("J1");
  expect(await reasonOf(intake)).toBe("INTAKE_UNREADABLE");
  expect(existsSync(folder)).toBe(false);
});

test("a folder that goes while its files are looked at is no empty folder", async () => {
  const target = { folder: "" };
  const fs = watchedFs((_, call) => {
    if (call === "stat" && target.folder !== "") rmSync(target.folder, { recursive: true, force: true });
  });
  const { folder, intake } = intakeWith({ "01.yaml": "x" }, { fs });
  target.folder = folder;
  expect(await reasonOf(intake)).toBe("INTAKE_UNREADABLE");
});

test("a folder that may only be read is told at start", () => {
  const fs = watchedFs((_, call, args) => {
    if (call === "access" && args[1] === "write") throw errno("EROFS");
  });
  const { intake, troubles } = intakeWith({}, { fs });
  intake.check();
  expect(troubles).toEqual([expect.stringContaining("cannot be written to")]);
});

test("a file that may not be read is passed over and shown; alone it is no empty queue", async () => {
  const fs = watchedFs((_, call, args) => {
    const isFile = String(args[0]).endsWith("01.yaml");
    if (isFile && ((call === "open" && args[1] === "read") || call === "access")) throw errno("EACCES");
  });
  const { folder, intake } = intakeWith({ "01.yaml": "x" }, { fs });
  expect(await intake.next()).toMatchObject({
    reason: { code: "INTAKE_UNREADABLE", params: { why: expect.stringContaining("01.yaml: ") } },
  });
  expect(intake.look().waiting).toMatchObject([{ file: "01.yaml", state: "cannot-be-taken" }]);
  put(folder, "02.yaml", "y");
  expect((await subjectOf(intake)).file).toBe("02.yaml");
});
