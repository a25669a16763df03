import type { Context } from "../../src/verifier/verdict.ts";
import { verify } from "../../src/verifier/verify.ts";

/** Who stands on the test authority's list in the autumn of 2026. */
export function contextWith(change: Partial<Context> = {}): Context {
  return {
    nowMs: Date.parse("2026-11-30T11:00:00.000Z"),
    ...{ authority: null, trust: null, issuers: null, use: "roadside", seen: {}, witnessesAtLeast: 1 },
    ...change,
  };
}

export function bytesOfText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** `verified`, or the codes by which it is refused, outermost first. */
export function outcomeOf(input: Uint8Array | string, context: Context): string {
  const { word, failures } = verify(typeof input === "string" ? bytesOfText(input) : input, context);
  return word === "verified" ? word : failures.map(codesOf).join("; ");
}

/** `ENVELOPE_MALFORMED > JSON_KEY_TWICE`. */
export function codesOf(reason: { readonly code: string; readonly params: object }): string {
  const because = (reason.params as { readonly because?: typeof reason }).because;
  return because === undefined ? reason.code : `${reason.code} > ${codesOf(because)}`;
}
