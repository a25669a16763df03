import type { AnyReason, Sentence } from "../../core/trade/reason-shape.ts";
import { pressedAtClockMs } from "./news.ts";
import { textIn } from "./texts.ts";

/** Longer than any answer takes that the station means to give. */
const ANSWER_WITHIN_MS = 20_000;

export interface Refused {
  readonly kind: "refused";
  /** Null where the answer was not one for people: a broken request, a program between. */
  readonly code: string | null;
  readonly params: AnyReason["params"];
  readonly said: Sentence;
}

export type Answer<Body> =
  | { readonly kind: "done"; readonly body: Body }
  | Refused
  | { readonly kind: "unreachable" };

type Method = "GET" | "POST" | "DELETE";

/** What the station says to this request. Never rejects. */
export async function stationAnswer<Body = unknown>(
  method: Method,
  path: string,
  body?: unknown,
): Promise<Answer<Body>> {
  try {
    const response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: headersOf(method, body),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answerOf(response.status, await response.text());
  } catch {
    return { kind: "unreachable" };
  }
}

/** What changes something says when it was pressed. */
function headersOf(method: Method, body: unknown): Record<string, string> {
  const pressed = method === "GET" ? null : pressedAtClockMs();
  return {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(pressed === null ? {} : { "x-proofmark-pressed": String(pressed) }),
  };
}

/** What an answer says; one that cannot be read came from something between. */
export function answerOf<Body>(status: number, text: string): Answer<Body> {
  if (status < 200 || status > 299) return refused(status, text);
  try {
    return { kind: "done", body: (text === "" ? null : JSON.parse(text)) as Body };
  } catch {
    return { kind: "unreachable" };
  }
}

/** Why it was not done, for whoever stands at the screen. */
export function whyNotDone(answer: Exclude<Answer<unknown>, { kind: "done" }>): Sentence {
  if (answer.kind === "refused") return answer.said;
  return { zh: textIn("noAnswer", "zh"), en: textIn("noAnswer", "en") };
}

function refused(status: number, text: string): Refused {
  const { code, params, reason, reasonZh } = fieldsOf(text);
  // What has no reason in both languages is said to programs, not to whoever stands at the screen.
  const otherwise = (language: "zh" | "en"): string => `${textIn("notTaken", language)} (${status})`;
  return {
    kind: "refused",
    code: code ?? null,
    params: params ?? {},
    said: { zh: reasonZh ?? otherwise("zh"), en: reason ?? otherwise("en") },
  };
}

interface RefusalBody {
  readonly code?: string;
  readonly params?: AnyReason["params"];
  readonly reason?: string;
  readonly reasonZh?: string;
}

function fieldsOf(text: string): RefusalBody {
  try {
    return JSON.parse(text) as RefusalBody;
  } catch {
    return {};
  }
}
