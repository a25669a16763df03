import { readAuthorityFolder } from "../../adapters/keys/licence-authority-folder.ts";
import type { CheckResult, CheckState } from "../../core/doctor/check-result.ts";
import { type Certificate, shownName } from "../../core/licence/certificate/certificate.ts";
import { dayFault } from "../../core/licence/certificate/licence-profile.ts";
import type { LicenceAuthorities } from "../../core/licence/licence-authorities.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { StationConfig } from "../station-config.ts";
import { result } from "./house-checks.ts";

/** By which authorities electronic licences are judged; nothing where the station file names no folder of them. */
export function licenceChecks({ licences }: Pick<StationConfig, "licences">, wallMs: number): CheckResult[] {
  if (licences === null) return [];
  const { issuers: folder } = licences;
  const found = authoritiesIn(folder);
  const told = (state: CheckState, why: Reason): CheckResult => ({
    ...result("station-file", state, why, reason("DO_LICENCE_ISSUERS", { folder })),
    about: folder,
  });
  if (found === null) return [told("wrong", reason("LICENCE_ISSUERS_UNREADABLE", { folder }))];
  const { authorities, refused } = found;
  const outOfForce = authorities.flatMap((authority) => notInForce(authority, wallMs) ?? []);
  const count = authorities.length - outOfForce.length;
  return [
    ...refused.map((why) => told("doubtful", why)),
    ...outOfForce.map((why) => told("doubtful", why)),
    ...(authorities.length === 0 ? [told("wrong", reason("LICENCE_ISSUERS_NONE", { folder }))] : []),
    ...(count === 0
      ? []
      : [{ ...told("well", reason("LICENCE_ISSUERS_WELL", { folder, count })), remedy: null }]),
  ];
}

function authoritiesIn(folder: string): LicenceAuthorities | null {
  try {
    return readAuthorityFolder(folder);
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    return null;
  }
}

function notInForce(authority: Certificate, wallMs: number): Reason | null {
  const fault = dayFault(authority, wallMs);
  const name = shownName(authority.subject);
  return fault === null ? null : reason("LICENCE_CERTIFICATE", { which: "authority", name, fault });
}
