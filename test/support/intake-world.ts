import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { IntakeFolder, type IntakeOptions } from "../../src/adapters/disk/intake-folder.ts";
import { type IntakeFs, nodeIntakeFs } from "../../src/adapters/disk/intake-fs.ts";
import type { WaitingSubject } from "../../src/adapters/disk/waiting-subject.ts";
import type { Sentence } from "../../src/core/trade/reason-shape.ts";
import { temporaryDirectory } from "./journal-directory.ts";

/** A minute back: whole at once. Whole seconds, which `utimes` keeps as they are. */
export const OLD_MS = Math.floor(Date.now() / 1000) * 1000 - 60_000;
export const SENTENCE: Sentence = { zh: "第 3 行：车牌不符。", en: "Line 3: the plate is wrong." };

export interface IntakeWorld {
  readonly folder: string;
  readonly intake: IntakeFolder;
  readonly troubles: string[];
  /** Milliseconds slept so far; `onSleep` is what others do meanwhile. */
  slept(): number;
  onSleep(act: (sleptMs: number) => void): void;
}

/** An intake whose time passes only in its sleeps; files keep the machine's real times. */
export function intakeWorld(folder: string, options: Partial<IntakeOptions> = {}): IntakeWorld {
  const troubles: string[] = [];
  let sleptMs = 0;
  let act: (sleptMs: number) => void = () => undefined;
  const startMs = Date.now();
  const intake = new IntakeFolder({
    folder,
    clock: { monoMs: () => sleptMs, wallMs: () => startMs + sleptMs },
    sleep: async (ms) => {
      sleptMs += ms;
      act(sleptMs);
    },
    onTrouble: ({ zh, en }) => troubles.push(`${zh} ${en}`),
    ...options,
  });
  return {
    folder,
    intake,
    troubles,
    slept: () => sleptMs,
    onSleep: (next) => {
      act = next;
    },
  };
}

export function intakeWith(files: Readonly<Record<string, string>>, options: Partial<IntakeOptions> = {}) {
  const folder = join(temporaryDirectory(), "intake");
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) put(folder, name, text);
  return intakeWorld(folder, options);
}

export function put(folder: string, name: string | Buffer, text: string, modifiedMs = OLD_MS): void {
  const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]);
  writeFileSync(path, text);
  utimesSync(path, modifiedMs / 1000, modifiedMs / 1000);
}

export async function subjectOf(intake: IntakeFolder): Promise<WaitingSubject> {
  const next = await intake.next();
  if (next.kind !== "subject") throw new Error(`no subject: ${JSON.stringify(next)}`);
  return next.subject;
}

export async function reasonOf(intake: IntakeFolder): Promise<string> {
  const next = await intake.next();
  return next.kind === "none" ? next.reason.code : next.kind;
}

/** Where the files are, by folder, without the notes. */
export function filesIn(folder: string, place: "." | "taken" | "rejected"): string[] {
  try {
    return readdirSync(join(folder, place), { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".reason.txt"))
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw cause;
  }
}

/** Every text that lies anywhere, sorted: nothing is lost, nothing is there twice. */
export function textsIn(folder: string): string[] {
  return ([".", "taken", "rejected"] as const)
    .flatMap((place) => filesIn(folder, place).map((name) => readFileSync(join(folder, place, name), "utf8")))
    .sort();
}

export class Killed extends Error {}

export function errno(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** Before each call of a file system; `at` counts from 0. What a killed process would have left open is closed when the test is over. */
export function watchedFs(
  before: (at: number, call: keyof IntakeFs, args: readonly unknown[]) => void,
): IntakeFs {
  let at = 0;
  const open = new Set<unknown>();
  onTestFinished(() => {
    for (const descriptor of open) nodeIntakeFs.close(Number(descriptor));
  });
  return new Proxy(nodeIntakeFs, {
    get:
      (target, name: keyof IntakeFs) =>
      (...args: unknown[]) => {
        before(at++, name, args);
        const result: unknown = Reflect.apply(target[name], target, args);
        if (name === "open") open.add(result);
        if (name === "close") open.delete(args[0]);
        return result;
      },
  });
}
