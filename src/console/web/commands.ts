import type { JobView } from "../../station/live-message.ts";
import { askOnce } from "./asking.ts";
import { chooseJob, chosenJob, jobs, refusal } from "./live-store.ts";
import { mayDo, mayDoTo } from "./permitted.ts";
import { reasonAsked } from "./reason-dialog.tsx";
import { asked } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { language } from "./texts.ts";

export function startJob(kind: JobView["kind"]): void {
  if (mayDo(`${kind}.open`)) void ask("api/jobs", { kind });
}

/** The candidate of this exam drives once more, on the spot; the vehicle comes again after its repair. */
export function doAgain(job: JobView): void {
  const { kind, record } = job;
  if (record !== null && mayDoTo(job, "open")) void ask("api/jobs", { kind, after: record });
}

/** Somebody drives without a result. */
export function practise(licenceClass: string): void {
  if (mayDo("exam.open")) void ask("api/jobs", { kind: "exam", practice: licenceClass });
}

export function beginJob(job: string): void {
  void ask("api/commands", { job, command: { name: "begin" } });
}

/** Of an item that waits for somebody to say so. */
export function goOn(job: string): void {
  void ask("api/commands", { job, command: { name: "go-on" } });
}

/** Asks why first; the dialog does it. */
export function abortJob(job: JobView): void {
  // What is driven is confirmed or objected to, not thrown away.
  if (job.state === "running" && job.signing === null && mayDoTo(job, "abort"))
    reasonAsked.value = { job: job.job, item: null };
}

/** The item that runs, by hand: asks why first. */
export function stopItem(job: JobView): void {
  const item = job.currentItem;
  if (item !== null && mayDoTo(job, "stop-item")) reasonAsked.value = { job: job.job, item };
}

/** Somebody has looked: this vehicle is not in the lane any more. */
export function seenOut(site: string, job: string): void {
  void ask("api/lanes", { site, job, seen: "out" });
}

export function switchLanguage(): void {
  language.value = language.value === "zh" ? "en" : "zh";
}

/** The neighbour of the chosen job in the list; nothing beyond its ends. */
export function chooseNeighbour(step: 1 | -1): void {
  const at = jobs.value.findIndex((job) => job.job === chosenJob.value);
  const job = jobs.value[at + step];
  if (job !== undefined) chooseJob(job.job);
}

/** A finger that slips calls one vehicle, not two. */
async function ask(path: string, body: unknown): Promise<void> {
  await askOnce(JSON.stringify([path, body]), async () => {
    refusal.value = null;
    const answer = await asked("POST", path, body);
    if (answer.kind !== "done") refusal.value = whyNotDone(answer);
    return answer;
  });
}
