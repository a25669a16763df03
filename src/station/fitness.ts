import type { DeviceIdentity } from "../core/journal/entry.ts";
import type { Need } from "../core/trade/admission.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { FAULTS } from "../core/trade/words/faults.ts";
import { type DeviceRole, type JobKind, serves, speaksByItself } from "../core/trade/words/roles.ts";
import type { DeviceLink } from "./device-link.ts";

export interface Fitness {
  readonly identities: readonly DeviceIdentity[];
  readonly links: readonly DeviceLink[];
  /** Civil date of the station. */
  readonly today: string;
}

/** What of a job's kind the station file does not have; a station without any device of a kind has none of it to miss. */
export function missingRoles(
  kind: JobKind,
  needs: readonly Need[],
  identities: readonly DeviceIdentity[],
): readonly DeviceRole[] {
  const has = (role: DeviceRole): boolean => identities.some((identity) => identity.role === role);
  if (!isEquipped(kind, identities)) return [];
  return needs.map(({ role }) => role).filter((role) => !has(role));
}

/**
 * A station file without a single device of a kind is a desk: its jobs are opened, and end void by themselves because nothing
 * was measured. With one device it is a lane or a course, and what it lacks is a mistake.
 */
export function isEquipped(kind: JobKind, identities: readonly DeviceIdentity[]): boolean {
  return identities.some(({ role }) => serves(role, kind));
}

/** Why this job cannot begin on these devices just now; null when it can. The first reason is the one to mend first. */
export function whyUnfit(kind: JobKind, needs: readonly Need[], fitness: Fitness): Reason | null {
  const { identities, links, today } = fitness;
  if (!isEquipped(kind, identities)) return null;
  const missing = missingRoles(kind, needs, identities);
  if (missing.length > 0) return reason("ROLE_MISSING", { roles: missing });
  const needed = needs.flatMap((need) =>
    identities.filter(({ role }) => role === need.role).map((identity) => ({ need, identity })),
  );
  for (const { need, identity } of needed) {
    const why = need.measures ? whyUncalibrated(identity, today) : null;
    if (why !== null) return why;
  }
  for (const { identity } of needed) {
    const link = links.find(({ device }) => device === identity.device);
    const why = link === undefined ? null : whyNotReady(link);
    if (why !== null) return why;
  }
  return null;
}

function whyUncalibrated({ device, calibration }: DeviceIdentity, today: string): Reason | null {
  if (calibration === null) return reason("CALIBRATION_MISSING", { device });
  const { validTo } = calibration;
  return validTo < today ? reason("CALIBRATION_ENDED", { device, validTo, today }) : null;
}

/** Why nothing can be done with this device just now; null where it is ready. */
export function whyNotReady(link: DeviceLink): Reason | null {
  const { device, role } = link;
  const fault = link
    .faults()
    .find(({ code }) => FAULTS[code].blocking || (code === "silent" && speaksByItself(role)));
  if (fault !== undefined)
    return reason("DEVICE_FAULTY", { device, fault: fault.code, detail: fault.detail });
  return link.state() === "connecting" ? reason("DEVICE_CONNECTING", { device }) : null;
}
