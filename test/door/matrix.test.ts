import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { proofmark } from "../support/cli-run.ts";
import { DoorCells } from "../support/door-cells.ts";
import { CONTENT_DEFECTS, PLACE_DEFECTS } from "../support/door-defects.ts";
import { OWN_FILES, STATION_FILE } from "../support/door-inputs.ts";
import { answerCells, bodyCells } from "../support/door-messages.ts";
import { canTry, DoorWorld, type MustBe, putInPlace, spoilt } from "../support/door-world.ts";
import { LoadedStage, STATION_FILES, type StationFile } from "../support/loaded-stage.ts";
import { ROOT } from "../support/source-tree.ts";
import { journalOf } from "../support/station-evidence.ts";

/**
 * Every input × every defect × {start, press, with somebody in the lane or the car, restart, replay}, against one real station
 * that lives through all of it. Goal: what is refused is seen with its sentence and lies nowhere but before the door; whoever
 * is inside goes on, the next sound one is taken, and strangers find the journal in order.
 */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const CASES_MS = 900_000;

let world: DoorWorld;
let directory: string;
const cells = new DoorCells();

beforeAll(async () => {
  directory = join(BASE, `proofmark-door-${process.pid}`);
  mkdirSync(directory, { recursive: true });
  const stage = await LoadedStage.start(directory);
  world = new DoorWorld(stage, stage.station(), cells);
}, 60_000);

afterAll(async () => {
  await world.station.kill();
  await world.stage.close();
  rmSync(directory, { recursive: true, force: true });
  console.warn(cells.summary());
});

function expectHeld(moment: string): void {
  expect(cells.problemsOf(moment)).toEqual([]);
  expect(cells.countOf(moment)).toBeGreaterThan(0);
}

/** All defects of one kind wait at once, and behind them a sound one. */
function fillQueue(kind: JobKind) {
  const queue = CONTENT_DEFECTS.flatMap((defect, row) => {
    const bytes = defect.says === null ? null : world.spoiltSubject(kind, defect);
    return bytes === null ? [] : [{ row, name: `${String(row).padStart(3, "0")}.yaml`, bytes }];
  });
  for (const { name, bytes } of queue) world.stage.put(kind, name, bytes);
  return { queue, last: world.putSound(kind) };
}

/** They are called one after the other. */
async function queueCells(
  kind: JobKind,
  moment: string,
  filled: ReturnType<typeof fillQueue>,
): Promise<void> {
  const input = kind === "exam" ? "candidate" : "dossier";
  for (const { row, name, bytes } of filled.queue) {
    const defect = CONTENT_DEFECTS[row];
    if (defect === undefined) continue;
    await cells.cell({ moment, input, defect: defect.name }, (mustBe) =>
      world.isRefused(kind, { defect, bytes, name }, mustBe),
    );
  }
  await cells.cell({ moment, input, defect: "sound" }, (mustBe) => world.isTaken(kind, filled.last, mustBe));
}

test(
  "at the start: folders full of what must be refused",
  async () => {
    const queues = (["inspection", "exam"] as const).map((kind) => ({ kind, filled: fillQueue(kind) }));
    await world.station.up();
    for (const { kind, filled } of queues) await queueCells(kind, "start", filled);
    expectHeld("start");
  },
  CASES_MS,
);

/** A file of the station is spoilt while it is up; whoever waits goes on waiting until it is mended. */
async function ownFileCells(file: StationFile, kind: JobKind, moment: string): Promise<void> {
  const { stage } = world;
  const path = stage.pathOf(file);
  const sound = readFileSync(join(ROOT, "config", STATION_FILES[file]), "utf8");
  const look = async (mustBe: MustBe, says: RegExp | null): Promise<void> => {
    const waits = world.putSound(kind);
    stage.comes(kind);
    if (says !== null) {
      const { status, body } = await world.callRefused(kind);
      mustBe("409", status === 409, body);
      mustBe("the file of the subject waits", existsSync(join(stage.waiting(kind), waits)));
      mustBe(
        "a reason that names the file",
        String(body.reason).includes(STATION_FILES[file].split("/")[1]?.split(".")[0] ?? ""),
        body,
      );
      mustBe(`a reason that says ${says}`, says.test(String(body.reason)), body);
      rmSync(path, { recursive: true, force: true });
      stage.mend(file);
    }
    await world.isTaken(kind, waits, mustBe);
    rmSync(path, { recursive: true, force: true });
    stage.mend(file);
  };
  for (const defect of CONTENT_DEFECTS) {
    const bytes = spoilt(defect, sound, OWN_FILES[file]);
    if (bytes === null) continue;
    await cells.cell({ moment, input: file, defect: defect.name }, (mustBe) => {
      writeFileSync(path, bytes);
      // Read once, when the board was connected.
      return look(mustBe, file === "board" ? null : defect.says);
    });
  }
  for (const defect of PLACE_DEFECTS) {
    if (!canTry(defect)) continue;
    await cells.cell({ moment, input: file, defect }, (mustBe) => {
      putInPlace(path, defect, sound);
      return look(mustBe, defect === "symlink" || file === "board" ? null : /[Cc]annot|could not/);
    });
  }
}

/** Somebody is inside while others are refused; at the end that one has got an end too. */
async function beside(kind: JobKind, work: (job: string) => Promise<void>): Promise<void> {
  world.putSound(kind);
  world.stage.comes(kind);
  const { status, body } = await world.station.call(kind);
  expect(status, JSON.stringify(body)).toBe(201);
  const job = String(body.job);
  world.promised.push(job);
  const before = inputsOf(job);
  await work(job);
  const hasEnded = world.station.hasSealed(job);
  expect(hasEnded || (await world.goesOn(job)), "the job inside is running, or has come to its own end").toBe(
    true,
  );
  expect(inputsOf(job), "and took in readings meanwhile").toBeGreaterThan(before);
  if (!hasEnded) await world.end(job);
}

function inputsOf(job: string): number {
  return journalOf(world.stage.data).filter((entry) => entry.type === "job-input" && entry.job === job)
    .length;
}

test(
  "while a vehicle is in the lane: candidates, the course's files, requests, answers",
  async () => {
    await beside("inspection", async (job) => {
      await world.subjectCells("exam", "vehicle in the lane");
      const files = ["examRulebook", "course", "vehicle", "board"] as const;
      for (const file of files) await ownFileCells(file, "exam", "vehicle in the lane");
      await bodyCells(world, "vehicle in the lane", job);
      await answerCells(world, "vehicle in the lane");
    });
    expectHeld("vehicle in the lane");
  },
  CASES_MS,
);

test(
  "while a candidate drives: dossiers, the lane's rulebook",
  async () => {
    await beside("exam", async () => {
      await world.subjectCells("inspection", "candidate in the car");
      await ownFileCells("inspectionRulebook", "inspection", "candidate in the car");
    });
    expectHeld("candidate in the car");
  },
  CASES_MS,
);

test(
  "at a restart with a job open: what waits is refused, and the job goes on",
  async () => {
    world.putSound("inspection");
    world.stage.comes("inspection");
    const { body } = await world.station.call("inspection");
    const job = String(body.job);
    world.promised.push(job);
    await world.station.kill();
    const candidates = fillQueue("exam");
    world.station = await world.stage.station().up();
    await queueCells("exam", "restart", candidates);
    await world.end(job);
    await queueCells("inspection", "restart", fillQueue("inspection"));
    expectHeld("restart");
  },
  CASES_MS,
);

test(
  "starts and restarts on the station's own files: one sentence and rc 2, and the next start works",
  async () => {
    world.putSound("exam");
    world.stage.comes("exam");
    const { status, body } = await world.station.call("exam");
    expect(status, JSON.stringify(body)).toBe(201);
    world.promised.push(String(body.job));
    await world.station.kill();
    const { stage } = world;
    const starter = stage.station();
    const before = readFileSync(join(stage.data, "journal", "00000000.segment"));
    const look = async (
      path: string,
      says: RegExp | null,
      isPlaced: boolean,
      mustBe: MustBe,
    ): Promise<void> => {
      const { wasUp, code, err } = await starter.attempt(stage.file);
      if (says === null) return mustBe("it is up, and stops with 0", wasUp && code === 0, err);
      mustBe("rc 2", code === 2 && !wasUp, { code, err });
      mustBe("one sentence and one remedy", err.length === 2, err);
      mustBe("it names the file", err[0]?.includes(path) === true, err);
      mustBe("it names line and column", !isPlaced || /:\d+:\d+: /.test(err[0] ?? ""), err);
      return mustBe(`it says ${says}`, says.test(err[0] ?? ""), err);
    };
    const files = [
      ...(Object.keys(OWN_FILES) as StationFile[]).map((file) => ({
        input: file as string,
        path: stage.pathOf(file),
        sound: readFileSync(stage.pathOf(file), "utf8"),
        handles: OWN_FILES[file],
      })),
      {
        input: "station file",
        path: stage.file,
        sound: stringify(stage.stationFile(), { aliasDuplicateObjects: false }),
        handles: STATION_FILE,
      },
    ];
    for (const { input, path, sound, handles } of files) {
      for (const defect of CONTENT_DEFECTS) {
        const bytes = spoilt(defect, sound, handles);
        if (bytes === null) continue;
        await cells.cell({ moment: "restart on own files", input, defect: defect.name }, (mustBe) => {
          writeFileSync(path, bytes);
          // What has run out is for the press: the day may have come while the station is up.
          return look(
            path,
            defect.name === "expired" ? null : defect.says,
            defect.name !== "too long",
            mustBe,
          );
        });
      }
      for (const defect of PLACE_DEFECTS) {
        if (!canTry(defect)) continue;
        await cells.cell({ moment: "restart on own files", input, defect }, (mustBe) => {
          putInPlace(path, defect, sound);
          return look(path, defect === "symlink" ? null : /[Cc]annot/, false, mustBe);
        });
      }
      rmSync(path, { recursive: true, force: true });
      writeFileSync(path, sound);
    }
    await starter.kill();
    const after = readFileSync(join(stage.data, "journal", "00000000.segment"));
    expect(after.subarray(0, before.length).equals(before), "what was durable is untouched").toBe(true);
    world.station = await stage.station().up();
    // A start on a sound file has gone on with the open job; it may have ended there.
    const isSealed = journalOf(stage.data).some(
      (entry) => entry.type === "record-sealed" && entry.job === body.job,
    );
    if (!isSealed) await world.end(String(body.job));
    expectHeld("restart on own files");
  },
  CASES_MS,
);

test(
  "an instrument whose calibration has ended: it starts, the press is refused, whoever waits goes on waiting",
  async () => {
    expect((await world.station.interrupt()).code).toBe(0);
    const { stage } = world;
    const file = stage.stationFile();
    const devices = file.devices.map((device) =>
      device.role === "gnss"
        ? { ...device, calibration: { certificate: "C", validTo: "2023-01-01" } }
        : device,
    );
    writeFileSync(stage.file, stringify({ ...file, devices }, { aliasDuplicateObjects: false }));
    world.station = await stage.station().up();
    let waits = "";
    await cells.cell(
      { moment: "press", input: "station file", defect: "calibration ended" },
      async (mustBe) => {
        waits = world.putSound("exam");
        const { status, body } = await world.station.call("exam");
        mustBe("409 CALIBRATION_ENDED", status === 409 && body.code === "CALIBRATION_ENDED", body);
        mustBe("it waits", existsSync(join(stage.waiting("exam"), waits)));
        await world.soundOneIsTaken("inspection", mustBe);
      },
    );
    expect((await world.station.interrupt()).code).toBe(0);
    stage.writeStationFile();
    world.station = await stage.station().up();
    await cells.cell({ moment: "press", input: "station file", defect: "mended" }, (mustBe) =>
      world.isTaken("exam", waits, mustBe),
    );
    expectHeld("press");
  },
  CASES_MS,
);

test(
  "afterwards: nothing that was refused is in the journal, and strangers agree with all of it",
  async () => {
    const { data } = world.stage;
    await world.station.until("every record is receipted", () => isReceipted(data), 30_000);
    expect((await world.station.interrupt()).code).toBe(0);
    const journal = journalOf(data);
    const hashes = new Map(world.refused.map(({ cell, bytes }) => [sha256(bytes), cell]));
    const inside = journal.flatMap((entry) => {
      if (entry.type === "artifact-stored") return hashes.get(entry.sha256) ?? [];
      return entry.type === "job-opened" ? (hashes.get(entry.source?.sha256 ?? "") ?? []) : [];
    });
    expect(inside).toEqual([]);
    const opened = journal.flatMap((entry) => (entry.type === "job-opened" ? [entry.job as string] : []));
    expect(opened).toEqual(world.promised);
    expect(journal.filter(({ type }) => type === "job-closed")).toEqual([]);
    expect(journal.filter(({ type }) => type === "record-sealed").length).toBe(opened.length);
    const verified = await proofmark(
      "verify",
      join(data, "journal"),
      "--trust",
      world.stage.registry.trustFile,
    );
    expect({ code: verified.code, out: verified.code === 0 ? "" : verified.out }).toEqual({
      code: 0,
      out: "",
    });
    const replayed = await proofmark("replay", join(data, "journal"));
    expect({ code: replayed.code, out: replayed.code === 0 ? "" : replayed.out }).toEqual({
      code: 0,
      out: "",
    });
  },
  CASES_MS,
);

function isReceipted(data: string): boolean {
  const journal = journalOf(data);
  const last = journal.findLast((entry) => entry.type === "receipt");
  return (
    last?.type === "receipt" && last.size > journal.findLastIndex(({ type }) => type === "record-sealed")
  );
}

function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
