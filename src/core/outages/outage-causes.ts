import { type Reason, reason } from "../trade/reasons.ts";
import type { OutageCause } from "./outages-of.ts";

/** More are no help to whoever reads it, and a lane of twenty devices must not make an entry too large. */
export const BECAUSE_MAX = 5;

/** Why it stands, as an entry says it: beyond so many their number, and the names of the devices, by which they are known again. */
export function becauseOf(causes: readonly OutageCause[]): readonly Reason[] {
  const whys = causes.slice(0, BECAUSE_MAX).map(({ why }) => why);
  const rest = causes.slice(BECAUSE_MAX);
  if (rest.length === 0) return whys;
  const devices = rest.flatMap(({ covers }) => (covers.what === "device" ? [covers.device] : []));
  return [...whys, reason("OUTAGE_MORE", { count: rest.length, devices })];
}

/** The devices that a reason of an entry names. */
export function devicesIn({ code, params }: Reason): readonly string[] {
  const { device, devices } = params as { readonly device?: unknown; readonly devices?: unknown };
  if (code !== "OUTAGE_MORE") return typeof device === "string" ? [device] : [];
  return Array.isArray(devices) ? devices.filter((one) => typeof one === "string") : [];
}

/** Whether both are about the same devices; in which order, and with which words, does not matter. */
export function isOfSameDevices(a: readonly Reason[], b: readonly Reason[]): boolean {
  const [those, these] = [a, b].map((whys) => [...new Set(whys.flatMap(devicesIn))].sort().join("\n"));
  return those === these;
}

/** Of all that are named those of some devices; of one of which the entry has but the name, that it was down. */
export function becauseOfDevices(because: readonly Reason[], own: ReadonlySet<string>): readonly Reason[] {
  return because.flatMap((why) => {
    const named = devicesIn(why).filter((device) => own.has(device));
    return why.code === "OUTAGE_MORE"
      ? named.map((device) => reason("DEVICE_NOTED_DOWN", { device }))
      : named.map(() => why);
  });
}
