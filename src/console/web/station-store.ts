import { computed, effect, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { type Problem, problemsOf } from "../../station/station-problems.ts";
import type { DeviceRawView, LogLine, StationReport } from "../../station/station-report.ts";
import { place } from "./address.ts";
import { readRefusals, station } from "./live-store.ts";
import { picture } from "./news.ts";
import { asked, isOpen } from "./session-store.ts";

/** What is wrong at the station, as the last message says, without what the person has read. */
export const problems = computed<readonly Problem[]>(() => {
  const view = station.value;
  if (view === null) return [];
  const all = problemsOf(view);
  const isRead = ({ kind, why }: Problem): boolean =>
    (kind === "file-refused" || kind === "call-refused") && readRefusals.value.has(why.en);
  return all.filter((problem) => !isRead(problem));
});

/** How many there are; null while nobody here knows. */
export const problemCount = computed<number | null>(() =>
  station.value === null || picture.value.kind === "stale" ? null : problems.value.length,
);

/** When it came, by the steady clock of the page; null before the first answer. */
interface Came<Body> {
  readonly body: Body;
  readonly atMs: number;
}

export const report = signal<Came<StationReport> | null>(null);
export const raw = signal<Came<DeviceRawView> | "none" | null>(null);
export const logLines = signal<readonly LogLine[] | null>(null);
/** Frames stay as they are, for whoever reads them. */
export const isHeld = signal(false);
/** The last answer did not come. */
const isUnread = signal(false);

const ASK_EVERY_MS = 1_000;
/** As with the beats of the station: two that are missing are told. */
const OLD_AFTER_MS = 3_500;

/** While the page of the station is open and seen its figures are asked for each second; otherwise nothing is. */
export function followStationPage(): void {
  let wanted = "";
  effect(() => {
    const at = place.value;
    const now = isOpen.value && at.page === "station" ? `${at.section}/${at.detail ?? ""}` : "";
    if (now === wanted) return;
    const isOther =
      now.split("/", 1)[0] !== wanted.split("/", 1)[0] || at.page !== "station" || at.section === "device";
    wanted = now;
    if (isOther) forget();
    turn += 1;
    if (now !== "" && at.page === "station") void ask(turn, at.section, at.detail);
  });
}

let turn = 0;

function forget(): void {
  raw.value = null;
  logLines.value = null;
  isHeld.value = false;
  if (place.value.page !== "station") report.value = null;
}

async function ask(mine: number, section: string, detail: string | null): Promise<void> {
  while (mine === turn) {
    if (document.visibilityState === "visible") {
      const whole = await asked<StationReport>("GET", "api/station");
      if (mine !== turn) return;
      isUnread.value = whole.kind !== "done";
      if (whole.kind === "done") report.value = { body: whole.body, atMs: performance.now() };
      if (section === "device" && detail !== null && !isHeld.value) await askRaw(mine, detail);
      if (section === "log") await askLog(mine);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

async function askRaw(mine: number, device: string): Promise<void> {
  const answer = await asked<DeviceRawView>("GET", `api/station/devices/${encodeURIComponent(device)}`);
  if (mine !== turn || isHeld.value) return;
  if (answer.kind === "done") raw.value = { body: answer.body, atMs: performance.now() };
  else if (answer.kind === "refused" && raw.value === null) raw.value = "none";
}

async function askLog(mine: number): Promise<void> {
  const answer = await asked<{ readonly lines: readonly LogLine[] }>("GET", "api/station/log");
  if (mine === turn && answer.kind === "done") logLines.value = answer.body.lines;
}

const TICK_MS = 500;

/**
 * The figures as they are, and how long ago they came: 0 where they are old, so that no age goes on of which nobody here knows. Drawn again
 * as time passes.
 */
export function useReport(): {
  readonly body: StationReport | null;
  readonly goneMs: number;
  readonly isOld: boolean;
} {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const came = report.value;
  if (came === null) return { body: null, goneMs: 0, isOld: isUnread.value };
  const goneMs = performance.now() - came.atMs;
  const isOld = picture.value.kind === "stale" || isUnread.value || goneMs > OLD_AFTER_MS;
  return { body: came.body, goneMs: isOld ? 0 : goneMs, isOld };
}
