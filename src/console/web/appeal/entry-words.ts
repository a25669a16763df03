import { lineSaid, signalName } from "../../../core/trade/words/signals.ts";
import { said } from "../texts.ts";
import { type EntryRow, observationOf } from "./entry-rows.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Members of a reading that say where it comes from and not what was read. */
const APART: ReadonlySet<string> = new Set([
  "kind",
  "device",
  "atMs",
  "quality",
  "raw",
  "boardTimeUs",
  "utcMs",
]);

/** What an entry is, in one line: the reading's figures by the names they have in the journal. */
export function entrySaid({ entry }: EntryRow): string {
  const observation = observationOf(entry);
  if (observation !== null) return readingSaid(observation);
  const input = entry.input as Fields | undefined;
  const kind = typeof input?.kind === "string" ? ` ${input.kind}` : "";
  return `${String(entry.type)}${kind}`;
}

function readingSaid(reading: Fields): string {
  const { kind, line, active, channel, value } = reading;
  if (kind === "digital" && typeof line === "string") return said(lineSaid(line, active === true));
  if (kind === "channel" && typeof channel === "string")
    return `${said(signalName(channel))} ${String(value)}`;
  const figures = Object.entries(reading).flatMap(([name, figure]) =>
    APART.has(name) || figure === null || typeof figure === "object" ? [] : [`${name} ${String(figure)}`],
  );
  return `${String(kind)}: ${figures.join(", ")}`;
}

export function deviceOf({ entry }: EntryRow): string {
  const device = observationOf(entry)?.device;
  return typeof device === "string" ? device : "";
}

/** The bytes it was decoded from as the journal has them; empty where the instrument sends none. */
export function rawOf({ entry }: EntryRow): string {
  const raw = observationOf(entry)?.raw;
  return typeof raw === "string" ? raw : "";
}
