import { signal } from "@preact/signals";
import { EVIDENCE_BLOCK, TRUST_BLOCK } from "../../../core/evidence/appeal-page.ts";
import { base64Of } from "../../../verifier/bytes/octets.ts";
import type { Verdict } from "../../../verifier/verdict.ts";
import { verify } from "../../../verifier/verify.ts";

/** How far the page is. Nothing of what it carries is shown before `checked`. */
export type Appeal =
  | { readonly kind: "checking" | "changed" | "empty" | "unlike" }
  | { readonly kind: "checked"; readonly verdict: Verdict; readonly bundle: Uint8Array };

export const appeal = signal<Appeal>({ kind: "checking" });
/** The fingerprint that the reader knows from elsewhere, hex; null while none was typed. */
export const pinned = signal<string | null>(null);
/** A trust list that the reader has chosen, which counts instead of the one that came along. */
export const ownTrust = signal<Uint8Array | null>(null);

interface Carried {
  readonly evidence: Uint8Array;
  readonly trust: Uint8Array | null;
}

let carried: Carried | null = null;

/** Takes what the blocks of the page carry. Its word is for `check`. */
export function takeBlocks(page: Document): Appeal["kind"] | null {
  const [evidence, trust] = [textOf(page, EVIDENCE_BLOCK), textOf(page, TRUST_BLOCK)];
  if (evidence === null || trust === null) return "changed";
  if (evidence === "") return trust === "" ? "empty" : "unlike";
  const bytes = base64Of(evidence);
  const list = base64Of(trust);
  if (bytes === null || list === null) return "unlike";
  carried = { evidence: bytes, trust: list.length === 0 ? null : list };
  return null;
}

function textOf(page: Document, id: string): string | null {
  return page.getElementById(id)?.textContent ?? null;
}

/** Asks the verifier, and nobody else. */
export function check(): void {
  if (carried === null) return;
  const { evidence, trust } = carried;
  const verdict = verify(evidence, {
    nowMs: Date.now(),
    authority: pinned.value,
    trust: ownTrust.value ?? trust,
    issuers: null,
    use: "roadside",
    seen: {},
    witnessesAtLeast: 1,
  });
  appeal.value = { kind: "checked", verdict, bundle: evidence };
}

/** Whose key it stands on where nobody compared it. */
export function authorityOf({ notes }: Verdict): string | null {
  const note = notes.find(({ code }) => code === "AUTHORITY_NOT_PINNED");
  const authority = note?.params.authority;
  return typeof authority === "string" ? authority : null;
}
