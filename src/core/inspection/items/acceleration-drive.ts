import type { SmokeReading } from "../../observation.ts";
import { compare, exact } from "../../quantities/exact.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import type { SettingsOf } from "../procedure-settings.ts";

type Settings = SettingsOf<"free-acceleration">;

/** One free acceleration as the readings show it: from idle to full throttle, held, and released. */
export interface Drive {
  readonly stage: "press" | "full" | "fall";
  readonly leftIdleMs: number | null;
  readonly fullSinceMs: number | null;
  readonly greatestPerM: string;
  readonly warmestC: string;
  /** Why it does not count; the first thing that was wrong. */
  readonly flaw: Reason | null;
}

export function beginDrive(airC: string): Drive {
  return {
    stage: "press",
    leftIdleMs: null,
    fullSinceMs: null,
    greatestPerM: "0",
    warmestC: airC,
    flaw: null,
  };
}

/** From `fullRpm` on it is full throttle. */
export function followDrive(
  before: Drive,
  reading: SmokeReading,
  fullRpm: number,
  settings: Settings,
): Drive {
  const drive = seenIn(before, reading);
  const { atMs } = reading;
  const isFull = compare(exact(reading.engineSpeedRpm), exact(fullRpm)) >= 0;
  if (drive.stage === "fall") return drive;
  if (drive.stage === "full") {
    const heldMs = Math.round(atMs - (drive.fullSinceMs ?? atMs));
    if (heldMs >= settings.holdMs) return ended(drive, null);
    if (isFull) return drive;
    return ended(drive, reason("THROTTLE_RELEASED_EARLY", { heldMs, neededMs: settings.holdMs }));
  }
  const idle = isIdle(settings, reading);
  if (isFull) {
    const ms = Math.round(atMs - (drive.leftIdleMs ?? atMs));
    const mostMs = settings.riseMsMax;
    const flaw = ms > mostMs ? reason("THROTTLE_SLOW", { ms, mostMs }) : null;
    return { ...drive, stage: "full", fullSinceMs: atMs, flaw };
  }
  if (idle && drive.leftIdleMs !== null) return ended(drive, notPressed(fullRpm));
  return { ...drive, leftIdleMs: drive.leftIdleMs ?? (idle ? null : atMs) };
}

/** The instrument has ended its sampling: who has not pressed by then has missed it. */
export function sampledDrive(drive: Drive, fullRpm: number): Drive {
  return drive.stage === "press" ? ended(drive, notPressed(fullRpm)) : drive;
}

export function isIdle(settings: Settings, { engineSpeedRpm }: SmokeReading): boolean {
  const speed = exact(engineSpeedRpm);
  return compare(speed, exact(settings.idleRpmMin)) >= 0 && compare(speed, exact(settings.idleRpmMax)) <= 0;
}

function ended(drive: Drive, flaw: Reason | null): Drive {
  return { ...drive, stage: "fall", flaw: drive.flaw ?? flaw };
}

function notPressed(neededRpm: number): Reason {
  return reason("THROTTLE_NOT_PRESSED", { neededRpm });
}

function seenIn(drive: Drive, { kPerM, gasTemperatureC }: SmokeReading): Drive {
  const greater = (a: string, b: string): string => (compare(exact(a), exact(b)) >= 0 ? a : b);
  return {
    ...drive,
    greatestPerM: greater(drive.greatestPerM, kPerM),
    warmestC: greater(drive.warmestC, gasTemperatureC),
  };
}
