import type { FastifyReply } from "fastify";
import { z } from "zod";
import { whyNot } from "../../core/people/permission.ts";
import type { Person } from "../../core/people/person.ts";
import { type Reason, sentenceOf } from "../../core/trade/reasons.ts";
import { DESK_ACTS, type DeskActCode } from "../../core/trade/words/desk-acts.ts";
import type { PeopleDesk, Visitor } from "../../station/people/people-desk.ts";
import { newSecretsForm, setUpForm } from "../../station/people/people-forms.ts";
import type { Outcome, SignedIn } from "../../station/people/people-options.ts";
import { personMalformed } from "../../station/people/person-reading.ts";
import type { Gate } from "./gate.ts";
import { malformed, refuse } from "./refusal-answer.ts";
import type { SessionCookie } from "./session-cookie.ts";
import { toldBy } from "./told-answer.ts";

const PASSWORD_MAX = 512;
const secret = z.string().max(PASSWORD_MAX);
const signInForm = z.strictObject({ staffNumber: z.string().max(64), password: secret });
const unlockForm = z.strictObject({ pin: z.string().max(64) });
const linkForm = z.strictObject({ token: z.string().max(64) });
const useForm = z.looseObject({ token: z.string().max(64) });
const ownForm = z.strictObject({ secret: z.enum(["password", "pin"]), password: secret, wanted: secret });

interface Parts {
  readonly people: PeopleDesk;
  readonly cookie: SessionCookie;
}

/** What keeps another page from being fed, for an address; null where there is room. */
interface Room {
  whyFull(from: string): Reason | null;
}

/** Coming in, staying in, going out: the session of a browser. */
export function sessionRoutes(gate: Gate, parts: Parts & { readonly slots: Room }): void {
  const { people, cookie, slots } = parts;
  gate.route("GET /api/session", async ({ visitor, from }, reply) => {
    if (visitor.kind === "out") return refuse(reply, visitor.reason);
    const full = slots.whyFull(from);
    return { ...sessionBody(visitor, people), ...(full === null ? {} : { full: sentenceOf(full) }) };
  });
  gate.route("POST /api/session", async ({ request, from, token }, reply) => {
    const body = signInForm.safeParse(request.body);
    if (!body.success) return malformed(reply, '{"staffNumber": "...", "password": "..."}');
    const outcome = await toldBy<SignedIn>((told) => people.signIn({ ...body.data, from }, told));
    return enter(parts, { outcome, before: token }, reply);
  });
  gate.route("DELETE /api/session", async ({ token }, reply) => {
    if (token !== null) await new Promise<void>((told) => people.signOut(token, told));
    cookie.clear(reply);
    return reply.code(204).send();
  });
  gate.route("POST /api/session/lock", async ({ token }, reply) => {
    if (token !== null) people.lock(token);
    return reply.code(204).send();
  });
  gate.route("POST /api/session/unlock", async ({ request, visitor, token }, reply) => {
    const body = unlockForm.safeParse(request.body);
    if (!body.success) return malformed(reply, '{"pin": "..."}');
    if (visitor.kind === "in" || token === null) return reply.code(204).send();
    const outcome = await toldBy<{ token: string }>((told) =>
      people.unlock(token, visitor, body.data.pin, told),
    );
    if (outcome.kind === "refused") return refuse(reply, outcome.reason);
    cookie.set(reply, outcome.token);
    return reply.code(204).send();
  });
  // What it says is that it came: the gate has taken it for an act.
  gate.route("POST /api/session/active", async (_call, reply) => reply.code(204).send());
}

/** The first way in of a person, and a new password or PIN. */
export function secretRoutes(gate: Gate, parts: Parts): void {
  const { people } = parts;
  gate.route("POST /api/links/look", async ({ request, from }, reply) => {
    const body = linkForm.safeParse(request.body);
    if (!body.success) return malformed(reply, '{"token": "..."}');
    const link = people.office.look(body.data.token);
    if (link === null) return refuse(reply, people.office.spent(from).reason);
    return { for: link.to.kind, name: link.person?.name ?? null };
  });
  gate.route("POST /api/links/use", async ({ request, from, token }, reply) => {
    const body = useForm.safeParse(request.body);
    if (!body.success) return malformed(reply, '{"token": "..."} and what the link is for');
    const { token: link, ...form } = body.data;
    const outcome = await useLink(people, { link, form, from });
    if (outcome === null) return malformed(reply, "what the link is for");
    return enter(parts, { outcome, before: token }, reply);
  });
  gate.route("POST /api/own", async ({ request, visitor }, reply) => {
    const body = ownForm.safeParse(request.body);
    if (!body.success)
      return malformed(reply, '{"secret": "password" or "pin", "password": "...", "wanted": "..."}');
    const outcome = await toldBy<object>((told) => people.office.changeOwn(visitor, body.data, told));
    return outcome.kind === "refused" ? refuse(reply, outcome.reason) : reply.code(204).send();
  });
}

/** Null: not of the form that this link asks for. */
async function useLink(
  people: PeopleDesk,
  asked: { readonly link: string; readonly form: object; readonly from: string },
): Promise<Outcome<SignedIn> | null> {
  const { link, form, from } = asked;
  const { office } = people;
  const kind = office.look(link)?.to.kind;
  if (kind === "set-up") {
    const read = setUpForm.safeParse(form);
    if (!read.success) return { kind: "refused", reason: personMalformed(read.error, form) };
    return toldBy((told) => office.setUpBy(link, read.data, from, told));
  }
  if (kind === "person") {
    const read = newSecretsForm.safeParse(form);
    return read.success ? toldBy((told) => office.chooseBy(link, read.data, from, told)) : null;
  }
  // A link that is spent says so, whatever stands beside it.
  if (kind === "sign-in" && Object.keys(form).length > 0) return null;
  return toldBy((told) => office.enterBy(link, from, told));
}

/** `before`: what the browser had until now. It is never taken over, so that nobody can give somebody a session to sign in to. */
async function enter(
  { people, cookie }: Parts,
  { outcome, before }: { readonly outcome: Outcome<SignedIn>; readonly before: string | null },
  reply: FastifyReply,
): Promise<unknown> {
  if (outcome.kind === "refused") return refuse(reply, outcome.reason);
  if (before !== null) await new Promise<void>((told) => people.signOut(before, told));
  cookie.set(reply, outcome.token);
  return reply.code(201).send(bodyOf(outcome.person, false, people));
}

function sessionBody(visitor: Exclude<Visitor, { kind: "out" }>, people: PeopleDesk) {
  return bodyOf(visitor.person, visitor.kind === "locked", people);
}

function bodyOf(person: Person, locked: boolean, people: PeopleDesk) {
  return { person, locked, lockAfterMs: people.lockAfterMs, mayDo: mayDo(person) };
}

function mayDo(person: Person): readonly DeskActCode[] {
  return (Object.keys(DESK_ACTS) as DeskActCode[]).filter((act) => whyNot(person, act) === null);
}
