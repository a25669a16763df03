import { sha256 } from "../adapters/keys/node-crypto.ts";
import type { Doer } from "../core/people/console-act.ts";

/** Crockford's digits, of which ids of people are made. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DIGIT_COUNT = 8;

/** Of acts that a scenario names nobody for: nobody's in particular. */
const NOBODY = "scenario";

/**
 * A person of a scenario, as if they sat at the console of the station itself, with an id as the station's own people have: always the
 * same one for a name. A journal that says otherwise could not be read again.
 */
export function doerOf(name: string): Doer {
  return { person: personOf(name), from: "127.0.0.1", session: "0".repeat(16) };
}

/** Who gives a command of a job. */
export function actorOf(name: string): string {
  return name === NOBODY ? name : personOf(name);
}

function personOf(name: string): string {
  const digits = sha256(new TextEncoder().encode(name)).slice(0, DIGIT_COUNT);
  return `P-${[...digits].map((byte) => DIGITS[byte & 31]).join("")}`;
}
