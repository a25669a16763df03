import { SystemClock } from "../adapters/clock/system-clock.ts";
import { readAtMost } from "../adapters/disk/bounded-file.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { reason, told } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { differenceFromWhole } from "../verifier/bundles/hidden-values.ts";
import type { Verdict } from "../verifier/verdict.ts";
import { verify } from "../verifier/verify.ts";
import type { FileVerdict } from "./file-verdict.ts";
import type { KnownWithdrawals } from "./withdrawal-told.ts";

/** What `verify` was given to stand on. */
export interface RedactedOptions {
  readonly trust: string;
  readonly authority: string | undefined;
  readonly witnesses: number;
  readonly salts: string | undefined;
}

const LIST_BYTES_MAX = 32 * 2 ** 20;
const SALTS_BYTES_MAX = 8 * 2 ** 20;

export interface RedactedTold {
  readonly verdict: FileVerdict;
  /** The redacted result; null where it is not believed. */
  readonly result: unknown;
}

/** Evidence for others, looked at by the verifier for anyone: nothing of it can be held against the folds of a journal. Throws EdgeError FILE_UNREADABLE. */
export function redactedTold(file: string, bytes: Uint8Array, options: RedactedOptions): RedactedTold {
  const { trust, authority, witnesses, salts } = options;
  const verdict = verify(bytes, {
    nowMs: new SystemClock().wallMs(),
    authority: authority ?? null,
    trust: bytesOf(trust, LIST_BYTES_MAX),
    ...{ issuers: null, use: "roadside", seen: {}, witnessesAtLeast: witnesses },
    ...(salts === undefined ? {} : { salts: bytesOf(salts, SALTS_BYTES_MAX) }),
  });
  const content = verdict.content as { readonly document: unknown } | null;
  return { verdict: fileVerdict(file, verdict), result: content?.document ?? null };
}

/** Withdrawn, and withdrawn by a person with the record of it not sealed yet. */
const WITHDRAWN: ReadonlySet<string> = new Set(["REDACTED_WITHDRAWN", "REDACTED_WITHDRAWAL_PENDING"]);

function fileVerdict(file: string, { failures, checked, notes, facts }: Verdict): FileVerdict {
  const withdrawn = notes.find(({ code }) => WITHDRAWN.has(code));
  return {
    ...{ file, kind: "evidence", facts: { ...facts } },
    ...(withdrawn === undefined ? {} : { withdrawn: withdrawn as Told }),
    checked: checked.map(({ en }) => en),
    failures: failures.map((one) => ({ ...(one as Told), where: "evidence" })),
    // Of the list of keys the call as a whole has told.
    notes: notes.filter(
      ({ code }) => code !== "LIST_PAST" && code !== "AUTHORITY_NOT_PINNED",
    ) as readonly Told[],
  };
}

function bytesOf(file: string, bytesMax: number): Uint8Array {
  try {
    return readAtMost(file, bytesMax + 1);
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
}

interface Known {
  readonly whole: readonly ResultDocument[];
  readonly withdrawals: KnownWithdrawals;
}

/**
 * What was verified in the same call says of it. A whole record is of the same job, or of the same number: one job has one record and one
 * number has one, so a redacted result that lies about either meets the whole one by the other.
 */
export function holdAgainst({ verdict, result }: RedactedTold, { whole, withdrawals }: Known): void {
  if (result === null) return;
  const { station, sequence, job } = result as Pick<ResultDocument, "station" | "sequence" | "job">;
  const notes = [...(verdict.notes ?? [])];
  const fits = whole.filter(
    (one) => one.station === station && (one.sequence === sequence || one.job === job),
  );
  for (const one of fits) {
    const field = differenceFromWhole(result, one);
    if (field === null) notes.push(told(reason("REDACTION_AS_WHOLE", { sequence })));
    else {
      const { sequence: of } = one;
      verdict.failures.push({
        ...told(reason("REDACTION_UNLIKE_WHOLE", { field, sequence: of })),
        where: "result",
      });
    }
  }
  if (whole.length > 0 && fits.length === 0)
    notes.push(told(reason("REDACTION_WHOLE_ABSENT", { station, job })));
  for (const own of withdrawals.values()) {
    if (own.station !== station || (own.job !== job && own.sequence !== sequence)) continue;
    verdict.withdrawn = own.why;
    if (own.withdrawal !== null) verdict.facts.withdrawnBy = own.withdrawal;
    notes.push(own.why);
  }
  verdict.notes = notes;
}
