import { batch, computed, effect, signal } from "@preact/signals";
import { type DrivenWay, WayDriven } from "../../core/exam/driven-way.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import type {
  ForceSample,
  GasSample,
  JobView,
  LiveMessage,
  PoseView,
  StationView,
} from "../../station/live-message.ts";
import type { CourseMap } from "../course-map.ts";
import { goTo, jobAddress, place } from "./address.ts";
import { deductionsOf, momentKey } from "./moments.ts";
import { knownUntilMs, noteConnection, noteNews } from "./news.ts";
import { mayDo, onlyLooks } from "./permitted.ts";
import { asked, askSession, isOpen } from "./session-store.ts";
import { noteStationClock } from "./station-clock.ts";

/** What the page knows, kept current by the socket while it is open. Curves and tracks are of the jobs the station still remembers. */
export const online = signal<boolean | null>(null);
export const station = signal<StationView | null>(null);
export const jobs = signal<readonly JobView[]>([]);
/** The one that is looked at: of the address, where that names one. */
export const chosenJob = signal<string | null>(null);
effect(() => {
  if (place.value.page === "jobs" && place.value.job !== null) chosenJob.value = place.value.job;
});
/** The one that the address names, where the station does not show it: what ended before its last start is among the results. */
export const goneJob = computed<string | null>(() => {
  const { value: at } = place;
  if (at.page !== "jobs" || at.job === null || station.value === null) return null;
  return jobs.value.some(({ job }) => job === at.job) ? null : at.job;
});
/** By site. */
export const courses = signal<Readonly<Record<string, CourseMap>>>({});
/** Why something the person asked for was not done; null once dismissed. */
export const refusal = signal<Sentence | null>(null);
/** Refused files that the person has read, by what they say. */
export const readRefusals = signal<ReadonlySet<string>>(new Set());
/** Rises with every curve or track change, so that a drawing knows when to redraw. */
export const drawn = signal(0);
/** Rises with every position. */
export const posed = signal(0);
/** Job and item of every curve there is: it changes only when a new curve begins. */
export const curves = signal<readonly string[]>([]);

const SAMPLES_MAX = 20_000;
const TRACK_MAX = 40_000;
const RECENT_POSES_MAX = 400;
const MOMENT_WITHIN_MS = 150;
const GAS_PERIOD_MS = 1_000;
const RECONNECT_MS = 1_000;
/** The session of the socket is locked or over. */
const SHUT_BY_STATION = 4401;
/** A page that nobody sees gets no frames; what it is told must be taken all the same. */
const UNSEEN_MS = 250;
const forces = new Map<string, ForceSample[]>();
const gases = new Map<string, GasSample[]>();
const gasShiftMs = new Map<string, number>();
/** When the page heard of the last position, by its steady clock. */
const posedAt = new Map<string, number>();
const recent = new Map<string, PoseView[]>();
const ways = new Map<string, WayDriven>();
const moments = new Map<string, readonly number[]>();

/** The curve of a job's exhaust, whichever item it was taken in. */
export const GAS = "gas";
export const curveKey = (job: string, item: string): string => `${job} ${item}`;
export const forceOf = (job: string, item: string): readonly ForceSample[] =>
  forces.get(curveKey(job, item)) ?? [];
export const gasOf = (job: string): readonly GasSample[] => gases.get(job) ?? [];
/** Seconds since the last position came; 0 where the page has only what was before it. */
export const poseAgeS = (job: string): number => {
  const atMs = posedAt.get(job);
  return atMs === undefined ? 0 : Math.max(0, (knownUntilMs() - atMs) / 1_000);
};
export const poseOf = (job: string): PoseView | null => recent.get(job)?.at(-1) ?? null;
export const wayOf = (job: string): DrivenWay => ways.get(job)?.pieces ?? [];
/** The body's outline when this was deducted; null on a page opened after it. */
export const momentOf = (key: string): readonly number[] | null => moments.get(key) ?? null;

/** Connected while somebody is signed in and the screen is not locked; otherwise nothing of the station is kept. */
export function followStation(): void {
  effect(() => {
    if (!isOpen.value) return undefined;
    connect();
    return forget;
  });
}

/** What changes the page; a beat says only that the station goes on. */
type Told = Exclude<LiveMessage, { type: "beat" }>;

let socket: WebSocket | null = null;
let again: ReturnType<typeof setTimeout> | undefined;

function connect(): void {
  const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  socket = mine;
  mine.onopen = () => {
    online.value = true;
    noteConnection(true);
    void loadCourses();
  };
  mine.onmessage = (event) => {
    if (socket !== mine) return;
    const message = JSON.parse(String(event.data)) as LiveMessage;
    noteNews(message.type === "beat" ? message.clockMs : null);
    if (message.type !== "beat") note(message);
  };
  mine.onclose = ({ code }) => {
    if (socket !== mine) return;
    online.value = false;
    noteConnection(false);
    const isTold = code === SHUT_BY_STATION;
    again = setTimeout(reconnect, isTold ? 0 : RECONNECT_MS, isTold);
  };
}

/** First whether somebody still is signed in: a station that was started again knows nobody. */
async function reconnect(isTold: boolean): Promise<void> {
  const before = socket;
  await askSession({ isTold });
  if (isOpen.value && socket === before) again = setTimeout(connect, isTold ? RECONNECT_MS : 0);
}

/** Nothing of the station stays behind a lock: not in the page, and not in its memory. */
function forget(): void {
  clearTimeout(again);
  const was = socket;
  socket = null;
  was?.close();
  cancelAnimationFrame(frame);
  clearTimeout(unseen);
  told = [];
  sealed = [];
  batch(() => {
    for (const map of [forces, gases, gasShiftMs, recent, ways, moments]) map.clear();
    online.value = null;
    noteConnection(null);
    station.value = null;
    jobs.value = [];
    courses.value = {};
    curves.value = [];
    refusal.value = null;
    readRefusals.value = new Set();
    drawn.value += 1;
  });
}

let told: Told[] = [];
let frame = 0;
let unseen: ReturnType<typeof setTimeout> | undefined;

/** The page is made anew once a frame, however many messages come between two. */
function note(message: Told): void {
  told.push(message);
  if (told.length > 1) return;
  frame = requestAnimationFrame(takeAll);
  unseen = setTimeout(takeAll, UNSEEN_MS);
}

function takeAll(): void {
  cancelAnimationFrame(frame);
  clearTimeout(unseen);
  const messages = told;
  told = [];
  batch(() => {
    for (const message of messages) take(message);
  });
}

async function loadCourses(): Promise<void> {
  const answer = await asked<Record<string, CourseMap>>("GET", "api/courses");
  if (isOpen.value) courses.value = answer.kind === "done" ? answer.body : {};
}

/** Of the result that is looked at. The live story may not have it, and begins anew whenever the station is reached again. */
let sealed: readonly LiveMessage[] = [];

/** Curves and way of a job that was sealed before, told whole: they take the place of what is known of it. */
export function takeCurves(messages: readonly LiveMessage[]): void {
  sealed = messages;
  batch(() => {
    for (const message of messages) {
      if (message.type === "force") forces.delete(curveKey(message.job, message.item));
      if (message.type === "gas") gases.delete(message.job);
      if (message.type !== "beat") take(message);
    }
  });
}

function take(message: Told): void {
  switch (message.type) {
    case "snapshot":
      takeSnapshot(message.station, message.jobs);
      break;
    case "station":
      takeStation(message.station);
      return;
    case "job":
      takeJob(message.job);
      return;
    case "force":
      append(forces, curveKey(message.job, message.item), message.samples, SAMPLES_MAX);
      noteCurve(curveKey(message.job, message.item));
      break;
    case "gas":
      takeGas(message.job, message.samples);
      break;
    case "track":
      ways.set(message.job, new WayDriven(TRACK_MAX, message.pieces));
      break;
    case "pose":
      takePose(message.job, message.pose);
      break;
  }
  drawn.value += 1;
}

/** What follows a snapshot is the whole story again: after a lost connection nothing may be drawn twice. */
function takeSnapshot(view: StationView, all: readonly JobView[]): void {
  for (const known of [forces, gases, gasShiftMs, recent, ways]) known.clear();
  curves.value = [];
  takeStation(view);
  jobs.value = all;
  const told = new Set(all.map(({ job }) => job));
  takeCurves(sealed.filter((message) => "job" in message && !told.has(jobNamed(message))));
  // Whoever named a job is not shown another one in its place.
  if (!all.some(({ job }) => job === chosenJob.value) && goneJob.peek() === null) {
    const first = all.find(isBusy) ?? all.find((job) => job.state === "running") ?? all[0];
    showJob(first?.job ?? null);
  }
}

function jobNamed(message: LiveMessage & { readonly job: unknown }): string {
  return typeof message.job === "string" ? message.job : "";
}

function takeStation(view: StationView): void {
  station.value = view;
  noteStationClock(view.clock.nowWallMs);
}

/** Somebody wants to see this one: the address names it, and a reload shows it again. */
export function chooseJob(job: string): void {
  chosenJob.value = job;
  goTo(jobAddress(job), { instead: true });
}

/** By the page's own choice: an address that named another one would say something else now. */
function showJob(job: string | null): void {
  const { value: at } = place;
  const isOfAnother = job !== null && at.page === "jobs" && at.job !== null && at.job !== job;
  if (isOfAnother) goTo(jobAddress(job), { instead: true });
  chosenJob.value = job;
}

/** The address was opened before the station told of its job. */
function isNamed(job: string): boolean {
  const { value: at } = place;
  return at.page === "jobs" && at.job === job;
}

/** It runs and does not only wait for inspectors or the signatory, which may take long. */
function isBusy({ state, signing, prompt }: JobView): boolean {
  return state === "running" && signing?.next !== "signatory" && prompt?.action !== "look-by-hand";
}

/** Somebody is at a part of it: nothing takes their page away. */
function isWorkedOn(job: JobView): boolean {
  const { value: at } = place;
  return at.page === "jobs" && at.part !== null && at.job === job.job && job.state === "running";
}

/** An examiner who reads what was just driven is not taken to a vehicle, nor an operator to a test. */
function isTheirs({ kind }: JobView): boolean {
  return mayDo(`${kind}.open`) || onlyLooks();
}

/** A new running job takes the stage, unless the person is looking at another one that still runs. */
function takeJob(job: JobView): void {
  keepMoments(job);
  const at = jobs.value.findIndex((known) => known.job === job.job);
  if (at >= 0) jobs.value = jobs.value.map((known, index) => (index === at ? job : known));
  else {
    jobs.value = [job, ...jobs.value];
    const current = jobs.value.find((known) => known.job === chosenJob.value);
    const isFree =
      current === undefined
        ? isTheirs(job) || goneJob.peek() === null
        : isTheirs(job) && !(isBusy(current) || isWorkedOn(current));
    if (isFree || isNamed(job.job)) showJob(job.job);
  }
}

/** The time counts from the start of an item; where it falls (measured again, or over) the curve goes on behind the last. */
function takeGas(job: string, samples: readonly GasSample[]): void {
  for (const sample of samples) {
    const lastMs = gases.get(job)?.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
    const raw = sample.atMs + (gasShiftMs.get(job) ?? 0);
    const atMs = raw > lastMs ? raw : lastMs + GAS_PERIOD_MS;
    gasShiftMs.set(job, atMs - sample.atMs);
    append(gases, job, [{ ...sample, atMs }], SAMPLES_MAX);
  }
  noteCurve(curveKey(job, GAS));
}

function takePose(job: string, pose: PoseView): void {
  append(recent, job, [pose], RECENT_POSES_MAX);
  const way = ways.get(job) ?? new WayDriven(TRACK_MAX);
  ways.set(job, way);
  way.note(pose);
  posedAt.set(job, performance.now());
  posed.value += 1;
}

function keepMoments(job: JobView): void {
  for (const finding of deductionsOf(job)) {
    const key = momentKey(job.job, finding);
    if (moments.has(key)) continue;
    const nearest = recent
      .get(job.job)
      ?.filter((pose) => Math.abs(pose.utcMs - finding.deduction.utcMs) <= MOMENT_WITHIN_MS)
      .sort(
        (a, b) => Math.abs(a.utcMs - finding.deduction.utcMs) - Math.abs(b.utcMs - finding.deduction.utcMs),
      )[0];
    if (nearest !== undefined) moments.set(key, nearest.outline);
  }
}

function noteCurve(key: string): void {
  if (!curves.value.includes(key)) curves.value = [...curves.value, key];
}

function append<T>(into: Map<string, T[]>, key: string, more: readonly T[], most: number): void {
  const list = into.get(key) ?? [];
  for (const one of more) list.push(one);
  if (list.length > most) list.splice(0, list.length - most);
  into.set(key, list);
}
