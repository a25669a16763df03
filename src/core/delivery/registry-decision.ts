import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { sameBytes } from "../journal/merkle-proof.ts";
import { decodeBase64, toHex } from "../record/base64.ts";
import { pae, parseEnvelope } from "../record/dsse.ts";
import type { VerifySignature } from "../record/signature.ts";
import { fieldOf } from "../record/signed-form.ts";
import { parseStrictJson } from "../record/strict-json.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { LogView } from "./log-view.ts";

/**
 * What the registry decides about a log whose station holds another history than it does: it gives up that the log continues `held`, and
 * takes it up again at `resume`. Signed by the key that cosigns; docs/decisions/0015-acts.md says why.
 */
export const DECISION_PAYLOAD_TYPE = "application/vnd.proofmark.registry-decision.v1+json";
export const DECISION_CHARS_MAX = 64 * 1024;

const tree = z.strictObject({
  size: z.int().min(0).describe("Entries."),
  root: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/)
    .describe("Of the tree over them, base64."),
});
const sentence = z.string().min(1).max(1000);

export const decisionSchema = z
  .strictObject({
    schema: z.literal("proofmark/registry-decision/v1"),
    station: z.string().min(1).max(200).describe("Station code."),
    kind: z.literal("resume"),
    held: tree.describe("What the registry held. It stays cosigned, and its records stay in force."),
    resume: tree.describe("Where the log goes on, as the station's journal has it."),
    jobsFrom: z.int().min(1).max(999_999_999).describe("The next job has this number, or a higher one."),
    issued: z.iso.datetime({ precision: 3 }).describe("By the registry's clock."),
    reason: z.strictObject({ zh: sentence, en: sentence }).describe("Why, for people."),
  })
  .describe("Payload of a decision of the registry about a station's log, signed by the registry's key.");

export type RegistryDecision = z.infer<typeof decisionSchema>;

/** `id`: hex SHA-256 of what is signed, the same for every spelling of the envelope. */
export type ReadDecision =
  | { readonly kind: "decision"; readonly decision: RegistryDecision; readonly id: string }
  | { readonly kind: "refused"; readonly reason: Reason };

export interface DecisionCheck {
  readonly digest: Digest;
  readonly verify: VerifySignature;
  /** The registry's key that the station knows, Ed25519. */
  readonly witness: { readonly name: string; readonly spki: Uint8Array };
}

/** The signature is checked before anything of the payload is parsed. */
export function readDecision({ digest, verify, witness }: DecisionCheck, text: string): ReadDecision {
  const parsed = parseEnvelope(text.trim());
  if (parsed.kind === "malformed") return malformed(parsed.reason);
  const { payloadType, payload, signatures } = parsed.envelope;
  const keyId = toHex(digest(witness.spki));
  const own = signatures.filter((signature) => signature.keyId === keyId);
  const message = pae(payloadType, payload);
  const isSigned =
    own.length > 0 && own.every(({ signature }) => verify("ed25519", witness.spki, message, signature));
  if (!isSigned || payloadType !== DECISION_PAYLOAD_TYPE)
    return { kind: "refused", reason: reason("DECISION_UNSIGNED", { witness: witness.name }) };
  const json = parseStrictJson(payload);
  if (json.kind === "refused") return malformed(json.reason);
  const document = decisionSchema.safeParse(json.value);
  if (!document.success) return malformed(fieldOf(document.error));
  return { kind: "decision", decision: document.data, id: toHex(digest(message)) };
}

/** What the journal knows that a decision must stand against. */
export interface DecisionGround {
  readonly station: string;
  readonly journal: LogView;
  /** When the registry last said something that this journal holds, by its own clock: a receipt, or what it is locked over. */
  readonly saidMs: number;
  /** It waits for a decision: one that gives nothing up that it has may be what is left of one that was lost on the way. */
  readonly isLocked: boolean;
  readonly used: readonly { readonly id: string; readonly index: number; readonly issuedMs: number }[];
}

/** Why the decision is not for this journal as it is; null where it is. */
export function whyNotTaken(
  { decision, id }: { readonly decision: RegistryDecision; readonly id: string },
  { station, journal, saidMs, isLocked, used }: DecisionGround,
): Reason | null {
  const { held, resume, issued } = decision;
  if (decision.station !== station) return reason("DECISION_OF_OTHER", { found: decision.station, station });
  const before = used.find((known) => known.id === id);
  if (before !== undefined) return reason("DECISION_USED", { index: before.index });
  const sinceMs = Math.max(saidMs, ...used.map(({ issuedMs }) => issuedMs));
  if (Date.parse(issued) < sinceMs)
    return reason("DECISION_OLD", { issued, since: new Date(sinceMs).toISOString() });
  if (resume.size > journal.size())
    return reason("DECISION_BEYOND_JOURNAL", { size: resume.size, entries: journal.size() });
  if (!isOurs(journal, resume)) return reason("DECISION_OTHER_ROOT", { size: resume.size });
  if (!isLocked && held.size <= journal.size() && isOurs(journal, held))
    return reason("DECISION_NOT_NEEDED", { size: held.size });
  return null;
}

function isOurs(journal: LogView, { size, root }: { readonly size: number; readonly root: string }): boolean {
  const bytes = decodeBase64(root);
  return bytes !== null && sameBytes(bytes, journal.root(size));
}

/** Of the payload of a decision that was checked when it came into the journal. */
export function decisionIn(text: string): RegistryDecision | null {
  const parsed = parseEnvelope(text.trim());
  if (parsed.kind === "malformed") return null;
  const json = parseStrictJson(parsed.envelope.payload);
  const document = json.kind === "refused" ? null : decisionSchema.safeParse(json.value);
  return document?.success === true ? document.data : null;
}

function malformed(because: Reason): ReadDecision {
  return { kind: "refused", reason: reason("DECISION_MALFORMED", { because }) };
}
