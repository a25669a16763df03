import { expect } from "vitest";
import { type RawAnswer, type RawRequest, rawRequest } from "../support/raw-request.ts";
import { type Served, served } from "./served-console.ts";

/** A console at which anything may be tried. */
export interface Hall extends Served {
  readonly origin: string;
  ask(path: string, asked?: RawRequest): Promise<RawAnswer>;
  say(path: string, body: unknown, headers?: Record<string, string>, from?: string): Promise<RawAnswer>;
  signIn(password: string, from?: string): Promise<RawAnswer>;
}

export async function hall(changes: Parameters<typeof served>[0] = {}): Promise<Hall> {
  const it = await served(changes);
  const { origin } = it.by.headers;
  const ask: Hall["ask"] = (path, asked) => rawRequest(it.port, path, asked);
  const say: Hall["say"] = (path, body, headers = {}, from) =>
    ask(path, {
      method: "POST",
      headers: { origin, "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...(from !== undefined && { from }),
    });
  const { staffNumber } = it.by.person;
  return {
    ...it,
    origin,
    ask,
    say,
    signIn: (password, from) => say("/api/session", { staffNumber, password }, {}, from),
  };
}

/** Nothing was asked of the station and nobody is another one than before. */
export async function changesNothing({ people, asked }: Hall, attack: () => Promise<void>): Promise<void> {
  const before = JSON.stringify([asked, people.people.summed()]);
  await attack();
  expect(JSON.stringify([asked, people.people.summed()])).toBe(before);
}

export const refusals = ({ people }: Hall) =>
  people.entries.flatMap((entry) => (entry.type === "console-refused" ? [entry] : []));
export const actsOf = ({ people }: Hall): string[] =>
  people.entries.flatMap((entry) => (entry.type === "console-acted" ? [entry.act.kind] : []));
export const cookieOf = ({ headers }: RawAnswer): string => String(headers["set-cookie"]).split(";")[0] ?? "";
