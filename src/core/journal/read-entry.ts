import { z } from "zod";
import { outcomeSchema } from "../commands/command-messages.ts";
import { commandsSummarySchema } from "../commands/commands-noted.ts";
import { evidenceAsideSchema, evidencePolicySummarySchema } from "../evidence/policy-noted.ts";
import { licenceShownSchema } from "../licence/licence-shown.ts";
import { outageNotedShape, outagesAtOpeningSchema, outagesSummarySchema } from "../outages/outages-noted.ts";
import { consoleActSchema, doerSchema } from "../people/console-act.ts";
import { peopleSummarySchema } from "../people/people-noted.ts";
import { personId } from "../people/person.ts";
import { asId, type JobId } from "../quantities/ids.ts";
import { queueSummarySchema } from "../queue/queue-noted.ts";
import { takenInSummarySchema } from "../queue/taken-in-noted.ts";
import { trustNotedSchema } from "../record/trust-noted.ts";
import { papersUsedSchema } from "../requests/papers-used.ts";
import { preChecksSchema } from "../requests/pre-check-result.ts";
import { anyReasonSchema } from "../trade/reason-schema.ts";
import { EVIDENCE_POLICY_NAMES } from "../trade/words/evidence-policies.ts";
import { actsSummarySchema } from "./acts-noted.ts";
import { areApart } from "./archived-segments.ts";
import type { JournalEntry } from "./entry.ts";
import { memberSpans } from "./json-members.ts";
import { mendingSchema } from "./mending.ts";
import { personActSchema } from "./person-act.ts";
import { withdrawalsSummarySchema } from "./withdrawals-noted.ts";

/** What a reader of a journal may rely on; the insides of inputs and events are the session's affair. */
const at = z.strictObject({ monoMs: z.number(), wallMs: z.int() });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const device = z.strictObject({
  role: z.string(),
  device: z.string(),
  model: z.string(),
  serial: z.string(),
  simulated: z.boolean(),
  calibration: z.strictObject({ certificate: z.string(), validTo: z.string() }).nullable(),
  bench: z.strictObject({ sampleRateHz: z.number(), summary: z.boolean() }).exactOptional(),
});
const texts = z.record(z.string(), z.string());
const earlierInspection = z.strictObject({
  times: z.int().min(2),
  on: z.string(),
  openRules: z.boolean(),
  results: z.record(
    z.string(),
    z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("measured"),
        measurement: z.strictObject({
          facts: texts,
          absent: z.record(z.string(), anyReasonSchema),
          notes: texts,
        }),
      }),
      z.strictObject({ kind: z.literal("void"), reason: anyReasonSchema }),
    ]),
  ),
  manual: z.record(
    z.string(),
    z.strictObject({ found: z.string(), note: z.string(), values: texts, by: z.string() }),
  ),
});
const order = z.strictObject({
  kind: z.enum(["inspection", "exam"]),
  dossierSha256: hash,
  rulebookSha256: hash,
  courseSha256: hash.nullable(),
  vehicleSha256: hash.nullable(),
  seat: z.strictObject({
    site: z.string(),
    car: z.string().nullable(),
    positions: z.array(z.strictObject({ position: z.string(), places: z.array(z.string()) })).nullable(),
  }),
  devices: z.array(device),
  after: z
    .strictObject({
      job: z.string(),
      record: hash,
      clean: z.array(z.string()),
      kept: earlierInspection.exactOptional(),
    })
    .exactOptional(),
  practice: z.literal(true).exactOptional(),
  attended: z.literal(true).exactOptional(),
  localDate: z.string().exactOptional(),
});
const software = z.strictObject({ name: z.string(), version: z.string(), sha256: z.string() });
const waitingFile = { file: z.string(), sha256: hash, modifiedMs: z.number() };
const kind = z.enum(["inspection", "exam"]);
// An older or newer software knows other codes: what they say is for whoever shows them.
const clockWord = z.strictObject({ status: z.string(), doubt: anyReasonSchema.nullable() });
const kept = z.strictObject({
  segment: z.int().min(0),
  index: z.int().min(0),
  peaks: z.array(z.string()).max(53),
});
const summary = {
  jobsOpened: z.int().min(0),
  recordsSealed: z.int().min(0),
  software: software.nullable(),
  clock: clockWord,
  receipt: z.strictObject({ size: z.int().min(0), checkpoint: z.string() }).nullable(),
  acts: actsSummarySchema,
  people: peopleSummarySchema.exactOptional(),
  unreceipted: z.array(
    z.strictObject({
      job: z.string(),
      kind,
      record: z.string(),
      index: z.int().min(0),
      sequence: z.int().min(0),
      sealedWallMs: z.number(),
      withdraws: hash.exactOptional(),
    }),
  ),
  openJobs: z.array(z.strictObject({ job: z.string(), index: z.int().min(0), order, word: clockWord })),
  artifacts: z.array(z.strictObject({ sha256: hash, index: z.int().min(0) })),
  sources: z.array(z.strictObject({ job: z.string(), kind, ...waitingFile })),
  archivedTo: z.int().min(0),
  archivedBeyond: z
    .array(z.strictObject({ from: z.int().min(1), to: z.int().min(2) }))
    .min(1)
    .refine(areApart)
    .exactOptional(),
  kept: kept.nullable(),
  retaken: z.array(hash).min(1).exactOptional(),
  withdrawals: withdrawalsSummarySchema.exactOptional(),
  queue: queueSummarySchema.exactOptional(),
  takenIn: takenInSummarySchema.exactOptional(),
  trust: trustNotedSchema.exactOptional(),
  commands: commandsSummarySchema.exactOptional(),
  outages: outagesSummarySchema.exactOptional(),
  evidence: evidencePolicySummarySchema.exactOptional(),
};

const numbersOfOrders = z.array(z.int().min(1)).min(1);

const entrySchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("station-started"),
    at,
    station: z.string(),
    boot: z.string(),
    software,
    timeStatus: z.string(),
  }),
  z.strictObject({ type: z.literal("station-summary"), at, ...summary }),
  z.strictObject({ type: z.literal("journal-mended"), at, mending: mendingSchema }),
  z.strictObject({ type: z.literal("person-acted"), at, by: z.string().min(1), act: personActSchema }),
  z.strictObject({
    type: z.literal("console-acted"),
    at,
    by: doerSchema.nullable(),
    act: consoleActSchema,
  }),
  z.strictObject({
    type: z.literal("console-refused"),
    at,
    person: z.string().nullable(),
    from: z.string(),
    act: z.string(),
    why: anyReasonSchema,
    count: z.int().min(1),
  }),
  z.strictObject({
    type: z.literal("artifact-stored"),
    at,
    sha256: hash,
    mediaType: z.string(),
    text: z.string(),
  }),
  z.strictObject({
    type: z.literal("job-opened"),
    at,
    job: z.string(),
    order,
    by: doerSchema.exactOptional(),
    source: z.strictObject(waitingFile).exactOptional(),
    takenIn: z.strictObject({ by: personId, wallMs: z.number() }).exactOptional(),
    preChecks: preChecksSchema.exactOptional(),
    papers: papersUsedSchema.exactOptional(),
    licence: licenceShownSchema.exactOptional(),
    outages: outagesAtOpeningSchema.exactOptional(),
    rechecks: z.strictObject({ vin: z.string(), numbers: numbersOfOrders }).exactOptional(),
  }),
  z.strictObject({
    type: z.literal("job-closed"),
    at,
    job: z.string(),
    reason: anyReasonSchema,
  }),
  z.strictObject({
    type: z.literal("job-input"),
    at,
    job: z.string(),
    input: z.looseObject({ kind: z.string() }),
    rejected: anyReasonSchema.exactOptional(),
    events: z.array(z.unknown()),
  }),
  z.strictObject({
    type: z.literal("device-fault"),
    at,
    fault: z.looseObject({ device: z.string(), code: z.string() }),
  }),
  z.strictObject({
    type: z.literal("clock-noted"),
    at,
    status: z.string(),
    by: z.string().nullable(),
    aheadMs: z.number().nullable(),
    doubt: anyReasonSchema.nullable(),
    steppedMs: z.number(),
  }),
  z.strictObject({ type: z.literal("outage-noted"), at, ...outageNotedShape }),
  z.strictObject({ type: z.literal("trust-list-taken"), at, list: trustNotedSchema }),
  z.strictObject({
    type: z.literal("record-sealed"),
    at,
    job: z.string(),
    record: z.string(),
    envelope: z.string(),
  }),
  z.strictObject({
    type: z.literal("withdrawal-sealed"),
    at,
    job: z.string(),
    record: hash,
    withdraws: hash,
    envelope: z.string(),
    by: personId,
  }),
  z.strictObject({
    type: z.literal("segment-archived"),
    at,
    segment: z.int().min(0),
    firstIndex: z.int().min(0),
    endIndex: z.int().min(0),
    sha256: hash,
    bytes: z.int().min(0),
  }),
  z.strictObject({ type: z.literal("segment-let-go"), at, kept, keepDays: z.int().min(1) }),
  z.strictObject({ type: z.literal("receipt"), at, size: z.int().min(0), checkpoint: z.string() }),
  z.strictObject({
    type: z.literal("delivery-locked"),
    at,
    kind: z.enum(["fork", "rollback"]),
    size: z.int().min(0),
    checkpoint: z.string(),
  }),
  z.strictObject({
    type: z.literal("command-received"),
    at,
    number: z.int().min(1),
    command: hash,
    envelope: z.string(),
    outcome: outcomeSchema,
    needs: z.int().min(0).exactOptional(),
    back: z.int().min(0).exactOptional(),
  }),
  z.strictObject({
    type: z.literal("recheck-answered"),
    at,
    vin: z.string(),
    numbers: numbersOfOrders,
    record: hash,
    back: z.int().min(0).exactOptional(),
  }),
  z.strictObject({
    type: z.literal("evidence-kept"),
    at,
    record: hash,
    sha256: hash,
    answer: z.string(),
    settled: z.int().min(0).exactOptional(),
    aside: evidenceAsideSchema.exactOptional(),
  }),
  z.strictObject({ type: z.literal("evidence-policy"), at, send: z.enum(EVIDENCE_POLICY_NAMES) }),
]);

/**
 * An entry as a station writes it, or null. One entry has one text: what another reader could take for something else
 * (a member twice, an escaped type, white space) is no entry, because it would not be written again as it stands.
 */
export function readEntry(bytes: Uint8Array): JournalEntry | null {
  try {
    return readEntryText(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** The same of a text. */
export function readEntryText(text: string): JournalEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (JSON.stringify(value) !== text) return null;
  } catch {
    return null;
  }
  const entry = entrySchema.safeParse(value);
  return entry.success ? (entry.data as unknown as JournalEntry) : null;
}

/** Of what kind an entry is, and of which job: enough to know that somebody need not read it. */
export interface EntryHead {
  readonly type: JournalEntry["type"];
  readonly job: JobId | null;
}

const TYPES: ReadonlySet<string> = new Set(
  entrySchema.options.flatMap(({ shape }) => [...shape.type.values]),
);
const LOOSE_UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The head of an entry without making anything of its body, wherever in the entry the head stands. What `readEntry` takes has the
 * head that this says; what this refuses, `readEntry` refuses as well.
 */
export function peekEntry(bytes: Uint8Array): EntryHead | null {
  const spans = memberSpans(bytes);
  if (spans === null) return null;
  let type: string | null = null;
  let job: string | null = null;
  for (let i = 0; i < spans.length; i += 4) {
    const [name, nameEnd] = [spans[i] ?? 0, spans[i + 1] ?? 0];
    const isType = isNamed(bytes, name, nameEnd, "type");
    if (!isType && !isNamed(bytes, name, nameEnd, "job")) continue;
    const text = stringAt(bytes, spans[i + 2] ?? 0, spans[i + 3] ?? 0);
    if (text === null || (isType ? type : job) !== null) return null;
    if (isType) type = text;
    else job = text;
  }
  if (type === null || !TYPES.has(type)) return null;
  return { type: type as JournalEntry["type"], job: job === null ? null : asId<"job">(job) };
}

const TYPE_FIRST = new TextEncoder().encode('{"type":"');

/**
 * Is this the head of an entry of that type? A station writes the type first, and then no more than the type is looked at: for
 * whoever looks for a few entries among a great many. `readEntry` has the last word.
 */
export function isEntryOf(bytes: Uint8Array, type: JournalEntry["type"]): boolean {
  for (let i = 0; i < TYPE_FIRST.length; i++)
    if (bytes[i] !== TYPE_FIRST[i]) return peekEntry(bytes)?.type === type;
  const end = TYPE_FIRST.length + type.length;
  return isNamed(bytes, TYPE_FIRST.length, end, type) && bytes[end] === 0x22;
}

function isNamed(bytes: Uint8Array, from: number, to: number, name: string): boolean {
  if (to - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name.charCodeAt(i)) return false;
  return true;
}

/** Null if the value is no string, or one that would not be written so. */
function stringAt(bytes: Uint8Array, from: number, to: number): string | null {
  if (bytes[from] !== 0x22) return null;
  const text = LOOSE_UTF8.decode(bytes.subarray(from + 1, to - 1));
  if (!text.includes("\\")) return text;
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    return typeof value === "string" && JSON.stringify(value) === `"${text}"` ? value : null;
  } catch {
    return null;
  }
}
