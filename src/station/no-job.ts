import { type Reason, reason } from "../core/trade/reasons.ts";

export interface StationStanding {
  /** The registry is just being asked which history of this log it has. */
  readonly isAskingRegistry: boolean;
  /** It is just being asked for the time, for the first time since the start. */
  readonly isAskingTime: boolean;
  /** Null where nobody knows. */
  readonly freeBytes: number | null;
}

/** An exam is some megabytes: room for the jobs that run, and for their records, many times over. */
export const FREE_BYTES_LEAST = 256 * 2 ** 20;
/** Told before it stops anything: some days of work. */
export const FREE_BYTES_TOLD = 2 ** 30;

/** Why no job may begin at this station for a moment, or for want of room; null where one may. What lasts is a state of outage, and judged there. */
export function whyNoJob(standing: StationStanding): Reason | null {
  if (standing.isAskingRegistry) return reason("ASKING_REGISTRY", {});
  if (standing.isAskingTime) return reason("ASKING_TIME", {});
  const disk = wordOfDisk(standing.freeBytes);
  return disk?.code === "DISK_NEARLY_FULL" ? disk : null;
}

/** What a person has to know of the disk; null where all is well, or nothing known. */
export function wordOfDisk(freeBytes: number | null): Reason | null {
  if (freeBytes === null || freeBytes >= FREE_BYTES_TOLD) return null;
  const figures = { freeMiB: mebibytes(freeBytes), leastMiB: mebibytes(FREE_BYTES_LEAST) };
  return reason(freeBytes < FREE_BYTES_LEAST ? "DISK_NEARLY_FULL" : "DISK_FILLS_UP", figures);
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 2 ** 20);
}
