import type { ConsoleAct, Doer, SecretKind, SignInWay } from "../../core/people/console-act.ts";
import type { SubjectWords } from "../../core/people/interest.ts";
import { whyNot } from "../../core/people/permission.ts";
import type { Person } from "../../core/people/person.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { type DeskActCode, deskAct } from "../../core/trade/words/desk-acts.ts";
import { LinkShelf } from "./link-shelf.ts";
import { PeopleOffice } from "./people-office.ts";
import { type PeopleOptions, refused, type SignedIn, type Told } from "./people-options.ts";
import { type Denied, RefusalsNoted } from "./refusals-noted.ts";
import { SecretDesk } from "./secret-desk.ts";
import { SessionShelf } from "./session-shelf.ts";

/** Who stands before a console, by the token that the browser showed. */
export type Visitor =
  | { readonly kind: "in"; readonly person: Person; readonly doer: Doer }
  | { readonly kind: "locked"; readonly person: Person; readonly doer: Doer }
  | { readonly kind: "out"; readonly reason: Reason };

/**
 * Who is at the consoles of a station and what they may do. What anybody does or is refused is an entry of the journal, and an answer
 * comes when that is durable.
 */
export class PeopleDesk {
  readonly office: PeopleOffice;
  readonly #options: PeopleOptions;
  readonly #sessions: SessionShelf;
  readonly #secrets: SecretDesk;
  readonly #refusals: RefusalsNoted;

  constructor(options: PeopleOptions) {
    this.#options = options;
    this.#sessions = new SessionShelf(options);
    this.#secrets = new SecretDesk(options);
    this.#refusals = new RefusalsNoted(options.timers, (entry) => options.append([entry], () => undefined));
    this.office = new PeopleOffice(options, {
      links: new LinkShelf(options),
      secrets: this.#secrets,
      sessions: this.#sessions,
      deny: (denied) => this.deny(denied),
      enter: (person, way, from, told) => this.#enter(person, way, from, told),
    });
  }

  /** After so long without an act a session is locked. */
  get lockAfterMs(): number {
    return this.#options.rule.lockAfterMs;
  }

  /** Who is signed in now, once for each session. */
  present(): readonly { readonly name: string; readonly locked: boolean }[] {
    return this.#sessions
      .present()
      .map(({ person, locked }) => ({ name: this.#options.people.by(person)?.name ?? person, locked }));
  }

  stop(): void {
    this.#sessions.stop();
    this.#refusals.stop();
  }

  /** By staff number and password. */
  signIn(
    asked: { readonly staffNumber: string; readonly password: string; readonly from: string },
    told: Told<SignedIn>,
  ): void {
    const { staffNumber, password, from } = asked;
    const person = this.#options.people.byStaffNumber(staffNumber);
    const check = { person, name: staffNumber, secret: "password" as const, text: password, from };
    this.#secrets.check(check, (why) => {
      // Whoever has the right password may know that they were stopped; whoever has not may not.
      const now = person === null ? null : this.#options.people.by(person.id);
      const no =
        why ??
        (now?.state === "active" ? null : reason("PERSON_NOT_ACTIVE", { name: now?.name ?? staffNumber }));
      if (no !== null || now === null) {
        told(
          this.#denied(
            { person: person?.id ?? null, from, act: "sign-in" },
            no ?? reason("SIGN_IN_WRONG", {}),
          ),
        );
        return;
      }
      this.#enter(now, "password", from, told);
    });
  }

  /** Who shows this token from there. `acts`: the person has done something, and is not idle. */
  visitor(token: string | null, from: string, acts: boolean): Visitor {
    const found = token === null ? null : this.#sessions.look(token, from);
    if (token === null) return { kind: "out", reason: reason("NOT_SIGNED_IN", {}) };
    if (found === null) {
      const why = this.#sessions.whyEnded(token);
      return {
        kind: "out",
        reason: why === null ? reason("NOT_SIGNED_IN", {}) : reason("SESSION_OVER", { why }),
      };
    }
    const { doer } = found.session;
    if (found.standing.kind === "over") {
      const why = reason("SESSION_OVER", { why: found.standing.why });
      // Shown from elsewhere it may have been stolen: that address is worth an entry of its own.
      if (found.standing.why === "elsewhere") this.deny({ person: doer.person, from, act: "look", why });
      return { kind: "out", reason: why };
    }
    const person = this.#options.people.by(doer.person);
    if (person === null || person.state !== "active") {
      this.#sessions.endAllOf(doer.person, "stopped");
      return { kind: "out", reason: reason("SESSION_OVER", { why: "stopped" }) };
    }
    if (found.standing.kind === "locked") return { kind: "locked", person, doer };
    if (acts) this.#sessions.seen(token);
    return { kind: "in", person, doer };
  }

  /** Why this visitor may not do this, which the journal then says; null where they may. */
  whyNot(
    visitor: Visitor,
    from: string,
    act: DeskActCode,
    subject: SubjectWords | null = null,
  ): Reason | null {
    const why =
      visitor.kind === "out"
        ? visitor.reason
        : visitor.kind === "locked"
          ? reason("SESSION_LOCKED", {})
          : whyNot(visitor.person, act, subject);
    if (why !== null)
      this.deny({ person: visitor.kind === "out" ? null : visitor.person.id, from, act, why });
    return why;
  }

  /** For an act that is signed for: the PIN, where the act asks for one. `told`: null where it may be done. */
  confirm(
    visitor: Extract<Visitor, { kind: "in" }>,
    act: DeskActCode,
    pin: string | null,
    told: (why: Reason | null) => void,
  ): void {
    const { pin: isAsked, name } = deskAct(act);
    if (!isAsked) {
      told(null);
      return;
    }
    const { person, doer } = visitor;
    if (pin === null) {
      told(reason("PIN_NEEDED", { act: name.en, actZh: name.zh }));
      return;
    }
    this.#check(person, doer, "pin", pin, act, told);
  }

  /** The session goes on by another token. */
  unlock(
    token: string,
    visitor: Extract<Visitor, { kind: "locked" }>,
    pin: string,
    told: Told<{ readonly token: string }>,
  ): void {
    const { person, doer } = visitor;
    this.#check(person, doer, "pin", pin, "unlock", (why) => {
      // Checking takes its time: the session may be over by now, and the person stopped.
      const now = why === null ? this.visitor(token, doer.from, false) : null;
      const no = why ?? (now?.kind === "out" ? now.reason : null);
      if (no !== null) {
        told(refused(no));
        return;
      }
      this.#say(doer, { kind: "session-unlocked" }, () => {
        const fresh = this.#sessions.unlock(token);
        told(fresh === null ? refused(reason("NOT_SIGNED_IN", {})) : { kind: "done", token: fresh });
      });
    });
  }

  lock(token: string): void {
    this.#sessions.lock(token);
  }

  signOut(token: string, told: () => void): void {
    const doer = this.#sessions.drop(token);
    if (doer === null) told();
    else this.#say(doer, { kind: "signed-out" }, told);
  }

  /** `changed` comes when the session of this token is locked or over. Ended by what it returns. */
  watch(token: string, changed: () => void): () => void {
    return this.#sessions.watch(token, changed);
  }

  /** A refusal that is worth an entry. */
  deny(denied: Denied): void {
    this.#refusals.note(denied);
  }

  #denied(asked: Omit<Denied, "why">, why: Reason): { readonly kind: "refused"; readonly reason: Reason } {
    this.deny({ ...asked, why });
    return refused(why);
  }

  #check(
    person: Person,
    { from }: Doer,
    secret: SecretKind,
    text: string,
    act: string,
    told: (why: Reason | null) => void,
  ): void {
    this.#secrets.check({ person, name: person.staffNumber, secret, text, from }, (why) => {
      if (why !== null) this.deny({ person: person.id, from, act, why });
      told(why);
    });
  }

  #enter(person: Person, way: SignInWay, from: string, told: Told<SignedIn>): void {
    const { token, doer, begin } = this.#sessions.make(person.id, from);
    this.#say(doer, { kind: "signed-in", way }, () => {
      begin();
      told({ kind: "done", token, person });
    });
  }

  #say(by: Doer, act: ConsoleAct, then: () => void): void {
    this.#options.append([{ type: "console-acted", by, act }], then);
  }
}
