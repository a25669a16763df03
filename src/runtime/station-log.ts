import { join } from "node:path";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { errnoWords } from "../adapters/disk/errno-words.ts";
import { createPinoLog } from "../adapters/log/pino-log.ts";
import { type RecentLog, recentLog } from "../adapters/log/recent-log.ts";
import type { CliIo } from "../cli/command.ts";

/** `station.log` of a data directory, with its last lines in memory. That a line is lost stops no station, and is said once. Throws EdgeError FILE_UNWRITABLE. */
export function stationLog(data: string, io: CliIo): RecentLog {
  const file = join(data, "station.log");
  const log = createPinoLog({
    file,
    onLost: (cause) =>
      io.err(`The log ${file} cannot be written: ${errnoWords(cause).en}. The station goes on without it.`),
  });
  const clock = new SystemClock();
  return recentLog(log, () => clock.wallMs());
}
