import { useEffect, useState } from "preact/hooks";

const TICK_MS = 250;
let toldWallMs: number | null = null;
let toldAtMs = 0;

/** The station's wall clock as it was just told. Told again without having gone on, it is the older word. */
export function noteStationClock(nowWallMs: number): void {
  if (nowWallMs === toldWallMs) return;
  toldWallMs = nowWallMs;
  toldAtMs = performance.now();
}

/** The station's wall clock now, by the page's steady clock since it was last told. */
function stationNowMs(): number {
  return toldWallMs === null ? Date.now() : toldWallMs + performance.now() - toldAtMs;
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

/** 75 as 1:15. */
export function minutesOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
