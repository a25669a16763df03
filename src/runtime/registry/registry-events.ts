import { newestPosition, positionOf, type ToldRow, toldEvents } from "../../adapters/postgres/told-events.ts";
import type { CliIo } from "../../cli/command.ts";
import type { EventsAsked } from "../../cli/registry-events.ts";
import type { ToldLine } from "../../core/events/told-line.ts";
import { EdgeError } from "../../errors.ts";
import { untilStopped } from "../shutdown.ts";
import { loadRegistryFile } from "./registry-file.ts";
import { lookAtDatabase, type OpenedDatabase } from "./registry-parts.ts";

const LOOK_MS = 500;

/**
 * Prints what stations told, in the order of commits, until all is printed; when it follows, until it is stopped. It ends as well when
 * a line finds nobody to read it, so that a whole pipe ends whose other end is dead. Exit code 0. Throws what `loadRegistryFile` and `lookAtDatabase` throw, and EdgeError USAGE.
 */
export async function printEvents(file: string, asked: EventsAsked, io: CliIo): Promise<number> {
  const database = await lookAtDatabase(loadRegistryFile(file));
  const stop = asked.follow ? untilStopped() : null;
  let isStopped = false;
  void stop?.stopped.then(() => {
    isStopped = true;
  });
  try {
    let after = await positionAfter(database, asked);
    for (;;) {
      const rows = await toldEvents(database.pool, { ...asked, after });
      for (const row of rows) io.out(JSON.stringify(lineOf(row)));
      after = rows.at(-1)?.position ?? after;
      if (stop !== null && stop.failure !== null) throw stop.failure;
      if (isStopped || io.isReaderGone?.() === true || (rows.length === 0 && !asked.follow)) return 0;
      if (rows.length === 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    stop?.dispose();
    await database.close();
  }
}

async function positionAfter({ pool }: OpenedDatabase, { station, after }: EventsAsked): Promise<number> {
  if (after === null) return 0;
  const newest = typeof after === "number" ? await newestPosition(pool) : 0;
  if (typeof after === "number" && after > newest)
    throw new EdgeError(
      "USAGE",
      `proofmark registry events --after: found ${after}, allowed: a position up to ${newest}, the newest that this database has given. It is not the one that gave ${after}, or was put back from a copy since (docs/registry.md): begin at a position of before, for what was told since is told again.`,
    );
  if (typeof after === "number" || station === null) return typeof after === "number" ? after : 0;
  const position = await positionOf(pool, station, after);
  if (position !== null) return position;
  throw new EdgeError(
    "USAGE",
    `proofmark registry events --after: of ${station} no event is held at ${after.index}.${after.part}; a position, as printed, always does.`,
  );
}

export function lineOf({ position, kind, station, index, after, event }: ToldRow): ToldLine {
  const head = { schema: "proofmark/told-event/v1" as const, position };
  if (kind === "gap") return { ...head, kind, station, after, goneBelow: index };
  if (kind === "set-back" || event === null)
    return { ...head, kind: "set-back", station, after, size: index };
  const { schema, station: of, at, ...rest } = JSON.parse(event);
  return { ...head, kind: "event", event: { schema, station: of, at, after, ...rest } };
}
