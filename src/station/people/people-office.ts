import type { z } from "zod";
import type { ConsoleAct, Doer, SecretKind, SignInWay } from "../../core/people/console-act.ts";
import { type Person, personSchema } from "../../core/people/person.ts";
import { whyNoPassword, whyNoPin } from "../../core/people/secret-form.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { UnstampedEntry } from "../journal-writer.ts";
import type { LinkFor, LinkShelf } from "./link-shelf.ts";
import { type NewSecrets, newPersonForm, personChangeForm, type setUpForm } from "./people-forms.ts";
import { type PeopleOptions, refused, type SignedIn, type Told } from "./people-options.ts";
import { personMalformed } from "./person-reading.ts";
import type { Denied } from "./refusals-noted.ts";
import type { SecretDesk } from "./secret-desk.ts";
import type { SessionShelf } from "./session-shelf.ts";

interface OfficeParts {
  readonly links: LinkShelf;
  readonly secrets: SecretDesk;
  readonly sessions: SessionShelf;
  deny(denied: Denied): void;
  enter(person: Person, way: SignInWay, from: string, told: Told<SignedIn>): void;
}

/** Somebody who comes in by a link. */
interface Coming {
  readonly token: string;
  readonly person: Person;
  readonly secrets: NewSecrets;
  readonly from: string;
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ID_CHARACTERS = 8;
/** What a link that is no good is noted as. */
const LINK_ACT = "link";
const SETS_UP: readonly Person["roles"][number][] = ["manager"];

/** People, their roles and their secrets: who is added, changed, stopped, and by which link they come in for the first time. */
export class PeopleOffice {
  readonly #options: PeopleOptions;
  readonly #parts: OfficeParts;

  constructor(options: PeopleOptions, parts: OfficeParts) {
    this.#options = options;
    this.#parts = parts;
  }

  all(): readonly Person[] {
    return this.#options.people.all();
  }

  /** True while there is no manager who could sign in. */
  get needsSetUp(): boolean {
    return !this.all().some((person) => this.#managesHere(person));
  }

  /** A link of the station's own; `made` comes when the journal says that there is one. */
  ownLink(to: LinkFor, made: (token: string) => void): void {
    const token = this.#parts.links.make(to);
    const person = to.kind === "set-up" ? null : to.person;
    this.#append(null, [{ kind: "link-made", person }], () => made(token));
  }

  /** Whom a link is for; it is not spent by being looked at. */
  look(token: string): { readonly to: LinkFor; readonly person: Person | null } | null {
    const to = this.#parts.links.look(token);
    if (to === null) return null;
    return { to, person: to.kind === "set-up" ? null : this.#options.people.by(to.person) };
  }

  /** Signs in by a link that asks for nothing more. */
  enterBy(token: string, from: string, told: Told<SignedIn>): void {
    const link = this.look(token);
    if (link?.to.kind !== "sign-in" || link.person?.state !== "active") {
      told(this.spent(from));
      return;
    }
    this.#parts.links.spend(token);
    this.#parts.enter(link.person, "link", from, told);
  }

  /** A person chooses their password and PIN by the link that a manager gave them; they are signed in then. */
  chooseBy(token: string, secrets: NewSecrets, from: string, told: Told<SignedIn>): void {
    this.#whenGuessing(() => {
      const link = this.look(token);
      if (link?.to.kind !== "person" || link.person === null || link.person.state === "stopped") {
        told(this.spent(from));
        return;
      }
      this.#takeIn({ token, person: link.person, secrets, from }, told);
    });
  }

  /** Whoever sets the station up becomes its first manager. */
  setUpBy(token: string, form: z.infer<typeof setUpForm>, from: string, told: Told<SignedIn>): void {
    const { name, staffNumber: number, ...secrets } = form;
    this.#whenGuessing(() => {
      const to = this.look(token)?.to;
      if (to?.kind !== "set-up" || !(to.isAsked === true || this.needsSetUp)) {
        told(this.spent(from));
        return;
      }
      const person: Person = {
        id: this.#newId(),
        name,
        staffNumber: number,
        roles: [...SETS_UP],
        state: "active",
        interests: { plates: [], employers: [] },
      };
      this.#takeIn({ token, person, secrets, from }, told);
    });
  }

  /** A person of the station's own making, without secrets: for a demonstration, which signs them in by a link. */
  note(person: Omit<Person, "id">, noted: (person: Person) => void): void {
    const whole: Person = { id: this.#newId(), ...person };
    this.#append(null, [{ kind: "person-noted", person: whole }], () => noted(whole));
  }

  /** A secret of the station's own making, for a person that it noted; null where it is kept. */
  give(person: Person, secret: SecretKind, text: string, given: (why: Reason | null) => void): void {
    this.#keep(null, person, secret, text, given);
  }

  add(doer: Doer, form: unknown, told: Told<{ readonly person: Person; readonly link: string }>): void {
    const read = newPersonForm.safeParse(form);
    if (!read.success) {
      told(refused(personMalformed(read.error, form)));
      return;
    }
    const person: Person = { id: this.#newId(), ...read.data, state: "invited" };
    const why = this.#whyTaken(person);
    if (why !== null) {
      told(refused(why));
      return;
    }
    const acts: ConsoleAct[] = [
      { kind: "person-noted", person },
      { kind: "link-made", person: person.id },
    ];
    const link = this.#parts.links.make({ kind: "person", person: person.id });
    this.#append(doer, acts, () => told({ kind: "done", person, link }));
  }

  change(doer: Doer, id: string, form: unknown, told: Told<{ readonly person: Person }>): void {
    const read = personChangeForm.safeParse(form);
    const before = this.#options.people.by(id);
    if (before === null || !read.success) {
      told(
        refused(
          read.success
            ? reason("PERSON_UNKNOWN", { person: id.slice(0, 20) })
            : personMalformed(read.error, form),
        ),
      );
      return;
    }
    const { state, ...rest } = read.data;
    const hasSecret = this.#options.people.verifierOf(id, "password") !== null;
    const again = hasSecret ? "active" : "invited";
    const person: Person = {
      ...before,
      ...rest,
      ...(state === undefined ? {} : { state: state === "stopped" ? "stopped" : again }),
    };
    const why = this.#whyTaken(person) ?? this.#whyLast(before, person);
    if (why !== null) {
      told(refused(why));
      return;
    }
    const { id: _, ...words } = personSchema.parse(person);
    this.#append(doer, [{ kind: "person-noted", person: { id, ...words } }], () => {
      if (person.state === "stopped") {
        this.#parts.links.dropOf(id);
        this.#parts.sessions.endAllOf(id, "stopped");
      }
      told({ kind: "done", person });
    });
  }

  /** For somebody who comes for the first time, or has forgotten their password. The one they have holds until the link is used. */
  newLink(doer: Doer, id: string, told: Told<{ readonly link: string }>): void {
    const person = this.#options.people.by(id);
    if (person === null || person.state === "stopped") {
      told(
        refused(
          person === null
            ? reason("PERSON_UNKNOWN", { person: id.slice(0, 20) })
            : reason("PERSON_NOT_ACTIVE", { name: person.name }),
        ),
      );
      return;
    }
    const link = this.#parts.links.make({ kind: "person", person: id });
    this.#append(doer, [{ kind: "link-made", person: id }], () => told({ kind: "done", link }));
  }

  /** One's own password or PIN, by the password that one has. */
  changeOwn(
    { person, doer }: { readonly person: Person; readonly doer: Doer },
    asked: { readonly secret: SecretKind; readonly password: string; readonly wanted: string },
    told: Told<object>,
  ): void {
    const { secret, password, wanted } = asked;
    const check = {
      person,
      name: person.staffNumber,
      secret: "password" as const,
      text: password,
      from: doer.from,
    };
    this.#parts.secrets.check(check, (why) => {
      if (why !== null) {
        const said = why.code === "SIGN_IN_WRONG" ? reason("PASSWORD_WRONG", {}) : why;
        this.#parts.deny({ person: person.id, from: doer.from, act: `own.${secret}`, why: said });
        told(refused(said));
        return;
      }
      this.#whenGuessing(() => this.#changeOwn({ person, doer }, { secret, wanted }, told));
    });
  }

  #changeOwn(
    { person, doer }: { readonly person: Person; readonly doer: Doer },
    { secret, wanted }: { readonly secret: SecretKind; readonly wanted: string },
    told: Told<object>,
  ): void {
    const no =
      secret === "pin"
        ? whyNoPin(wanted, [person.staffNumber])
        : whyNoPassword(wanted, ownWords(person), this.#options.isGuessed);
    if (no !== null) {
      told(refused(no));
      return;
    }
    this.#keep(doer, person, secret, wanted, (kept) => {
      if (kept !== null) {
        told(refused(kept));
        return;
      }
      // Whoever else sits there by the old one does not stay.
      if (secret === "password") this.#parts.sessions.endAllOf(person.id, "secret-changed", doer.session);
      told({ kind: "done" });
    });
  }

  #takeIn(coming: Coming, told: Told<SignedIn>): void {
    const { token, person, secrets, from } = coming;
    const why = this.#whyTaken(person) ?? this.#whyNoSecrets(person, secrets);
    if (why !== null) {
      told(refused(why));
      return;
    }
    const { links } = this.#parts;
    links.hold(token);
    /** A disk that refuses has not used the link up: whoever has it tries again when there is room. */
    const notKept = (no: Reason): void => {
      links.release(token);
      told(refused(no));
    };
    this.#keep(null, person, "password", secrets.password, (noPassword) => {
      if (noPassword !== null) {
        notKept(noPassword);
        return;
      }
      this.#keep(null, person, "pin", secrets.pin, (noPin) => {
        if (noPin !== null) {
          notKept(noPin);
          return;
        }
        links.spend(token);
        this.#letIn(person, from, told);
      });
    });
  }

  /** Keeping a secret takes its time: what a manager changed meanwhile holds, and whoever was stopped stays out. */
  #letIn(asAsked: Person, from: string, told: Told<SignedIn>): void {
    const now = this.#options.people.by(asAsked.id) ?? asAsked;
    const why = this.#whyTaken(now);
    if (now.state === "stopped" || why !== null) {
      told(why === null ? this.spent(from) : refused(why));
      return;
    }
    const person: Person = { ...now, state: "active" };
    this.#parts.sessions.endAllOf(person.id, "secret-changed");
    this.#append(null, [{ kind: "person-noted", person }], () =>
      this.#parts.enter(person, "link", from, told),
    );
  }

  #whenGuessing(then: () => void): void {
    if (this.#options.whenGuessing === undefined) then();
    else this.#options.whenGuessing(then);
  }

  /** A link that is no good was shown there. */
  spent(from: string): { readonly kind: "refused"; readonly reason: Reason } {
    const why = reason("LINK_SPENT", {});
    this.#parts.deny({ person: null, from, act: LINK_ACT, why });
    return refused(why);
  }

  /** First the disk, then the journal: what the journal does not say yet opens nothing. */
  #keep(
    by: Doer | null,
    { id }: Person,
    secret: SecretKind,
    text: string,
    then: (why: Reason | null) => void,
  ): void {
    this.#options.vault.set(id, secret, text, (verifierSha256) => {
      if (verifierSha256 === null) then(reason("SECRET_NOT_KEPT", {}));
      else this.#append(by, [{ kind: "secret-set", person: id, secret, verifierSha256 }], () => then(null));
    });
  }

  #whyNoSecrets(person: Person, { password, pin }: NewSecrets): Reason | null {
    return (
      whyNoPassword(password, ownWords(person), this.#options.isGuessed) ??
      whyNoPin(pin, [person.staffNumber])
    );
  }

  #whyTaken({ id, staffNumber: number }: Person): Reason | null {
    const other = this.#options.people.byStaffNumber(number);
    return other === null || other.id === id
      ? null
      : reason("STAFF_NUMBER_TAKEN", { staffNumber: number, name: other.name });
  }

  /** A station whose last manager is gone could be managed by nobody. */
  #whyLast(before: Person, after: Person): Reason | null {
    if (!this.#managesHere(before) || this.#managesHere(after)) return null;
    const others = this.all().filter((person) => person.id !== before.id && this.#managesHere(person));
    return others.length > 0 ? null : reason("LAST_MANAGER", { name: before.name });
  }

  #managesHere({ id, state, roles }: Person): boolean {
    const verifier = this.#options.people.verifierOf(id, "password");
    // One whose verifier the disk has lost is a manager who cannot sign in.
    const hasSecret = verifier !== null && this.#options.vault.holds(id, "password", verifier);
    return state === "active" && roles.includes("manager") && hasSecret;
  }

  #newId(): string {
    const bytes = this.#options.random(ID_CHARACTERS);
    return `P-${[...bytes].map((byte) => CROCKFORD[byte % CROCKFORD.length]).join("")}`;
  }

  #append(by: Doer | null, acts: readonly ConsoleAct[], then: () => void): void {
    const entries = acts.map((act): UnstampedEntry => ({ type: "console-acted", by, act }));
    this.#options.append(entries, then);
  }
}

function ownWords({ name, staffNumber: number }: Person): readonly string[] {
  return [name, number];
}
