import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { decodeBase64, toHex } from "./base64.ts";
import { envelopeOf, pae } from "./dsse.ts";
import { algorithmOfSpki, SM2_SM3, type VerifySignature } from "./signature.ts";
import { fieldOf } from "./signed-form.ts";
import { parseStrictJson } from "./strict-json.ts";

/** What an authority signs and gives out as a file: `{"authority": SPKI in base64, "envelope": DSSE}`. */
export interface SignedListCheck {
  readonly text: string;
  readonly digest: Digest;
  readonly verify: VerifySignature;
  /** The authority's fingerprint, known from elsewhere. */
  readonly authority?: string;
}

interface ListForm<Document> {
  readonly payloadType: string;
  readonly schema: z.ZodType<Document>;
  readonly bytesMax: number;
}

const fileSchema = z.strictObject({ authority: z.string().max(400), envelope: z.unknown() });

/** What a file signs and who signed it; that its keys are keys is not looked at. */
export function signedListIn<Document>(
  check: SignedListCheck,
  { payloadType: wanted, schema, bytesMax }: ListForm<Document>,
):
  | { readonly kind: "list"; readonly document: Document; readonly authority: string }
  | { readonly kind: "refused"; readonly reason: Reason } {
  const json = parseStrictJson(check.text, { bytesMax });
  if (json.kind === "refused") return refused(json.reason);
  const file = fileSchema.safeParse(json.value);
  const spki = file.success ? decodeBase64(file.data.authority) : null;
  const algorithm = spki === null ? null : algorithmOfSpki(spki);
  if (!file.success) return refused(fieldOf(file.error));
  if (spki === null || algorithm === null || algorithm === SM2_SM3)
    return refused(reason("FIELD_MALFORMED", { field: "authority" }));
  const authority = toHex(check.digest(spki));
  if (check.authority !== undefined && check.authority.toLowerCase() !== authority) {
    return refused(reason("TRUST_LIST_OF_OTHER", { authority }));
  }
  const parsed = envelopeOf(file.data.envelope, bytesMax);
  if (parsed.kind === "malformed") return refused(parsed.reason);
  const { payloadType, payload, signatures } = parsed.envelope;
  if (payloadType !== wanted) return refused(reason("TRUST_LIST_TYPE", { found: payloadType }));
  const message = pae(payloadType, payload);
  const own = signatures.filter((s) => s.keyId === authority);
  if (own.length === 0 || !own.every((s) => check.verify(algorithm, spki, message, s.signature))) {
    return refused(reason("TRUST_LIST_UNSIGNED", {}));
  }
  const signed = parseStrictJson(payload, { bytesMax });
  if (signed.kind === "refused") return refused(signed.reason);
  const document = schema.safeParse(signed.value);
  if (!document.success) return refused(fieldOf(document.error));
  return { kind: "list", document: document.data, authority };
}

function refused(why: Reason): { readonly kind: "refused"; readonly reason: Reason } {
  return { kind: "refused", reason: why };
}
