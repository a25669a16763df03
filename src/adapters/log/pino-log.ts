import { destination, pino } from "pino";
import type { Log } from "../../ports/log.ts";

/** JSON lines on a file or on stderr; stdout belongs to the command's own output. */
export function createPinoLog(options: { file?: string; level?: string } = {}): Log {
  const sink = destination(
    options.file === undefined
      ? { dest: 2, sync: true }
      : { dest: options.file, mkdir: true, sync: true, mode: 0o640 },
  );
  const logger = pino({ level: options.level ?? "info", base: null }, sink);
  return {
    info: (what, fields = {}) => logger.info(fields, what),
    warn: (what, fields = {}) => logger.warn(fields, what),
    error: (what, fields = {}) => logger.error(fields, what),
  };
}
