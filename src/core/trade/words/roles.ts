import type { Sentence } from "../reason-shape.ts";
import type { InstrumentCommand } from "./commands.ts";
import type { Place } from "./places.ts";

export type JobKind = "inspection" | "exam";

interface RoleWords extends Sentence {
  readonly jobs: JobKind;
  /** A measuring instrument: its calibration must be on record and in date. */
  readonly measures: boolean;
  /** What stops a machine that a job may have set going; null where nothing moves. */
  readonly safe: InstrumentCommand | null;
  /** Where in a lane it measures; null for what belongs to the whole lane, or to a car. */
  readonly at: Place | null;
}

/** The place a device takes in a lane or a car: both names, and which jobs its readings and faults belong to. */
export const ROLES = {
  "axle-scale": {
    zh: "轴重仪",
    en: "axle scale",
    jobs: "inspection",
    measures: true,
    safe: null,
    at: "scale",
  },
  "brake-bench": {
    zh: "制动检验台",
    en: "brake bench",
    jobs: "inspection",
    measures: true,
    safe: { name: "brake.stop" },
    at: "bench",
  },
  "headlamp-tester": {
    zh: "前照灯检测仪",
    en: "headlamp tester",
    jobs: "inspection",
    measures: true,
    safe: { name: "headlamp.stop" },
    at: "headlamp",
  },
  "gas-analyser": {
    zh: "排气分析仪",
    en: "exhaust analyser",
    jobs: "inspection",
    measures: true,
    safe: { name: "gas.sample-off" },
    at: "exhaust",
  },
  opacimeter: {
    zh: "不透光烟度计",
    en: "opacimeter",
    jobs: "inspection",
    measures: true,
    safe: { name: "smoke.stop" },
    at: "exhaust",
  },
  "side-slip-tester": {
    zh: "侧滑检验台",
    en: "side-slip tester",
    jobs: "inspection",
    measures: true,
    safe: null,
    at: "slip",
  },
  "lane-beams": {
    zh: "到位光电开关",
    en: "lane light beams",
    jobs: "inspection",
    measures: false,
    safe: null,
    at: null,
  },
  gnss: {
    zh: "卫星定位接收机",
    en: "satellite receiver",
    jobs: "exam",
    measures: true,
    safe: null,
    at: null,
  },
  "vehicle-io": {
    zh: "车载信号采集器",
    en: "vehicle signal board",
    jobs: "exam",
    measures: false,
    safe: null,
    at: null,
  },
} as const satisfies Record<string, RoleWords>;

export type DeviceRole = keyof typeof ROLES;

export const DEVICE_ROLES = Object.keys(ROLES) as readonly DeviceRole[];

/** Whether a device of this role serves jobs of this kind. */
export function serves(role: string, kind: JobKind): boolean {
  return isRole(role) && ROLES[role].jobs === kind;
}

/** A receiver speaks by itself: one that is silent gives nothing. Many instruments of the lane speak only when asked. */
export function speaksByItself(role: DeviceRole): boolean {
  return role === "gnss" || role === "vehicle-io";
}

export function isRole(name: string): name is DeviceRole {
  return Object.hasOwn(ROLES, name);
}

/** A role of another software is said by its code. */
export function roleName(role: string): Sentence {
  return isRole(role) ? ROLES[role] : { zh: role, en: role };
}
