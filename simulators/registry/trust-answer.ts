import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { keyIdOf, preAuthentication } from "./signed-envelope.ts";
import { openedMessage, signedMessage } from "./signed-message.ts";
import { members } from "./strict-text.ts";
import type { WitnessKey } from "./witness-note.ts";

const REQUEST_TYPE = "application/vnd.proofmark.trust-request.v1+json";
const REPLY_TYPE = "application/vnd.proofmark.trust-reply.v1+json";
const LIST_TYPE = "application/vnd.proofmark.trust-list.v1+json";
const REQUEST_BYTES = 2 * 1024;
const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const DAY_MS = 86_400_000;
const LIST_DAYS = 30;
const KEY_DAYS = 365;
/** Of each role, the newest. */
const KEYS_MAX = 16;

/** SubjectPublicKeyInfo, DER, oldest first. */
export interface ListedKeys {
  readonly record: readonly Uint8Array[];
  readonly log: readonly Uint8Array[];
  /** Of SM2, from the beginning; null: records bear one signature. */
  readonly second: Uint8Array | null;
}

interface Made {
  readonly number: number;
  readonly text: string;
  readonly sha256: string;
  readonly issuedMs: number;
  /** What it lists. */
  readonly of: string;
}

export interface TrustListsOptions {
  /** 32 bytes, of the witness: the authority's key is made from it, so that it is the same after a restart. */
  readonly seed: Uint8Array;
  readonly witness: WitnessKey;
  /** Empty for a stranger. */
  listed(station: string): ListedKeys;
}

/**
 * The lists of keys of section 22 of docs/protocol.md, written from the page: each station's part, signed by an authority of the stand-in's own. A list is numbered by the second in
 * which it was made, so that one that is made after a restart is a newer one; a new one is made when the keys are others, or half of its time is over.
 */
export class TrustLists {
  readonly #options: TrustListsOptions;
  readonly #made = new Map<string, Made>();

  constructor(options: TrustListsOptions) {
    this.#options = options;
  }

  /** Null where it was not asked for one. Never throws on any bytes. */
  ask(topicOf: string, message: Uint8Array, atMs: number): Uint8Array | null {
    const { listed, witness } = this.#options;
    const keys = listed(topicOf);
    // One that was followed by another may ask too.
    const opened = openedMessage(message, REQUEST_BYTES, keys.log);
    if (opened?.type !== REQUEST_TYPE) return null;
    const asked = members(opened.document, ["schema", "station", "request", "above"]);
    if (asked?.schema !== "proofmark/trust-request/v1" || asked.station !== topicOf) return null;
    const { request, above } = asked;
    if (typeof request !== "string" || !/^[0-9a-f]{32}$/.test(request)) return null;
    if (typeof above !== "number" || !Number.isInteger(above) || above < 0) return null;
    const { number, sha256, text } = this.#newest(topicOf, keys, atMs);
    return signedMessage(witness, REPLY_TYPE, {
      ...{ schema: "proofmark/trust-reply/v1", station: topicOf, request },
      ...{ newest: { number, sha256 }, list: above === number ? null : text },
    });
  }

  #newest(station: string, keys: ListedKeys, atMs: number): Made {
    const of = JSON.stringify(
      [keys.record, keys.log, keys.second === null ? [] : [keys.second]].map((some) => some.map(keyIdOf)),
    );
    const before = this.#made.get(station);
    const isGood = before?.of === of && atMs < before.issuedMs + (LIST_DAYS / 2) * DAY_MS;
    if (before !== undefined && isGood) return before;
    const number = Math.max(Math.floor(atMs / 1000), (before?.number ?? 0) + 1, 1);
    const text = this.#list(station, keys, number, atMs);
    const made = { number, text, sha256: keyIdOf(Buffer.from(text)), issuedMs: atMs, of };
    this.#made.set(station, made);
    return made;
  }

  #list(station: string, keys: ListedKeys, number: number, atMs: number): string {
    const { witness } = this.#options;
    const span = { notBefore: iso(atMs - KEY_DAYS * DAY_MS), notAfter: iso(atMs + KEY_DAYS * DAY_MS) };
    const key = (spki: Uint8Array, algorithm: string, role: string, of: string | null, name: string) => ({
      ...{ keyId: keyIdOf(spki), algorithm, spki: Buffer.from(spki).toString("base64") },
      ...{ role, station: of, name, ...span },
    });
    const whole = {
      ...{ schema: "proofmark/trust-list/v1", number },
      ...{ issued: iso(atMs), validTo: iso(atMs + LIST_DAYS * DAY_MS) },
      keys: [
        ...keys.record
          .slice(-KEYS_MAX)
          .map((spki) => key(spki, "ecdsa-p256-sha256", "record", station, `${station}/records`)),
        ...keys.log
          .slice(-KEYS_MAX)
          .map((spki) => key(spki, "ed25519", "log", station, `proofmark/${station}`)),
        ...(keys.second === null
          ? []
          : [key(keys.second, "sm2-sm3", "record", station, `${station}/records`)]),
        key(witness.spki, "ed25519", "witness", null, witness.name),
      ],
      ...(keys.second !== null && {
        stations: [{ station, signatures: ["ecdsa-p256-sha256", "sm2-sm3"], from: iso(0) }],
      }),
    };
    const of = createHash("sha256").update(JSON.stringify(whole)).digest("hex");
    return this.#signed({ ...whole, excerpt: { station, of } });
  }

  #signed(document: object): string {
    const seed = createHash("sha256").update("authority of lists").update(this.#options.seed).digest();
    const own = createPrivateKey({
      key: Buffer.concat([ED25519_PKCS8, seed]),
      format: "der",
      type: "pkcs8",
    });
    const spki = createPublicKey(own).export({ format: "der", type: "spki" });
    const payload = Buffer.from(JSON.stringify(document));
    const sig = sign(null, preAuthentication(LIST_TYPE, payload), own).toString("base64");
    const envelope = {
      ...{ payloadType: LIST_TYPE, payload: payload.toString("base64") },
      signatures: [{ keyid: keyIdOf(spki), sig }],
    };
    return `${JSON.stringify({ authority: spki.toString("base64"), envelope })}\n`;
  }
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
