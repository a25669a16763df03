import type { TakeInAsked } from "../core/queue/queue-view.ts";
import type { ShownAtDesk } from "../core/queue/shown-at-desk.ts";
import type { TakenInAct } from "../core/queue/taken-in.ts";
import type { TakenIn } from "../core/queue/taken-in-noted.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { LicenceDesk } from "./licence-desk.ts";
import { corrected, type PapersFetching } from "./papers-fetching.ts";

interface Known {
  /** Of one who is corrected: what was told then, and the file as it was. */
  readonly before: TakenIn | null;
  readonly was: Uint8Array | undefined;
  readonly fetching: Pick<PapersFetching, "noted">;
  readonly licences: Pick<LicenceDesk, "noted">;
}

/** What an act of taking in says beside whom it is of: papers that were fetched, and a licence that was shown. */
export function toldAtDesk(
  { kind, fetched, licence, papers }: TakeInAsked,
  { before, was, fetching, licences }: Known,
): Pick<TakenInAct, keyof ShownAtDesk> {
  const noted =
    (fetched === undefined ? null : fetching.noted(kind, fetched, papers)) ??
    corrected(before?.papers, was, papers);
  const shown =
    (licence === undefined ? null : licences.noted(licence, papers.learnerCertificate)) ??
    (isSameCandidate(was, papers) ? (before?.licence ?? null) : null);
  return {
    ...(noted === null ? {} : { papers: noted }),
    ...(shown === null || kind !== "exam" ? {} : { licence: shown }),
  };
}

/** A person said that this licence is the candidate's, and nothing of it can be written down any more; null where it can, or none was shown. */
export function whyNotKnown(
  { kind, licence, papers }: TakeInAsked,
  licences: Pick<LicenceDesk, "noted">,
): Reason | null {
  if (kind !== "exam" || licence === undefined) return null;
  const shown = licences.noted(licence, papers.learnerCertificate);
  return shown === null ? reason("LICENCE_READ_OVER", {}) : null;
}

/** What one candidate showed says nothing of another whose papers are put into the same place. */
function isSameCandidate(was: Uint8Array | undefined, papers: TakeInAsked["papers"]): boolean {
  if (was === undefined) return false;
  const before: Readonly<Record<string, unknown>> = JSON.parse(new TextDecoder().decode(was));
  return before.learnerCertificate === papers.learnerCertificate;
}
