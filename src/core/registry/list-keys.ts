import { assert } from "../machine.ts";
import { encodeBase64 } from "../record/base64.ts";
import { logName } from "../record/checkpoint.ts";
import { algorithmOfSpki, SM2_SM3 } from "../record/signature.ts";
import type { Revocation, TrustListDocument } from "../record/trust-list.ts";
import { secondFromMs } from "./second-keys.ts";

type ListedKey = TrustListDocument["keys"][number];

/** A key of a station as the registry has it. Times in milliseconds since 1970, by the registry's clock. */
export interface KeptKey {
  readonly station: string;
  readonly role: "log" | "record" | "second";
  /** Lower-case hex SHA-256 of its SubjectPublicKeyInfo. */
  readonly keyId: string;
  readonly spki: Uint8Array;
  /** 0 for the first one of its role, counting from there. */
  readonly place: number;
  readonly takenMs: number;
  /** When something came that a later key of that role had signed: this one signs nothing any more. Null as long as none did. */
  readonly followedMs: number | null;
  readonly revoked: Revocation | null;
}

export interface KeptWitness {
  readonly name: string;
  readonly keyId: string;
  readonly spki: Uint8Array;
}

export interface KeyListing {
  /** In the order of stations, roles and places. */
  readonly keys: readonly KeptKey[];
  /** Those that cosign now. */
  readonly witnesses: readonly KeptWitness[];
  /** The list before this one; null for the first. */
  readonly before: TrustListDocument | null;
  readonly issuedMs: number;
  readonly validDays: number;
}

const DAY_MS = 86_400_000;
/** A list says days, in UTC, and one more on either side: two clocks need not agree, and what an honest station sealed must stay provable. */
const SLACK_MS = DAY_MS;

/**
 * Which key may be trusted for what and when, as the registry knows it (docs/protocol.md, section 11). The first key of a station counts from the beginning, since its
 * records may be older than its enrolment; one that follows from the day before it was taken up; one that was given up to the day after the next one was first
 * seen; a revoked one to the instant of its revocation. A witness that cosigns no more stays on it, for what it cosigned.
 */
export function listKeys({ keys, witnesses, before, issuedMs, validDays }: KeyListing): TrustListDocument {
  const validTo = instant(endOfDay(issuedMs + validDays * DAY_MS));
  const ofStations = (before?.keys ?? []).filter(({ station }) => station !== null);
  const listedBefore = new Map(ofStations.map((key) => [key.keyId, key]));
  const listed = keys.map((key) => stationKey(key, validTo, listedBefore.get(key.keyId), before?.validTo));
  const known = new Set(keys.map(({ keyId }) => keyId));
  // Of stations that a database which was put back does not know: what they signed stays provable.
  const lost = ofStations
    .filter(({ keyId }) => !known.has(keyId))
    .map((key) => (key.notAfter === before?.validTo ? { ...key, notAfter: validTo } : key));
  const now = witnesses.map((witness) => witnessKey(witness, before, issuedMs, validTo));
  const gone = (before?.keys ?? []).filter(
    (key) => key.role === "witness" && !now.some((other) => isSame(key, other)),
  );
  const given = gone.map((key) => givenUp(key, before?.validTo ?? validTo, issuedMs));
  return {
    schema: "proofmark/trust-list/v1",
    number: (before?.number ?? 0) + 1,
    issued: instant(issuedMs),
    validTo,
    keys: [...listed, ...lost, ...now, ...given],
    ...stationsIn(keys, before?.stations ?? []),
  };
}

/** Nothing where no station has a second key, so that older software reads such a list as well. */
function stationsIn(
  keys: readonly KeptKey[],
  before: NonNullable<TrustListDocument["stations"]>,
): Pick<TrustListDocument, "stations"> {
  const firstRecord = new Map<string, number>();
  for (const { role, place, station, takenMs } of keys)
    if (role === "record" && place === 0) firstRecord.set(station, takenMs);
  const stations = keys.flatMap(({ role, place, station, takenMs }) => {
    if (role !== "second" || place !== 0) return [];
    const from = instant(secondFromMs(firstRecord.get(station) ?? 0, takenMs));
    const signatures: ["ecdsa-p256-sha256", "sm2-sm3"] = ["ecdsa-p256-sha256", "sm2-sm3"];
    return [{ station, signatures, from }];
  });
  const known = new Set(keys.map(({ station }) => station));
  const all = [...stations, ...before.filter(({ station }) => !known.has(station))];
  return all.length === 0 ? {} : { stations: all };
}

/**
 * `before`: as the list before has it, which was good until `until`, for a database that was put back may not know: what is revoked stays so, from the earlier
 * instant, and what was given up stays so as well.
 */
function stationKey(
  key: KeptKey,
  validTo: string,
  before: ListedKey | undefined,
  until: string | undefined,
): ListedKey {
  const { station, role, keyId, spki, place, takenMs, followedMs, revoked } = key;
  const seen = followedMs === null ? validTo : instant(endOfDay(followedMs + SLACK_MS));
  const givenUpAt =
    before !== undefined && until !== undefined && before.notAfter < until ? before.notAfter : seen;
  const notAfter = givenUpAt < seen ? givenUpAt : seen;
  return {
    keyId,
    algorithm: algorithmOf(spki),
    spki: encodeBase64(spki),
    // What it signs says which of a station's record keys it is: its algorithm.
    role: role === "second" ? "record" : role,
    station,
    name: role === "log" ? logName(station) : station,
    notBefore: place === 0 ? BEGINNING : instant(startOfDay(takenMs - SLACK_MS)),
    notAfter: notAfter < validTo ? notAfter : validTo,
    ...revocationIn(revoked, before?.revoked),
  };
}

/** What it signs says which of a station's record keys it is: its algorithm. */
export function roleOfListed({ role, algorithm }: Pick<ListedKey, "role" | "algorithm">): KeptKey["role"] {
  if (role === "log") return "log";
  return algorithm === SM2_SM3 ? "second" : "record";
}

/** As it was listed before, further. */
function witnessKey(
  { name, keyId, spki }: KeptWitness,
  before: TrustListDocument | null,
  issuedMs: number,
  validTo: string,
): ListedKey {
  const of = {
    keyId,
    algorithm: algorithmOf(spki),
    spki: encodeBase64(spki),
    role: "witness" as const,
    name,
  };
  const known = before?.keys.find((key) => isSame(key, of));
  // On the first list, whatever was cosigned before there were lists.
  const notBefore =
    known?.notBefore ?? (before === null ? BEGINNING : instant(startOfDay(issuedMs - SLACK_MS)));
  return { ...of, station: null, notBefore, notAfter: validTo };
}

/** `until`: the end of the list before, to which one that cosigned still was listed. */
function givenUp(key: ListedKey, until: string, issuedMs: number): ListedKey {
  const last = instant(endOfDay(issuedMs));
  return key.notAfter === until && last < until ? { ...key, notAfter: last } : key;
}

function isSame(
  one: Pick<ListedKey, "keyId" | "role" | "name">,
  other: Pick<ListedKey, "keyId" | "role" | "name">,
): boolean {
  return one.keyId === other.keyId && one.role === other.role && one.name === other.name;
}

const BEGINNING = "1970-01-01T00:00:00.000Z";

function algorithmOf(spki: Uint8Array): ListedKey["algorithm"] {
  const algorithm = algorithmOfSpki(spki);
  assert(algorithm !== null, "a key that was taken up has an algorithm of ours");
  return algorithm;
}

const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;
const endOfDay = (ms: number): number => startOfDay(ms) + DAY_MS - 1;
const instant = (ms: number): string => new Date(ms).toISOString();

function revocationIn(
  kept: Revocation | null,
  before: ListedKey["revoked"],
): Pick<ListedKey, "revoked"> | undefined {
  const now = kept === null ? undefined : { from: instant(kept.fromMs), why: kept.why };
  if (now === undefined) return before === undefined ? undefined : { revoked: before };
  return { revoked: before !== undefined && before.from < now.from ? before : now };
}
