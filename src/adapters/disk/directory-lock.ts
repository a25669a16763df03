import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { EdgeError } from "../../errors.ts";
import { PRIVATE_FILE } from "./file-modes.ts";

/**
 * One writer a directory. The lock is a file that names its owner: process id, its start time and the boot. A lock
 * whose owner is gone (kill -9, power cut) is taken over. Start time and boot matter where process ids come again: the
 * station in a container is process 1 every time.
 */
export interface DirectoryLock {
  release(): void;
}

const NAME = "lock";
const held = new Set<string>();

/** Throws EdgeError JOURNAL_LOCKED, or whatever the file system throws. */
export function lockDirectory(directory: string): DirectoryLock {
  const path = join(resolve(directory), NAME);
  const own = identityOf(process.pid);
  const draft = `${path}.${process.pid}`;
  if (held.has(path)) throw locked(directory, own);
  writeFileSync(draft, own, { mode: PRIVATE_FILE });
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (linkIfFree(draft, path)) {
        held.add(path);
        return { release: () => release(path) };
      }
      const owner = readIfThere(path);
      if (owner !== null && isAlive(owner)) throw locked(directory, owner);
      if (owner !== null) removeStale(path, owner);
    }
  } finally {
    unlinkIfPossible(draft);
  }
  throw locked(directory, "another process that starts at this moment");
}

/** Is a living process writing here? */
export function isDirectoryLocked(directory: string): boolean {
  const path = join(resolve(directory), NAME);
  const owner = readIfThere(path);
  return owner !== null && (held.has(path) || isAlive(owner));
}

/** Before anything else of a station is touched. Throws EdgeError JOURNAL_LOCKED; takes no lock. */
export function refuseLockedDirectory(directory: string): void {
  if (!isDirectoryLocked(directory)) return;
  throw locked(directory, readIfThere(join(resolve(directory), NAME)) ?? "that has just ended");
}

/** A lock that cannot be removed is one whose owner is gone: whoever starts next takes it over. */
function release(path: string): void {
  if (held.delete(path)) unlinkIfPossible(path);
}

/** False if it stays; that must not hide why one is about to give up. */
function unlinkIfPossible(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Moved aside first, so that of two processes that both saw the dead owner only one removes the file. */
function removeStale(path: string, owner: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return;
    throw cause;
  }
  if (readFileSync(aside, "utf8") !== owner) linkIfFree(aside, path);
  unlinkSync(aside);
}

function linkIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return false;
    throw cause;
  }
}

function isAlive(owner: string): boolean {
  const pid = Number(owner.split(" ")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  // A lock of this very process that it does not know of was left by an earlier process of the same number.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if (codeOf(cause) === "ESRCH") return false;
  }
  const now = identityOf(pid);
  return now === owner || !now.includes(" ") || !owner.includes(" ");
}

/** `pid start-ticks boot-id`; the pid alone where there is no /proc. */
function identityOf(pid: number): string {
  const stat = readIfThere(`/proc/${pid}/stat`);
  const boot = readIfThere("/proc/sys/kernel/random/boot_id");
  if (stat === null || boot === null) return String(pid);
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${pid} ${start} ${boot.trim()}`;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (["ENOENT", "ESRCH", "EACCES"].includes(codeOf(cause))) return null;
    throw cause;
  }
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? "";
}

function locked(directory: string, owner: string): EdgeError {
  const pid = owner.split(" ")[0] ?? owner;
  return new EdgeError("JOURNAL_LOCKED", `The journal in ${directory} is written by process ${pid}.`, {
    directory,
    owner,
  });
}
