import { z } from "zod";
import { type ResultDocument, verdictSchema } from "../record/result-document.ts";
import type { WithdrawalDocument } from "../record/withdrawal-document.ts";
import { toldSchema } from "../trade/reason-schema.ts";

/**
 * One sealed record as a line of the list of results: what a list shows and a search looks at. A copy made from the journal and nothing
 * that anybody relies on: it can be made again at any time.
 */
export const resultLineSchema = z.strictObject({
  /** Of its entry in the journal. */
  index: z.int().min(0),
  record: z.string().regex(/^[0-9a-f]{64}$/),
  job: z.string(),
  kind: z.enum(["inspection", "exam"]),
  site: z.string(),
  car: z.string().nullable(),
  /** Civil date where the station stands on which it ended, and the instant. */
  on: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  ended: z.string(),
  verdict: verdictSchema,
  points: z.int().nullable(),
  subject: z.record(z.string(), z.string()),
  /** Rules that the verdict rests on and whose number nobody has checked. */
  unverified: z.int().min(0),
  simulated: z.boolean(),
  /** It follows another record of the same subject: a second attempt, or a re-inspection. */
  again: z.boolean(),
});

export type ResultLine = Readonly<z.infer<typeof resultLineSchema>>;

/** That a record of before is not in force any more; it stands behind the line of that record, as its withdrawal does in the journal. */
export const withdrawnLineSchema = z.strictObject({
  index: z.int().min(0),
  /** The record that was withdrawn, and the withdrawal. */
  withdraws: z.string().regex(/^[0-9a-f]{64}$/),
  record: z.string().regex(/^[0-9a-f]{64}$/),
  reason: toldSchema,
  /** When somebody withdrew it, by the station's clock. */
  atWallMs: z.number(),
});

export type WithdrawnLine = Readonly<z.infer<typeof withdrawnLineSchema>>;
export const listedLineSchema = z.union([resultLineSchema, withdrawnLineSchema]);
export type ListedLine = ResultLine | WithdrawnLine;

export function isWithdrawal(line: ListedLine): line is WithdrawnLine {
  return "withdraws" in line;
}

export function withdrawnLine(
  { withdraws, reason, at }: WithdrawalDocument,
  { record, index }: Pick<WithdrawnLine, "record" | "index">,
): WithdrawnLine {
  return { index, withdraws: withdraws.record, record, reason, atWallMs: Date.parse(at) };
}

/** A result as it is found: in force, or withdrawn. */
export interface ResultFound extends ResultLine {
  readonly withdrawn: WithdrawnLine | null;
}

export function resultLine(
  document: ResultDocument,
  { record, index, on }: Pick<ResultLine, "record" | "index" | "on">,
): ResultLine {
  return {
    index,
    record,
    job: document.job,
    kind: document.kind,
    site: document.site,
    car: document.car,
    on,
    ended: document.time.ended,
    verdict: document.verdict,
    points: document.score?.points ?? null,
    subject: document.subject,
    unverified: document.unverifiedRules.length,
    simulated: document.devices.some((device) => device.simulated),
    again: document.after !== undefined,
  };
}

/** What somebody looks for; a member that is null asks for nothing. */
export interface ResultQuery {
  /** Each of them stands in the subject, the job or at the beginning of the record's id, however it is spaced or cased. */
  readonly words: readonly string[];
  readonly kind: ResultLine["kind"] | null;
  readonly verdict: ResultLine["verdict"] | null;
  /** Civil dates, both included. */
  readonly from: string | null;
  readonly to: string | null;
  /** Only what the registry has not receipted: entries from this index on. */
  readonly unreceiptedFrom: number | null;
  /** Only what was sealed before this entry: where a page of the list went to. */
  readonly before: number | null;
}

/** Asks for nothing. */
export const ANY_RESULT: ResultQuery = {
  words: [],
  kind: null,
  verdict: null,
  from: null,
  to: null,
  unreceiptedFrom: null,
  before: null,
};

/** A shorter beginning of an id would be found in every plate. */
const RECORD_BEGINS = /^[0-9A-F]{8,64}$/;

export function isAskedFor(line: ResultLine, query: ResultQuery): boolean {
  const { kind, verdict, from, to, unreceiptedFrom, before } = query;
  if (before !== null && line.index >= before) return false;
  if (unreceiptedFrom !== null && line.index < unreceiptedFrom) return false;
  if (kind !== null && line.kind !== kind) return false;
  if (verdict !== null && line.verdict !== verdict) return false;
  if (from !== null && line.on < from) return false;
  if (to !== null && line.on > to) return false;
  return query.words.every((word) => isIn(line, plain(word)));
}

function isIn({ subject, job, record }: ResultLine, word: string): boolean {
  if (word === "") return true;
  if (RECORD_BEGINS.test(word) && record.toUpperCase().startsWith(word)) return true;
  return [...Object.values(subject), job].some((value) => plain(value).includes(word));
}

/** 鄂A·12345, "鄂 a12345" and full-width letters are one plate to whoever types it. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s·•.\-_]/g, "");
}
