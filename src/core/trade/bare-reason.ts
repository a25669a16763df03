import type { ReasonCode, ReasonOf, ReasonParams, ReasonTable } from "./reasons.ts";

/** Code and parameters alone: who only gives reasons, as a codec does, needs none of their sentences (reasons.ts), of which there are many. */
export function reason<Code extends ReasonCode>(code: Code, params: ReasonParams<Code>): ReasonTable[Code] {
  return { code, params } as ReasonOf<ReasonCode> as ReasonTable[Code];
}
