import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { IntakeFolder } from "../../../src/adapters/disk/intake-folder.ts";
import type { OpenedFrom } from "../../../src/adapters/disk/unclaimed-jobs.ts";
import { EdgeError } from "../../../src/errors.ts";
import {
  errno,
  filesIn,
  intakeWith,
  intakeWorld,
  Killed,
  SENTENCE,
  textsIn,
  watchedFs,
} from "../../support/intake-world.ts";

const FILES = { "01.yaml": "one", "02.yaml": "two, refused", "03.yaml": "three", "04.yaml": "four, refused" };
const ALL = Object.values(FILES).sort();
const ROUNDS = 12;
const IS_FULL = process.env.PROOFMARK_FULL !== undefined;
/** A prime, so that the second kill falls on other calls for each first one. */
const SECOND_KILL_STEP = IS_FULL ? 1 : 41;

/** What a station does: a job is durable (it stands in `jobs`) before its file is claimed. */
async function drive(intake: IntakeFolder, jobs: OpenedFrom[]): Promise<void> {
  intake.check();
  intake.settle(jobs);
  await callAll(intake, jobs);
}

async function callAll(intake: IntakeFolder, jobs: OpenedFrom[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const next = await intake.next();
    if (next.kind === "none" && next.reason.code === "NOBODY_WAITS") return;
    if (next.kind !== "subject") continue;
    const { file, sha256, modifiedMs, bytes } = next.subject;
    if (Buffer.from(bytes).includes("refused")) {
      next.subject.reject(SENTENCE);
      continue;
    }
    jobs.push({ job: `J${jobs.length}`, file, sha256, modifiedMs });
    next.subject.claim(`J${jobs.length - 1}`);
  }
}

async function untilKilled(act: Promise<void>): Promise<boolean> {
  try {
    await act;
    return false;
  } catch (cause) {
    if (cause instanceof Killed) return true;
    throw cause;
  }
}

function killedFrom(call: number) {
  return watchedFs((at) => {
    if (at >= call) throw new Killed();
  });
}

/** Each file in one place; no file has two jobs. */
function expectNothingLost(folder: string, jobs: readonly OpenedFrom[], where: string): void {
  expect(textsIn(folder), where).toEqual(ALL);
  expect(new Set(jobs.map(({ sha256 }) => sha256)).size, where).toBe(jobs.length);
}

function expectAllDone(folder: string, jobs: readonly OpenedFrom[], where: string): void {
  expectNothingLost(folder, jobs, where);
  expect(filesIn(folder, "."), where).toEqual([]);
  expect(filesIn(folder, "taken"), where).toEqual(jobs.map(({ job, file }) => `${job}--${file}`));
  expect(
    filesIn(folder, "rejected").map((name) => readFileSync(join(folder, "rejected", name), "utf8")),
    where,
  ).toEqual(["two, refused", "four, refused"]);
  for (const name of filesIn(folder, "rejected"))
    expect(readFileSync(join(folder, "rejected", `${name}.reason.txt`), "utf8"), where).toContain(
      SENTENCE.zh,
    );
  expect(
    jobs.map(({ sha256 }) => sha256),
    where,
  ).toEqual(["one", "three"].map((text) => createHash("sha256").update(text).digest("hex")));
}

test("a kill before any call, and one more in the next start", async () => {
  let runs = 0;
  for (let first = 0; ; first++) {
    let isFirstKilled = true;
    for (let second = first % SECOND_KILL_STEP; ; second += SECOND_KILL_STEP) {
      const where = `killed at ${first}, then at ${second}`;
      const { folder } = intakeWith(FILES);
      const jobs: OpenedFrom[] = [];
      isFirstKilled = await untilKilled(drive(intakeWorld(folder, { fs: killedFrom(first) }).intake, jobs));
      expectNothingLost(folder, jobs, where);
      const isKilledAgain = await untilKilled(
        drive(intakeWorld(folder, { fs: killedFrom(second) }).intake, jobs),
      );
      expectNothingLost(folder, jobs, where);
      await drive(intakeWorld(folder).intake, jobs);
      expectAllDone(folder, jobs, where);
      runs++;
      if (!isKilledAgain) break;
    }
    if (!isFirstKilled) break;
  }
  expect(runs).toBeGreaterThan(200);
}, 300_000);

/** Each has a way of its own through the code; the others go the way of EINVAL. */
const CODES = ["EACCES", "EEXIST", "ENOENT", "EBUSY", "EMFILE", "EIO", "ENOSPC", "EXDEV"];
const MORE_CODES = [
  "EPERM",
  "EROFS",
  "EDQUOT",
  "ENOTDIR",
  "EISDIR",
  "ELOOP",
  "ENFILE",
  "ENOMEM",
  "EAGAIN",
  "EINTR",
  "EINVAL",
  "ENAMETOOLONG",
  "ESTALE",
  "ETIMEDOUT",
  "ENOTSUP",
];

async function checkedDrive(intake: IntakeFolder, jobs: OpenedFrom[]): Promise<void> {
  try {
    await drive(intake, jobs);
  } catch (cause) {
    // Of `check` alone; the others never throw.
    if (!(cause instanceof EdgeError && cause.code === "FILE_UNREADABLE")) throw cause;
  }
  intake.look();
}

test.each(IS_FULL ? [...CODES, ...MORE_CODES] : CODES)(
  "%s at any call, once or from then on: no throw, and nothing is lost or given out twice",
  async (code) => {
    for (const lasts of [1, Number.POSITIVE_INFINITY]) {
      let calls = Number.POSITIVE_INFINITY;
      for (let from = 0; from < calls; from++) {
        const where = `${code} at ${from}, ${lasts} times`;
        const { folder } = intakeWith(FILES);
        const jobs: OpenedFrom[] = [];
        let seen = 0;
        let isHealed = false;
        const fs = watchedFs((at) => {
          seen = at;
          if (!isHealed && at >= from && at < from + lasts) throw errno(code);
        });
        const { intake } = intakeWorld(folder, { fs });
        await checkedDrive(intake, jobs);
        expectNothingLost(folder, jobs, where);
        if (seen < from) calls = from;
        isHealed = true;
        // Half of them go on, half are restarted before anything was tried again.
        if (from % 2 === 0) await callAll(intake, jobs);
        else await drive(intakeWorld(folder).intake, jobs);
        await callAll(intakeWorld(folder).intake, jobs);
        expectNothingLost(folder, jobs, where);
        expect(filesIn(folder, "."), where).toEqual([]);
      }
    }
  },
  300_000,
);

/** The last one first, as a person may have arranged it, and looked at before and after as a page does. */
async function driveArranged(intake: IntakeFolder, jobs: OpenedFrom[]): Promise<void> {
  intake.check();
  intake.settle([...jobs]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of intake.look().waiting) one.read();
    const next = await intake.next((waiting) => [...waiting].reverse());
    if (next.kind === "none" && next.reason.code === "NOBODY_WAITS") return;
    if (next.kind !== "subject") continue;
    const { file, sha256, modifiedMs } = next.subject;
    jobs.push({ job: `J${jobs.length}`, file, sha256, modifiedMs });
    expect(intake.look().waiting.find((one) => one.file === file)?.state).toBe("in-hand");
    next.subject.claim(`J${jobs.length - 1}`);
  }
}

test("a kill before any call while people look and arrange: each file waits, or has one job", async () => {
  for (let first = 0; ; first++) {
    const { folder } = intakeWith(FILES);
    const jobs: OpenedFrom[] = [];
    const isKilled = await untilKilled(
      driveArranged(intakeWorld(folder, { fs: killedFrom(first) }).intake, jobs),
    );
    expectNothingLost(folder, jobs, `killed at ${first}`);
    const opened = new Set(jobs.map(({ file }) => file));
    const { intake } = intakeWorld(folder);
    intake.check();
    intake.settle([...jobs]);
    const waiting = intake.look().waiting.map(({ file }) => file);
    expect(waiting, `killed at ${first}`).toEqual(Object.keys(FILES).filter((file) => !opened.has(file)));
    await driveArranged(intake, jobs);
    expectNothingLost(folder, jobs, `killed at ${first}, and gone on`);
    expect(filesIn(folder, "taken")).toHaveLength(Object.keys(FILES).length);
    if (!isKilled) break;
  }
}, 60_000);
