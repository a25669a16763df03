import { type KeyRole, keyHalf } from "../../adapters/keys/key-forms.ts";
import { type Custody, KeyCustody, rolesOf } from "../../adapters/keys/station-custody.ts";
import type { CheckResult } from "../../core/doctor/check-result.ts";
import { reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import type { StationConfig } from "../station-config.ts";
import { keysDirectory } from "../station-keys.ts";
import { result } from "./house-checks.ts";

/** No envelope and no note begins so: a signature of it is good for nothing. */
const TRIED = new TextEncoder().encode("proofmark doctor: a signature for nothing");

/**
 * Whether keys that are no plain files can be opened and sign, one signature each. A PIN that the token refuses is noted, so that neither this nor a station tries it again; nothing else is written.
 */
export async function custodyChecks({ data, keys }: StationConfig): Promise<readonly CheckResult[]> {
  const directory = keysDirectory(data);
  const custodian = new KeyCustody({ directory, custody: keys });
  try {
    const results: CheckResult[] = [];
    for (const role of rolesOf(keys)) {
      const kept = keys[role];
      if (kept === undefined) continue;
      const { custody } = kept;
      if (custody === "file") continue;
      if (keyHalf(directory, role) === null) continue;
      if (isAskedFor(kept))
        results.push(about(role, "not-known", reason("KEY_CUSTODY_ASKED", { role, custody })));
      else results.push(await tried(role, custody, () => custodian.present(role)));
    }
    return results;
  } finally {
    custodian.close();
  }
}

async function tried(
  role: KeyRole,
  custody: Custody["custody"],
  open: () => Promise<Signer>,
): Promise<CheckResult> {
  try {
    const signer = await open();
    const why = await whyNotSigned(signer);
    if (why === null) return about(role, "well", reason("KEY_CUSTODY_WELL", { role, custody }));
    return about(role, "wrong", reason("KEY_CUSTODY_WRONG", { role, text: why }));
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    return about(role, "wrong", reason("KEY_CUSTODY_WRONG", { role, text: cause.message }));
  }
}

function whyNotSigned(signer: Signer): Promise<string | null> {
  return new Promise((told) => {
    signer.sign(TRIED, (signed) => told(signed.kind === "signed" ? null : signed.reason));
  });
}

/** Once only, by who starts the station; a doctor that asks would be typed at in vain. */
function isAskedFor(custody: Custody): boolean {
  if (custody.custody === "file") return false;
  const { kind } = custody.custody === "encrypted" ? custody.passphrase : custody.pin;
  return kind === "prompt" || kind === "descriptor";
}

function about(role: string, state: CheckResult["state"], found: CheckResult["found"]): CheckResult {
  const remedy = state === "wrong" ? reason("DO_AS_IT_SAYS", {}) : null;
  return { ...result("keys", state, found, remedy), about: role };
}
