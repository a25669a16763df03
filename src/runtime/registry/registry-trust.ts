import { sha256, verifySignature } from "../../adapters/keys/node-crypto.ts";
import { payloadHashOf, signTrustList, type TrustAuthority } from "../../adapters/keys/trust-list-file.ts";
import { loadOrCreateWitness } from "../../adapters/keys/witness-key.ts";
import { keepNextList, type NextList, revokeKey } from "../../adapters/postgres/key-register.ts";
import type { RegistryCommands, SignedTrustList } from "../../cli/registry.ts";
import { toHex } from "../../core/record/base64.ts";
import { type TrustListDocument, trustListIn } from "../../core/record/trust-list.ts";
import { excerptsOf } from "../../core/registry/list-excerpts.ts";
import { listKeys } from "../../core/registry/list-keys.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { loadRegistryFile } from "./registry-file.ts";
import { openRegistry, type RegistryParts } from "./registry-parts.ts";

/**
 * The next list of keys, kept and then given. `after` is a list of the same authority: of it and the database's last one, the one with the higher number is the one before.
 * Throws EdgeError CONFIG_INVALID where no authority is named, TRUST_LIST_INVALID, KEY_UNUSABLE.
 */
export const trust: RegistryCommands["trust"] = async (file, { by, after }) => {
  const config = loadRegistryFile(file);
  if (config.authority === undefined)
    throw new EdgeError(
      "CONFIG_INVALID",
      `${file} names no authority, whose key signs the list: add authority: { key: FILE }.`,
      { file },
    );
  const authority = loadOrCreateWitness("authority", config.authority.key);
  const given = after === undefined ? null : givenList(after, authority.keyId);
  const parts = await openRegistry(config, "act");
  try {
    return await nextTrustList(parts, { authority, validDays: config.authority.validDays, by, given });
  } finally {
    await parts.close();
  }
};

interface NextSigned {
  readonly authority: TrustAuthority;
  readonly validDays: number;
  readonly by: string;
  /** One that may be newer than what the database knows. */
  readonly given: TrustListDocument | null;
}

/** Of a database that is open already. Throws EdgeError TRUST_LIST_INVALID. */
export async function nextTrustList(
  { pool, clock, witnesses: own, others }: RegistryParts,
  { authority, validDays, by, given }: NextSigned,
): Promise<SignedTrustList> {
  const witnesses = [...own, ...others];
  return await keepNextList(pool, { by, given }, (keys, { document: last, putBack }) => {
    const before = newerOf(last === null ? null : lastList(last), given);
    const list = listKeys({ keys, witnesses, before, issuedMs: clock.wallMs(), validDays });
    const document = signTrustList(list, authority);
    const number = list.number ?? 0;
    const told = {
      document,
      number,
      keys: list.keys.length,
      validTo: list.validTo,
      authority: authority.keyId,
      putBack,
    };
    return { number, document, excerpts: signedExcerpts(list, authority), result: told };
  });
}

/** What each station is given when it asks: a list of its own, of the same number and by the same authority. */
function signedExcerpts(list: TrustListDocument, authority: TrustAuthority): NextList<never>["excerpts"] {
  const number = list.number ?? 0;
  return [...excerptsOf(list, payloadHashOf(list))].map(([station, excerpt]) => {
    const text = signTrustList(excerpt, authority);
    return { station, number, text, sha256: toHex(sha256(new TextEncoder().encode(text))) };
  });
}

/** Its own authority's, and a whole one: else numbers would be taken from whoever wrote the file. */
function givenList(text: string, authority: string): TrustListDocument {
  const read = trustListIn({ text, authority, digest: sha256, verify: verifySignature });
  if (read.kind === "refused")
    throw new EdgeError(
      "TRUST_LIST_INVALID",
      `The list given by --after cannot be trusted: ${sentenceOf(read.reason).en}.`,
      { reason: read.reason },
    );
  const { station } = read.document.excerpt ?? {};
  if (station === undefined) return read.document;
  throw new EdgeError("TRUST_LIST_INVALID", `The list given by --after is the part of ${station} alone.`, {});
}

function newerOf(last: TrustListDocument | null, given: TrustListDocument | null): TrustListDocument | null {
  return last === null || (given?.number ?? 0) > (last.number ?? 0) ? (given ?? last) : last;
}

/** What the registry itself kept; its signature is looked at like anybody's, since the file of the database is no safer than another. */
function lastList(text: string): TrustListDocument {
  const read = trustListIn({ text, digest: sha256, verify: verifySignature });
  if (read.kind === "refused")
    throw new EdgeError(
      "TRUST_LIST_INVALID",
      `The last list that the registry keeps cannot be trusted: ${sentenceOf(read.reason).en}.`,
      { reason: read.reason },
    );
  return read.document;
}

export const revoke: RegistryCommands["revoke"] = async (file, revoked) => {
  const { station, keyId } = revoked;
  const { pool, close } = await openRegistry(loadRegistryFile(file), "act");
  try {
    const outcome = await revokeKey(pool, revoked);
    switch (outcome.kind) {
      case "unknown":
        return { isDone: false, sentence: `${station} has no key ${keyId}.` };
      case "already":
        return {
          isDone: false,
          sentence: `The key ${keyId} of ${station} is revoked already, from then or from earlier: a revocation is not taken back.`,
        };
      default: {
        const inForce =
          outcome.inForce === 0
            ? ""
            : ` ${outcome.inForce} results of it that ended after that are in force: verify refuses them by the next list, and somebody has to look into each.`;
        return {
          isDone: true,
          sentence: `The key ${keyId} of ${station} is revoked from ${new Date(revoked.fromMs).toISOString()} on, by ${revoked.by}; sign and give out the next list: proofmark registry trust.${inForce}`,
        };
      }
    }
  } finally {
    await close();
  }
};
