import type { CborNode } from "../cbor/cbor-node.ts";
import { isSameBytes } from "../cbor/cbor-node.ts";
import { headerOf } from "../cose/cose-parts.ts";
import { readSign1, type Sign1, sign1Fault } from "../cose/read-sign1.ts";
import type { AnyReason } from "../trade/reason-shape.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { LICENCE_STEPS } from "../trade/words/licence-steps.ts";
import { type Certificate, readCertificate, shownName } from "./certificate/certificate.ts";
import { countryOf, stateOf } from "./certificate/licence-profile.ts";
import { type HolderProof, holderProof } from "./device-proof.ts";
import { type LicenceAnswer, type LicenceDocument, readAnswer } from "./device-response.ts";
import { judgeSigner, judgeTimes } from "./issuer-judgement.ts";
import type { LicenceCheck } from "./licence-asked.ts";
import { type LicenceContent, licenceContent } from "./licence-content.ts";
import type { LicenceCrypto } from "./licence-crypto.ts";
import { hasBegun, hasEnded, type ReaderTime } from "./licence-dates.ts";
import { coseReason, shapeReason } from "./licence-shape.ts";
import { Findings, type StepTaken } from "./licence-step.ts";
import { readSecurityObject, type SecurityObject } from "./security-object.ts";

export interface LicenceReading {
  /** time-unknown: everything else is in order, and the clock is not trusted. */
  readonly word: "accepted" | "refused" | "time-unknown";
  readonly steps: readonly StepTaken[];
  readonly failures: readonly Reason[];
  readonly notes: readonly AnyReason[];
  readonly holder: HolderProof;
  /** Null where nothing shows that its issuer said it. */
  readonly licence: AuthenticLicence | null;
}

export interface AuthenticLicence {
  readonly content: LicenceContent;
  readonly docType: string;
  /** Of the signer's certificate. */
  readonly issuer: string;
  readonly signedMs: number;
  readonly validUntilMs: number;
  readonly signerEndsMs: number;
  /** SHA-256 of what the issuer signed: names this copy of the data. */
  readonly objectDigest: Uint8Array;
}

const X5CHAIN = 33;

/** Everything that can be checked of a presented licence without a network; all that is wrong with it, not the first alone. */
export function checkLicence(check: LicenceCheck, crypto: LicenceCrypto): LicenceReading {
  const findings = new Findings();
  const read = readAnswer(check.answer, check.docType);
  if (read.kind === "refused") {
    findings.fail("form", read.reason);
    return reading(findings, check, { kind: "unproven", why: "no-device-part", wasChecked: false }, null);
  }
  findings.done("form");
  const { document } = read.value;
  judgeAnswer(read.value, findings);
  const sign1 = readSign1(document.issuerAuth, { profile: "strict", isTagged: false, detached: null });
  if (sign1.kind === "refused") findings.fail("signature", coseReason("issuer", sign1));
  const signed = sign1.kind === "refused" ? null : sign1;
  const object = signed === null ? null : objectOf(signed, findings);
  const signer = signed === null ? null : signerOf(signed, findings);
  if (signer !== null && signed !== null) {
    judgeSigner(signer, { ...check, signedMs: object?.signedMs ?? null }, crypto, findings);
    const fault = sign1Fault(signed, signer.key, crypto.verify);
    if (fault !== null) findings.fail("signature", reason("LICENCE_COSE", { part: "issuer", fault }));
    else findings.done("signature");
  }
  if (object === null)
    return reading(findings, check, checkHolder(check, document, NO_OBJECT, crypto, findings), null);
  judgeType(document, object, check.docType, findings);
  judgeDigests(document, object, crypto, findings);
  const isAuthentic = (["chain", "signature", "type", "digests"] as const).every(
    (step) => findings.stateOf(step) === "good",
  );
  judgeTimes(object, signer, check, findings);
  const content = licenceContent(document.items);
  if (signer !== null) judgeCountry(content, signer, findings);
  const holder = checkHolder(check, document, { object, isAuthentic }, crypto, findings);
  findings.done("status", "not-checked");
  findings.note(
    object.hasStatus ? reason("LICENCE_REVOCATION_UNKNOWN", {}) : reason("LICENCE_REVOCATION_UNSAID", {}),
  );
  judgeLicence(content, check.now, findings);
  const licence =
    isAuthentic && signer !== null && signed !== null
      ? authentic(content, object, signer, crypto.digest("SHA-256", signed.payload))
      : null;
  return reading(findings, check, holder, licence);
}

function reading(
  findings: Findings,
  { now }: LicenceCheck,
  holder: HolderProof,
  licence: AuthenticLicence | null,
): LicenceReading {
  const isRefused = findings.failures.length > 0 || licence === null;
  const word = isRefused ? "refused" : now === null ? "time-unknown" : "accepted";
  const steps = LICENCE_STEPS.map((step) => ({ step, state: findings.stateOf(step) }));
  return { word, steps, failures: findings.failures, notes: findings.notes, holder, licence };
}

function authentic(
  content: LicenceContent,
  object: SecurityObject,
  signer: Certificate,
  objectDigest: Uint8Array,
): AuthenticLicence {
  const { docType, signedMs, validUntilMs } = object;
  const issuer = shownName(signer.issuer);
  return {
    ...{ content, docType, issuer, signedMs, validUntilMs },
    signerEndsMs: signer.notAfterMs,
    objectDigest,
  };
}

function judgeAnswer({ status, others }: LicenceAnswer, findings: Findings): void {
  if (status !== null && status !== 0) findings.fail("answer", reason("LICENCE_ANSWER_STATUS", { status }));
  findings.done("answer", status === null ? "not-checked" : "good");
  if (others.length > 0) findings.note(reason("LICENCE_OTHERS", { types: others }));
}

function objectOf({ payload, payloadAt }: Sign1, findings: Findings): SecurityObject | null {
  const read = readSecurityObject(payload, payloadAt ?? 0);
  if (read.kind === "refused") {
    findings.fail("object", read.reason);
    return null;
  }
  findings.done("object");
  return read.value;
}

/** The leaf alone: a document signer is issued by its authority and by nothing between. */
function signerOf({ headers }: Sign1, findings: Findings): Certificate | null {
  const chain = headerOf(headers, X5CHAIN);
  const leaf: CborNode | null = chain?.kind === "array" ? (chain.items[0] ?? null) : chain;
  if (leaf?.kind !== "bytes") {
    findings.fail(
      "chain",
      leaf === null ? reason("LICENCE_CHAIN_MISSING", {}) : shapeReason("x5chain", leaf, "bytes"),
    );
    return null;
  }
  const signer = readCertificate(leaf.value);
  if (signer === null)
    findings.fail(
      "chain",
      reason("LICENCE_CERTIFICATE", { which: "signer", name: "x5chain", fault: "unreadable" }),
    );
  return signer;
}

function judgeType(
  { docType }: LicenceDocument,
  object: SecurityObject,
  allowed: string,
  findings: Findings,
): void {
  const of = (where: string, found: string): Reason => reason("LICENCE_DOCTYPE", { where, found, allowed });
  if (docType !== null && docType !== allowed) findings.fail("type", of("docType", docType));
  if (object.docType !== allowed) findings.fail("type", of("MSO", object.docType));
  findings.done("type");
}

function judgeDigests(
  { items }: LicenceDocument,
  object: SecurityObject,
  crypto: LicenceCrypto,
  findings: Findings,
): void {
  if (items.length === 0) findings.fail("digests", reason("LICENCE_NOTHING_DISCLOSED", {}));
  const seen = new Set<string>();
  for (const { namespace, digestId: id, element, whole } of items) {
    const name = `${namespace}/${element}`;
    if (seen.has(name)) findings.fail("digests", reason("LICENCE_ELEMENT_TWICE", { element: name }));
    seen.add(name);
    const signed = object.digests.get(namespace)?.get(id);
    if (signed === undefined)
      findings.fail("digests", reason("LICENCE_DIGEST_MISSING", { element: name, id }));
    else if (!isSameBytes(signed, crypto.digest(object.digestAlgorithm, whole)))
      findings.fail("digests", reason("LICENCE_DIGEST_WRONG", { element: name, id }));
  }
  findings.done("digests");
}

function judgeCountry(content: LicenceContent, signer: Certificate, findings: Findings): void {
  const [country, state] = [countryOf(signer), stateOf(signer)];
  const unlike = (element: string, found: string, certificate: string): void =>
    findings.fail("country", reason("LICENCE_COUNTRY", { element, found, certificate }));
  if (content.country !== null && content.country !== country)
    unlike("issuing_country", content.country, country ?? "-");
  if (content.jurisdiction !== null && state !== null && content.jurisdiction !== state)
    unlike("issuing_jurisdiction", content.jurisdiction, state);
  findings.done("country", content.country === null ? "not-checked" : "good");
  if (content.country === null) findings.note(reason("LICENCE_COUNTRY_UNSHOWN", {}));
}

interface IssuerSaid {
  readonly object: SecurityObject | null;
  /** That its issuer said it is shown. */
  readonly isAuthentic: boolean;
}

const NO_OBJECT: IssuerSaid = { object: null, isAuthentic: false };

function checkHolder(
  { transcript, session, docType }: LicenceCheck,
  { deviceSigned, docType: own }: LicenceDocument,
  { object, isAuthentic }: IssuerSaid,
  crypto: LicenceCrypto,
  findings: Findings,
): HolderProof {
  const asked = { deviceSigned, docType: own ?? docType, transcript, session };
  const found = object === null ? null : holderProof({ ...asked, deviceKey: object.deviceKey }, crypto);
  const proof = isAuthentic && found !== null ? found : ofUnshown(found);
  if (proof.kind === "failed") findings.fail("holder", ...proof.reasons);
  const isChecked = proof.kind === "proven" || (proof.kind === "unproven" && proof.wasChecked);
  findings.done("holder", isChecked ? "good" : "not-checked");
  if (proof.kind !== "proven")
    findings.note(
      reason("LICENCE_HOLDER_UNPROVEN", { why: proof.kind === "failed" ? "checks-failed" : proof.why }),
    );
  else if (proof.by === "mac") findings.note(reason("LICENCE_HOLDER_BY_MAC", {}));
  return proof;
}

/** Anybody can put a key of their own into data that no issuer signed: what it signs is told where it is wrong, and proves nothing. */
function ofUnshown(found: HolderProof | null): HolderProof {
  return found?.kind === "failed"
    ? found
    : { kind: "unproven", why: "data-not-authentic", wasChecked: false };
}

function judgeLicence(content: LicenceContent, now: ReaderTime | null, findings: Findings): void {
  for (const { element, value } of content.malformed)
    findings.fail("licence", shapeReason(element, value, shapeOf(element)));
  const { issued: begin, expiry, privileges } = content;
  // Whoever withholds the end may have one that is over: what is not shown passes nothing, by no clock.
  const isEndBroken = content.malformed.some(({ element }) => element === "expiry_date");
  if (expiry === null && !isEndBroken && content.elements.length > 0)
    findings.fail("licence", reason("LICENCE_EXPIRY_UNSHOWN", {}));
  if (now === null) {
    findings.note(reason("LICENCE_TIME_UNKNOWN", {}));
    return;
  }
  if (expiry !== null && hasEnded(expiry, now))
    findings.fail("licence", reason("LICENCE_ENDED", { expiry: expiry.day, now: now.day }));
  if (begin !== null && !hasBegun(begin, now))
    findings.fail("licence", reason("LICENCE_ISSUED_LATER", { issued: begin.day, now: now.day }));
  for (const { category, issued, expiry: end } of privileges ?? []) {
    if (end !== null && hasEnded(end, now))
      findings.note(reason("LICENCE_CATEGORY_ENDED", { category, expiry: end.day }));
    if (issued !== null && !hasBegun(issued, now))
      findings.note(reason("LICENCE_CATEGORY_EARLY", { category, issued: issued.day }));
  }
  findings.done("licence");
}

function shapeOf(element: string): "date" | "array" | "bytes" | "text" {
  if (element.endsWith("_date")) return "date";
  if (element === "driving_privileges") return "array";
  return element === "portrait" ? "bytes" : "text";
}
