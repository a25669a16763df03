import { z } from "zod";
import { candidateSchema } from "../exam/candidate.ts";
import { dossierSchema } from "../inspection/dossier.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { JobKind } from "../trade/words/roles.ts";
import { orderTold, PAPERS_ANSWERS, type PapersReply } from "./papers-messages.ts";

const CHANGED_MAX = 64;
const KEY_MAX = 64;
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const fetchedShape = {
  kind: z.enum(["vehicle-dossier", "appointment"]),
  /** unanswered: it was fetched and nothing came. */
  answer: z.enum([...PAPERS_ANSWERS, "unanswered"]),
  /** Hex SHA-256 of the reply's envelope; null where none came. */
  reply: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  issued: instant.nullable(),
  region: z.string().nullable(),
  asOf: instant.nullable(),
  /** Keys of the papers that say something else than the reply, of one that was found. */
  changed: z.array(z.string().max(KEY_MAX)).max(CHANGED_MAX),
  /** What was ordered of the vehicle, as the reply has it; absent where nothing was. */
  order: orderTold.pick({ number: true, asked: true }).exactOptional(),
};

/** What came of fetching somebody's papers at the desk where they were taken in; field order is byte order. */
export const papersFetchedSchema = z.strictObject(fetchedShape);

/** What a rulebook that asks for papers made of them. */
const papersJudgedSchema = z.strictObject({
  /** Found, and by the rulebook no answer any more. */
  tooOld: z.boolean(),
  /** told: it is a note of the record. passed-over: the rulebook lets it go on without a word. */
  done: z.enum(["sound", "told", "passed-over"]),
});

/** The same as a job was begun on it. Its reply is null also where the station was started again since: replies are held in memory until then. */
export const papersUsedSchema = z.strictObject({
  ...fetchedShape,
  /** not-fetched: nobody asked for them, which is told only where the rulebook asks. */
  answer: z.enum([...PAPERS_ANSWERS, "unanswered", "not-fetched"]),
  /** Seconds from `asOf` to when the job was opened. */
  ageS: z.int().min(0).nullable(),
  /** Absent where the rulebook does not ask for papers. */
  judged: papersJudgedSchema.exactOptional(),
});

export type PapersJudged = z.infer<typeof papersJudgedSchema>;

export type PapersFetched = z.infer<typeof papersFetchedSchema>;
export type PapersUsed = z.infer<typeof papersUsedSchema>;

type Document = Readonly<Record<string, unknown>>;

/** `reply`: with the hash of its envelope; null where nothing came. `taken`: the papers that somebody was taken in with. */
export function papersFetched(
  kind: PapersFetched["kind"],
  reply: { readonly document: PapersReply; readonly sha256: string } | null,
  taken: Document,
): PapersFetched {
  const none = { issued: null, region: null, asOf: null, changed: [] };
  if (reply === null) return { kind, answer: "unanswered", reply: null, ...none };
  const { answer, issued, region, asOf, papers, order } = reply.document;
  const changed = papers === null ? [] : changedKeys(kind, papers, taken);
  const ordered = order === null ? {} : { order: { number: order.number, asked: order.asked } };
  return { kind, answer, reply: reply.sha256, issued, region, asOf, changed, ...ordered };
}

/** Whether the papers are of whoever the reply tells of: a form may have been cleared and filled for another. */
export function isOfReply({ kind, papers }: Pick<PapersReply, "kind" | "papers">, taken: Document): boolean {
  const key = kind === "appointment" ? "learnerCertificate" : "vin";
  return papers === null || papers[key] === taken[key];
}

/** What a station says by itself: no other region knows where it is tested. */
const OWN_KEYS: readonly string[] = ["schema", "regionOfTest"];

/** By what they mean: a key that is left out is one that says nothing. */
export function changedKeys(kind: PapersFetched["kind"], before: Document, now: Document): string[] {
  const [one, other] = [meant(kind, before), meant(kind, now)];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys]
    .filter((key) => !OWN_KEYS.includes(key) && canonical(one[key]) !== canonical(other[key]))
    .map((key) => key.slice(0, KEY_MAX))
    .sort()
    .slice(0, CHANGED_MAX);
}

function meant(kind: PapersFetched["kind"], papers: Document): Document {
  const read = (kind === "appointment" ? candidateSchema : dossierSchema).safeParse(papers);
  return read.success ? read.data : papers;
}

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** `replyIsHeld`: the text is still there to be journalled. `judged`: null where the rulebook does not ask. */
export function papersUsed(
  { kind, answer, reply, issued, region, asOf, changed, order }: PapersFetched,
  replyIsHeld: boolean,
  wallMs: number,
  judged: PapersJudged | null,
): PapersUsed {
  const ageS = asOf === null ? null : Math.max(0, Math.floor((wallMs - Date.parse(asOf)) / 1_000));
  return {
    kind,
    answer,
    reply: replyIsHeld ? reply : null,
    issued,
    region,
    asOf,
    changed: [...changed],
    ...(order === undefined ? {} : { order: { ...order } }),
    ageS,
    ...(judged === null ? {} : { judged }),
  };
}

/** What a job says whose rulebook asks for papers that nobody fetched. */
export function papersNotFetched(kind: PapersFetched["kind"], judged: PapersJudged): PapersUsed {
  const none = { reply: null, issued: null, region: null, asOf: null, changed: [], ageS: null };
  return { kind, answer: "not-fetched", ...none, judged };
}

/** What a record says of them beside naming them. */
export function papersNotes(used: PapersUsed | undefined): readonly Reason[] {
  if (used === undefined || used.judged?.done === "passed-over") return [];
  if (used.answer === "not-fetched") return [reason("PAPERS_NOT_FETCHED", {})];
  if (used.judged?.tooOld === true) return [reason("PAPERS_TOO_OLD", { asOf: used.asOf ?? "" })];
  if (used.answer !== "found") return [reason("PAPERS_TYPED", { answer: used.answer })];
  return used.changed.length === 0 ? [] : [reason("PAPERS_CHANGED", { keys: used.changed })];
}

/** What a desk is told of an answer that brings no papers, or of more than them. */
export function papersReason({ answer, elsewhere, used }: PapersReply): Reason | null {
  const places = elsewhere.map(({ station, day }) => `${station} (${day})`);
  switch (answer) {
    case "found":
      return places.length === 0 ? null : reason("PAPERS_ALSO_ELSEWHERE", { places });
    case "unknown":
      return reason("PAPERS_UNKNOWN", {});
    case "several":
      return reason("PAPERS_SEVERAL", {});
    case "elsewhere":
      return reason("PAPERS_ELSEWHERE", { places });
    case "used":
      return reason("PAPERS_USED", { station: used?.station ?? "", on: used?.on ?? "" });
    case "too-often":
      return reason("PAPERS_TOO_OFTEN", {});
  }
}

/** Which papers a job of this kind has. */
export function papersKindOf(kind: JobKind): PapersFetched["kind"] {
  return kind === "exam" ? "appointment" : "vehicle-dossier";
}
