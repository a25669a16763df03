import { z } from "zod";

/**
 * What is signed. Every measured figure is a decimal string with its unit; nothing in it depends on which province or
 * station made it, and everything needed to follow the verdict by hand stands in it. Field order here is byte order.
 */
const decimalString = z.string().regex(/^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
export const verdictSchema = z.enum(["pass", "fail", "void", "undecided"]);

export const findingSchema = z.strictObject({
  rule: z.string(),
  item: z.string(),
  outcome: z.enum(["pass", "fail", "undecided", "not-applicable"]),
  textZh: z.string(),
  textEn: z.string(),
  clause: z.string().nullable(),
  source: z.string(),
  confidence: z.enum(["verified", "two-sources", "one-source", "recalled", "conflict"]),
  verifiedBy: z.string().nullable(),
  inputs: z.array(
    z.strictObject({
      name: z.string(),
      value: z.string().nullable(),
      unit: z.string(),
      reason: z.string().exactOptional(),
    }),
  ),
  arithmetic: z.string(),
  value: decimalString.nullable(),
  unit: z.string(),
  limit: z.string().nullable(),
  deduction: z
    .strictObject({
      points: z.int().min(0).max(100),
      code: z.string().nullable(),
      utcMs: z.int(),
      position: z.strictObject({ eastM: z.number(), northM: z.number() }).nullable(),
      judge: z.enum(["machine", "examiner"]),
    })
    .nullable(),
});

export const resultDocumentSchema = z.strictObject({
  schema: z.literal("proofmark/result/v1"),
  kind: z.enum(["inspection", "exam"]),
  station: z.string(),
  job: z.string(),
  /** Position of this record in the station's log of records, counting from 0: a gap shows a missing record. */
  sequence: z.int().min(0),
  subject: z.record(z.string(), z.string()),
  verdict: verdictSchema,
  /** Why the verdict is not a plain pass or fail; then, with any verdict, notes for a person to judge (`note: ...`). */
  reasons: z.array(z.string()),
  score: z.strictObject({ points: z.int(), passMark: z.int() }).nullable(),
  items: z.array(
    z.strictObject({
      item: z.string(),
      nameZh: z.string(),
      nameEn: z.string(),
      verdict: verdictSchema.or(z.literal("not-applicable")),
      reason: z.string().nullable(),
      findings: z.array(findingSchema),
    }),
  ),
  /** Rules whose number nobody has yet checked against the standard; a verdict that rests on them says so. */
  unverifiedRules: z.array(z.string()),
  rulebook: z.strictObject({ id: z.string(), edition: z.string(), sha256: sha256Hex }),
  course: z.strictObject({ id: z.string(), sha256: sha256Hex }).nullable(),
  software: z.strictObject({ name: z.string(), version: z.string(), sha256: z.string() }),
  devices: z.array(
    z.strictObject({
      role: z.string(),
      device: z.string(),
      model: z.string(),
      serial: z.string(),
      simulated: z.boolean(),
      calibration: z.strictObject({ certificate: z.string(), validTo: z.string() }).nullable(),
    }),
  ),
  /** Device faults that stood or were raised while the job ran. */
  faults: z.array(
    z.strictObject({
      device: z.string(),
      code: z.string(),
      detail: z.string(),
      raised: z.boolean(),
      atMs: z.number(),
    }),
  ),
  time: z.strictObject({ started: instant, ended: instant, status: z.string() }),
  /** Entries of the station's journal from which the verdict can be recomputed: [firstIndex, endIndex). */
  evidence: z.strictObject({ log: z.string(), firstIndex: z.int(), endIndex: z.int(), entries: z.int() }),
});

export type ResultDocument = z.infer<typeof resultDocumentSchema>;

export const RESULT_PAYLOAD_TYPE = "application/vnd.proofmark.result.v1+json";
