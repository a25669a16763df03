import { z } from "zod";
import type { DecimalString } from "../quantities/exact.ts";
import { decimalText } from "../rules/condition.ts";
import type { Reason } from "../trade/reasons.ts";
import type { BrakeSample } from "./brake-curve/force-series.ts";

/** What one run of an item gave: decimal strings by fact name (unit in the name), and remarks that explain them. */
export interface Measurement {
  readonly facts: Readonly<Record<string, DecimalString>>;
  /** Facts that the run could not give, with the reason. */
  readonly absent: Readonly<Record<string, Reason>>;
  /** e.g. which option ended the imbalance window. */
  readonly notes: Readonly<Record<string, string>>;
}

export type ItemResult =
  | { readonly kind: "measured"; readonly measurement: Measurement }
  | { readonly kind: "void"; readonly reason: Reason };

/** By item code. An item that is not in it has not been measured. */
export type ItemResults = Readonly<Record<string, ItemResult>>;

const place = z.int().min(0).max(10_000);
const curvePoint = z.tuple([decimalText, decimalText]);

/** A file of recorded measurements: each item with its facts, or a brake curve to be analysed, or why it is void. */
export const measurementFileSchema = z.strictObject({
  schema: z.literal("proofmark/measurements/v1"),
  items: z.record(
    z.string().regex(/^[A-Z][A-Z0-9-]*$/, "form:measuredCode"),
    z.union([
      z.strictObject({ facts: z.record(z.string(), decimalText) }),
      z
        .strictObject({
          /** [left N, right N] at equal steps from the `brake` notice on. */
          curve: z.array(curvePoint).min(1).max(10_000),
          /** The step, as the bench sampled. */
          sampleMs: z.number().min(1).max(1000).default(10),
          wheelLocked: z.boolean(),
          /** Which, where it is known. */
          lockedSides: z
            .array(z.enum(["left", "right"]))
            .min(1)
            .max(2)
            .optional(),
          /** When: the number of samples before the bench told it. */
          lockedAtSample: z
            .strictObject({ left: place.exactOptional(), right: place.exactOptional() })
            .exactOptional(),
          dragLeftN: decimalText.optional(),
          dragRightN: decimalText.optional(),
        })
        .refine(({ wheelLocked, lockedSides }) => wheelLocked || lockedSides === undefined, {
          path: ["lockedSides"],
          message: "form:nothing",
        })
        .refine(({ wheelLocked, lockedAtSample }) => wheelLocked || lockedAtSample === undefined, {
          path: ["lockedAtSample"],
          message: "form:nothing",
        }),
      z.strictObject({ void: z.string().min(1) }),
    ]),
  ),
});

export type MeasurementFile = z.infer<typeof measurementFileSchema>;

export function curveSamples(
  curve: readonly (readonly [DecimalString, DecimalString])[],
  sampleMs: number,
): BrakeSample[] {
  return curve.map(([left, right], index) => [index * sampleMs, left, right]);
}
