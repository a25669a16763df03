import type { Verdict } from "../rules/finding.ts";
import type { Signature, Signer, SigningReport } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { concludeInspection } from "./inspection-end.ts";
import type { InspectionState } from "./inspection-state.ts";
import type { LaneTurn } from "./lane-turn.ts";
import { unknownItem } from "./manual/manual-acts.ts";
import type { PlannedPart } from "./manual/manual-plan.ts";
import { manualReport } from "./manual/manual-report.ts";
import { isOwnWork } from "./own-work.ts";
import type { Review } from "./requirement.ts";

/** Who signs what comes of an inspection, where its rulebook asks for it. */
const SIGNATORY: Signer = "signatory";

export interface Reviewing {
  readonly review: Review | null;
  readonly manual: readonly PlannedPart[];
}

/** The authorised signatory signs the whole, which makes it the result; null when it is done, else why not. */
export function signInspection(
  reviewing: Reviewing,
  turn: LaneTurn,
  { by, note }: { readonly by: string; readonly note: string },
): Reason | null {
  const why = whyNotBy(reviewing, turn.state, by);
  if (why !== null) return why;
  const signature: Signature = { who: SIGNATORY, by, agrees: true, note };
  turn.emit({ type: "inspection-signed", signature });
  concludeInspection(turn);
  return null;
}

/** What was looked at by hand is to be looked at again; null when it is done, else why not. */
export function sendBack(
  reviewing: Reviewing,
  turn: LaneTurn,
  { by, items, note }: { readonly by: string; readonly items: readonly string[]; readonly note: string },
): Reason | null {
  const why = whyNotBy(reviewing, turn.state, by);
  if (why !== null) return why;
  const { manual } = reviewing;
  const known = manual.flatMap(({ items: of }) => of.map(({ code }) => code));
  const strange = items.find((item) => !known.includes(item));
  if (strange !== undefined) return unknownItem(manual, strange);
  turn.emit({ type: "items-sent-back", items: [...new Set(items)], by, note });
  return null;
}

/** Why this person reviews nothing of it now; null where they may. */
function whyNotBy({ review, manual }: Reviewing, state: InspectionState, by: string): Reason | null {
  if (state.phase !== "signing") return reason("NOT_IN_REVIEW", {});
  const isBarred = isFourEyes(review) && isOwnWork(manualReport(manual, state.manual), by);
  return isBarred ? reason("OWN_WORK", {}) : null;
}

function isFourEyes(review: Review | null): boolean {
  return review?.fourEyes === true;
}

/** Null where nobody signs, or not yet. */
export function reviewReport(
  { phase, signed }: InspectionState,
  review: Review | null,
  verdict: Verdict,
): SigningReport | null {
  if (phase !== "signing" && signed.length === 0) return null;
  return { next: phase === "signing" ? SIGNATORY : null, fourEyes: isFourEyes(review), signed, verdict };
}
