import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { startEmbeddedPostgres } from "../../adapters/postgres/embedded-postgres.ts";
import type { CliIo } from "../../cli/command.ts";
import type { HostOptions } from "../../cli/simulate.ts";
import { EdgeError } from "../../errors.ts";
import { endOf, untilStopped } from "../../runtime/shutdown.ts";

const LOOK_MS = 200;

/** The database of a trial registry as a program of its own, so that it can be killed by itself. Throws EdgeError DATABASE_NOT_HERE, DATABASE_UNAVAILABLE, PROGRAM_ENDED. */
export async function runDatabase({ out, port }: HostOptions, io: CliIo): Promise<number> {
  const clock = new SystemClock();
  const stop = untilStopped();
  try {
    const server = await startEmbeddedPostgres({ directory: out, port });
    io.out(`The database is up: ${server.url}, process ${server.pid}`);
    const look = (): void => {
      if (server.isAlive()) clock.start("look at the database", LOOK_MS, look);
      else stop.fail(new EdgeError("PROGRAM_ENDED", "PostgreSQL has ended by itself.", { pid: server.pid }));
    };
    look();
    await stop.stopped;
    return await endOf(stop, async () => {
      if (server.isAlive()) await server.stop();
    });
  } finally {
    stop.dispose();
  }
}
