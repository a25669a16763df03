import { z } from "zod";
import { reason } from "../trade/reasons.ts";
import { OUTAGE_LIMITS } from "./outage-limits.ts";

const days = z.int().min(1).max(366);
const { offline, signerDown, deviceDegraded } = OUTAGE_LIMITS;

/** From when on something is an outage, and what its length does. Absent in a file: the defaults of core/outages stand there. */
export const outageLimitsSchema = z
  .strictObject({
    offline: z
      .strictObject({
        fromMinutes: z
          .int()
          .min(1)
          .max(1_440)
          .default(offline.fromMinutes)
          .describe("So long without the registry, or with a result without its receipt, is OFFLINE."),
        warnDays: days
          .default(offline.warnDays)
          .describe("After so many days people are told, and results say since when."),
        provisionalDays: days
          .default(offline.provisionalDays)
          .describe("After so many days results of jobs that begin say that they are provisional."),
        stopDays: days.default(offline.stopDays).describe("After so many days no new job begins."),
      })
      .superRefine(({ warnDays, provisionalDays, stopDays }, ctx) => {
        if (warnDays <= provisionalDays && provisionalDays <= stopDays) return;
        const why = reason("OUTAGE_DAYS_NOT_RISING", { warnDays, provisionalDays, stopDays });
        ctx.addIssue({ code: "custom", path: [], params: { why } });
      })
      .prefault({})
      .describe("Without the registry, or without its receipts."),
    signerDown: z
      .strictObject({
        fromSeconds: z
          .int()
          .min(1)
          .max(3_600)
          .default(signerDown.fromSeconds)
          .describe("A result that waits so long for its signature is SIGNER_DOWN."),
      })
      .prefault({})
      .describe("Results that cannot be signed."),
    deviceDegraded: z
      .strictObject({
        fromMinutes: z
          .int()
          .min(1)
          .max(1_440)
          .default(deviceDegraded.fromMinutes)
          .describe("A device that is away or at fault for so long is DEVICE_DEGRADED."),
      })
      .prefault({})
      .describe("Devices that are not ready."),
  })
  .prefault({})
  .describe("States of outage, from when on each stands: docs/outages.md has what it allows.");
