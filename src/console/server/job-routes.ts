import { z } from "zod";
import { LICENCE_CLASSES } from "../../core/door/licence-class.ts";
import type { DeskActCode } from "../../core/trade/words/desk-acts.ts";
import type { ConsoleOptions } from "../console-options.ts";
import type { Gate } from "./gate.ts";
import { malformed, refuse } from "./refusal-answer.ts";

const name = z.string().min(1).max(80);
const startSchema = z.strictObject({
  kind: z.enum(["inspection", "exam"]),
  site: name.exactOptional(),
  car: name.exactOptional(),
  /** Record of an exam whose candidate drives once more. */
  after: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
  /** Class of licence (准驾车型) for which somebody drives for practice, without a result. */
  practice: z.enum(LICENCE_CLASSES).exactOptional(),
  /** This one of those who wait. */
  called: z.strictObject({ file: z.string().min(1).max(255), modifiedMs: z.int() }).exactOptional(),
});
const commandSchema = z.strictObject({
  job: z.string().min(1).max(80),
  /** Read by the kind of the job, which knows its own commands. */
  command: z.unknown(),
  /** For what is signed for. */
  pin: z.string().max(64).exactOptional(),
});
const ruleParams = z.strictObject({ job: name });
const laneSchema = z.strictObject({ site: name, job: name, seen: z.literal("out") });

/** Acts on jobs and lanes. Whether a command is this person's act is decided where the job and its subject are known. */
export function jobRoutes(gate: Gate, options: ConsoleOptions): void {
  gate.route("POST /api/jobs", async ({ request, visitor, from }, reply) => {
    const body = startSchema.safeParse(request.body);
    if (!body.success)
      return malformed(
        reply,
        '{"kind": "inspection"} or {"kind": "exam"}, with "site" and "car" where it matters',
      );
    const { kind, ...asked } = body.data;
    const act: DeskActCode = `${kind}.open`;
    const why = options.people.whyNot(visitor, from, act);
    if (why !== null) return refuse(reply, why);
    const outcome = await options.startJob(kind, asked, visitor);
    if (outcome.kind === "opened") return reply.code(201).send(outcome);
    return refuse(reply, outcome.reason, outcome.file);
  });
  gate.route("POST /api/commands", async ({ request, visitor }, reply) => {
    const body = commandSchema.safeParse(request.body);
    if (!body.success) return malformed(reply, '{"job": "...", "command": {"name": "..."}}');
    const answer = await options.command(body.data.job, body.data.command, visitor, body.data.pin ?? null);
    if (answer.kind === "accepted") return reply.code(200).send(answer);
    return refuse(reply, answer.reason);
  });
  gate.route("GET /api/jobs/:job/rules", async ({ request }, reply) => {
    const params = ruleParams.safeParse(request.params);
    const rules = params.success ? options.rules(params.data.job) : null;
    return rules === null ? reply.code(404).send({ error: "No such job is open here." }) : { rules };
  });
  // One that has just ended is no error of whoever still looks at it: there is no line then.
  gate.route("GET /api/jobs/:job/line", async ({ request }) => {
    const params = ruleParams.safeParse(request.params);
    return { timeline: params.success ? options.line(params.data.job) : null };
  });
  gate.route("POST /api/lanes", async ({ request, visitor }, reply) => {
    const body = laneSchema.safeParse(request.body);
    if (!body.success) return malformed(reply, '{"site": "...", "job": "...", "seen": "out"}');
    const answer = await options.seenOut(body.data.site, body.data.job, visitor);
    if (answer.kind === "accepted") return reply.code(200).send(answer);
    return refuse(reply, answer.reason);
  });
}
