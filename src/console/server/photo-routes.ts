import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { PHOTO_FORM, PHOTO_KINDS } from "../../core/photos/photo-form.ts";
import type { ConsoleOptions } from "../console-options.ts";
import type { Gate } from "./gate.ts";
import { malformed, refuse } from "./refusal-answer.ts";

const placeSchema = z.strictObject({
  job: z.string().min(1).max(80),
  part: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  photo: z.string().regex(/^\d{4}$/),
});
const photoSchema = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
/** One byte more is read than may be kept, so that a photo that is a little too large is told so in a sentence. */
const UPLOAD_BYTES_MAX = PHOTO_FORM.bytesMax + 64 * 1024;

/** Photos of what inspectors look at: the bytes themselves come in, and go out again by their hash. */
export function photoRoutes(app: FastifyInstance, gate: Gate, { photos }: ConsoleOptions): void {
  const types = [...Object.values(PHOTO_KINDS).map(({ mediaType }) => mediaType), "application/octet-stream"];
  app.addContentTypeParser(types, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  gate.route(
    "POST /api/jobs/:job/photos/:part/:photo",
    async ({ request, visitor }, reply) => {
      const place = placeSchema.safeParse(request.params);
      const { body } = request;
      if (!place.success || !(body instanceof Uint8Array) || photos === undefined)
        return malformed(reply, "the bytes of a JPEG, PNG or WebP for a photo of a part, as /identity/0113");
      const answer = await photos.take(place.data, body, visitor);
      if (answer.kind === "refused") return refuse(reply, answer.reason);
      return reply.code(201).send({ sha256: answer.sha256 });
    },
    { bodyLimit: UPLOAD_BYTES_MAX },
  );
  gate.route("GET /api/photos/:sha256", async ({ request }, reply) => {
    const asked = photoSchema.safeParse(request.params);
    const found = asked.success && photos !== undefined ? await photos.read(asked.data.sha256) : null;
    if (found === null) return reply.code(404).send({ error: "No such photo is here." });
    return reply.type(found.mediaType).send(Buffer.from(found.bytes));
  });
}
