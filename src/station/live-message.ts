import type { DeviceFault, FixQuality } from "../core/observation.ts";
import type { Finding, Verdict } from "../core/rules/finding.ts";
import type { Prompt } from "../core/session.ts";

/**
 * What the console's page is told over its WebSocket, one JSON document a message. A new page first gets a `snapshot`;
 * everything after is a change. Everything told here is already durable in the journal.
 */
export type LiveMessage =
  | { readonly type: "snapshot"; readonly station: StationView; readonly jobs: readonly JobView[] }
  | { readonly type: "station"; readonly station: StationView }
  | { readonly type: "job"; readonly job: JobView }
  | {
      readonly type: "force";
      readonly job: string;
      readonly item: string;
      readonly samples: readonly ForceSample[];
    }
  | { readonly type: "gas"; readonly job: string; readonly samples: readonly GasSample[] }
  | { readonly type: "pose"; readonly job: string; readonly pose: PoseView }
  /** The way so far, told once to a page that comes later: x0, y0, x1, y1 ... of the middle of the rear axle. */
  | { readonly type: "track"; readonly job: string; readonly points: readonly number[] };

/** [milliseconds since the item began, left N, right N]; null where that side gave no sample. */
export type ForceSample = readonly [number, number | null, number | null];

export interface GasSample {
  readonly atMs: number;
  readonly coPct: number;
  readonly hcPpm: number;
  readonly engineSpeedRpm: number;
}

export interface StationView {
  readonly station: string;
  readonly software: string;
  /** True if any device address is a simulator's. */
  readonly simulated: boolean;
  readonly devices: readonly DeviceView[];
  readonly registry: {
    readonly connected: boolean;
    readonly pending: number;
    readonly receiptedSize: number;
  };
  readonly journalSize: number;
}

export interface DeviceView {
  readonly role: string;
  readonly device: string;
  readonly model: string;
  readonly address: string;
  readonly state: "connecting" | "ready" | "fault";
  readonly faults: readonly DeviceFault[];
}

export interface JobView {
  readonly job: string;
  readonly kind: "inspection" | "exam";
  /** e.g. plate and VIN, or name and licence class. */
  readonly subject: Readonly<Record<string, string>>;
  readonly state: "running" | "concluded" | "sealed" | "receipted" | "aborted";
  readonly items: readonly ItemView[];
  readonly currentItem: string | null;
  readonly prompt: Prompt | null;
  /** Exams only. */
  readonly score: { readonly points: number; readonly passMark: number } | null;
  /** Findings that belong to no item (general rules). */
  readonly findings: readonly Finding[];
  readonly verdict: Verdict | null;
  readonly reasons: readonly string[];
  readonly record: string | null;
  readonly receiptSize: number | null;
  readonly startedWallMs: number;
}

export interface ItemView {
  readonly item: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly state: "waiting" | "running" | "suspended" | "done";
  readonly verdict: Verdict | "not-applicable" | null;
  readonly reason: string | null;
  readonly findings: readonly Finding[];
}

/** Metres east and north of the course origin. */
export interface PoseView {
  readonly utcMs: number;
  /** x0, y0, x1, y1 ...: the body outline. */
  readonly outline: readonly number[];
  /** Front left, front right, rear left, rear right contact points, x and y. */
  readonly wheels: readonly number[];
  readonly fix: FixQuality;
  readonly speedKmh: number | null;
  /** Signals on just now, by line name. */
  readonly lines: readonly string[];
}
