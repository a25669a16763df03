import { z } from "zod";
import type { ConsoleOptions } from "../console-options.ts";
import type { Gate } from "./gate.ts";

const recordSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  part: z.enum(["record", "proof"]),
});

/** What is only looked at. */
export function screenRoutes(gate: Gate, options: ConsoleOptions): void {
  gate.route("GET /api/snapshot", async () => options.screen.snapshot());
  gate.route("GET /api/courses", async () => Object.fromEntries(options.courses));
  gate.route("GET /api/records/:id/:part", async ({ request }, reply) => {
    const params = recordSchema.safeParse(request.params);
    const text = params.success ? options.record(params.data.id, params.data.part) : null;
    if (!params.success || text === null)
      return reply.code(404).send({ error: "No such record here, or its receipt has not come yet." });
    const { id, part } = params.data;
    return reply
      .type("application/json; charset=utf-8")
      .header("content-disposition", `attachment; filename="${id}${part === "proof" ? ".proof" : ""}.json"`)
      .send(text);
  });
}
