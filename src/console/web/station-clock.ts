import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { knownUntilMs } from "./news.ts";

const TICK_MS = 250;
const COUNT_MS = 1_000;
/** A signal: what was drawn before the station told its time is drawn again with it. */
const toldWallMs = signal<number | null>(null);
let toldAtMs = 0;

/** The station's wall clock as it was just told. Told again without having gone on, it is the older word. */
export function noteStationClock(nowWallMs: number): void {
  if (nowWallMs === toldWallMs.peek()) return;
  toldAtMs = performance.now();
  toldWallMs.value = nowWallMs;
}

/** The station's wall clock now, by the page's steady clock since it was last told; where the picture is old, as it was then. */
function stationNowMs(): number {
  const { value: told } = toldWallMs;
  return told === null ? Date.now() : told + Math.max(0, knownUntilMs() - toldAtMs);
}

/** Whole seconds until then, counted down; null where nothing is waited for. */
export function useSecondsUntil(wallMs: number | null): number | null {
  const [, setTick] = useState(0);
  const leftS = wallMs === null ? null : Math.max(0, Math.ceil((wallMs - stationNowMs()) / 1_000));
  const isOver = leftS === null || leftS === 0;
  useEffect(() => {
    if (isOver) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [isOver, wallMs]);
  return leftS;
}

/** Whole seconds since then, counted up; null where that is not known. */
export function useSecondsSince(wallMs: number | null): number | null {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (wallMs === null) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), COUNT_MS);
    return () => clearInterval(timer);
  }, [wallMs]);
  return wallMs === null ? null : Math.max(0, Math.floor((stationNowMs() - wallMs) / 1_000));
}

/** The station's wall clock now, told anew each second; where the picture is old it stands. */
export function useStationNow(): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), COUNT_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.round(stationNowMs());
}

/** Of the machine that shows the page; the same figures in either language. */
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });

/** Hours and minutes, with the date before them where that is not today's. */
export function momentOf(wallMs: number): string {
  const day = DAY.format(wallMs);
  return `${day === DAY.format(stationNowMs()) ? "" : `${day} `}${CLOCK.format(wallMs)}`;
}

/** 75 as 1:15. */
export function minutesOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
