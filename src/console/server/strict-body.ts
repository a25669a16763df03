import type { FastifyInstance } from "fastify";
import { parseStrictJson } from "../../core/record/strict-json.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";

/** One text, one meaning: what two readers may take for two things is refused here. */
export function readsStrictly(app: FastifyInstance, bytesMax: number): void {
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    // Nothing at all is said by some pages with this type as well; who needs a body refuses it.
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    const json = parseStrictJson(typeof body === "string" ? body : new Uint8Array(body), { bytesMax });
    if (json.kind === "value") done(null, json.value);
    else {
      const words = `The body is not JSON as this console reads it: ${sentenceOf(json.reason).en}.`;
      done(Object.assign(new Error(words), { statusCode: 400 }));
    }
  });
}
