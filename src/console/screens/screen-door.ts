import type { FastifyReply, FastifyRequest } from "fastify";
import { ATTEMPTS, AttemptBook } from "../../core/people/attempts.ts";
import type { ScreenScope } from "../../core/screens/screen-scope.ts";
import { reason } from "../../core/trade/reasons.ts";
import type { PeopleDesk } from "../../station/people/people-desk.ts";
import { consoleClockMs } from "../live-socket.ts";
import { nothingHere, refuse } from "../server/refusal-answer.ts";
import type { ScreenTokens } from "./screen-tokens.ts";

/** A browser's socket has no header of its own to say it with: it stands beside the name of the protocol, which the server answers with. */
export const SCREEN_PROTOCOL = "proofmark-screen";
/** As signing in from one address, whoever was meant. */
const WRONG_FREE = 20;

/** Who comes with the token of a screen. What is wrong with it is not said: such a screen is not there. */
export class ScreenDoor {
  readonly #tokens: ScreenTokens | null;
  readonly #people: Pick<PeopleDesk, "deny">;
  readonly #attempts = new AttemptBook({ ...ATTEMPTS, free: WRONG_FREE });
  readonly #scopes = new WeakMap<FastifyRequest, ScreenScope>();

  /** `tokens`: null where this console shows no such screens. */
  constructor(tokens: ScreenTokens | null, people: Pick<PeopleDesk, "deny">) {
    this.#tokens = tokens;
    this.#people = people;
  }

  /** Undefined where the token is right; else it is answered. `act`: for the journal, which never has the token. */
  admit(request: FastifyRequest, reply: FastifyReply, from: string, act: string): FastifyReply | undefined {
    const now = consoleClockMs();
    const waitMs = this.#attempts.waitMs([from], now);
    if (waitMs > 0) return refuse(reply, reason("SIGN_IN_WAIT", { seconds: Math.ceil(waitMs / 1000) }));
    // Counted before it is looked at, and taken back when it was right.
    this.#attempts.wrong([from], now);
    const scope = this.#tokens?.read(shownIn(request)) ?? null;
    if (scope === null) {
      this.#people.deny({ person: null, from, act, why: reason("SCREEN_UNKNOWN", {}) });
      return nothingHere(reply);
    }
    this.#attempts.takeBack([from]);
    this.#scopes.set(request, scope);
    return undefined;
  }

  /** Of a request that was admitted. */
  scopeOf(request: FastifyRequest): ScreenScope {
    const scope = this.#scopes.get(request);
    if (scope === undefined) throw new Error(`no token was looked at for ${request.method} ${request.url}`);
    return scope;
  }
}

function shownIn({ headers }: FastifyRequest): string {
  const [protocol, token = ""] = (headers["sec-websocket-protocol"] ?? "").split(/\s*,\s*/);
  if (headers.upgrade !== undefined) return protocol === SCREEN_PROTOCOL ? token : "";
  return /^Screen (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
}
