import { z } from "zod";
import { isNote } from "../../core/door/signed-text.ts";
import { candidateSoughtSchema, vehicleSoughtSchema } from "../../core/requests/papers-messages.ts";
import { TAKEN_OUT_REASON_CODES } from "../../core/trade/words/taken-out-reasons.ts";
import type { ConsoleOptions } from "../console-options.ts";
import type { Gate } from "./gate.ts";
import { malformed, refuse } from "./refusal-answer.ts";

const FILE_CHARS_MAX = 255;
const kind = z.enum(["inspection", "exam"]);
const request = z.string().regex(/^[0-9a-f]{32}$/);
const name = { file: z.string().min(1).max(FILE_CHARS_MAX), modifiedMs: z.int() };
const takeInSchema = z.strictObject({
  kind,
  request,
  // What stands in them is for the door to say, at its field.
  papers: z.record(z.string(), z.unknown()),
  instead: z.strictObject(name).exactOptional(),
  fetched: request.exactOptional(),
  licence: request.exactOptional(),
});
const fetchSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("inspection"), subject: vehicleSoughtSchema }),
  z.strictObject({ kind: z.literal("exam"), subject: candidateSoughtSchema }),
]);
const takeOutSchema = z
  .strictObject({
    kind,
    request,
    ...name,
    choice: z.enum(TAKEN_OUT_REASON_CODES),
    note: z.string().refine(isNote),
  })
  .refine(({ choice, note }) => choice !== "other" || note !== "");
const papersSchema = z.strictObject({
  kind,
  file: name.file,
  modifiedMs: z.string().regex(/^\d{1,16}$/),
});
const WHOM = '"kind": "inspection" or "exam", "request": 32 hex digits';

/** Taking somebody in, looking at what was taken in so as to correct it, and taking it out of the queue. */
export function checkInRoutes(gate: Gate, { checkIn }: ConsoleOptions): void {
  gate.route("GET /api/check-in", async ({ request: { query }, visitor }, reply) => {
    const asked = papersSchema.safeParse(query);
    if (!asked.success) return malformed(reply, "GET /api/check-in?kind=...&file=...&modifiedMs=...");
    const { file, modifiedMs } = asked.data;
    const answer = checkIn.papers(asked.data.kind, { file, modifiedMs: Number(modifiedMs) }, visitor);
    return answer.kind === "papers" ? reply.code(200).send(answer) : refuse(reply, answer.reason);
  });
  gate.route("POST /api/check-in", async ({ request: { body }, visitor }, reply) => {
    const asked = takeInSchema.safeParse(body);
    if (!asked.success)
      return malformed(
        reply,
        `{${WHOM}, "papers": {...}} with "instead": {"file", "modifiedMs"}, "fetched" and "licence": 32 hex digits each at most`,
      );
    const answer = await checkIn.takeIn(asked.data, visitor);
    return answer.kind === "taken-in" ? reply.code(201).send(answer) : refuse(reply, answer.reason);
  });
  gate.route("POST /api/check-in/fetch", async ({ request: { body }, visitor }, reply) => {
    const asked = fetchSchema.safeParse(body);
    if (!asked.success)
      return malformed(
        reply,
        '{"kind": "inspection", "subject": {"plate", "vinEnd", "vin"}} or {"kind": "exam", "subject": {"certificate", "identityEnd"}}',
      );
    const answer = await checkIn.fetch(asked.data, visitor);
    return answer.kind === "fetched" ? reply.code(200).send(answer) : refuse(reply, answer.reason);
  });
  gate.route("POST /api/check-in/out", async ({ request: { body }, visitor }, reply) => {
    const asked = takeOutSchema.safeParse(body);
    if (!asked.success)
      return malformed(
        reply,
        `{${WHOM}, "file", "modifiedMs", "choice": a reason of the list, "note": "..."}`,
      );
    const answer = await checkIn.takeOut(asked.data, visitor);
    return answer.kind === "accepted" ? reply.code(200).send(answer) : refuse(reply, answer.reason);
  });
}
