import { signal } from "@preact/signals";
import { abortAsked, abortJob, chooseNeighbour, startJob, switchLanguage } from "./commands.ts";
import { chosenJob, jobs, refusal } from "./live-store.ts";
import type { TextKey } from "./texts.ts";

/** Single keys can be switched off, for people whose speech or switch input types letters by accident. */
export const keysOn = signal(true);

export const KEYS: readonly (readonly [keys: string, does: TextKey])[] = [
  ["I", "keyInspect"],
  ["E", "keyExam"],
  ["L", "keyLanguage"],
  ["↑ ↓", "keyChoose"],
  ["A", "keyAbort"],
  ["Esc", "keyDismiss"],
];

const LETTERS: Readonly<Record<string, () => void>> = {
  i: () => startJob("inspection"),
  e: () => startJob("exam"),
  l: switchLanguage,
  a: () => {
    const job = jobs.value.find((candidate) => candidate.job === chosenJob.value);
    if (job !== undefined) abortJob(job);
  },
};

export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape") {
    refusal.value = null;
    abortAsked.value = null;
    return;
  }
  if (!keysOn.value) return;
  const target = event.target instanceof Element ? event.target : document.body;
  const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : null;
  if (step !== null) {
    // Elsewhere the arrows scroll what has the focus.
    if (target !== document.body && target.closest("nav") === null) return;
    event.preventDefault();
    chooseNeighbour(step);
    return;
  }
  LETTERS[event.key.toLowerCase()]?.();
}
