import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Person } from "../../core/people/person.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { PeopleDesk } from "../../station/people/people-desk.ts";
import type { Outcome } from "../../station/people/people-options.ts";
import type { Call, Gate } from "./gate.ts";
import { malformed, refuse } from "./refusal-answer.ts";
import type { RouteName } from "./route-guards.ts";
import { toldBy } from "./told-answer.ts";

const pin = z.string().max(64);
/** The rest is read by the office, which says what of it is wrong. */
const signedForm = z.looseObject({ pin: pin.exactOptional() });
const paramsForm = z.object({ id: z.string().max(64) });
type Changing = Extract<RouteName, `POST /api/people${string}`>;

/** The people of the station: who sees them, and who changes them with their PIN. */
export function peopleRoutes(gate: Gate, people: PeopleDesk): void {
  gate.route("GET /api/people", async () => ({ people: people.office.all() }));
  // Whoever looks at a job sees who did what to it: a name for each id, and nothing more of anybody.
  gate.route("GET /api/names", async () => ({
    names: Object.fromEntries(people.office.all().map(({ id, name }) => [id, name])),
  }));
  gate.route("POST /api/people", async (call, reply) =>
    signed(people, call, reply, (form) =>
      toldBy<{ person: Person; link: string }>((told) => people.office.add(call.visitor.doer, form, told)),
    ),
  );
  gate.route("POST /api/people/:id", async (call, reply) =>
    signed(people, call, reply, (form, id) =>
      toldBy<{ person: Person }>((told) => people.office.change(call.visitor.doer, id, form, told)),
    ),
  );
  gate.route("POST /api/people/:id/link", async (call, reply) =>
    signed(people, call, reply, async (form, id) =>
      Object.keys(form).length > 0
        ? null
        : toldBy<{ link: string }>((told) => people.office.newLink(call.visitor.doer, id, told)),
    ),
  );
}

/** Does it when the PIN is right; `act`: null where the form is not one. What was made is 201. */
async function signed(
  people: PeopleDesk,
  call: Call<Changing>,
  reply: FastifyReply,
  act: (form: object, id: string) => Promise<Outcome<object> | null>,
): Promise<unknown> {
  const body = signedForm.safeParse(call.request.body);
  const params = paramsForm.safeParse({ id: "", ...(call.request.params as object) });
  if (!body.success || !params.success) return malformed(reply, '{"pin": "..."} and what is asked');
  const { pin: shown = null, ...form } = body.data;
  const why = await confirmed(people, call, shown);
  if (why !== null) return refuse(reply, why);
  const outcome = await act(form, params.data.id);
  if (outcome === null) return malformed(reply, '{"pin": "..."} alone');
  if (outcome.kind === "refused") return refuse(reply, outcome.reason);
  const { kind: _, ...value } = outcome;
  return reply.code("link" in value ? 201 : 200).send(value);
}

async function confirmed(
  people: PeopleDesk,
  { visitor, from, token }: Call<Changing>,
  shown: string | null,
): Promise<Reason | null> {
  const why = await new Promise<Reason | null>((told) =>
    people.confirm(visitor, "people.change", shown, told),
  );
  if (why !== null) return why;
  // A PIN takes its time: who was stopped or signed out meanwhile changes nothing any more.
  return people.whyNot(people.visitor(token, from, true), from, "people.change");
}
