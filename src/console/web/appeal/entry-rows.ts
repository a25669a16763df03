import { goneTo, type JobClock, jobClockOf, restarted } from "../../../core/record/job-clock.ts";
import type { ShownBundle } from "./shown-bundle.ts";

/** One entry of the bundle, and the moment at which it stands on the page's line of time. */
export interface EntryRow {
  readonly index: number;
  readonly entry: ShownBundle["entries"][number]["entry"];
  /** Of a test by the receiver, of an inspection by the station's clock; the entries before the job stand at its beginning. */
  readonly atMs: number;
  /** Ids of the rules that its events speak of. */
  readonly rules: readonly string[];
}

const SET_MS = 500;

type Fields = Readonly<Record<string, unknown>>;

/** All entries in their order, each with its moment. */
export function entryRows({ document, entries }: ShownBundle): readonly EntryRow[] {
  let clock: JobClock | null = null;
  let aheadMs = document.kind === "exam" ? firstAhead(entries) : 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return entries.map(({ index, entry }) => {
    const at = timeOf(entry);
    if (entry.type === "job-opened" && at !== null) clock = jobClockOf(at, { status: "", doubt: null });
    else if (entry.type === "station-started" && clock !== null) clock = restarted(clock);
    else if (entry.type === "job-input" && clock !== null && at !== null) clock = goneTo(clock, at);
    const wallMs = clock?.endedWallMs ?? at?.wallMs ?? 0;
    const utcMs = epochOf(entry);
    // A receiver tells now sooner and now later; only a clock that was set is another difference.
    if (utcMs !== null && Math.abs(utcMs - wallMs - aheadMs) > SET_MS) aheadMs = utcMs - wallMs;
    lastMs = Math.max(lastMs, wallMs + aheadMs);
    return { index, entry, atMs: lastMs, rules: rulesIn(entry.events) };
  });
}

/** How far the receiver is ahead of the station's clock where it is first heard. */
function firstAhead(entries: ShownBundle["entries"]): number {
  for (const { entry } of entries) {
    const utcMs = epochOf(entry);
    const at = timeOf(entry);
    if (utcMs !== null && at !== null) return utcMs - at.wallMs;
  }
  return 0;
}

function timeOf({ at }: Fields): { readonly monoMs: number; readonly wallMs: number } | null {
  if (!isFields(at)) return null;
  const { monoMs, wallMs } = at;
  return typeof monoMs === "number" && typeof wallMs === "number" ? { monoMs, wallMs } : null;
}

/** The observation that an entry is about; null for any other. */
export function observationOf({ type, input }: Fields): Fields | null {
  if (type !== "job-input" || !isFields(input) || input.kind !== "observation") return null;
  return isFields(input.observation) ? input.observation : null;
}

function epochOf(entry: Fields): number | null {
  const observation = observationOf(entry);
  return observation?.kind === "gnss-epoch" && typeof observation.utcMs === "number"
    ? observation.utcMs
    : null;
}

const RULE = /"rule":"([^"]+)"/g;

function rulesIn(events: unknown): readonly string[] {
  if (!Array.isArray(events) || events.length === 0) return [];
  const found = [...JSON.stringify(events).matchAll(RULE)].map((match) => match[1] ?? "");
  return [...new Set(found)];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first of rising rows that stands at that moment or later; their number where none does. */
export function firstFrom(rows: readonly { readonly atMs: number }[], atMs: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.atMs ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
