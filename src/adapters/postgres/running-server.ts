import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../disk/errno-words.ts";

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

const NOTE = "postmaster.pid";

/** What somebody left behind who was killed: the server that runs in this folder of data, by its own note. Null where none does. */
export function runningServer(data: string): RunningServer | null {
  const [pid, port] = noted(data);
  return isServerOf(pid, data) && port > 0 ? { pid, port } : null;
}

/**
 * A note whose number is another program's by now, as after a power cut, keeps PostgreSQL from starting for ever. It goes only where no
 * process at all works in the data: parts of a server that was killed may outlive it for a moment, and the note keeps the next one from them.
 */
export function forgetServerThatIsGone(data: string): void {
  const [pid] = noted(data);
  if (!isAlive(pid) || isServerOf(pid, data) || !isProcRead()) return;
  if (processes().some((other) => isServerOf(other, data))) return;
  rmSync(join(data, NOTE), { force: true });
}

/** Whether this process is a server in that data, or a part of one: they all work in that folder. One that has ended and that nobody has asked for yet is none. */
export function isServerOf(pid: number, data: string): boolean {
  if (!(pid > 1)) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch (cause) {
    if (errnoOf(cause) === null) throw cause;
    return false;
  }
}

function noted(data: string): readonly [pid: number, port: number] {
  const file = join(data, NOTE);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return [Number(lines[0] ?? 0), Number(lines[3] ?? 0)];
}

function isAlive(pid: number): boolean {
  if (!(pid > 1)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return errnoOf(cause) === "EPERM";
  }
}

const isProcRead = (): boolean => existsSync(`/proc/${process.pid}/cwd`);

function processes(): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 1);
}
