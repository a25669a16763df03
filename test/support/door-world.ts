import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import type { DoorCells } from "./door-cells.ts";
import {
  CONTENT_DEFECTS,
  type ContentDefect,
  type Handles,
  PLACE_DEFECTS,
  type PlaceDefect,
} from "./door-defects.ts";
import { SUBJECTS } from "./door-inputs.ts";
import { type LoadedStage, soundSubject } from "./loaded-stage.ts";
import type { LoadedStation } from "./loaded-station.ts";

export type MustBe = (what: string, holds: boolean, found?: unknown) => void;
type Bytes = string | Uint8Array<ArrayBuffer>;

const IS_ROOT = process.getuid?.() === 0;
const NAMES = { inspection: "dossier", exam: "candidate" } as const;

/** A loaded station, and the hands that put things before its door and look at what came of them. */
export class DoorWorld {
  readonly stage: LoadedStage;
  readonly cells: DoorCells;
  station: LoadedStation;
  /** What may be nowhere in the journal. */
  readonly refused: { readonly cell: string; readonly bytes: Bytes }[] = [];
  readonly promised: string[] = [];
  #number = 0;

  constructor(stage: LoadedStage, station: LoadedStation, cells: DoorCells) {
    this.stage = stage;
    this.station = station;
    this.cells = cells;
  }

  sound(kind: JobKind): string {
    return soundSubject(kind, ++this.#number);
  }

  /** A sound one is called, begun, ended and sealed. */
  async soundOneIsTaken(kind: JobKind, mustBe: MustBe): Promise<void> {
    await this.isTaken(kind, this.putSound(kind), mustBe);
  }

  /** The last of the queue. Each has a name of its own: a file that changes under its name is watched for a second. */
  putSound(kind: JobKind): string {
    const content = this.sound(kind);
    const name = `zzz-sound-${this.#number}.yaml`;
    this.stage.put(kind, name, content);
    return name;
  }

  async isTaken(kind: JobKind, name: string, mustBe: MustBe): Promise<void> {
    this.stage.comes(kind);
    const { status, body } = await this.station.call(kind);
    mustBe("the next sound one is taken", status === 201, body);
    if (status !== 201) return rmSync(join(this.stage.waiting(kind), name), { force: true });
    const job = String(body.job);
    this.promised.push(job);
    mustBe("its file is in taken/", existsSync(join(this.stage.waiting(kind), "taken", `${job}--${name}`)));
    await this.end(job);
  }

  /** Right after a start the station may not have gone on with it yet. */
  async end(job: string): Promise<void> {
    await this.station.until(
      `${job} is ended`,
      () => this.station.hasSealed(job) || this.#abort(job),
      15_000,
    );
  }

  #aborting = false;
  #abort(job: string): boolean {
    if (this.#aborting) return false;
    this.#aborting = true;
    this.station
      .abort(job)
      .catch(() => undefined)
      .finally(() => {
        this.#aborting = false;
      });
    return false;
  }

  /** Whoever gets in all the same is sent out again, so that the next cell is one of its own. */
  async callRefused(kind: JobKind): Promise<Awaited<ReturnType<LoadedStation["call"]>>> {
    const answer = await this.station.call(kind);
    if (answer.status === 201) await this.end(String(answer.body.job));
    return answer;
  }

  /** Every defect of a waiting file; each refused, seen, and followed by a sound one. */
  async subjectCells(kind: JobKind, moment: string): Promise<void> {
    const input = NAMES[kind];
    for (const [row, defect] of CONTENT_DEFECTS.entries()) {
      const bytes = this.spoiltSubject(kind, defect);
      if (bytes === null) continue;
      await this.cells.cell({ moment, input, defect: defect.name }, async (mustBe) => {
        const name = `000-bad-${row}.yaml`;
        this.stage.put(kind, name, bytes);
        if (defect.says === null) return this.isTaken(kind, name, mustBe);
        await this.isRefused(kind, { defect, bytes, name }, mustBe);
        await this.soundOneIsTaken(kind, mustBe);
      });
    }
    for (const defect of PLACE_DEFECTS) {
      if (defect === "unreadable" && IS_ROOT) {
        this.cells.skipped("a superuser can read every file: unreadable files");
        continue;
      }
      await this.cells.cell({ moment, input, defect }, async (mustBe) => {
        const path = join(this.stage.waiting(kind), `000-${defect}.yaml`);
        putInPlace(path, defect, this.sound(kind));
        await this.soundOneIsTaken(kind, mustBe);
        mustBe("it waits still", exists(path));
        rmSync(path, { recursive: true });
      });
    }
  }

  spoiltSubject(kind: JobKind, defect: ContentDefect): Bytes | null {
    return spoilt(defect, this.sound(kind), SUBJECTS[kind]);
  }

  async isRefused(
    kind: JobKind,
    { defect, bytes, name }: { defect: ContentDefect; bytes: Bytes; name: string },
    mustBe: MustBe,
  ): Promise<void> {
    this.refused.push({ cell: `${NAMES[kind]} × ${defect.name}`, bytes });
    const { status, body } = await this.callRefused(kind);
    const params = (body.params ?? {}) as { movedTo?: string; en?: string };
    mustBe("409 FILE_REFUSED", status === 409 && body.code === "FILE_REFUSED", body);
    const folder = this.stage.waiting(kind);
    const moved = join(folder, params.movedTo ?? "nowhere");
    mustBe("it is in rejected/, unchanged", isFileOf(moved, bytes), body);
    if (!exists(moved)) return rmSync(join(folder, name), { force: true });
    const note = readFileSync(`${moved}.reason.txt`, "utf8");
    mustBe("its reason names the file", note.includes(name), note);
    mustBe(`its reason says ${defect.says}`, defect.says?.test(note) === true, note);
    mustBe("the answer says so in both languages", saysInBoth(body), body);
    const isPlaced = new RegExp(`${name.replace(".", "\\.")}:\\d+:\\d+`).test(note);
    const hasPlace = !["too long", "wrong class", "expired"].includes(defect.name);
    mustBe("its reason names line and column", isPlaced || !hasPlace, note);
    mustBe("nothing of it can move a cursor", !/[\p{Cc}\p{Cf}]/u.test(note.replaceAll("\n", "")), note);
    return undefined;
  }

  /** The job that is in the lane or in the car goes on: its evidence grows. */
  async goesOn(job: string): Promise<boolean> {
    const shown = (await this.station.jobs()).find((one) => one.job === job);
    return shown?.state === "running";
  }
}

export function spoilt(defect: ContentDefect, sound: string, handles: Handles): Bytes | null {
  return defect.spoil(sound, handles);
}

export function putInPlace(path: string, defect: PlaceDefect, sound: string): void {
  rmSync(path, { force: true, recursive: true });
  switch (defect) {
    case "FIFO":
      execFileSync("mkfifo", [path]);
      return;
    case "folder":
      mkdirSync(path);
      return;
    case "symlink":
      writeFileSync(`${path}.target`, sound);
      symlinkSync(`${path}.target`, path);
      return;
    case "unreadable":
      writeFileSync(path, sound);
      chmodSync(path, 0o000);
  }
}

export const canTry = (defect: PlaceDefect): boolean => defect !== "unreadable" || !IS_ROOT;

function saysInBoth({ reason, reasonZh }: Record<string, unknown>): boolean {
  return typeof reason === "string" && typeof reasonZh === "string" && /\p{Script=Han}/u.test(reasonZh);
}

function isFileOf(path: string, bytes: Bytes): boolean {
  return exists(path) && readFileSync(path).equals(Buffer.from(bytes));
}

/** Links too. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
