import { hexOf } from "../bytes/octets.ts";
import { listNotes } from "../list-notes.ts";
import { digestOf } from "../signed/keys.ts";
import { remembering } from "../signed/remembered.ts";
import { refusalOf, refuse, tell, within } from "../told.ts";
import { type Context, MARK_WORDS, type MarkWord, type SeenStatuses, type Verdict } from "../verdict.ts";
import type { Told } from "../words/word-shape.ts";
import { type IssuerList, issuerListIn } from "./issuer-list.ts";
import { MARK_TYPE, type MarkClaims, markClaimsIn } from "./mark-claims.ts";
import { issuedBy } from "./mark-issuer.ts";
import { markPartsIn } from "./mark-text.ts";
import { type Against, againstNow, instantOf, STATUS_AGE_MAX_MS } from "./mark-time.ts";
import { type Sign1, sign1In } from "./sign1.ts";
import { type Statuses, statusesOf } from "./statuses.ts";

const issuerListRead = remembering<IssuerList>(issuerListIn);
const MARK_ID_BYTES = 16;
const KINDS = [1, 2, 3];
const [UNVERIFIED_RULES, SIMULATED] = [1, 2];

/** The text of a code. Total: any text gives an answer, and one word. */
export function verifyMark(text: string, context: Context): Verdict {
  const read = refusalOf(() => readMark(text));
  if ("code" in read) return verdictOf(context.seen, [{ word: "unreadable", told: read }], {});
  const { signed, claims } = read;
  const facts = { issuer: claims.issuer, kid: signed.kid };
  const list = refusalOf(() => listOf(context));
  if ("code" in list) return verdictOf(context.seen, [{ word: "unknown-issuer", told: list }], { facts });
  const { key, problem } = issuedBy(list, signed, claims);
  if (key === null || problem !== null || !KINDS.includes(claims.kind)) {
    const unknown: Against = { word: "forged", told: tell("MARK_KIND_UNKNOWN", { found: claims.kind }) };
    return verdictOf(context.seen, problem === null ? [unknown] : [problem], { facts });
  }
  const markId = hexOf(digestOf(signed.bytes).subarray(0, MARK_ID_BYTES));
  const offered = [...(read.status === null ? [] : [read.status]), ...(context.statuses ?? [])];
  const isKeyStolen = key.revoked?.why === "compromised";
  const statuses = statusesOf(offered, claims, markId, { list, isKeyStolen });
  const seenS = Object.hasOwn(context.seen, markId) ? (context.seen[markId] ?? null) : null;
  const against = againstNow(claims, statuses, seenS, { ...context, listIssuedMs: Date.parse(list.issued) });
  const isSure = context.authority !== null && wordOf(against) !== "clock-unsure";
  const seen = isSure ? seenWith(context.seen, markId, statuses) : context.seen;
  return verdictOf(seen, against, {
    checked: [tell("CHECKED_MARK", {}), ...statuses.believed.map(() => tell("CHECKED_STATUS", {}))],
    notes: notesOf(claims, statuses, list, key.revoked, context),
    facts: factsOf(claims, statuses, list, markId, context),
    content: claims,
  });
}

interface ReadMark {
  readonly signed: Sign1;
  readonly claims: MarkClaims;
  readonly status: Uint8Array | null;
}

function readMark(text: string): ReadMark {
  const { mark, status } = markPartsIn(text);
  const signed = sign1In(mark);
  if (signed.type !== MARK_TYPE) refuse("COSE_TYPE_WRONG", { found: signed.type, allowed: MARK_TYPE });
  return { signed, claims: markClaimsIn(signed), status };
}

function verdictOf(
  seen: SeenStatuses,
  against: readonly Against[],
  { checked = [], notes = [], facts = {}, content = null }: Partial<Omit<Verdict, "seen">>,
): Verdict {
  const failures = against.map(({ told }) => told);
  return { kind: "mark", word: wordOf(against), failures, checked, notes, facts, content, seen };
}

function wordOf(against: readonly Against[]): MarkWord {
  return MARK_WORDS.find((one) => against.some((found) => found.word === one)) ?? "valid";
}

/** Throws Refused. */
function listOf({ issuers, authority }: Context): IssuerList {
  if (issuers === null) return refuse("ISSUER_LIST_MISSING", {});
  return within(
    () => issuerListRead(issuers, authority),
    (because) => tell("ISSUER_LIST_UNTRUSTED", { because }),
  );
}

/** The newest counts, whichever was read last. Only what somebody surely said, and not ahead of its time: else anybody could make a good status look old. */
function seenWith(seen: SeenStatuses, markId: string, { believed: [newest] }: Statuses): SeenStatuses {
  const before = Object.hasOwn(seen, markId) ? (seen[markId] ?? 0) : 0;
  return newest === undefined || newest.issuedS <= before ? seen : { ...seen, [markId]: newest.issuedS };
}

function notesOf(
  { flags, issuedS, untilS }: MarkClaims,
  { believed: [newest] }: Statuses,
  list: IssuerList,
  revoked: { readonly fromMs: number; readonly why: string } | null,
  { nowMs, authority }: Context,
): readonly Told[] {
  const notes: Told[] = [];
  if ((flags & SIMULATED) !== 0) notes.push(tell("MARK_OF_TRIAL", {}));
  if ((flags & UNVERIFIED_RULES) !== 0) notes.push(tell("MARK_UNVERIFIED_RULES", {}));
  notes.push(tell("MARK_GOOD", { from: instantOf(issuedS * 1000), until: instantOf(untilS * 1000) }));
  if (newest !== undefined) {
    const ageMs = nowMs === null ? null : Math.max(0, nowMs - newest.issuedS * 1000);
    notes.push(tell("STATUS_AGE", { at: instantOf(newest.issuedS * 1000), ageMs }));
  }
  if (revoked !== null)
    notes.push(tell("MARK_KEY_REVOKED_LATER", { from: instantOf(revoked.fromMs), why: revoked.why }));
  return [...notes, ...listNotes(list, nowMs, authority)];
}

function factsOf(
  claims: MarkClaims,
  { believed: [newest] }: Statuses,
  list: IssuerList,
  markId: string,
  { nowMs, use }: Context,
): Verdict["facts"] {
  const { kind, record, station, subject, tail, on, of, flags } = claims;
  const issuer = list.issuers.find(({ name }) => name === claims.issuer);
  const status =
    newest === undefined
      ? { statusAt: null }
      : {
          statusValue: newest.value,
          statusForm: newest.form,
          statusAt: instantOf(newest.issuedS * 1000),
          statusUntil: instantOf(newest.untilS * 1000),
          statusAgeMs: nowMs === null ? null : Math.max(0, nowMs - newest.issuedS * 1000),
        };
  return {
    mark: markId,
    ...{ kind: ["inspection", "exam", "verification"][kind - 1], record, station, subject, tail, on, of },
    issuer: claims.issuer,
    ...{ issuerZh: issuer?.nameZh, issuerEn: issuer?.nameEn, region: issuer?.region },
    ...{ issued: instantOf(claims.issuedS * 1000), goodUntil: instantOf(claims.untilS * 1000) },
    ...status,
    ...{ use, statusAgeMaxMs: STATUS_AGE_MAX_MS[use] },
    simulated: (flags & SIMULATED) !== 0,
    unverifiedRules: (flags & UNVERIFIED_RULES) !== 0,
    ...{ issuerList: list.number, authority: list.authority },
  };
}
