import { z } from "zod";
import { anyReasonSchema } from "../trade/reason-schema.ts";
import type { Reason } from "../trade/reasons.ts";
import type { DeviceRole } from "../trade/words/roles.ts";

/** The observations of a test as a trace holds them; each kind with its fields, as `src/core/observation.ts` has them. */
const common = {
  device: z.string().min(1).max(64),
  atMs: z.number().min(0),
  quality: z.enum(["good", "uncertain", "bad"]),
  /** As it was told; one of another software is shown by its code. */
  qualityReason: (anyReasonSchema as unknown as z.ZodType<Reason>).exactOptional(),
  raw: z.string().exactOptional(),
};
const boardTimeUs = z.number().nullable().exactOptional();
const degrees = z.number().min(-360).max(360).nullable();

const gnssEpoch = z.object({
  ...common,
  kind: z.literal("gnss-epoch"),
  utcMs: z.number().min(0).max(4_102_444_800_000),
  leapMs: z.int().min(0).max(999).exactOptional(),
  latitudeDeg: z.number().min(-90).max(90),
  longitudeDeg: z.number().min(-180).max(180),
  heightM: z.number().nullable(),
  fix: z.enum(["none", "single", "dgps", "float", "fixed"]),
  satellites: z.int().min(0).nullable(),
  correctionAgeS: z.number().min(0).nullable(),
  speedKmh: z.number().nullable(),
  courseDeg: degrees,
  headingDeg: degrees,
  headingFix: z.enum(["none", "float", "fixed", "unknown"]),
  pitchDeg: degrees,
  rollDeg: degrees,
  hdop: z.number().min(0).nullable().exactOptional(),
  sigmaM: z.number().min(0).nullable().exactOptional(),
  baselineM: z.number().min(0).nullable().exactOptional(),
});

const digital = z.object({
  ...common,
  kind: z.literal("digital"),
  line: z.string().min(1).max(64),
  active: z.boolean(),
  boardTimeUs,
});

const channel = z.object({
  ...common,
  kind: z.literal("channel"),
  channel: z.string().min(1).max(64),
  value: z.number(),
  boardTimeUs,
});

export const examObservationSchema = z.discriminatedUnion("kind", [gnssEpoch, digital, channel]);

export const ROLE_OF_KIND: Readonly<Record<z.output<typeof examObservationSchema>["kind"], DeviceRole>> = {
  "gnss-epoch": "gnss",
  digital: "vehicle-io",
  channel: "vehicle-io",
};

/** A line of a trace: an observation with its role, as a journal export writes it. */
export const traceEntrySchema = z.looseObject({
  role: z.enum(["gnss", "vehicle-io"]),
  observation: examObservationSchema,
});
