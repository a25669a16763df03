import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { ConsoleOptions } from "../console-options.ts";
import type { Gate } from "./gate.ts";
import { malformed, refuse } from "./refusal-answer.ts";
import { readsStrictly } from "./strict-body.ts";

/** A licence with its portrait, twice as long in text, and in base64. */
const BODY_BYTES_MAX = 1024 * 1024;
const certificate = z.string().regex(/^\d{12}$/);
const file = z.string().min(1).max(BODY_BYTES_MAX);
const beginSchema = z.strictObject({ certificate });
const readSchema = z.strictObject({
  session: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
  certificate,
  answer: file,
  transcript: file.nullable(),
});

/** An electronic licence that a candidate shows at the desk. */
export async function licenceRoutes(
  app: FastifyInstance,
  gate: Gate,
  { licences }: ConsoleOptions,
): Promise<void> {
  gate.route("POST /api/check-in/licence-session", async ({ request: { body }, visitor }, reply) => {
    const asked = beginSchema.safeParse(body);
    if (!asked.success) return malformed(reply, '{"certificate": 12 digits}');
    const answer = licences.begin(asked.data.certificate, visitor);
    return answer.kind === "begun" ? reply.code(201).send(answer) : refuse(reply, answer.reason);
  });
  await app.register((large, _options, made) => {
    readsStrictly(large, BODY_BYTES_MAX);
    gate.route(
      "POST /api/check-in/licence",
      async ({ request: { body }, visitor }, reply) => {
        const asked = readSchema.safeParse(body);
        if (!asked.success)
          return malformed(
            reply,
            '{"session": 32 hex digits or null, "certificate": 12 digits, "answer": base64, "transcript": base64 or null}',
          );
        const answer = licences.read(asked.data, visitor);
        return answer.kind === "read" ? reply.code(200).send(answer) : refuse(reply, answer.reason);
      },
      { app: large, bodyLimit: BODY_BYTES_MAX },
    );
    made();
  });
}
