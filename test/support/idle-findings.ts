import type { IdleFinding, JournalStore } from "../../src/ports/journal-store.ts";

/** What is wrong, by one step of the idle check. */
export const found = (store: JournalStore, bytes: number): IdleFinding | null => {
  const finding = store.idleCheck?.(bytes) ?? null;
  return finding?.kind === "segment-sound" ? null : finding;
};

/** What the idle check finds wrong in more than one round over all finished segments. */
export function idleRound(store: JournalStore): IdleFinding[] {
  const findings: IdleFinding[] = [];
  for (let step = 0; step < 200; step++) findings.push(...[found(store, 300) ?? []].flat());
  return findings;
}
