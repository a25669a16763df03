import { signal } from "@preact/signals";
import type { JobView } from "../../station/live-message.ts";
import { chosenJob, jobs, refusal } from "./live-store.ts";
import { language, textIn } from "./texts.ts";

/** The job whose abort waits for its second press. */
export const abortAsked = signal<string | null>(null);

export function startJob(kind: JobView["kind"]): void {
  ask("api/jobs", { kind });
}

export function beginJob(job: string): void {
  ask("api/commands", { job, command: { name: "begin" } });
}

/** Of an item that waits for somebody to say so. */
export function goOn(job: string): void {
  ask("api/commands", { job, command: { name: "go-on" } });
}

/** The first press asks, the second does. */
export function abortJob(job: JobView): void {
  if (job.state !== "running") return;
  if (abortAsked.value !== job.job) {
    abortAsked.value = job.job;
    return;
  }
  abortAsked.value = null;
  ask("api/commands", { job: job.job, command: { name: "abort", reason: "console" } });
}

/** Somebody has looked: this vehicle is not in the lane any more. */
export function seenOut(site: string, job: string): void {
  ask("api/lanes", { site, job, seen: "out" });
}

export function switchLanguage(): void {
  language.value = language.value === "zh" ? "en" : "zh";
}

/** The neighbour of the chosen job in the list; nothing beyond its ends. */
export function chooseNeighbour(step: 1 | -1): void {
  const at = jobs.value.findIndex((job) => job.job === chosenJob.value);
  const job = jobs.value[at + step];
  if (job !== undefined) chosenJob.value = job.job;
}

function ask(path: string, body: unknown): void {
  refusal.value = null;
  post(path, body).catch(() => {
    refusal.value = { zh: textIn("offline", "zh"), en: textIn("offline", "en") };
  });
}

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return;
  const { reason, reasonZh } = (await response.json()) as { reason?: string; reasonZh?: string };
  // What has no reason in both languages is said to programs, not to whoever stands at the screen.
  const otherwise = (language: "zh" | "en"): string => `${textIn("notTaken", language)} (${response.status})`;
  refusal.value = { zh: reasonZh ?? otherwise("zh"), en: reason ?? otherwise("en") };
}
