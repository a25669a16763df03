import { signal } from "@preact/signals";
import type {
  ForceSample,
  GasSample,
  JobView,
  LiveMessage,
  PoseView,
  StationView,
} from "../../station/live-message.ts";
import type { CourseMap } from "../course-map.ts";

/** What the page knows, kept current by the socket. Curves and tracks are of the jobs seen since the page was opened. */
export const online = signal(false);
export const station = signal<StationView | null>(null);
export const jobs = signal<readonly JobView[]>([]);
export const chosenJob = signal<string | null>(null);
export const course = signal<CourseMap | null>(null);
export const refusal = signal<string | null>(null);
/** Rises with every curve or track change, so that a drawing knows when to redraw. */
export const drawn = signal(0);

const FORCE_SAMPLES_MAX = 20_000;
const TRACK_MAX = 20_000;
const forces = new Map<string, ForceSample[]>();
const gases = new Map<string, GasSample[]>();
const poses = new Map<string, PoseView>();
const tracks = new Map<string, number[]>();

export const forceOf = (job: string, item: string): readonly ForceSample[] =>
  forces.get(`${job} ${item}`) ?? [];
export const gasOf = (job: string): readonly GasSample[] => gases.get(job) ?? [];
export const poseOf = (job: string): PoseView | null => poses.get(job) ?? null;
export const trackOf = (job: string): readonly number[] => tracks.get(job) ?? [];

export function connect(): void {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  socket.onopen = () => {
    online.value = true;
    loadCourse().catch(() => {
      course.value = null;
    });
  };
  socket.onmessage = (event) => take(JSON.parse(String(event.data)) as LiveMessage);
  socket.onclose = () => {
    online.value = false;
    setTimeout(connect, 1_000);
  };
}

async function loadCourse(): Promise<void> {
  const response = await fetch("api/course");
  course.value = response.ok ? ((await response.json()) as CourseMap) : null;
}

function take(message: LiveMessage): void {
  switch (message.type) {
    case "snapshot":
      // What follows is the whole story again: after a lost connection nothing may be drawn twice.
      for (const known of [forces, gases, poses, tracks]) known.clear();
      station.value = message.station;
      jobs.value = message.jobs;
      if (chosenJob.value === null) chosenJob.value = message.jobs[0]?.job ?? null;
      return;
    case "station":
      station.value = message.station;
      return;
    case "job":
      takeJob(message.job);
      return;
    case "force":
      append(forces, `${message.job} ${message.item}`, message.samples, FORCE_SAMPLES_MAX);
      break;
    case "gas":
      append(gases, message.job, message.samples, FORCE_SAMPLES_MAX);
      break;
    case "track":
      tracks.set(message.job, [...message.points]);
      break;
    case "pose": {
      poses.set(message.job, message.pose);
      const { wheels } = message.pose;
      append(
        tracks,
        message.job,
        [((wheels[4] ?? 0) + (wheels[6] ?? 0)) / 2, ((wheels[5] ?? 0) + (wheels[7] ?? 0)) / 2],
        TRACK_MAX,
      );
      break;
    }
  }
  drawn.value += 1;
}

/** A new running job takes the stage, unless the person is looking at another one that still runs. */
function takeJob(job: JobView): void {
  const at = jobs.value.findIndex((known) => known.job === job.job);
  if (at >= 0) jobs.value = jobs.value.map((known, index) => (index === at ? job : known));
  else {
    jobs.value = [job, ...jobs.value];
    const current = jobs.value.find((known) => known.job === chosenJob.value);
    if (current === undefined || current.state !== "running") chosenJob.value = job.job;
  }
}

function append<T>(into: Map<string, T[]>, key: string, more: readonly T[], most: number): void {
  const list = into.get(key) ?? [];
  list.push(...more);
  if (list.length > most) list.splice(0, list.length - most);
  into.set(key, list);
}

export async function startJob(kind: "inspection" | "exam"): Promise<void> {
  await post("api/jobs", { kind });
}

export async function abortJob(job: string): Promise<void> {
  await post("api/commands", { job, command: { name: "abort", reason: "console" } });
}

async function post(path: string, body: unknown): Promise<void> {
  refusal.value = null;
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return;
  const answer = (await response.json()) as { reason?: string; error?: string };
  refusal.value = answer.reason ?? answer.error ?? String(response.status);
}
