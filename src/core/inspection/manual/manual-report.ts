import type { ManualPartReport, ManualReport } from "../../session.ts";
import { FACTS } from "../../trade/words/facts.ts";
import type { PlannedPart } from "./manual-plan.ts";
import type { ManualState, PartState } from "./manual-state.ts";

/** How far the inspectors are, for the screens and for the record; null where nothing is looked at by hand. */
export function manualReport(plan: readonly PlannedPart[], state: ManualState | null): ManualReport | null {
  if (state === null) return null;
  return {
    parts: plan.flatMap((part) => {
      const held = state.parts.find(({ part: key }) => key === part.key);
      return held === undefined ? [] : [partReport(part, held)];
    }),
  };
}

function partReport(part: PlannedPart, held: PartState): ManualPartReport {
  const { state, by, countedMs, sinceMs, entries, photos } = held;
  return {
    part: part.key,
    nameZh: part.nameZh,
    nameEn: part.nameEn,
    state,
    by,
    minimumS: Math.ceil(part.minimumMs / 1_000),
    countedMs,
    sinceMs,
    items: part.items.map(({ code, nameZh, nameEn, values = [] }) => {
      const entry = entries[code];
      return {
        item: code,
        nameZh,
        nameEn,
        found: entry === undefined || entry.isOpen ? null : entry.found,
        note: entry?.note ?? "",
        values: values.map((fact) => ({
          fact,
          unit: FACTS.get(fact)?.unit ?? "",
          value: entry?.values[fact] ?? null,
        })),
        by: entry?.by ?? null,
        entries: entry?.times ?? 0,
        sentBack: entry?.isOpen === true ? (entry.sentBack.at(-1) ?? null) : null,
        kept: entry !== undefined && entry.keptOf !== null,
      };
    }),
    photos: part.photos.map(({ code, nameZh, nameEn }) => ({
      photo: code,
      nameZh,
      nameEn,
      sha256: photos[code]?.sha256 ?? null,
      by: photos[code]?.by ?? null,
    })),
  };
}
