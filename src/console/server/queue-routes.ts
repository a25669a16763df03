import { createHash } from "node:crypto";
import { z } from "zod";
import type { ConsoleOptions } from "../console-options.ts";
import type { Gate } from "./gate.ts";
import { malformed, refuse } from "./refusal-answer.ts";

const FILE_CHARS_MAX = 255;
const VERSION_CHARS = 32;
const file = z.string().min(1).max(FILE_CHARS_MAX);
const kind = z.enum(["inspection", "exam"]);
const name = z.string().min(1).max(80);
const lookSchema = z.strictObject({ known: z.string().max(VERSION_CHARS).optional() });
const placeSchema = z
  .strictObject({
    kind,
    file,
    modifiedMs: z.int(),
    before: file.nullable().exactOptional(),
    seat: z.strictObject({ site: name, car: name.nullable() }).nullable().exactOptional(),
  })
  .refine(({ before, seat }) => before !== undefined || seat !== undefined);
const WANTED =
  '{"kind": "inspection" or "exam", "file": "...", "modifiedMs": ...} with "before": a file or null, or "seat": {"site", "car"} or null, or both';

/** Who waits, and how people arrange them. */
export function queueRoutes(gate: Gate, { queue }: ConsoleOptions): void {
  gate.route("GET /api/queue", async ({ request, visitor }, reply) => {
    const asked = lookSchema.safeParse(request.query);
    if (!asked.success) return malformed(reply, "GET /api/queue, with ?known= of the answer before at most");
    const { atWallMs, ...view } = await queue.look(visitor);
    const text = JSON.stringify(view);
    const version = createHash("sha256").update(text).digest("hex").slice(0, VERSION_CHARS);
    // A page asks every second, and mostly nothing is another than before.
    if (asked.data.known === version) return { version, atWallMs, same: true };
    return reply
      .header("content-type", "application/json; charset=utf-8")
      .send(`{"version":"${version}","atWallMs":${atWallMs},"same":false,"view":${text}}`);
  });
  gate.route("POST /api/queue", async ({ request, visitor }, reply) => {
    const asked = placeSchema.safeParse(request.body);
    if (!asked.success) return malformed(reply, WANTED);
    const answer = await queue.place(asked.data, visitor);
    return answer.kind === "accepted" ? reply.code(200).send(answer) : refuse(reply, answer.reason);
  });
}
