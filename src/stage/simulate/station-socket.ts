import { readdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { errnoOf } from "../../adapters/disk/errno-words.ts";
import { EdgeError } from "../../errors.ts";
import { type FromSimulator, type FromStation, fromStationSchema } from "../../ports/simulator-line.ts";
import { makeDirectory } from "../../runtime/data-directory.ts";

/** The most that a path of a local socket may have, with the zero at its end; the kernel cuts a longer one without a word. */
const PATH_BYTES_MAX = 107;

export interface StationSocket {
  /** To the station, if it is there. */
  tell(message: FromSimulator): void;
  readonly isStationThere: boolean;
  close(): Promise<void>;
}

/**
 * Where the station finds this simulator and hears at which addresses it stands. Throws EdgeError LISTEN_FAILED, SIMULATION_IMPOSSIBLE or
 * DIRECTORY_UNWRITABLE.
 */
export async function openStationSocket(options: {
  readonly directory: string;
  readonly addresses: readonly string[];
  hear(message: FromStation): void;
  /** A station has come: what it has to know beside the addresses. */
  came(tell: (message: FromSimulator) => void): void;
  gone(): void;
}): Promise<StationSocket> {
  const { directory, addresses } = options;
  makeDirectory(directory);
  const path = join(directory, `${process.pid}.sock`);
  if (Buffer.byteLength(path) > PATH_BYTES_MAX)
    throw new EdgeError(
      "SIMULATION_IMPOSSIBLE",
      `The path ${path} is longer than the ${PATH_BYTES_MAX} bytes that a local socket may have: name a data directory with a shorter path.`,
      { path },
    );
  forgetKilled(directory);
  let station: Socket | null = null;
  const say = (socket: Socket, message: FromSimulator): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
  };
  const server = createServer((socket) => {
    station?.destroy();
    station = socket;
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      if (station !== socket) return;
      station = null;
      options.gone();
    });
    const lines = createInterface({ input: socket });
    lines.on("error", () => socket.destroy());
    lines.on("line", (line) => {
      const heard = read(line);
      if (heard !== null) options.hear(heard);
    });
    say(socket, { type: "serves", addresses: [...addresses] });
    options.came((message) => say(socket, message));
  });
  await listening(server, path);
  return {
    tell: (message) => {
      if (station !== null) say(station, message);
    },
    get isStationThere() {
      return station !== null;
    },
    close: async () => {
      station?.destroy();
      await new Promise<void>((done) => server.close(() => done()));
      rmSync(path, { force: true });
    },
  };
}

/** Of simulators that were killed the sockets are left, and a station would knock at them for ever. */
function forgetKilled(directory: string): void {
  for (const name of readdirSync(directory)) {
    const pid = Number(/^(\d+)\.sock$/.exec(name)?.[1] ?? Number.NaN);
    if (!Number.isNaN(pid) && (pid === process.pid || !isAlive(pid)))
      rmSync(join(directory, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return errnoOf(cause) !== "ESRCH";
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new EdgeError("LISTEN_FAILED", `Cannot listen at ${path}: ${cause.message}.`, { path }, cause)),
    );
    server.listen(path, resolve);
  });
}

function read(line: string): FromStation | null {
  try {
    return fromStationSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // No JSON: not a station of ours.
    return null;
  }
}
