import type { FastifyError, FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { PHOTO_BYTES_MAX, PHOTO_MEDIA_TYPES } from "../../core/photos/photo-form.ts";
import { reason } from "../../core/trade/reasons.ts";
import type { ConsoleOptions } from "../console-options.ts";
import type { UploadPlace, UploadPlaces } from "../upload-places.ts";
import type { Gate } from "./gate.ts";
import { malformed, refuse } from "./refusal-answer.ts";

const uploadParams = z.strictObject({
  job: z.string().min(1).max(80),
  /** As the machine's command has them; what has another form reaches nobody. */
  part: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  photo: z.string().regex(/^\d{4}$/),
});
const readParams = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
/** A program may not know which of them it has; the first bytes decide, whatever it says. */
const BODY_TYPES = [...Object.values(PHOTO_MEDIA_TYPES), "application/octet-stream"];

/** Photos of parts that are looked at by hand, as bytes: this part of the server alone reads them, and reads nothing else. */
export async function photoRoutes(
  app: FastifyInstance,
  gate: Gate,
  options: ConsoleOptions,
  uploads: UploadPlaces,
): Promise<void> {
  const places = new WeakMap<FastifyRequest, UploadPlace>();
  await app.register((photos, _options, made) => {
    photos.removeAllContentTypeParsers();
    photos.addContentTypeParser(BODY_TYPES, { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    photos.setErrorHandler<FastifyError>((error, _request, reply) => {
      if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE")
        return refuse(reply, reason("PHOTO_BYTES_TOO_MANY", { mostMiB: PHOTO_BYTES_MAX / 2 ** 20 }));
      if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
        return refuse(reply, reason("PHOTO_KIND_UNKNOWN", {}));
      throw error;
    });
    gate.route(
      "POST /api/jobs/:job/photos/:part/:photo",
      async ({ request, visitor }, reply) => {
        const asked = uploadParams.safeParse(request.params);
        if (!asked.success) return malformed(reply, "a photo to /api/jobs/JOB/photos/PART/0000");
        const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
        const place = places.get(request);
        // Its bytes are here until this is done, whether or not somebody still waits for the answer.
        place?.enter();
        try {
          const answer = await options.photo(asked.data, bytes, visitor);
          if (answer.kind === "taken") return reply.code(201).send({ sha256: answer.sha256 });
          return refuse(reply, answer.reason);
        } finally {
          place?.leave();
        }
      },
      {
        app: photos,
        bodyLimit: PHOTO_BYTES_MAX,
        whyNot({ request, visitor }, whenGone) {
          const asked = uploadParams.safeParse(request.params);
          const why = asked.success ? options.whyNoPhoto(asked.data.job, visitor) : null;
          if (why !== null) return why;
          const { session } = visitor.doer;
          const bytes = bytesToCome(request);
          const full = uploads.whyNot(session, bytes);
          if (full !== null) return full;
          const place = uploads.placeOf(session, bytes);
          places.set(request, place);
          place.enter();
          whenGone(() => place.leave());
          return null;
        },
      },
    );
    made();
  });
  gate.route("GET /api/photos/:sha256", async ({ request }, reply) => {
    const asked = readParams.safeParse(request.params);
    if (!asked.success) return refuse(reply, reason("PHOTO_UNKNOWN", {}));
    const photo = await options.readPhoto(asked.data.sha256);
    if (photo.kind === "none") return refuse(reply, photo.reason);
    return reply.type(photo.mediaType).send(photo.bytes);
  });
}

/** As many as it says, and never more than are read of it; a body that does not say may have all of them. */
function bytesToCome({ headers }: FastifyRequest): number {
  const said = headers["content-length"];
  return said === undefined ? PHOTO_BYTES_MAX : Math.min(Number(said), PHOTO_BYTES_MAX);
}
