import { createHash, randomBytes } from "node:crypto";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { sessionRule } from "../../src/core/people/console-session.ts";
import { PeopleNoted } from "../../src/core/people/people-noted.ts";
import type { Person } from "../../src/core/people/person.ts";
import { PERSON_ROLE_CODES, type PersonRole } from "../../src/core/trade/words/person-roles.ts";
import type { SecretVault } from "../../src/ports/secret-vault.ts";
import type { UnstampedEntry } from "../../src/station/journal-writer.ts";
import { PeopleDesk } from "../../src/station/people/people-desk.ts";
import type { Outcome, PeopleOptions, SignedIn, Told } from "../../src/station/people/people-options.ts";

export const PASSWORD = "quiet harbour lantern 47";
export const PIN = "628401";
export const OWN_ADDRESS = "127.0.0.1";

/** The people of a station without a journal on disk: what would stand there is in `entries`, durable a moment later. */
export interface PeopleWorld {
  readonly desk: PeopleDesk;
  readonly people: PeopleNoted;
  readonly vault: SecretVault & { altered: boolean };
  readonly clock: VirtualClock;
  readonly entries: UnstampedEntry[];
  /** A person with password and PIN, PASSWORD and PIN. */
  person(changes?: Partial<Omit<Person, "id">>): Promise<Person>;
  /** A session of that person, as if they had signed in there. */
  enter(person: Person, from?: string): Promise<string>;
}

export interface SignedInPerson {
  readonly person: Person;
  readonly token: string;
  /** For a request of the console's own page. */
  readonly headers: { readonly cookie: string; readonly origin: string };
}

export function peopleWorld(changes: Partial<PeopleOptions> = {}): PeopleWorld {
  const clock = changes.clock instanceof VirtualClock ? changes.clock : new VirtualClock();
  const people = changes.people ?? new PeopleNoted();
  const entries: UnstampedEntry[] = [];
  const vault = memoryVault();
  const append = (more: readonly UnstampedEntry[], then: () => void): void => {
    entries.push(...more);
    if (changes.append !== undefined) {
      changes.append(more, then);
      return;
    }
    for (const entry of more) if (entry.type === "console-acted") people.note(entry.act);
    queueMicrotask(then);
  };
  const desk = new PeopleDesk({
    clock,
    timers: clock,
    rule: sessionRule(15),
    vault,
    isGuessed: (password) => /password|12345/i.test(password),
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    digest: sha256,
    ...changes,
    people,
    append,
  });
  let last = 0;
  const person: PeopleWorld["person"] = async (more = {}) => {
    last += 1;
    const noted = await new Promise<Person>((resolve) => desk.office.note(newPerson(last, more), resolve));
    for (const [secret, text] of [
      ["password", PASSWORD],
      ["pin", PIN],
    ] as const)
      await new Promise<void>((kept) =>
        vault.set(noted.id, secret, text, (verifierSha256) =>
          append(
            [
              {
                type: "console-acted",
                by: null,
                act: { kind: "secret-set", person: noted.id, secret, verifierSha256: verifierSha256 ?? "" },
              },
            ],
            kept,
          ),
        ),
      );
    return noted;
  };
  return {
    desk,
    people,
    vault,
    clock,
    entries,
    person,
    enter: async ({ id }, from = OWN_ADDRESS) => {
      const link = await new Promise<string>((made) =>
        desk.office.ownLink({ kind: "sign-in", person: id }, made),
      );
      return doneOf(await toldOf<SignedIn>((told) => desk.office.enterBy(link, from, told))).token;
    },
  };
}

/** Somebody of these roles (all, where none are named) at a console. */
export async function signIn(
  world: PeopleWorld,
  url: string,
  { roles = PERSON_ROLE_CODES, from = OWN_ADDRESS }: { roles?: readonly PersonRole[]; from?: string } = {},
): Promise<SignedInPerson> {
  const person = await world.person({ roles: [...roles] });
  const token = await world.enter(person, from);
  return { person, token, headers: headersOf(url, token) };
}

export function headersOf(url: string, token: string): SignedInPerson["headers"] {
  return { cookie: `proofmark-session=${token}`, origin: new URL(url).origin };
}

/** For `addCookies` of a browser's context. */
export function cookiesOf(url: string, token: string) {
  return [{ name: "proofmark-session", value: token, url, httpOnly: true, sameSite: "Strict" as const }];
}

export function toldOf<Value>(ask: (told: Told<Value>) => void): Promise<Outcome<Value>> {
  return new Promise((resolve) => ask(resolve));
}

export function doneOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.kind === "refused") throw new Error(`refused: ${JSON.stringify(outcome.reason)}`);
  return outcome;
}

function newPerson(number: number, changes: Partial<Omit<Person, "id">>): Omit<Person, "id"> {
  return {
    name: `Person ${number}`,
    staffNumber: `S-${String(number).padStart(3, "0")}`,
    roles: [...PERSON_ROLE_CODES],
    state: "active",
    interests: { plates: [], employers: [] },
    ...changes,
  };
}

/** Keeps the words themselves: what is tried here is not how they are kept. */
function memoryVault(): PeopleWorld["vault"] {
  const kept = new Map<string, string>();
  return {
    altered: false,
    set(person, secret, text, told) {
      const verifier = `${person} ${secret} ${text}`;
      const hash = Buffer.from(sha256(new TextEncoder().encode(verifier))).toString("hex");
      kept.set(hash, verifier);
      queueMicrotask(() => told(hash));
    },
    holds(person, secret, hash) {
      return !this.altered && kept.get(hash)?.startsWith(`${person} ${secret} `) === true;
    },
    check({ person, secret, text, verifierSha256 }, told) {
      const verifier = verifierSha256 === null ? undefined : kept.get(verifierSha256);
      const found =
        verifierSha256 !== null && (verifier === undefined || this.altered)
          ? "altered"
          : verifier === `${person} ${secret} ${text}`
            ? "right"
            : "wrong";
      queueMicrotask(() => told(found));
    },
  };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}
