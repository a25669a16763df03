import { randomInt } from "node:crypto";
import type { Person } from "../core/people/person.ts";
import { whyNoPin } from "../core/people/secret-form.ts";
import { PERSON_ROLE_CODES } from "../core/trade/words/person-roles.ts";
import type { LiveStation } from "../runtime/live-station.ts";
import { linkUrl } from "../runtime/people-wiring.ts";

const STAFF_NUMBER = "demo";
const NAME = "演示员";
const PIN_DIGITS = 6;

export interface DemoPerson {
  /** Another PIN at each start: a demonstration has no default of anything either. */
  readonly pin: string;
  /** A link that signs its page in, once. */
  link(): Promise<string>;
}

/** Who sits at the demonstration's console: one person with all roles, whom a printed link signs in. */
export async function demoPerson({ people, console }: LiveStation): Promise<DemoPerson> {
  const { office } = people;
  const known = office.all().find((person) => person.staffNumber === STAFF_NUMBER);
  const person =
    known ??
    (await new Promise<Person>((noted) =>
      office.note(
        {
          name: NAME,
          staffNumber: STAFF_NUMBER,
          roles: [...PERSON_ROLE_CODES],
          state: "active",
          interests: { plates: [], employers: [] },
        },
        noted,
      ),
    ));
  const pin = newPin();
  await new Promise<void>((given) => office.give(person, "pin", pin, () => given()));
  return {
    pin,
    link: () =>
      new Promise((made) =>
        office.ownLink({ kind: "sign-in", person: person.id }, (token) => made(linkUrl(console.url, token))),
      ),
  };
}

/** No row and no pair of digits, as everybody else's. */
function newPin(): string {
  for (;;) {
    const pin = String(randomInt(10 ** (PIN_DIGITS - 1), 10 ** PIN_DIGITS));
    if (whyNoPin(pin, []) === null) return pin;
  }
}
