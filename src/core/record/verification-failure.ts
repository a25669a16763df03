import type { VERIFICATION_REASONS } from "../trade/reasons/verification.ts";
import { type Reason, type ReasonParams, reason } from "../trade/reasons.ts";

/** Codes by which something offered as evidence is refused, and those of what exactly is wrong with it. */
export type VerificationFailure = keyof typeof VERIFICATION_REASONS;

export interface Refusal {
  readonly kind: "refused";
  readonly reason: Reason;
}

export function refusal<Code extends VerificationFailure>(code: Code, params: ReasonParams<Code>): Refusal {
  return { kind: "refused", reason: reason(code, params) };
}
