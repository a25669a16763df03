import { z } from "zod";
import { type ConsoleAct, SECRET_KINDS, type SecretKind } from "./console-act.ts";
import { type Person, personId, personSchema } from "./person.ts";

/** In a summary: who there is, and what their secrets are checked by. */
export const peopleSummarySchema = z.strictObject({
  persons: z.array(personSchema),
  secrets: z.array(
    z.strictObject({
      person: personId,
      secret: z.enum(SECRET_KINDS),
      verifierSha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

export interface PeopleSummary {
  readonly persons: readonly Person[];
  readonly secrets: readonly {
    readonly person: string;
    readonly secret: SecretKind;
    readonly verifierSha256: string;
  }[];
}

/** Who there is at a station by its journal: a fold of the acts at its consoles. */
export class PeopleNoted {
  readonly #persons = new Map<string, Person>();
  readonly #secrets = new Map<string, PeopleSummary["secrets"][number]>();

  note(act: ConsoleAct): void {
    if (act.kind === "person-noted") this.#persons.set(act.person.id, act.person);
    if (act.kind === "secret-set") {
      const { person, secret, verifierSha256 } = act;
      this.#secrets.set(`${person} ${secret}`, { person, secret, verifierSha256 });
    }
  }

  /** In the order in which they came. */
  all(): readonly Person[] {
    return [...this.#persons.values()];
  }

  by(id: string): Person | null {
    return this.#persons.get(id) ?? null;
  }

  byStaffNumber(number: string): Person | null {
    return this.all().find((person) => person.staffNumber === number) ?? null;
  }

  /** SHA-256 of what this secret is checked by; null where none was ever set. */
  verifierOf(person: string, secret: SecretKind): string | null {
    return this.#secrets.get(`${person} ${secret}`)?.verifierSha256 ?? null;
  }

  /** For a summary; nothing of it stands there while there is nobody. */
  summed(): { readonly people?: PeopleSummary } {
    if (this.#persons.size === 0) return {};
    return { people: { persons: this.all(), secrets: [...this.#secrets.values()] } };
  }

  goOn({ persons, secrets }: PeopleSummary): void {
    for (const person of persons) this.#persons.set(person.id, person);
    for (const known of secrets) this.#secrets.set(`${known.person} ${known.secret}`, known);
  }
}
