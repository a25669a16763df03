import type { Receipt } from "../sealed/checkpoint.ts";
import type { ResultDocument } from "../sealed/record-form.ts";
import { isBorneOut, mustMakeSense } from "../sealed/record-sense.ts";
import {
  REDACTED_BYTES_MAX,
  REDACTED_TYPE,
  type RedactedDocument,
  redactedForm,
} from "../sealed/redacted-form.ts";
import { openSealed, type Standing } from "../sealed/sealed.ts";
import { receiptFacts, resultFacts, resultNotes, secondChecked, signedFacts } from "../sealed-verdict.ts";
import { envelopeOf } from "../signed/envelope.ts";
import type { TrustedKey } from "../signed/trust-list.ts";
import { broughtNotes, standingNotes, standingWith } from "../standing.ts";
import { refusalOf, refuse, tell, within } from "../told.ts";
import { type Context, refusedAs, type Verdict } from "../verdict.ts";
import type { Told } from "../words/word-shape.ts";
import { type Entry, entriesInLog } from "./disclosed.ts";
import { digestsIn, mustBeHidden } from "./hidden-values.ts";
import { redactedIn, type Salts, saltsIn } from "./redacted-form.ts";
import { RedactedJob } from "./redacted-job.ts";

/** A station's clock may be so far behind its witness's. */
const CLOCKS_APART_MS = 300_000;

/** Evidence for others, of a value that came out of the strict reader. What is hidden is the word of the station, signed; the rest is looked at as in a whole bundle. */
export function verifyRedacted(value: unknown, context: Context): Verdict {
  const found = refusalOf(() => readRedacted(value, context));
  if ("code" in found) return refusedAs("evidence", found, context);
  const { document, second, entries, receipt, job, salts, standing } = found;
  const { result, withdrawal, hidden } = document;
  const values = digestsIn(document).size;
  const inputs = hidden.filter(({ entry }) => entry === "job-input").length;
  const { evidence } = result;
  return {
    ...{ kind: "evidence", word: "verified", failures: [] },
    checked: [
      tell("CHECKED_REDACTED", {}),
      ...secondChecked(second),
      tell("CHECKED_ENTRIES", { entries: entries.length, size: receipt.size }),
      tell("CHECKED_REDACTED_COMPLETE", {
        entries: evidence.entries,
        from: evidence.firstIndex,
        to: evidence.endIndex,
        hidden: hidden.length,
      }),
      tell("CHECKED_TEXTS", { texts: job.texts }),
      ...(salts === null ? [] : [tell("CHECKED_HIDDEN", { values: salts.values.length })]),
    ],
    notes: [
      ...withdrawalNotes(document, job),
      ...resultNotes(result),
      tell("REDACTED_HIDES", { values, entries: hidden.length, inputs }),
      ...withheldNotes(document),
      tell("REDACTED_RESTS_ON_STATION", {}),
      ...broughtNotes(standing, found.hasBrought, context),
      ...standingNotes(standing, context),
    ],
    facts: {
      redacted: true,
      ...signedFacts(result, found),
      redactedAt: document.at,
      ...resultFacts(result),
      ...receiptFacts(receipt),
      ...{ entries: entries.length, entriesHidden: hidden.length, valuesHidden: values },
      inputsHidden: inputs,
      ...(withdrawal === null
        ? {}
        : { withdrawnBy: `number ${withdrawal.document.sequence}`, withdrawnAt: withdrawal.document.at }),
      ...(job.isWithdrawalPending ? { withdrawalPending: true } : {}),
    },
    content: {
      redacted: true,
      document: result,
      withdrawal: withdrawal?.document ?? null,
      hidden,
      entries: entries.map(({ index, value: entry }) => ({ index, entry })),
      photos: [],
      shown: salts?.values.map(({ path, value: shown }) => ({ path, value: shown })) ?? [],
    },
    seen: context.seen,
  };
}

interface Found {
  readonly document: RedactedDocument;
  readonly key: TrustedKey;
  /** Of the signature beside the first; null where there is none. */
  readonly second: TrustedKey | null;
  readonly entries: readonly Entry[];
  readonly receipt: Receipt;
  readonly job: RedactedJob;
  readonly salts: Salts | null;
  readonly standing: Standing;
  readonly hasBrought: boolean;
}

/** Throws Refused. */
function readRedacted(value: unknown, context: Context): Found {
  const { file, hashes } = redactedIn(value);
  const standing = standingWith(file.trust, context);
  const { entries, receipt } = entriesInLog(standing, file, hashes);
  const { record, document, key, second } = documentOf(standing, file.document);
  const { station, job: of, result, at: made, withheld } = document;
  if (station !== file.station || result.station !== station)
    refuse("STATION_MISMATCH", { found: result.station, expected: file.station });
  if (of !== file.job || result.job !== of)
    refuse("JOURNAL_CONTRADICTED", { field: "job", record: result.job, journal: file.job });
  const { witnessedMs } = receipt;
  if (Date.parse(made) < witnessedMs - CLOCKS_APART_MS)
    refuse("REDACTED_BEFORE_RECEIPT", { at: made, witnessed: new Date(witnessedMs).toISOString() });
  // It goes by nothing that is hidden.
  mustMakeSense(result as unknown as ResultDocument, withheld !== null);
  mustCountNothing(document);
  const job = new RedactedJob(document);
  job.hold(entries, file.size);
  mustWithdrawThis(document);
  const salts = context.salts === undefined ? null : saltsIn(context.salts);
  if (salts !== null) mustBeHidden(salts, { record, document });
  const hasBrought = context.trust === null && file.trust !== undefined;
  return { document, key, second, entries, receipt, job, salts, standing, hasBrought };
}

/** Where something is withheld the number of what is required says nothing of it; and nothing is but in an inspection. */
function mustCountNothing({ withheld, result: { kind, scope } }: RedactedDocument): void {
  const isWithheld = withheld !== null;
  const isCounted = scope !== undefined && isWithheld !== (typeof scope.required === "object");
  if (isCounted || (isWithheld && kind === "exam")) refuse("SCHEMA_WRONG", { field: "withheld" });
}

function documentOf(standing: Standing, value: unknown) {
  const envelope = within(
    () => envelopeOf(value),
    (because) => tell("ENVELOPE_MALFORMED", { because }),
  );
  const { payloadType } = envelope;
  if (payloadType !== REDACTED_TYPE) refuse("REDACTED_TYPE_WRONG", { found: payloadType });
  return openSealed(standing, envelope, redactedForm, ({ at }) => at, REDACTED_BYTES_MAX);
}

function mustWithdrawThis({ withdrawal, result, job, station }: RedactedDocument): void {
  if (withdrawal === null) return;
  const { withdraws, sequence, job: of, station: by } = withdrawal.document;
  const isOfThis = withdraws.sequence === result.sequence && of === job && by === station;
  if (!isOfThis || sequence <= result.sequence)
    refuse("JOURNAL_CONTRADICTED", {
      field: "withdrawal",
      record: JSON.stringify([by, of, withdraws.sequence, sequence]),
      journal: JSON.stringify([station, job, result.sequence]),
    });
}

function withheldNotes({ withheld, result }: RedactedDocument): readonly Told[] {
  if (withheld === null) return [];
  const { verdict } = result;
  const isShown = isBorneOut(result as unknown as ResultDocument);
  return [
    tell("REDACTED_WITHHOLDS", {}),
    ...(isShown || result.reasons.length > 0 ? [] : [tell("REDACTED_VERDICT_UNSHOWN", { verdict })]),
  ];
}

function withdrawalNotes({ withdrawal, result }: RedactedDocument, job: RedactedJob): readonly Told[] {
  if (withdrawal !== null)
    return [tell("REDACTED_WITHDRAWN", { sequence: result.sequence, at: withdrawal.document.at })];
  return [
    job.isWithdrawalPending ? tell("REDACTED_WITHDRAWAL_PENDING", {}) : tell("EVIDENCE_NO_WITHDRAWAL", {}),
  ];
}
