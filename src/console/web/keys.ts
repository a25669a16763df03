import { computed } from "@preact/signals";
import type { JobView } from "../../station/live-message.ts";
import { page } from "./address.ts";
import { abortJob, chooseNeighbour, startJob, switchLanguage } from "./commands.ts";
import { enterFault, keyed, offered, rulesOf, takeBackLast } from "./exam-entries.ts";
import { keptChoice } from "./kept-choice.ts";
import { chosenJob, jobs, refusal } from "./live-store.ts";
import { onPartKey } from "./manual-keys.ts";
import { chosenPart } from "./manual-parts.ts";
import { isModalOpen } from "./modal.tsx";
import { mayDo } from "./permitted.ts";
import { isOpen, lock } from "./session-store.ts";
import type { TextKey } from "./texts.ts";

/** Single keys can be switched off, for people whose speech or switch input types letters by accident. */
const keys = keptChoice("keys", ["on", "off"], "on");
export const keysOn = computed(() => keys.value === "on");
export function switchKeys(on: boolean): void {
  keys.value = on ? "on" : "off";
}

/** The keys that do something for whoever is signed in. */
export function keysOffered(): readonly (readonly [keys: string, does: TextKey])[] {
  const mayAbort = mayDo("inspection.abort") || mayDo("exam.abort");
  return [
    ...(mayDo("inspection.open") ? [["I", "keyInspect"] as const] : []),
    ...(mayDo("exam.open") ? [["E", "keyExam"] as const] : []),
    ["L", "keyLanguage"],
    ["↑ ↓", "keyChoose"],
    ...(mayAbort ? [["A", "keyAbort"] as const] : []),
    ...(mayDo("exam.deduct") ? [["1-9", "keyFault"] as const, ["U", "keyUndo"] as const] : []),
    ["K", "keyLock"],
    ["Esc", "keyDismiss"],
  ];
}

const LETTERS: Readonly<Record<string, () => void>> = {
  i: () => startJob("inspection"),
  e: () => startJob("exam"),
  l: switchLanguage,
  a: () => {
    const job = jobs.value.find((candidate) => candidate.job === chosenJob.value);
    if (job !== undefined) abortJob(job);
  },
  k: () => void lock(),
};
/** Of the page of the jobs alone: elsewhere nobody sees what they would do. */
const OF_JOBS: ReadonlySet<string> = new Set(["i", "e", "a"]);

export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (!isOpen.value || isModalOpen() || isTypedInto(target)) return;
  if (event.key === "Escape" && (refusal.value !== null || chosenPart() === null)) {
    refusal.value = null;
    return;
  }
  if (!keysOn.value || onPartKey(event)) return;
  const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : null;
  if (step !== null) {
    // Elsewhere the arrows scroll what has the focus.
    if (!isOfJobs() || (target !== document.body && target.closest("nav") === null)) return;
    event.preventDefault();
    chooseNeighbour(step);
    return;
  }
  const chosen = jobs.value.find((candidate) => candidate.job === chosenJob.value);
  if (isOfJobs() && chosen !== undefined && onExamKey(event.key, chosen)) return;
  const letter = event.key.toLowerCase();
  if (isOfJobs() || !OF_JOBS.has(letter)) LETTERS[letter]?.();
}

/** The list of the jobs is seen, and one of them. */
function isOfJobs(): boolean {
  return page.value === "jobs" && chosenPart() === null;
}

/** Of an exam that is on: a digit enters the fault of that number, U takes the last one back. */
function onExamKey(key: string, job: JobView): boolean {
  const rules = rulesOf(job.job);
  if (job.kind !== "exam" || job.state !== "running" || rules === null) return false;
  const rule = /^[1-9]$/.test(key) ? keyed(offered(job, rules))[Number(key) - 1] : undefined;
  if (rule !== undefined) enterFault(job, rule);
  const isUndo = key.toLowerCase() === "u";
  if (isUndo) takeBackLast(job);
  return rule !== undefined || isUndo;
}

function isTypedInto(target: Element): boolean {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select") !== null;
}
