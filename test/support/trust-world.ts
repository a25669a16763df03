import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { payloadHashOf, signTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import type { Revocation, TrustListDocument } from "../../src/core/record/trust-list.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { excerptsOf } from "../../src/core/registry/list-excerpts.ts";
import { type KeptKey, listKeys } from "../../src/core/registry/list-keys.ts";
import { emptyHead } from "../../src/core/registry/log-resumption.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import {
  type KeptExcerpt,
  TRUST_REPLY_PAYLOAD_TYPE,
  takeTrustRequest,
  trustReply,
} from "../../src/core/requests/trust-messages.ts";
import type { RequestLink, RequestLinkListener } from "../../src/ports/request-link.ts";
import type { Signer } from "../../src/ports/signer.ts";
import type { TrustFile } from "../../src/ports/trust-file.ts";
import { WITNESS } from "./registry-rig.ts";

/** When virtual time begins. */
export const LISTED_MS = Date.UTC(2026, 0, 5, 8);

export interface Listing {
  readonly number?: number;
  readonly issuedMs?: number;
  readonly revoked?: Partial<Record<"record" | "log", Revocation>>;
  /** As no registry makes it, for what it is held against. */
  readonly forged?: (list: TrustListDocument) => TrustListDocument;
  readonly by?: string;
}

/** A registry that signs lists of keys and answers who asks for them, by the product's own words and without a database. */
export class TrustWorld {
  readonly file: TrustFile & { text: string | null; isBroken: boolean };
  readonly asked: Uint8Array[] = [];
  isSilent = false;
  kept: KeptExcerpt | null = null;
  readonly #station: string;
  readonly #logKey: Signer;
  readonly #recordKey: Signer;
  #listener: RequestLinkListener | null = null;

  constructor(
    station: string,
    logKey: Signer,
    recordKey = createDeterministicSigner("record", "ecdsa-p256-sha256"),
  ) {
    this.#station = station;
    this.#logKey = logKey;
    this.#recordKey = recordKey;
    const file = {
      text: null as string | null,
      isBroken: false,
      sha256: () => (file.text === null ? null : keyIdOf(new TextEncoder().encode(file.text))),
      write: (text: string) => {
        if (file.isBroken) throw new Error("ENOSPC");
        file.text = text;
      },
    };
    this.file = file;
  }

  /** The next list, of which this station's part is given out from now on. */
  publish(listing: Listing = {}): KeptExcerpt {
    const { issuedMs = LISTED_MS, revoked = {}, by = "authority" } = listing;
    const key = (role: "log" | "record", { keyId, publicKeySpki: spki }: Signer): KeptKey => ({
      ...{ station: this.#station, role, keyId, spki, place: 0, takenMs: LISTED_MS, followedMs: null },
      revoked: revoked[role] ?? null,
    });
    const made = listKeys({
      keys: [key("log", this.#logKey), key("record", this.#recordKey)],
      witnesses: [WITNESS],
      ...{ before: null, issuedMs, validDays: 30 },
    });
    const number = listing.number ?? (this.kept?.number ?? 0) + 1;
    const whole = { ...made, number };
    const excerpt = excerptsOf(whole, payloadHashOf(whole)).get(this.#station);
    if (excerpt === undefined) throw new Error("the station is on it");
    const authority = createDeterministicSigner(by, "ed25519");
    const text = signTrustList(listing.forged?.(excerpt) ?? excerpt, {
      ...{ keyId: authority.keyId, spki: authority.publicKeySpki },
      sign: (message) => signatureOf(authority, message),
    });
    this.kept = { number, text, sha256: keyIdOf(new TextEncoder().encode(text)) };
    return this.kept;
  }

  answer(request: Uint8Array, topicOf = this.#station, by = WITNESS): Uint8Array | null {
    const account = {
      ...{ station: this.#station, branch: 0, head: emptyHead(sha256) },
      log: firstKey({
        ...{ keyId: this.#logKey.keyId, spki: this.#logKey.publicKeySpki },
        // That it is revoked keeps nobody from asking.
        revoked: { fromMs: 0, why: "compromised" },
      }),
      record: firstKey({ keyId: this.#recordKey.keyId, spki: this.#recordKey.publicKeySpki }),
    };
    const taken = takeTrustRequest(request, topicOf, account, { digest: sha256, verify: verifySignature });
    return taken === null
      ? null
      : signedMessage(TRUST_REPLY_PAYLOAD_TYPE, trustReply(taken, this.kept), [by]);
  }

  /** Answers within the call; `set` takes it down and up. */
  readonly link: RequestLink & { set(up: boolean): void; hear(message: Uint8Array): void } = {
    open: (listener) => {
      this.#listener = listener;
    },
    send: (message) => {
      this.asked.push(message);
      const reply = this.isSilent ? null : this.answer(message);
      if (reply !== null) this.#listener?.onMessage(reply);
    },
    close: () => {
      this.#listener = null;
    },
    set: (up) => this.#listener?.onLink(up),
    hear: (message) => this.#listener?.onMessage(message),
  };
}

function signatureOf(signer: Signer, message: Uint8Array): Uint8Array {
  let made: Uint8Array | null = null;
  signer.sign(message, (result) => {
    if (result.kind === "signed") made = result.signature;
  });
  if (made === null) throw new Error("it signs at once");
  return made;
}
