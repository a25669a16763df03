import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { type Outcome, outcomeOf } from "./answer.ts";

export interface WireSettings {
  readonly url: string;
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
  readonly alreadyThere: readonly string[];
}

/** Posts one envelope. Never throws: what did not work is an outcome. */
export type Post = (body: string) => Promise<Outcome>;

/** What a machine says where nothing can have arrived. */
const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

export function postBy(settings: WireSettings): Post {
  return (body) =>
    new Promise((resolve) => {
      const bytes = Buffer.from(body, "utf8");
      const make = new URL(settings.url).protocol === "https:" ? httpsRequest : httpRequest;
      // One connection a call: a kept one that the other side has just closed would make an unknown of a call that was never sent.
      const sent = make(settings.url, {
        method: "POST",
        agent: false,
        headers: {
          "content-type": "text/xml; charset=utf-8",
          "content-length": bytes.length,
          soapaction: '""',
        },
      });
      const overdue = setTimeout(() => sent.destroy(new Error("timeout")), settings.timeoutMs);
      const settle = (outcome: Outcome): void => {
        clearTimeout(overdue);
        resolve(outcome);
      };
      sent.on("error", (cause: NodeJS.ErrnoException) => {
        const code = cause.code ?? cause.message.slice(0, 40);
        settle(UNSENT.has(code) ? { kind: "unsent", why: code } : { kind: "unknown", why: code });
      });
      sent.on("response", (answer) => read(answer, settings, settle));
      sent.end(bytes);
    });
}

function read(answer: IncomingMessage, settings: WireSettings, settle: (outcome: Outcome) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  answer.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > settings.answerBytesMax) {
      settle({ kind: "unknown", why: "answer-too-large" });
      answer.destroy();
    } else chunks.push(chunk);
  });
  answer.on("error", (cause: NodeJS.ErrnoException) =>
    settle({ kind: "unknown", why: cause.code ?? "broken-off" }),
  );
  answer.on("close", () => {
    if (!answer.complete) settle({ kind: "unknown", why: "broken-off" });
  });
  answer.on("end", () => {
    const status = answer.statusCode ?? 0;
    if (status === 200) settle(outcomeOf(Buffer.concat(chunks), settings.alreadyThere));
    else settle({ kind: "unknown", why: `http-${status}` });
  });
}
