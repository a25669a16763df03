import { z } from "zod";
import type { ConsoleOptions } from "../console-options.ts";
import type { Gate } from "./gate.ts";
import { malformed, refuse } from "./refusal-answer.ts";

const paramsForm = z.object({ id: z.string().regex(/^[0-9a-f]{64}$/) });
const withdrawForm = z.strictObject({
  choice: z.string().min(1).max(80),
  /** Looked at by the desk, which says what is allowed. */
  note: z.string().max(1000),
  pin: z.string().max(64).exactOptional(),
});

/** Acts on records that are sealed. Whose act it is is decided where the record and its subject are known. */
export function recordRoutes(gate: Gate, options: ConsoleOptions): void {
  gate.route("POST /api/records/:id/withdraw", async ({ request, visitor }, reply) => {
    const params = paramsForm.safeParse(request.params);
    const body = withdrawForm.safeParse(request.body);
    if (!params.success || !body.success)
      return malformed(reply, '{"choice": "...", "note": "...", "pin": "..."} to a record by its id');
    const { pin = null, ...asked } = body.data;
    const answer = await options.withdraw({ record: params.data.id, ...asked, pin }, visitor);
    if (answer.kind === "accepted") return reply.code(200).send(answer);
    return refuse(reply, answer.reason);
  });
}
