import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { IntakeFs } from "../../../src/adapters/disk/intake-fs.ts";
import type { OpenedFrom } from "../../../src/adapters/disk/unclaimed-jobs.ts";
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
  watchedFs,
} from "../../support/intake-world.ts";

function failing(code: () => string | null, call: keyof IntakeFs, suffix = ""): IntakeFs {
  return watchedFs((_, name, args) => {
    const now = name === call && String(args[0]).endsWith(suffix) ? code() : null;
    if (now !== null) throw errno(now);
  });
}

async function openedFrom(intake: Parameters<typeof subjectOf>[0], job: string): Promise<OpenedFrom> {
  const { file, sha256, modifiedMs } = await subjectOf(intake);
  return { job, file, sha256, modifiedMs };
}

test.each(["EACCES", "EROFS", "ENOSPC", "EXDEV", "EIO"])(
  "a claim that the disk refuses (%s) is owed, told once and tried again",
  async (code) => {
    let now: string | null = code;
    const { folder, intake, troubles } = intakeWith(
      { "01.yaml": "1", "02.yaml": "2" },
      { fs: failing(() => now, "rename") },
    );
    (await subjectOf(intake)).claim("J1");
    const second = await subjectOf(intake);
    expect(second.file).toBe("02.yaml");
    second.leave();
    expect(intake.look().waiting).toMatchObject([
      { file: "01.yaml", state: "cannot-be-taken", why: { en: expect.stringContaining("job J1") } },
      { file: "02.yaml", state: "ready" },
    ]);
    expect(troubles).toHaveLength(1);
    now = null;
    intake.look();
    expect(filesIn(folder, "taken")).toEqual(["J1--01.yaml"]);
  },
);

test("a refusal that the disk refuses is owed too; its reason is written once", async () => {
  let now: string | null = "EACCES";
  const { folder, intake, troubles } = intakeWith({ "01.yaml": "1" }, { fs: failing(() => now, "rename") });
  expect((await subjectOf(intake)).reject(SENTENCE)).toBeNull();
  expect(await reasonOf(intake)).toBe("NOBODY_WAITS");
  expect(await reasonOf(intake)).toBe("NOBODY_WAITS");
  expect(troubles).toHaveLength(1);
  now = null;
  expect(await reasonOf(intake)).toBe("NOBODY_WAITS");
  expect(filesIn(folder, "rejected")).toEqual(["01.yaml"]);
});

test("a full disk leaves no half reason", async () => {
  let now: string | null = "ENOSPC";
  const { folder, intake } = intakeWith({ "01.yaml": "1" }, { fs: failing(() => now, "write") });
  expect((await subjectOf(intake)).reject(SENTENCE)).toBeNull();
  expect(filesIn(folder, ".")).toEqual(["01.yaml"]);
  now = null;
  intake.look();
  expect(filesIn(folder, "rejected")).toEqual(["01.yaml"]);
});

test("an owed file that is changed is a new subject", async () => {
  const { folder, intake } = intakeWith({ "01.yaml": "1" }, { fs: failing(() => "EACCES", "rename") });
  (await subjectOf(intake)).claim("J1");
  put(folder, "01.yaml", "another", OLD_MS + 5000);
  expect(Buffer.from((await subjectOf(intake)).bytes).toString()).toBe("another");
});

test("a sync that fails is told and tried again; the file is where it is", async () => {
  let now: string | null = null;
  const syncs: string[] = [];
  const fs = watchedFs((_, name) => {
    if (name !== "sync") return;
    syncs.push(now ?? "done");
    if (now !== null) throw errno(now);
  });
  const { folder, intake, troubles } = intakeWith({ "01.yaml": "1" }, { fs });
  mkdirSync(join(folder, "taken"));
  const subject = await subjectOf(intake);
  now = "EIO";
  subject.claim("J1");
  expect(filesIn(folder, "taken")).toEqual(["J1--01.yaml"]);
  intake.look();
  expect(troubles).toEqual([expect.stringContaining("not on disk yet")]);
  now = null;
  intake.look();
  expect(syncs).toEqual(["EIO", "EIO", "done", "done"]);
});

test("a start claims the file of a job that a kill left waiting, and nothing else", async () => {
  const { folder, intake } = intakeWith({ "01.yaml": "1" });
  const opened = await openedFrom(intake, "J1");
  put(folder, "02.yaml", "1");
  const again = intakeWorld(folder);
  expect(again.intake.settle([opened])).toEqual({ claimed: [{ job: "J1", file: "01.yaml" }] });
  expect(filesIn(folder, "taken")).toEqual(["J1--01.yaml"]);
  // Placed again with the same time: its job has its file, so this is a new subject.
  put(folder, "01.yaml", "1");
  expect(intakeWorld(folder).intake.settle([opened])).toEqual({ claimed: [] });
  expect(filesIn(folder, ".")).toEqual(["01.yaml", "02.yaml"]);
});

test.each([
  ["another time", "1", OLD_MS + 2000],
  ["another content", "2", OLD_MS],
])("a file with %s is a new subject", async (_, text, modifiedMs) => {
  const { folder, intake } = intakeWith({ "01.yaml": "1" });
  const opened = await openedFrom(intake, "J1");
  put(folder, "01.yaml", text, modifiedMs);
  const again = intakeWorld(folder);
  expect(again.intake.settle([opened]).claimed).toEqual([]);
  expect((await subjectOf(again.intake)).file).toBe("01.yaml");
});

test("two jobs from the same file: each claim finds its own", async () => {
  const { folder, intake } = intakeWith({ "01.yaml": "1" });
  const first = await openedFrom(intake, "J1");
  const opened = [first, { ...first, job: "J1--2" }];
  intakeWorld(folder).intake.settle(opened);
  put(folder, "01.yaml", "1");
  expect(intakeWorld(folder).intake.settle(opened).claimed).toEqual([{ job: "J1--2", file: "01.yaml" }]);
  expect(filesIn(folder, "taken")).toEqual(["J1--01.yaml", "J1--2--01.yaml"]);
});

test.each<[string, keyof IntakeFs, string]>([
  ["the folder", "list", "intake"],
  ["taken/", "stat", "taken"],
  ["the file", "open", "01.yaml"],
])("a start that cannot read %s gives nothing out twice", async (_, call, suffix) => {
  const { folder, intake } = intakeWith({ "01.yaml": "1", "02.yaml": "2" });
  const opened = await openedFrom(intake, "J1");
  let now: string | null = "EIO";
  const again = intakeWorld(folder, { fs: failing(() => now, call, suffix) });
  expect(again.intake.settle([opened]).claimed).toEqual([]);
  const next = await again.intake.next();
  if (next.kind === "subject") {
    expect(next.subject.file).toBe("02.yaml");
    next.subject.leave();
  }
  now = null;
  expect((await subjectOf(again.intake)).file).toBe("02.yaml");
  expect(filesIn(folder, "taken")).toEqual(["J1--01.yaml"]);
});

test("a file that was taken away by hand is owed no more", async () => {
  const { folder, intake, troubles } = intakeWith({ "01.yaml": "1" });
  const subject = await subjectOf(intake);
  rmSync(join(folder, "01.yaml"));
  subject.claim("J1");
  expect(troubles).toHaveLength(1);
  expect(await reasonOf(intake)).toBe("NOBODY_WAITS");
  put(folder, "01.yaml", "1");
  expect((await subjectOf(intake)).file).toBe("01.yaml");
});

test("a file that can be read only when it is called is claimed for its old job then", async () => {
  const { folder, intake } = intakeWith({ "01.yaml": "1", "02.yaml": "2" });
  const opened = await openedFrom(intake, "J1");
  let failures = 2;
  const again = intakeWorld(folder, {
    fs: failing(() => (failures-- > 0 ? "EIO" : null), "open", "01.yaml"),
  });
  expect(again.intake.settle([opened]).claimed).toEqual([]);
  expect((await subjectOf(again.intake)).file).toBe("02.yaml");
  expect(filesIn(folder, "taken")).toEqual(["J1--01.yaml"]);
});
