import { pino } from "pino";
import type { Log } from "../../ports/log.ts";
import { lineSink, openLogFile } from "./log-file.ts";

const STDERR = 2;

export interface PinoLogOptions {
  /** Absent: standard error. */
  readonly file?: string;
  readonly level?: string;
  /** A line cannot be written; the station goes on without its log. */
  readonly onLost?: (cause: unknown) => void;
}

/** JSON lines on a file or on stderr; stdout belongs to the command's own output. Throws EdgeError FILE_UNWRITABLE. */
export function createPinoLog(options: PinoLogOptions = {}): Log {
  const onLost = options.onLost ?? (() => undefined);
  const sink = options.file === undefined ? lineSink(STDERR, onLost) : openLogFile(options.file, onLost);
  const logger = pino({ level: options.level ?? "info", base: null }, sink);
  return {
    info: (what, fields = {}) => logger.info(fields, what),
    warn: (what, fields = {}) => logger.warn(fields, what),
    error: (what, fields = {}) => logger.error(fields, what),
  };
}
