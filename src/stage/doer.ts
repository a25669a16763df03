import { sha256 } from "../adapters/keys/node-crypto.ts";
import type { Doer } from "../core/people/console-act.ts";

/** Crockford's digits, of which ids of people are made. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DIGIT_COUNT = 8;

/** A person of a scenario, as if they sat at the console of the station itself. */
export function doerOf(person: string): Doer {
  return { person, from: "127.0.0.1", session: "0".repeat(16) };
}

/** With an id as the station's own people have, always the same one for a name: an act that stands beside jobs bears no other. */
export function staffOf(name: string): Doer {
  const digits = sha256(new TextEncoder().encode(name)).slice(0, DIGIT_COUNT);
  return doerOf(`P-${[...digits].map((byte) => DIGITS[byte & 31]).join("")}`);
}
