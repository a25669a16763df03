import { cleanLine } from "../clean-text.ts";
import type { StationId } from "../quantities/ids.ts";
import type { Reason } from "../trade/reasons.ts";
import type { LogView } from "./log-view.ts";
import { parseAnswer } from "./messages.ts";
import { checkReceipt, type ReceiptKeys, type ReceiptVerdict } from "./receipt-check.ts";

/** A checkpoint that the registry gave as proof, and what it proves of our log. */
export interface ShownCheckpoint {
  readonly checkpoint: string;
  readonly verdict: ReceiptVerdict;
}

export interface RegistryReceipt extends ShownCheckpoint {
  readonly quarantined: readonly { readonly index: number; readonly why: string }[];
}

export interface RegistryRefusal {
  readonly code: number;
  readonly zh: string;
  readonly en: string;
  /** The submission meant; null where the registry could not read it. */
  readonly submission: { readonly oldSize: number; readonly size: number; readonly root: string } | null;
  /** What the registry says it holds. `proof` is null where it gave none, as at size 0. */
  readonly held: { readonly size: number; readonly proof: ShownCheckpoint | null } | null;
  readonly index: number | null;
}

export type HeardAnswer =
  | { readonly kind: "receipt"; readonly receipt: RegistryReceipt }
  | { readonly kind: "refusal"; readonly refusal: RegistryRefusal }
  /** `reason` where it cannot be read; null where it means another station. */
  | { readonly kind: "noise"; readonly reason: Reason | null };

/** Reads a message and holds every checkpoint in it against the keys and the log. Total: any bytes give an answer. */
export function hearAnswer(
  station: StationId,
  keys: ReceiptKeys,
  log: LogView,
  message: Uint8Array,
): HeardAnswer {
  const answer = parseAnswer(message);
  if (answer.kind === "invalid") return { kind: "noise", reason: answer.reason };
  const shown = (checkpoint: string): ShownCheckpoint => ({
    checkpoint,
    verdict: checkReceipt(keys, log, checkpoint),
  });
  if (answer.kind === "receipt") {
    const { receipt } = answer;
    if (receipt.station !== station) return { kind: "noise", reason: null };
    const quarantined = receipt.quarantined.map(({ index, sentence }) => ({
      index,
      why: cleanLine(sentence.en),
    }));
    return { kind: "receipt", receipt: { ...shown(receipt.checkpoint), quarantined } };
  }
  const { refusal } = answer;
  if (refusal.station !== station && refusal.station !== "") return { kind: "noise", reason: null };
  const { code, sentence, submission, index } = refusal;
  const checkpoint = refusal.held?.checkpoint ?? null;
  const proof = checkpoint === null ? null : shown(checkpoint);
  const held = refusal.held === null ? null : { size: refusal.held.size, proof };
  const { zh, en } = { zh: cleanLine(sentence.zh), en: cleanLine(sentence.en) };
  return { kind: "refusal", refusal: { code, zh, en, submission, held, index } };
}
