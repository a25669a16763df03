import type { Reason } from "../trade/reasons.ts";
import { reason } from "../trade/reasons.ts";
import { type Certificate, shownName } from "./certificate/certificate.ts";
import { authorityFaults, dayFault, namesAuthority, signerFaults } from "./certificate/licence-profile.ts";
import type { LicenceCheck } from "./licence-asked.ts";
import type { LicenceCrypto } from "./licence-crypto.ts";
import type { Findings } from "./licence-step.ts";
import type { SecurityObject } from "./security-object.ts";

type Asked = Pick<LicenceCheck, "authorities" | "signerLife" | "now"> & {
  /** Null where it could not be read. */
  readonly signedMs: number | null;
};

/** The chain from a trusted authority to the signer. Of several that it may be, the one with the least against it is told. */
export function judgeSigner(
  signer: Certificate,
  asked: Asked,
  crypto: LicenceCrypto,
  findings: Findings,
): void {
  const tried = asked.authorities
    .filter((authority) => namesAuthority(signer, authority))
    .map((authority) => chainReasons(signer, authority, asked, crypto));
  const least = tried.sort((a, b) => a.length - b.length)[0];
  if (least === undefined) {
    const [name, issuer] = [shownName(signer.subject), shownName(signer.issuer)];
    findings.fail("chain", reason("LICENCE_ISSUER_UNKNOWN", { signer: name, issuer }));
    return;
  }
  findings.fail("chain", ...least);
  findings.done("chain");
}

function chainReasons(
  signer: Certificate,
  authority: Certificate,
  { signerLife, now, signedMs }: Asked,
  crypto: LicenceCrypto,
): readonly Reason[] {
  const atMs = signerLife === "now" ? (now?.ms ?? null) : signedMs;
  const day = (certificate: Certificate) => (atMs === null ? null : dayFault(certificate, atMs));
  const ofAuthority = [...authorityFaults(authority, crypto.verify), ...present(day(authority))];
  // That the signer was in force when it signed is told as such, with the moment.
  const ofSigner = [
    ...signerFaults(signer, authority, crypto.verify),
    ...present(signerLife === "now" ? day(signer) : null),
  ];
  const [top, leaf] = [shownName(authority.subject), shownName(signer.subject)];
  return [
    ...ofAuthority.map((fault) => reason("LICENCE_CERTIFICATE", { which: "authority", name: top, fault })),
    ...ofSigner.map((fault) => reason("LICENCE_CERTIFICATE", { which: "signer", name: leaf, fault })),
  ];
}

function present<Value>(value: Value | null): readonly Value[] {
  return value === null ? [] : [value];
}

/** Half-open: at the second of `validUntil` the data count no more. */
export function judgeTimes(
  object: SecurityObject,
  signer: Certificate | null,
  { now }: Pick<LicenceCheck, "now">,
  findings: Findings,
): void {
  if (signer !== null && dayFault(signer, object.signedMs) !== null)
    findings.fail(
      "times",
      reason("LICENCE_SIGNED_OUTSIDE", {
        signed: shown(object.signedMs),
        from: shown(signer.notBeforeMs),
        to: shown(signer.notAfterMs),
      }),
    );
  if (object.validFromMs < object.signedMs)
    findings.fail(
      "times",
      reason("LICENCE_BEFORE_SIGNED", { from: shown(object.validFromMs), signed: shown(object.signedMs) }),
    );
  if (now === null) {
    findings.done("times", "not-checked");
    return;
  }
  const at = shown(now.ms);
  if (now.ms < object.signedMs)
    findings.fail("times", reason("LICENCE_SIGNED_LATER", { signed: shown(object.signedMs), now: at }));
  if (now.ms < object.validFromMs)
    findings.fail("times", reason("LICENCE_NOT_YET", { from: shown(object.validFromMs), now: at }));
  if (now.ms >= object.validUntilMs)
    findings.fail("times", reason("LICENCE_DATA_ENDED", { until: shown(object.validUntilMs), now: at }));
  findings.done("times");
}

function shown(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
