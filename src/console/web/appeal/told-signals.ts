import { losesReadings } from "../../../core/observation.ts";
import { type EntryRow, observationOf } from "./entry-rows.ts";

/** What the board of the car said of one of its lines or channels, from then on; null: from then on nobody knows. */
export interface Told {
  readonly atMs: number;
  readonly value: number | boolean | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Stands for every device: the station itself did not run. */
const ALL = Symbol("all");

interface Signal {
  device: unknown;
  readonly told: Told[];
}

/**
 * Every line and channel by its name, as its board told it. What a board said holds until that board is gone, and a reading that is not good says that
 * nobody knows: as the machine that judged a test has it.
 */
export function toldSignals(rows: readonly EntryRow[]): ReadonlyMap<string, readonly Told[]> {
  const signals = new Map<string, Signal>();
  for (const { entry, atMs } of rows) {
    const reading = observationOf(entry);
    if (reading !== null) note(signals, reading, atMs);
    const gone = goneIn(entry);
    if (gone === null) continue;
    for (const { device, told } of signals.values())
      if (gone === ALL || gone === device) told.push({ atMs, value: null });
  }
  return new Map([...signals].map(([name, { told }]) => [name, told]));
}

function note(signals: Map<string, Signal>, reading: Fields, atMs: number): void {
  const { kind, device, quality, line, active, channel, value } = reading;
  const [name, said] = kind === "digital" ? [line, active] : kind === "channel" ? [channel, value] : [];
  if (typeof name !== "string") return;
  const signal = signals.get(name) ?? { device, told: [] };
  signals.set(name, signal);
  signal.device = device;
  const isKnown = quality === "good" && (typeof said === "number" || typeof said === "boolean");
  signal.told.push({ atMs, value: isKnown ? said : null });
}

/** The first time that a device was gone. */
export function firstLoss(rows: readonly EntryRow[]): number | null {
  const lost = rows.find(({ entry }) => typeof goneIn(entry) === "string");
  return lost === undefined ? null : Math.round(lost.atMs);
}

/** The device of which nothing is known from this entry on; null where it takes away nothing. */
function goneIn({ type, input, fault }: EntryRow["entry"] & Fields): unknown {
  if (type === "station-started") return ALL;
  const told = type === "device-fault" ? fault : type === "job-input" ? (input as Fields).fault : null;
  if (typeof told !== "object" || told === null) return null;
  const { device, raised, code } = told as Fields;
  return losesReadings({ raised: raised === true, code: String(code) }) ? device : null;
}
