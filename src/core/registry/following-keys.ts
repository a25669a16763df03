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
}

export function firstKey(key: KnownKey): FollowingKeys {
  return { keys: [key], used: 0 };
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
    one.keys.length === other.keys.length &&
    one.keys.every(({ keyId, revoked }, at) => {
      const to = other.keys[at];
      return keyId === to?.keyId && revoked?.fromMs === to.revoked?.fromMs;
    })
  );
}

export function newestKey({ keys }: FollowingKeys): KnownKey | undefined {
  return keys.at(-1);
}

export function followed(known: FollowingKeys, key: KnownKey): FollowingKeys {
  return { ...known, keys: [...known.keys, key] };
}

/** The same object where nothing changes. */
export function withUsed(known: FollowingKeys, keyId: string): FollowingKeys {
  const at = known.keys.findLastIndex((key) => key.keyId === keyId);
  return at > known.used ? { ...known, used: at } : known;
}
