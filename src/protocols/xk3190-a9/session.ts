import type { z } from "zod";
import type { DecimalString } from "../../core/quantities/exact.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { DecodingSession } from "../../ports/protocol-session.ts";
import { inKilograms } from "../masses.ts";
import { StreamingScale, type Weighing } from "../streaming-scale.ts";
import { LONGEST_FRAME, readXk3190A9Frame } from "./frame.ts";
import { type Xk3190A9Settings, xk3190A9Options } from "./options.ts";

export type Xk3190A9Options = z.input<typeof xk3190A9Options> & { readonly device: DeviceId };

export function createXk3190A9Session({ device, ...options }: Xk3190A9Options): DecodingSession {
  const settings = xk3190A9Options.parse(options);
  return new StreamingScale({
    device,
    longestFrame: LONGEST_FRAME,
    stableFrames: settings.stableFrames,
    limits: settings,
    read: (front) => readXk3190A9Frame(front, settings.checkBytes),
    weigh: (sent) => weighing(sent, settings.unit),
  });
}

function weighing(sent: DecimalString, unit: Xk3190A9Settings["unit"]): Weighing {
  if (unit === "not-told")
    return { loadKg: sent, quality: "uncertain", why: reason("UNIT_NOT_TOLD", {}), moving: false };
  return { loadKg: inKilograms(sent, unit), quality: "good", why: null, moving: false };
}
