import { z } from "zod";
import { licenceShownSchema } from "../licence/licence-shown.ts";
import { papersUsedSchema } from "../requests/papers-used.ts";
import { preChecksSchema } from "../requests/pre-check-result.ts";
import { toldSchema } from "../trade/reason-schema.ts";
import { SEVERITY_CODES } from "../trade/words/severities.ts";

/** Format of the records that this software writes and reads; it stands in `schema` and in the payload type. */
export const RESULT_FORMAT = 3;

/** Which software reads the formats that this one does not read any more. */
export const FORMAT_SOFTWARE: Readonly<Record<number, string>> = { 1: "0.1", 2: "0.2" };

/** Canonical JSON of the document below, as one gzip member. */
export const RESULT_PAYLOAD_TYPE = `application/vnd.proofmark.result.v${RESULT_FORMAT}+gzip`;

/**
 * What is signed. Every measured figure is a decimal string with its unit; nothing in it depends on which province or
 * station made it, and everything needed to follow the verdict by hand stands in it. What a rule and an item are called stands in the
 * rulebook, which is named by its hash, and not here again. Field order here is byte order.
 */
const decimalString = z.string().regex(/^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
export const verdictSchema = z.enum(["pass", "fail", "void", "undecided"]);

const limitSchema = z.strictObject({
  atLeast: decimalString.nullable(),
  atMost: decimalString.nullable(),
  unit: z.string(),
  /** How far beyond the bound counts as the width of measurement, and where in it the machine decides. */
  window: decimalString.nullable(),
  decidedAt: decimalString.nullable(),
});

const deductionSchema = z.strictObject({
  points: z.int().min(0),
  code: z.string().nullable(),
  utcMs: z.int(),
  position: z.strictObject({ eastM: z.number(), northM: z.number() }).nullable(),
  judge: z.enum(["machine", "examiner"]),
  /** Of what was entered by hand: its number in the test, from 1. */
  entry: z.int().min(1).exactOptional(),
});

export const findingSchema = z.strictObject({
  rule: z.string(),
  item: z.string(),
  outcome: z.enum(["pass", "fail", "undecided", "not-applicable"]),
  /** How grave the broken limit is, by a rulebook that grades; a minor one passes and is told. Absent where none was broken. */
  severity: z.enum(SEVERITY_CODES).exactOptional(),
  /** Of the law, where the rulebook names it; what a reader quotes without having the rulebook. */
  clause: z.string().nullable(),
  inputs: z.array(
    z.strictObject({
      name: z.string(),
      value: z.string().nullable(),
      unit: z.string(),
      /** Why there is no value; null where there is one. */
      reason: toldSchema.nullable(),
    }),
  ),
  /** What was computed or seen, and what came of it, in order. */
  arithmetic: z.array(toldSchema),
  value: decimalString.nullable(),
  unit: z.string(),
  /** Met when any of them is. */
  limits: z.array(limitSchema),
  deduction: deductionSchema.nullable(),
  /** Entered by a person who took it back: it stays to be seen and costs nothing. */
  withdrawn: z
    .strictObject({ deduction: deductionSchema, by: z.string(), note: z.string(), utcMs: z.int() })
    .exactOptional(),
});

const namedShape = { code: z.string(), nameZh: z.string(), nameEn: z.string() };
const scopeSchema = z.strictObject({
  required: z.int().min(0),
  /** Measured and judged, by the codes of the trade. */
  done: z.array(z.string()),
  open: z.array(z.strictObject(namedShape)),
  /** Done by nobody: the verdict is no pass. */
  missing: z.array(z.strictObject({ ...namedShape, reason: toldSchema })),
  /** Left to others by the order: the verdict does not speak of them. */
  elsewhere: z.array(
    z.strictObject({ part: z.string(), nameZh: z.string(), nameEn: z.string(), codes: z.array(z.string()) }),
  ),
  /** Recommended and not done. */
  voluntary: z.array(z.strictObject(namedShape)),
  /** Words of the registry that nothing else bears out, told on the mild side. */
  restsOn: toldSchema.exactOptional(),
});

export const resultDocumentSchema = z.strictObject({
  schema: z.literal(`proofmark/result/v${RESULT_FORMAT}`),
  kind: z.enum(["inspection", "exam"]),
  station: z.string(),
  /** Which lane or course of the station, and which car of the course. */
  site: z.string(),
  car: z.string().nullable(),
  job: z.string(),
  /** Position of this record in the station's log of records, counting from 0: a gap shows a missing record. */
  sequence: z.int().min(0),
  subject: z.record(z.string(), z.string()),
  /** Of a second attempt: the first one, by its record. */
  after: z.strictObject({ job: z.string(), record: sha256Hex }).exactOptional(),
  verdict: verdictSchema,
  /** Why the verdict is not a plain pass or fail. */
  reasons: z.array(toldSchema),
  /** What a person has to judge or to be told, with any verdict; no part of it. */
  notes: z.array(toldSchema),
  /** What the law asks of the subject, and what of it was done; absent in exams, and in records from before it was counted. */
  scope: scopeSchema.exactOptional(),
  /** What the registry was asked before it was begun, and how old each answer was then; absent where the rulebook asks nothing, and in exams. */
  preChecks: preChecksSchema.exactOptional(),
  /** What came of fetching the papers from the registry, with region, age and what the desk changed; absent where nobody fetched any. */
  papers: papersUsedSchema.exactOptional(),
  /** An electronic licence that the candidate showed at the desk, and what it proved; absent where none was shown. */
  licence: licenceShownSchema.exactOptional(),
  score: z.strictObject({ points: z.int(), passMark: z.int(), fullMark: z.int() }).nullable(),
  items: z.array(
    z.strictObject({
      item: z.string(),
      verdict: verdictSchema.or(z.literal("not-applicable")),
      /** Why it is void, undecided or not applicable, and whether it was measured again. */
      reasons: z.array(toldSchema),
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
  /** Who confirmed what is said here, in order, and whether they agree; absent where nobody was asked to. */
  signatures: z
    .array(
      z.strictObject({
        who: z.enum(["candidate", "examiner", "signatory"]),
        /** At whose console. */
        by: z.string(),
        agrees: z.boolean(),
        note: z.string(),
        /** Of an exam; of an inspection the act beside it says when. */
        utcMs: z.int().exactOptional(),
      }),
    )
    .exactOptional(),
  /** What inspectors photographed, by the number of each photo in the trade: the SHA-256 of its bytes, and who took it. Absent where there is none. */
  photos: z
    .array(z.strictObject({ part: z.string(), photo: z.string(), sha256: sha256Hex, by: z.string() }))
    .exactOptional(),
  /** Device faults that stood or were raised while the job ran. */
  faults: z.array(
    z.strictObject({
      device: z.string(),
      code: z.string(),
      detail: toldSchema.nullable(),
      raised: z.boolean(),
      atMs: z.number(),
    }),
  ),
  /** What people did to it, in order: who by the id that the station's journal gives them. Absent where nobody did anything. */
  acts: z
    .array(z.strictObject({ act: z.string(), of: z.string().exactOptional(), by: z.string(), at: instant }))
    .exactOptional(),
  time: z.strictObject({ started: instant, ended: instant, status: z.string() }),
  /** Entries of the station's journal from which the verdict can be recomputed: [firstIndex, endIndex). */
  evidence: z.strictObject({ log: z.string(), firstIndex: z.int(), endIndex: z.int(), entries: z.int() }),
});

export type ResultDocument = z.infer<typeof resultDocumentSchema>;
