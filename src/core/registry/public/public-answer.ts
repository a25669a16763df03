import type { Digest } from "../../journal/merkle.ts";
import type { ResultDocument } from "../../record/result-document.ts";
import { scopeCounted } from "../../record/told-scope.ts";
import type { WithdrawalDocument } from "../../record/withdrawal-document.ts";
import { maskedSubject } from "../../screens/masks.ts";
import { type Reason, reason, told } from "../../trade/reasons.ts";
import { isEntryOf, openedResult, openedWithdrawal } from "./opened-row.ts";
import {
  PUBLIC_ANSWER_SCHEMA,
  type PublicAnswer,
  type PublicResult,
  type PublicState,
} from "./public-answer-form.ts";
import type { PublicQuestion } from "./public-question.ts";
import { type ApartRow, type ResultRow, ROWS_MAX, type Searched } from "./searched-rows.ts";

/** Of an id that was not asked for: enough to tell two results apart, too little to ask for the record. */
const ID_SHOWN = 12;

/** A result as the registry can stand by it: null where its own row does not hold. */
interface Held {
  readonly row: ResultRow;
  readonly document: ResultDocument | null;
}

interface Standing {
  readonly state: PublicState;
  readonly why: Reason;
}

/** What the public is told, made of rows of one moment. A question whose second part is wrong is answered as one to which there is nothing. */
export function publicAnswer(question: PublicQuestion, found: Searched, digest: Digest): PublicAnswer {
  const held = heldOf(found, digest);
  const asOf = new Date(found.asOfMs).toISOString();
  const results = held
    .filter((one) => isAsked(question, one))
    .map((one) => resultOf(question, one, standingOf(one, held, digest)));
  const apart = results.length > 0 ? [] : apartOf(question, found, digest);
  const shown = [...results, ...apart];
  const isCut = found.results.length >= ROWS_MAX && shown.length > 0;
  return {
    schema: PUBLIC_ANSWER_SCHEMA,
    by: question.by,
    asOf,
    told: told(
      shown.length === 0
        ? reason("PUBLIC_NONE", { asOf })
        : reason("PUBLIC_FOUND", { results: shown.length, asOf }),
    ),
    notes: isCut ? [told(reason("PUBLIC_NEWEST_ALONE", { results: shown.length }))] : [],
    results: shown,
  };
}

export interface RecordStanding {
  readonly row: ResultRow;
  readonly document: ResultDocument;
  readonly state: PublicState;
  readonly withdrawal: WithdrawalDocument | null;
}

/** How the record of that id stands, for whoever is given its proof or its mark; null where there is none, or none that holds. `isTrial`: what is simulated counts as if it were not. */
export function standingOfRecord(
  record: string,
  found: Searched,
  digest: Digest,
  isTrial = false,
): RecordStanding | null {
  const held = heldOf(found, digest);
  const one = held.find(({ row }) => row.record === record);
  if (one === undefined || one.document === null) return null;
  const { state } = standingOf(one, held, digest, isTrial);
  const { row, document } = one;
  return { row, document, state, withdrawal: openedWithdrawal(digest, row) };
}

/** Each record once, newest first. */
function heldOf({ results }: Searched, digest: Digest): readonly Held[] {
  const byId = new Map(results.map((row) => [row.record, row]));
  return [...byId.values()]
    .map((row) => ({ row, document: openedResult(digest, row) }))
    .sort((a, b) => (isLater(a.row, b.row) ? -1 : 1));
}

function isAsked(question: PublicQuestion, { row, document }: Held): boolean {
  switch (question.by) {
    case "record":
      return row.record === question.record;
    case "vehicle":
      return row.plate === question.plate && row.vin !== null && row.vin.endsWith(question.vinEnd);
    case "candidate":
      // The number stands in the document alone, masked in its middle: of some papers fewer than four of its last characters are left.
      return (
        row.certificate === question.certificate &&
        document?.subject.idMasked?.endsWith(question.identityEnd) === true
      );
  }
}

/** What is withdrawn is withdrawn, whatever else is wrong with the row. */
function standingOf(
  { row, document }: Held,
  all: readonly Held[],
  digest: Digest,
  isTrial = false,
): Standing {
  if (row.withdrawnBy !== null) return withdrawn(openedWithdrawal(digest, row));
  if (document === null) return { state: "not-proven", why: reason("PUBLIC_NOT_PROVEN", {}) };
  if (row.isKeyRevoked) return { state: "not-proven", why: reason("PUBLIC_KEY_REVOKED", {}) };
  if (isSimulated(document) && !isTrial) return { state: "simulated", why: reason("PUBLIC_SIMULATED", {}) };
  const later = all.find((other) => takesPlaceOf(other, { row, document }, isTrial));
  if (later !== undefined) {
    return { state: "superseded", why: reason("PUBLIC_SUPERSEDED", { ended: later.row.ended }) };
  }
  const { verdict } = document;
  const why = reason("PUBLIC_IN_FORCE", { verdict });
  return isDecided(document)
    ? { state: "in-force", why }
    : { state: "no-verdict", why: reason("PUBLIC_NO_VERDICT", { verdict }) };
}

function withdrawn(document: WithdrawalDocument | null): Standing {
  const choice = document?.reason.params.choice;
  const why = reason("PUBLIC_WITHDRAWN", {
    at: document?.at ?? null,
    choice: typeof choice === "string" ? choice : null,
  });
  return { state: "withdrawn", why };
}

/** A later verdict on the same thing. Void and undecided say nothing of it, and leave what was said before. */
function takesPlaceOf(
  other: Held,
  one: { readonly row: ResultRow; readonly document: ResultDocument },
  isTrial: boolean,
): boolean {
  const { row, document } = other;
  if (document === null || row.withdrawnBy !== null || row.isKeyRevoked) return false;
  if ((isSimulated(document) && !isTrial) || !isDecided(document)) return false;
  return document.kind === one.document.kind && isOfSame(other.row, document, one) && isLater(row, one.row);
}

function isOfSame(
  row: ResultRow,
  document: ResultDocument,
  one: { readonly row: ResultRow; readonly document: ResultDocument },
): boolean {
  // Each subject of the test has a rulebook of its own.
  if (document.kind === "exam")
    return row.certificate === one.row.certificate && document.rulebook.id === one.document.rulebook.id;
  return row.vin === null || one.row.vin === null ? row.plate === one.row.plate : row.vin === one.row.vin;
}

/** By the stations' clocks; two of one instant have an order all the same. */
function isLater(a: ResultRow, b: ResultRow): boolean {
  return a.ended === b.ended ? a.record > b.record : a.ended > b.ended;
}

function isDecided({ verdict }: ResultDocument): boolean {
  return verdict === "pass" || verdict === "fail";
}

function isSimulated({ devices }: ResultDocument): boolean {
  return devices.some(({ simulated }) => simulated);
}

function resultOf(question: PublicQuestion, { row, document }: Held, { state, why }: Standing): PublicResult {
  const isWhole = question.by === "record";
  const { station, region, index, size, cosignedMs, heardMs } = row;
  return {
    record: isWhole ? row.record : row.record.slice(0, ID_SHOWN),
    of: document?.kind ?? null,
    ...{ station, region, state },
    told: told(why),
    subject: document === null ? null : maskedSubject(document.subject),
    verdict: document?.verdict ?? null,
    ended: document?.time.ended ?? null,
    scope: document?.scope === undefined ? null : told(scopeCounted(document.scope)),
    restsOn: document?.scope?.restsOn ?? null,
    unverified: unverifiedOf(document),
    log:
      document === null
        ? null
        : {
            ...{ index, size },
            cosigned: new Date(cosignedMs).toISOString(),
            heard: new Date(heardMs).toISOString(),
          },
    proof: isWhole && document !== null ? `/v1/records/${row.record}/proof` : null,
  };
}

function unverifiedOf(document: ResultDocument | null): PublicResult["unverified"] {
  const rules = document?.unverifiedRules.length ?? 0;
  return rules === 0 ? null : told(reason("PUBLIC_UNVERIFIED", { rules }));
}

/** Nothing that such a record says is told, for it may be anybody's: only that it is none. */
function apartOf(question: PublicQuestion, { apart }: Searched, digest: Digest): readonly PublicResult[] {
  if (question.by !== "record") return [];
  const own = apart.find(({ entry }) => isEntryOf(digest, entry, question.record));
  return own === undefined ? [] : [apartResult(question.record, own)];
}

function apartResult(record: string, { station, region, defect, sentence }: ApartRow): PublicResult {
  return {
    ...{ record, of: null, station, region, state: "kept-apart" },
    told: told(reason("PUBLIC_KEPT_APART", { defect, zh: sentence.zh, en: sentence.en })),
    ...{ subject: null, verdict: null, ended: null, scope: null, restsOn: null, unverified: null },
    ...{ log: null, proof: null },
  };
}
