import type { z } from "zod";
import type { Quality } from "../../core/observation.ts";
import type { DecimalString } from "../../core/quantities/exact.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { DecodingSession } from "../../ports/protocol-session.ts";
import { StreamingScale, type Weighing } from "../streaming-scale.ts";
import { grossKg, LONGEST_FRAME, readToledoFrame, type ToledoFrame } from "./frame.ts";
import { mettlerToledoOptions } from "./options.ts";

export type MettlerToledoOptions = z.input<typeof mettlerToledoOptions> & { readonly device: DeviceId };

export function createMettlerToledoSession({ device, ...options }: MettlerToledoOptions): DecodingSession {
  const settings = mettlerToledoOptions.parse(options);
  return new StreamingScale({
    device,
    longestFrame: LONGEST_FRAME,
    stableFrames: settings.stableFrames,
    limits: settings,
    read: (front) => readToledoFrame(front, settings),
    weigh: (frame) => weighing(frame, settings.netMode === "tare-added"),
  });
}

function weighing(frame: ToledoFrame, addsTare: boolean): Weighing {
  const [quality, why, loadKg] = judge(frame, addsTare);
  return { loadKg, quality, why, moving: frame.motion };
}

/** In net mode a tare has been taken off, and nobody takes tare on an axle scale: the load may be too small. */
function judge(frame: ToledoFrame, addsTare: boolean): readonly [Quality, Reason | null, DecimalString] {
  const { loadKg, foreignUnit } = frame;
  if (frame.outOfRange) return ["bad", reason("OUT_OF_RANGE", {}), loadKg];
  if (foreignUnit !== null) return ["bad", reason("UNIT_NOT_A_MASS", { unit: foreignUnit }), loadKg];
  if (frame.powerUp) return ["bad", reason("NOT_ZEROED", {}), loadKg];
  if (!frame.net) return ["good", null, loadKg];
  const gross = addsTare ? grossKg(frame) : null;
  return gross === null ? ["uncertain", reason("NET_MODE", {}), loadKg] : ["good", null, gross];
}
