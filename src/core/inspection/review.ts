import type { Verdict } from "../rules/finding.ts";
import type { Signature, Signer, SigningReport } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { concludeInspection } from "./inspection-end.ts";
import type { InspectionState } from "./inspection-state.ts";
import type { LaneTurn } from "./lane-turn.ts";
import { unknownItem } from "./manual/manual-acts.ts";
import type { PlannedPart } from "./manual/manual-plan.ts";
import type { Review } from "./requirement.ts";

/** Who signs what comes of an inspection, where its rulebook asks for it. */
const SIGNATORY: Signer = "signatory";

export interface Reviewing {
  readonly review: Review | null;
  readonly manual: readonly PlannedPart[];
}

/** The authorised signatory signs the whole, which makes it the result; null when it is done, else why not. */
export function signInspection(
  { review }: Reviewing,
  turn: LaneTurn,
  { by, note }: { readonly by: string; readonly note: string },
): Reason | null {
  if (turn.state.phase !== "signing") return reason("NOT_IN_REVIEW", {});
  if (review?.fourEyes === true && hasEntered(turn.state, by)) return reason("OWN_WORK", {});
  const signature: Signature = { who: SIGNATORY, by, agrees: true, note };
  turn.emit({ type: "inspection-signed", signature });
  concludeInspection(turn);
  return null;
}

/** What was looked at by hand is to be looked at again; null when it is done, else why not. */
export function sendBack(
  { review, manual }: Reviewing,
  turn: LaneTurn,
  { by, items, note }: { readonly by: string; readonly items: readonly string[]; readonly note: string },
): Reason | null {
  if (turn.state.phase !== "signing") return reason("NOT_IN_REVIEW", {});
  if (review?.fourEyes === true && hasEntered(turn.state, by)) return reason("OWN_WORK", {});
  const known = manual.flatMap(({ items: of }) => of.map(({ code }) => code));
  const strange = items.find((item) => !known.includes(item));
  if (strange !== undefined) return unknownItem(manual, strange);
  turn.emit({ type: "items-sent-back", items: [...new Set(items)], by, note });
  return null;
}

function hasEntered({ manual }: InspectionState, by: string): boolean {
  return (manual?.parts ?? []).some(
    ({ by: at, entries, photos }) =>
      at.includes(by) ||
      Object.values(entries).some((entry) => entry.by === by && entry.keptOf === null) ||
      Object.values(photos).some((photo) => photo.by === by),
  );
}

/** Null where nobody signs, or not yet. */
export function reviewReport({ phase, signed }: InspectionState, verdict: Verdict): SigningReport | null {
  if (phase !== "signing" && signed.length === 0) return null;
  return { next: phase === "signing" ? SIGNATORY : null, signed, verdict };
}
