import { PERSON_ROLE_CODES } from "../../src/core/trade/words/person-roles.ts";

const SOMEBODY = {
  name: "王海",
  staffNumber: "0417",
  password: "quiet harbour lantern 47",
  pin: "628401",
};

/**
 * A person at the console of a station in a process of its own: signed in by the link that its terminal shows, the first time as
 * whoever sets the station up, later by the password.
 */
export class ConsoleVisit {
  readonly #lines: readonly string[];
  readonly #urlOf: () => string;
  #entered: { readonly url: string; readonly cookie: Promise<string> } | null = null;

  constructor(urlOf: () => string, lines: readonly string[]) {
    this.#urlOf = urlOf;
    this.#lines = lines;
  }

  /** For a request as the page makes it. Throws where nobody can sign in. */
  async headers(): Promise<{ readonly origin: string; readonly cookie: string }> {
    const url = this.#urlOf();
    if (this.#entered?.url !== url) this.#entered = { url, cookie: this.#enter(url) };
    return { origin: url, cookie: await this.#entered.cookie };
  }

  async #enter(url: string): Promise<string> {
    const token = this.#link();
    if (token === null) {
      const { staffNumber, password } = SOMEBODY;
      return (await asked(url, "/api/session", { staffNumber, password })).cookie;
    }
    const { for: purpose } = (await asked(url, "/api/links/look", { token })).body;
    if (purpose === "sign-in") return (await asked(url, "/api/links/use", { token })).cookie;
    const { cookie, body } = await asked(url, "/api/links/use", { token, ...SOMEBODY });
    const { id } = body.person as { readonly id: string };
    // Whoever sets a station up is its manager and nothing else, until they say so.
    await asked(url, `/api/people/${id}`, { roles: PERSON_ROLE_CODES, pin: SOMEBODY.pin }, cookie);
    return cookie;
  }

  #link(): string | null {
    const line = this.#lines.findLast((text) => text.includes("#link="));
    return line === undefined ? null : (/#link=(\S+)/.exec(line)?.[1] ?? null);
  }
}

async function asked(url: string, path: string, body: unknown, cookie = "") {
  const answer = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, cookie },
    body: JSON.stringify(body),
  });
  const told = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${path} ${answer.status}: ${JSON.stringify(told)}`);
  return { body: told, cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
}
