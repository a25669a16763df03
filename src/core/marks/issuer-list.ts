import { z } from "zod";
import { decodeBase64, toHex } from "../record/base64.ts";
import { algorithmOfSpki } from "../record/signature.ts";
import { type SignedListCheck, signedListIn } from "../record/signed-list.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { REVOCATION_REASONS } from "../trade/words/revocation-reasons.ts";
import { ISSUER_CHARS_MAX } from "./mark.ts";

/** Which key may issue marks and which may tell how they stand: what a reader without a network stands on. Signed by the registry's authority, as a trust list is. */
export const ISSUER_LIST_PAYLOAD_TYPE = "application/vnd.proofmark.issuer-list.v1+json";
export const ISSUER_LIST_SCHEMA = "proofmark/issuer-list/v1";
/** Room for the issuers of many countries; a phone reads it in a moment. */
export const ISSUER_LIST_CHARS_MAX = 4 * 1024 * 1024;

export const KEY_USES = ["mark", "status"] as const;
export type KeyUse = (typeof KEY_USES)[number];

const instant = z.iso.datetime({ precision: 3 });
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, "form:issuerName")
  .max(ISSUER_CHARS_MAX, "form:issuerName");
const shownName = z.string().min(1).max(100);

/** Who issues, as a registry file and an issuer list have it. */
export const issuerSchema = z.strictObject({
  name: name.describe("As it stands in every mark: short, and never given to anybody else."),
  region: z.string().min(1).max(60).describe("For which it issues."),
  nameZh: shownName.describe("What people read, in Chinese."),
  nameEn: shownName.describe("The same in English."),
});

export type Issuer = z.infer<typeof issuerSchema>;

export const issuerListSchema = z.strictObject({
  schema: z.literal(ISSUER_LIST_SCHEMA),
  number: z.int().min(1).describe("Counts the lists of an authority: the higher one is the newer."),
  issued: instant,
  validTo: instant.describe(
    "After it a reader goes on, and says that what was revoked since is not in the list.",
  ),
  issuers: z.array(issuerSchema).max(1_000),
  keys: z
    .array(
      z.strictObject({
        keyId: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .describe("Lower-case hex SHA-256 of the key's DER."),
        algorithm: z.literal("ecdsa-p256-sha256"),
        spki: z.string().max(400).describe("SubjectPublicKeyInfo, DER, base64."),
        issuer: name.describe("Of `issuers`."),
        use: z
          .enum(KEY_USES)
          .describe("mark: signs marks and nothing else; status: statuses and status lists."),
        notBefore: instant,
        notAfter: instant,
        revoked: z
          .strictObject({ from: instant, why: z.enum(REVOCATION_REASONS) })
          .describe("What it signed at or after `from` counts no more.")
          .exactOptional(),
      }),
    )
    .max(10_000),
});

export type IssuerListDocument = z.infer<typeof issuerListSchema>;

export type IssuerListResult =
  | { readonly kind: "trusted"; readonly document: IssuerListDocument; readonly authority: string }
  | { readonly kind: "refused"; readonly reason: Reason };

export function readIssuerList(check: SignedListCheck): IssuerListResult {
  const read = signedListIn(check, {
    payloadType: ISSUER_LIST_PAYLOAD_TYPE,
    schema: issuerListSchema,
    bytesMax: ISSUER_LIST_CHARS_MAX,
  });
  if (read.kind === "refused") return read;
  const why = whyNoKeys(read.document, check.digest);
  return why === null ? { ...read, kind: "trusted" } : { kind: "refused", reason: why };
}

function whyNoKeys({ issuers, keys }: IssuerListDocument, digest: SignedListCheck["digest"]): Reason | null {
  const names = new Set(issuers.map((issuer) => issuer.name));
  if (names.size < issuers.length) return reason("FIELD_MALFORMED", { field: "issuers" });
  for (const { keyId: key, spki: text, algorithm, issuer } of keys) {
    const spki = decodeBase64(text);
    if (spki === null || toHex(digest(spki)) !== key) return reason("KEY_UNLIKE_ID", { key });
    if (algorithmOfSpki(spki) !== algorithm) return reason("KEY_UNLIKE_KIND", { key, algorithm });
    if (!names.has(issuer)) return reason("KEY_ISSUER_UNKNOWN", { key, issuer });
  }
  return null;
}
