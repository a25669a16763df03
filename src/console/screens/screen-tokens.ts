import { createHmac, timingSafeEqual } from "node:crypto";
import { type ScreenScope, scopeOf, scopeText } from "../../core/screens/screen-scope.ts";

/** What a token is made over beside its scope, so that the secret of these is good for nothing else. */
const PURPOSE = "proofmark/screen/v1\n";
/** base64url of 32 bytes. */
const MAC = /^[A-Za-z0-9_-]{43}$/;
const SHOWN_CHARS_MAX = 200;

/**
 * Tokens of screens for which nobody signs in: HMAC-SHA256 over what they open, by a secret of this station. Nothing is kept of them, and another
 * secret ends all.
 */
export class ScreenTokens {
  readonly #secret: Uint8Array;

  /** 32 bytes. */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** 43 characters of base64url: what stands behind the `#` of a screen's address. */
  tokenOf(scope: ScreenScope): string {
    return this.#mac(scopeText(scope)).toString("base64url");
  }

  /** What is opened by a scope and its token as a page shows them, `SCOPE.TOKEN`, the scope in base64url; null for whatever is wrong with it. */
  read(shown: string): ScreenScope | null {
    if (shown.length > SHOWN_CHARS_MAX) return null;
    const [scope = "", token = "", ...more] = shown.split(".");
    if (!MAC.test(token) || more.length > 0) return null;
    const text = Buffer.from(scope, "base64url").toString("utf8");
    const mac = Buffer.from(token, "base64url");
    // 43 characters hold two bits more than 32 bytes have: of the four that decode alike one is a token.
    if (!timingSafeEqual(mac, this.#mac(text)) || mac.toString("base64url") !== token) return null;
    return scopeOf(text);
  }

  #mac(text: string): Buffer {
    return createHmac("sha256", this.#secret).update(PURPOSE).update(text).digest();
  }
}
