import type { MemoryJournalStore } from "../adapters/disk/memory-journal-store.ts";
import type { Miss } from "../cli/scenario-outcome.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import type { OutageNoted } from "../core/outages/outages-noted.ts";
import type { Scenario } from "../scenario/scenario-schema.ts";

/** States of outage that the journal does not have as the scenario says: entered in this order, no others, and all of them left. */
export function missedOutages({ outages }: Pick<Scenario, "outages">, store: MemoryJournalStore): Miss[] {
  if (outages === undefined) return [];
  const noted = [...store.read(0)].flatMap((bytes): OutageNoted[] => {
    const entry = readEntry(bytes);
    return entry?.type === "outage-noted" ? [entry] : [];
  });
  const statesOf = (change: OutageNoted["change"]): string[] =>
    noted.filter((entry) => entry.change === change).map(({ state }) => state);
  const [entered, left] = [statesOf("entered"), statesOf("left")];
  const because = noted.map(({ state, change, at }) => `${state} ${change} at ${Math.round(at.monoMs)} ms`);
  const compare = (what: string, wanted: readonly string[], found: readonly string[]): Miss[] => {
    if (wanted.join() === found.join()) return [];
    const words = (states: readonly string[]): string => states.join(", ") || "none";
    return [{ says: `outages ${what}: expected ${words(wanted)}, found ${words(found)}`, because }];
  };
  return [
    ...compare("entered", outages.entered, entered),
    ...compare("left", [...outages.entered].sort(), left.sort()),
  ];
}
