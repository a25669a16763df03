import type { SecretKind } from "../core/people/console-act.ts";

/** `altered`: the vault has no verifier of that hash any more; somebody was at the disk. `busy`: it was not looked at, for too many are asked about. */
export type SecretCheck = "right" | "wrong" | "altered" | "busy";

/**
 * Keeps what passwords and PINs are checked by, never the secrets themselves. Answers come later, in the order asked.
 */
export interface SecretVault {
  /**
   * `kept`: SHA-256 of the new verifier, hex, when it is durable; null where it cannot be written. The one before is kept beside it, for
   * the process may end before the journal says which of the two holds.
   */
  set(person: string, secret: SecretKind, text: string, kept: (verifierSha256: string | null) => void): void;
  /**
   * `verifierSha256`: what the journal says this secret is checked by; null for somebody who has none, which takes as long and is wrong.
   */
  check(
    asked: {
      readonly person: string;
      readonly secret: SecretKind;
      readonly text: string;
      readonly verifierSha256: string | null;
    },
    told: (check: SecretCheck) => void,
  ): void;
  /** Whether the verifier of that hash is there: somebody whose verifier is lost cannot sign in. */
  holds(person: string, secret: SecretKind, verifierSha256: string): boolean;
}
