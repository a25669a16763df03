import type { SeenStatuses } from "../verdict.ts";
import { keepText, keptText } from "./kept.ts";
import { fieldsOf } from "./read-value.ts";

/** So many marks are remembered by the newest status seen of each. */
const SEEN_MAX = 2_000;
const SEEN = "seen";
let seen: SeenStatuses = kept();

export function seenSoFar(): SeenStatuses {
  return seen;
}

/** What an answer gave: it knows itself what is worth keeping. */
export function keepSeen(next: SeenStatuses): void {
  if (next === seen) return;
  const newest = Object.entries(next).sort(([, a], [, b]) => b - a);
  seen = Object.fromEntries(newest.slice(0, SEEN_MAX));
  keepText(SEEN, JSON.stringify(seen));
}

/** With the keys by which it was believed. */
export function forgetSeen(): void {
  seen = {};
  keepText(SEEN, null);
}

function kept(): SeenStatuses {
  try {
    const found = fieldsOf(JSON.parse(keptText(SEEN) ?? "{}")) ?? {};
    return Object.fromEntries(
      Object.entries(found).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1])),
    );
  } catch {
    return {};
  }
}
