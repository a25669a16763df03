import { join } from "node:path";
import { errnoWords } from "../adapters/disk/errno-words.ts";
import { createPinoLog } from "../adapters/log/pino-log.ts";
import type { CliIo } from "../cli/command.ts";
import type { Log } from "../ports/log.ts";

/** `station.log` of a data directory. That a line is lost stops no station, and is said once. Throws EdgeError FILE_UNWRITABLE. */
export function stationLog(data: string, io: CliIo): Log {
  const file = join(data, "station.log");
  return createPinoLog({
    file,
    onLost: (cause) =>
      io.err(`The log ${file} cannot be written: ${errnoWords(cause).en}. The station goes on without it.`),
  });
}
