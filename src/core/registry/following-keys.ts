import type { Revocation } from "../record/trust-list.ts";

/** A public key of a station. `keyId`: lower-case hex SHA-256 of its SubjectPublicKeyInfo. */
export interface KnownKey {
  readonly keyId: string;
  readonly spki: Uint8Array;
  readonly revoked?: Revocation;
}

/**
 * Keys of one station and role, oldest first. One that was taken up is good from then on, and the one before it until the station has used
 * the new one (RP-111): a key that was given up signs nothing any more, and no clock is asked.
 */
export interface FollowingKeys {
  readonly keys: readonly KnownKey[];
  /** Place of the newest one that has signed something. */
  readonly used: number;
  /** Of record keys: those of SM2 that sign beside them; absent where the station has none. */
  readonly beside?: KeysBeside;
}

export interface KeysBeside extends Pick<FollowingKeys, "keys" | "used"> {
  /** What was sealed from then on bears a second signature. */
  readonly fromMs: number;
}

export function firstKey(key: KnownKey): FollowingKeys {
  return { keys: [key], used: 0 };
}

/** The first keys of a station that had both from the beginning. */
export function firstKeys(record: KnownKey, second: KnownKey | null): FollowingKeys {
  return second === null
    ? firstKey(record)
    : { ...firstKey(record), beside: { ...firstKey(second), fromMs: 0 } };
}

/** Of a role as it stands in requests; undefined where the station has none. */
export function keysOfRole(
  { log, record }: { readonly log: FollowingKeys; readonly record: FollowingKeys },
  role: "log" | "record" | "second",
): FollowingKeys | undefined {
  if (role === "second") return record.beside;
  return role === "log" ? log : record;
}

/** Those that may sign now, the newest first. */
export function goodKeys({ keys, used }: FollowingKeys): readonly KnownKey[] {
  return keys.slice(used).reverse();
}

/** Of a log: whatever it signs says no time, so a revoked key signs nothing any more. */
export function signingKeys(keys: FollowingKeys): readonly KnownKey[] {
  return goodKeys(keys).filter(({ revoked }) => revoked === undefined);
}

/** Whether they are the same keys in the same state. */
export function sameKeys(one: FollowingKeys, other: FollowingKeys): boolean {
  return (
    one.used === other.used &&
    sameBeside(one.beside, other.beside) &&
    one.keys.length === other.keys.length &&
    one.keys.every(({ keyId, revoked }, at) => {
      const to = other.keys[at];
      return keyId === to?.keyId && revoked?.fromMs === to.revoked?.fromMs;
    })
  );
}

function sameBeside(one: KeysBeside | undefined, other: KeysBeside | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.fromMs === other.fromMs && sameKeys(one, other);
}

export function newestKey({ keys }: FollowingKeys): KnownKey | undefined {
  return keys.at(-1);
}

export function followed(known: FollowingKeys, key: KnownKey): FollowingKeys {
  return { ...known, keys: [...known.keys, key] };
}

/** The same object where nothing changes. */
export function withUsed(known: FollowingKeys, keyId: string): FollowingKeys {
  const { beside } = known;
  const besideNow = beside === undefined ? undefined : withUsed(beside, keyId);
  if (beside !== undefined && besideNow !== undefined && besideNow !== beside)
    return { ...known, beside: { ...beside, used: besideNow.used } };
  const at = known.keys.findLastIndex((key) => key.keyId === keyId);
  return at > known.used ? { ...known, used: at } : known;
}
