import type { DeviceIdentity } from "../journal/entry.ts";
import type { SessionEffect } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { InstrumentCommand } from "../trade/words/commands.ts";
import { type DeviceRole, ROLES } from "../trade/words/roles.ts";

/** Why nothing can be measured with this lane's device of the role on this civil date; null when it can. */
export function whyUnfit(
  role: DeviceRole,
  devices: ReadonlyMap<DeviceRole, DeviceIdentity>,
  today: string,
): Reason | null {
  const device = devices.get(role);
  if (device === undefined) return reason("ROLE_ABSENT", { role });
  if (!devices.has("lane-beams")) return reason("ROLE_ABSENT", { role: "lane-beams" });
  const { calibration } = device;
  if (calibration === null) return reason("CALIBRATION_MISSING", { device: device.device });
  const { validTo } = calibration;
  return validTo < today ? reason("CALIBRATION_ENDED", { device: device.device, validTo, today }) : null;
}

/** What stops a machine of this role that may have been set going; nothing where nothing moves. */
export function madeSafe(role: DeviceRole): readonly SessionEffect[] {
  const { safe } = ROLES[role];
  return safe === null ? [] : [instrument(role, safe)];
}

export function instrument(role: DeviceRole, command: InstrumentCommand): SessionEffect {
  return { kind: "instrument", role, command };
}
