import type { FastifyReply, FastifyRequest } from "fastify";

/** The cookie that says which session a browser has. Without `Max-Age`: it is forgotten when the browser is closed. */
export class SessionCookie {
  readonly name: string;
  readonly #isSecure: boolean;

  /** `isSecure`: the console speaks TLS; then the browser itself takes care that no other host and no plain page sets it. */
  constructor(isSecure: boolean) {
    this.name = isSecure ? "__Host-proofmark-session" : "proofmark-session";
    this.#isSecure = isSecure;
  }

  read(request: FastifyRequest): string | null {
    return request.cookies[this.name] ?? null;
  }

  set(reply: FastifyReply, token: string): void {
    reply.setCookie(this.name, token, this.#options);
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(this.name, this.#options);
  }

  get #options() {
    return { path: "/", httpOnly: true, sameSite: "strict", secure: this.#isSecure } as const;
  }
}
