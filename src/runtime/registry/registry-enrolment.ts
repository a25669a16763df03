import { drawCode, invitationKey, isInvitationProof } from "../../adapters/keys/invitation-key.ts";
import { sha256, verifySignature } from "../../adapters/keys/node-crypto.ts";
import {
  enrolInvited,
  type InvitedEnrolment,
  keepInvitation,
} from "../../adapters/postgres/invitation-register.ts";
import type { PostgresPool } from "../../adapters/postgres/postgres-access.ts";
import { PostgresRegistryStore } from "../../adapters/postgres/postgres-registry-store.ts";
import { enrolStation, followKey } from "../../adapters/postgres/station-register.ts";
import type { RegistryActTold, RegistryCommands } from "../../cli/registry.ts";
import { formatCode } from "../../core/record/invitation-code.ts";
import { type ProvenEnrolment, readEnrolment } from "../../core/record/key-request.ts";
import { firstKey, firstKeys, newestKey } from "../../core/registry/following-keys.ts";
import { judgeInvitation, whyNotTold } from "../../core/registry/invitation.ts";
import { emptyHead } from "../../core/registry/log-resumption.ts";
import type { StationAccount } from "../../core/registry/station-account.ts";
import { type Reason, reason, sentenceOf } from "../../core/trade/reasons.ts";
import { withRegistry } from "./registry-parts.ts";

/** Two that are open have the same label once in some thousand draws. */
const DRAWS_MAX = 100;

/** The code is told once, and only the key that is made from it is kept. */
export const invite: RegistryCommands["invite"] = async (file, { station, region, forMs, by }) =>
  await withRegistry(file, async ({ pool, clock }) => {
    const nowMs = clock.wallMs();
    const expiresMs = nowMs + forMs;
    for (let draw = 0; draw < DRAWS_MAX; draw++) {
      const code = drawCode();
      const given = {
        ...{ label: code.label, station, region, expiresMs, nowMs, by },
        key: invitationKey(code),
      };
      const kept = await keepInvitation(pool, given);
      if (kept === "enrolled") return refused(reason("STATION_ENROLLED", { station }));
      if (kept === "kept")
        return {
          isDone: true,
          invitation: { code: formatCode(code), until: new Date(expiresMs).toISOString() },
        };
    }
    throw new Error(`no label is free after ${DRAWS_MAX} draws`);
  });

export const enrol: RegistryCommands["enrol"] = async (file, { request, region, told, by }) => {
  const read = readEnrolment({ digest: sha256, verify: verifySignature }, request);
  if ("kind" in read) return refused(read.reason);
  // Where both are given, both must fit.
  if (read.invited === null || told !== null) {
    const second = read.second === null ? {} : { second: read.second.keyId };
    const why = whyNotTold(told, { record: read.record.keyId, log: read.log.keyId, ...second });
    if (why !== null) return refused(why);
  }
  return await withRegistry(file, async ({ pool, clock }) => {
    const station = { account: accountOf(read), document: request.trim(), by };
    if (read.invited !== null)
      return await byInvitation(pool, read.invited, { ...station, region }, clock.wallMs());
    const isNew = await enrolStation(pool, { ...station, region: region ?? "" });
    return isNew ? done(read.station, by) : await addSecond(pool, read, { ...station, told: told?.second });
  });
};

interface SecondAsked {
  readonly document: string;
  readonly by: string;
  /** Its id, as the station told it on another way. */
  readonly told: string | undefined;
}

/** A station that is enrolled asks again with the same two keys and one of SM2, which it had none of, or whose last one was revoked. All three signed. */
async function addSecond(
  pool: PostgresPool,
  { station, log, record, second }: ProvenEnrolment,
  { document, by, told }: SecondAsked,
): Promise<RegistryActTold> {
  const account = (await new PostgresRegistryStore(pool).accounts([station])).get(station);
  const isSame =
    account !== undefined &&
    newestKey(account.log)?.keyId === log.keyId &&
    newestKey(account.record)?.keyId === record.keyId;
  if (!isSame || second === null) return refused(reason("STATION_ENROLLED", { station }));
  const why = whyNoSecond(account, second.keyId, told);
  if (why !== null) return refused(why);
  const { keyId, spki } = second;
  const place = account.record.beside?.keys.length ?? 0;
  const isTaken = await followKey(pool, {
    ...{ station, role: "second", place, document, by },
    key: { keyId, spki },
  });
  if (!isTaken) return refused(reason("STATION_ENROLLED", { station }));
  const sentence =
    place === 0
      ? `${station} has the SM2 key ${keyId} beside its record key, by ${by}; the next list of keys says from when on its records bear both signatures.`
      : `${station} has the SM2 key ${keyId} in place of the one that was revoked, by ${by}; sign the next list of keys with \`proofmark registry trust\`.`;
  return { isDone: true, sentence };
}

/** Whoever has the other two keys can make such a request: that the last one is lost is for people to know, and to say by revoking it. */
function whyNoSecond(
  { station, record: { beside } }: StationAccount,
  keyId: string,
  told: string | undefined,
): Reason | null {
  const newest = beside === undefined ? undefined : newestKey(beside);
  if (newest === undefined) return null;
  if (newest.revoked === undefined) return reason("SECOND_KEY_IN_FORCE", { station, key: newest.keyId });
  if (beside?.keys.some((key) => key.keyId === keyId) === true)
    return reason("STATION_ENROLLED", { station });
  return told === keyId ? null : reason("SECOND_KEY_NOT_TOLD", { key: keyId });
}

async function byInvitation(
  pool: PostgresPool,
  { label, message, proof }: NonNullable<ProvenEnrolment["invited"]>,
  { region, ...station }: InvitedEnrolment["station"] & Pick<InvitedEnrolment, "region">,
  nowMs: number,
): Promise<RegistryActTold> {
  const name = station.account.station;
  const outcome = await enrolInvited(pool, {
    ...{ label, nowMs, station, region },
    isProven: (key) => isInvitationProof(key, message, proof),
    judge: (invitation, isProven) => judgeInvitation(invitation, { station: name, label, isProven }, nowMs),
  });
  switch (outcome.kind) {
    case "enrolled":
      return done(name, station.by);
    case "there-already":
      return refused(reason("STATION_ENROLLED", { station: name }));
    default:
      return refused(outcome.reason);
  }
}

function accountOf({ station, log, record, second }: ProvenEnrolment) {
  const keys = { log: firstKey(log), record: firstKeys(record, second) };
  return { station, branch: 0, head: emptyHead(sha256), ...keys };
}

function done(station: string, by: string): RegistryActTold {
  return { isDone: true, sentence: `${station} is enrolled, by ${by}.` };
}

function refused(why: Reason): { readonly isDone: false; readonly sentence: string } {
  return { isDone: false, sentence: sentenceOf(why).en };
}
