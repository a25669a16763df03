import { z } from "zod";
import type { EvidenceAside, EvidenceKept, EvidencePolicyNoted } from "../journal/evidence-entries.ts";
import { EVIDENCE_POLICY_NAMES, type EvidencePolicy } from "../trade/words/evidence-policies.ts";

/** Records that a policy found and could not send so far; of more the oldest is given up. */
export const ASIDE_MAX = 512;

/** Oldest first. */
export const evidenceAsideSchema = z
  .array(z.strictObject({ record: z.string().regex(/^[0-9a-f]{64}$/), index: z.int().min(0) }))
  .min(1);

/** In a summary: by which policy evidence is sent, and from which entry on it has yet to look, and what it has not sent of all before. */
export const evidencePolicySummarySchema = z.strictObject({
  send: z.enum(EVIDENCE_POLICY_NAMES),
  from: z.int().min(0),
  aside: evidenceAsideSchema.exactOptional(),
});

export interface EvidencePolicySummary {
  readonly send: EvidencePolicy;
  readonly from: number;
  readonly aside?: readonly EvidenceAside[];
}

/** What stands aside after this, and what there is no place for any more. */
export function asideAfter(
  { aside: before = [] }: Pick<EvidencePolicySummary, "aside">,
  { record, aside: more = [] }: Pick<EvidenceKept, "record" | "aside">,
): { readonly aside: readonly EvidenceAside[]; readonly givenUp: readonly EvidenceAside[] } {
  const all = [...before, ...more].filter((one) => one.record !== record);
  const over = Math.max(0, all.length - ASIDE_MAX);
  return { aside: all.slice(over), givenUp: all.slice(0, over) };
}

/**
 * By which policy a journal's evidence is sent: a fold of what the station said of it and of what the registry has by it. What was sealed before a policy
 * came is not of it, or the first start with one would send years.
 */
export class EvidencePolicyFold {
  #standing: EvidencePolicySummary | null = null;

  /** Null while evidence is sent by order alone. */
  get standing(): EvidencePolicySummary | null {
    return this.#standing;
  }

  get send(): EvidencePolicy {
    return this.#standing?.send ?? "ordered";
  }

  /** `index`: of the entry. Another policy in the place of one goes on where that has come. */
  noted({ send }: Pick<EvidencePolicyNoted, "send">, index: number): void {
    const { from, aside } = this.#standing ?? { from: index };
    this.#standing = send === "ordered" ? null : { send, from, ...(aside === undefined ? {} : { aside }) };
  }

  kept(entry: Pick<EvidenceKept, "record" | "settled" | "aside">): void {
    if (this.#standing === null) return;
    const { send, from } = this.#standing;
    const { aside } = asideAfter(this.#standing, entry);
    this.#standing = {
      ...{ send, from: Math.max(from, entry.settled ?? 0) },
      ...(aside.length === 0 ? {} : { aside }),
    };
  }

  /** For a summary; nothing of it stands there while there is no policy. */
  summed(): { readonly evidence?: EvidencePolicySummary } {
    return this.#standing === null ? {} : { evidence: this.#standing };
  }

  goOn(summary: EvidencePolicySummary): void {
    this.#standing = summary;
  }
}
