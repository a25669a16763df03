import { createPublicKey } from "node:crypto";
import { isSignedBy, jsonOr, keyIdOf, readEnvelope } from "./signed-envelope.ts";
import { members, strictBase64 } from "./strict-text.ts";

/** A station's request for a new key, by the protocol page: signed by the key that it follows, and by itself. */
export interface Rotation {
  readonly station: string;
  readonly role: "record" | "log";
  readonly oldSpki: Buffer;
  readonly newSpki: Buffer;
}

const PAYLOAD_TYPE = "application/vnd.proofmark.key-rotation.v1+json";
const MEMBERS = ["schema", "station", "log", "role", "oldKey", "newKey", "issued"];

/** Null unless both keys signed it and both are of the kind of their role. */
export function readRotation(text: string): Rotation | null {
  const envelope = readEnvelope(text.trim());
  if (envelope === null || envelope.payloadType !== PAYLOAD_TYPE) return null;
  const found = members(jsonOr(envelope.payload.toString("utf8")), MEMBERS);
  if (found?.schema !== "proofmark/key-rotation/v1" || typeof found.station !== "string") return null;
  const { station, role } = found;
  if (role !== "record" && role !== "log") return null;
  const [oldSpki, newSpki] = [keyOf(found.oldKey, role), keyOf(found.newKey, role)];
  if (oldSpki === null || newSpki === null || oldSpki.equals(newSpki)) return null;
  const isSigned = isSignedBy(envelope, oldSpki) && isSignedBy(envelope, newSpki);
  return isSigned ? { station, role, oldSpki, newSpki } : null;
}

function keyOf(value: unknown, role: "record" | "log"): Buffer | null {
  const found = members(value, ["keyId", "algorithm", "spki"]);
  const spki = strictBase64(found?.spki);
  if (spki === null || found?.keyId !== keyIdOf(spki)) return null;
  try {
    const { asymmetricKeyType } = createPublicKey({ key: spki, format: "der", type: "spki" });
    return asymmetricKeyType === (role === "log" ? "ed25519" : "ec") ? spki : null;
  } catch {
    // Not a key at all.
    return null;
  }
}

/**
 * Keys of one station and role, oldest first. One that was taken up is good from then on, and the one before it until the station has used
 * the new one: a key that was given up signs nothing any more, and no clock is asked.
 */
export class FollowingKeys<Key> {
  readonly #keys: Key[];
  #used = 0;

  constructor(first: Key) {
    this.#keys = [first];
  }

  /** Those that may sign now, the newest first. */
  get good(): readonly Key[] {
    return this.#keys.slice(this.#used).reverse();
  }

  get all(): readonly Key[] {
    return this.#keys;
  }

  get newest(): Key {
    return this.#keys[this.#keys.length - 1] as Key;
  }

  follow(key: Key): void {
    this.#keys.push(key);
  }

  use(key: Key): void {
    this.#used = Math.max(this.#used, this.#keys.indexOf(key));
  }
}
