import { AttemptBook } from "../../core/people/attempts.ts";
import type { SecretKind } from "../../core/people/console-act.ts";
import type { Person } from "../../core/people/person.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { PeopleOptions } from "./people-options.ts";

type Parts = Pick<PeopleOptions, "clock" | "vault" | "people">;

/** A check of nobody takes as long as one of somebody, so that no stranger learns who there is. */
const NOBODY = "nobody";

/** Checks passwords and PINs. After some wrong ones each further try waits, by person and address, by address, and by person. */
export class SecretDesk {
  readonly #parts: Parts;
  readonly #pairs = new AttemptBook();
  /** A thief of a list tries each person a few times, from one place; a botnet tries one person from many. */
  readonly #addresses = new AttemptBook({ ...ATTEMPTS_WIDE, free: 20 });
  readonly #persons = new AttemptBook({ ...ATTEMPTS_WIDE, free: 50 });

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `told`: null where it is right. `name`: who is meant, as they said it, where nobody is known by it. */
  check(
    asked: {
      readonly person: Person | null;
      readonly name: string;
      readonly secret: SecretKind;
      readonly text: string;
      readonly from: string;
    },
    told: (why: Reason | null) => void,
  ): void {
    const { person, name, secret, text, from } = asked;
    const { clock, vault, people } = this.#parts;
    const who = `${secret} ${person?.id ?? name}`;
    const pair = `${who} ${from}`;
    const waitMs = Math.max(
      this.#pairs.waitMs([pair], clock.monoMs()),
      this.#addresses.waitMs([from], clock.monoMs()),
      this.#persons.waitMs([who], clock.monoMs()),
    );
    if (waitMs > 0) {
      told(reason("SIGN_IN_WAIT", { seconds: Math.ceil(waitMs / 1000) }));
      return;
    }
    // Counted before it is looked at: a hundred tries at once are a hundred tries.
    const nowMs = clock.monoMs();
    this.#pairs.wrong([pair], nowMs);
    this.#addresses.wrong([from], nowMs);
    this.#persons.wrong([who], nowMs);
    const verifierSha256 = person === null ? null : people.verifierOf(person.id, secret);
    vault.check({ person: person?.id ?? NOBODY, secret, text, verifierSha256 }, (found) => {
      if (found === "busy") {
        this.#pairs.takeBack([pair]);
        this.#addresses.takeBack([from]);
        this.#persons.takeBack([who]);
        told(reason("SIGN_IN_BUSY", {}));
        return;
      }
      if (found === "altered" && person !== null) {
        told(reason("SECRET_ALTERED", { name: person.name }));
        return;
      }
      if (found !== "right" || person === null) {
        told(secret === "pin" ? reason("PIN_WRONG", {}) : reason("SIGN_IN_WRONG", {}));
        return;
      }
      this.#pairs.right([pair]);
      // What was wrong at the address stays: a thief with an account of their own would clear it between two tries.
      this.#addresses.takeBack([from]);
      this.#persons.right([who]);
      told(null);
    });
  }
}

const ATTEMPTS_WIDE = {
  firstWaitMs: 10_000,
  longestWaitMs: 15 * 60_000,
  forgetAfterMs: 60 * 60_000,
} as const;
