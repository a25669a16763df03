import fastify from "fastify";
import { describe, expect, test } from "vitest";
import { Gate } from "../../src/console/server/gate.ts";
import { ROUTE_GUARDS, type RouteGuard, type RouteName } from "../../src/console/server/route-guards.ts";
import { SessionCookie } from "../../src/console/server/session-cookie.ts";
import { PERSON_ROLE_CODES } from "../../src/core/trade/words/person-roles.ts";
import { rawRequest } from "../support/raw-request.ts";
import { peopleWorld, signIn } from "../support/signed-in.ts";
import { codeOnly, readSource, sourceFiles } from "../support/source-tree.ts";
import { served } from "./served-console.ts";

const ROUTES = Object.entries(ROUTE_GUARDS) as [RouteName, RouteGuard][];
const OPEN: readonly RouteGuard[] = ["pages", "anybody"];

/** Any of its kind: what is asked does not matter, for nobody gets so far. */
function pathOf(name: RouteName): { readonly method: string; readonly path: string } {
  const [method = "", url = ""] = name.split(" ");
  return {
    method,
    path: url
      .replace(":photo", "0111")
      .replace(":sha256", "ab".repeat(32))
      .replace(":id/:part", `${"ab".repeat(32)}/record`)
      .replace(":id", "P-00000001")
      .replace("*", ""),
  };
}

function asking(name: RouteName, port: number, cookie?: string) {
  const { method, path } = pathOf(name);
  const origin = `http://127.0.0.1:${port}`;
  const headers = { origin, "content-type": "application/json", ...(cookie !== undefined && { cookie }) };
  return rawRequest(port, path, { method, headers, ...(method === "POST" && { body: "{}" }) });
}

describe("every route has its guard", () => {
  test("one that has no row cannot be made", () => {
    const app = fastify();
    new Gate(app, {
      people: peopleWorld().desk,
      cookie: new SessionCookie(false),
      listeningHost: "127.0.0.1",
      isTls: false,
      localToken: null,
    });
    const handler = async (): Promise<object> => ({});
    expect(() => app.get("/api/secrets", handler)).toThrow(/GET \/api\/secrets has no guard/);
    expect(() => app.delete("/api/snapshot", handler)).toThrow(/has no guard/);
    expect(() => app.all("/api/jobs", handler)).toThrow(/has no guard/);
    expect(() => app.get("/constructor", handler)).toThrow(/has no guard/);
  });

  test("routes are made by the gate alone, and by the live socket", () => {
    const makers = sourceFiles("src")
      .filter((path) => path.startsWith("src/console/") && !path.startsWith("src/console/web/"))
      .filter((path) =>
        /\bapp\s*\.\s*(?:get|head|post|put|patch|delete|options|all|route)\(/.test(
          codeOnly(readSource(path)),
        ),
      );
    expect(makers).toEqual(["src/console/server/gate.ts", "src/console/server/live-route.ts"]);
  });

  test("the table of guards, which a reviewer reads", () => {
    expect(ROUTES.map(([name, guard]) => `${name}: ${guard}`)).toMatchInlineSnapshot(`
      [
        "GET /*: pages",
        "GET /ws: look",
        "GET /api/snapshot: look-or-token",
        "GET /api/courses: look",
        "GET /api/records/:id/:part: look",
        "POST /api/jobs: inside",
        "GET /api/jobs/:job/rules: look",
        "POST /api/jobs/:job/photos/:part/:photo: inside",
        "GET /api/photos/:sha256: look",
        "POST /api/commands: inside",
        "POST /api/lanes: lane.seen-out",
        "GET /api/session: anybody",
        "POST /api/session: anybody",
        "DELETE /api/session: session",
        "POST /api/session/lock: inside",
        "POST /api/session/unlock: session",
        "POST /api/session/active: inside",
        "POST /api/links/look: anybody",
        "POST /api/links/use: anybody",
        "GET /api/people: people.look",
        "GET /api/names: look",
        "POST /api/people: people.change",
        "POST /api/people/:id: people.change",
        "POST /api/people/:id/link: people.change",
        "POST /api/own: inside",
      ]
    `);
  });

  test("without a session only the way in and the page answer", async () => {
    const { port } = await served();
    for (const [name, guard] of ROUTES) {
      const { status, json } = await asking(name, port);
      if (OPEN.includes(guard)) expect([200, 400, 401], name).toContain(status);
      else expect([status, json.code], name).toEqual([401, "NOT_SIGNED_IN"]);
    }
  });

  test("locked, only the ways out answer", async () => {
    const { port, people, by } = await served();
    people.desk.lock(by.token);
    for (const [name, guard] of ROUTES) {
      if (OPEN.includes(guard) || guard === "session") continue;
      const { status, json } = await asking(name, port, by.headers.cookie);
      expect([status, json.code], name).toEqual([401, "SESSION_LOCKED"]);
    }
    const session = await asking("GET /api/session", port, by.headers.cookie);
    expect([session.status, session.json.locked]).toEqual([200, true]);
    expect((await asking("DELETE /api/session", port, by.headers.cookie)).status).toBe(204);
  });

  test("each role gets what its acts say, and nothing else", async () => {
    const { port, url, people } = await served();
    const rows: string[] = [];
    for (const role of PERSON_ROLE_CODES) {
      const { headers } = await signIn(people, url, { roles: [role] });
      for (const [name, guard] of ROUTES) {
        if (OPEN.includes(guard) || name === "DELETE /api/session" || name === "POST /api/session/lock")
          continue;
        const { json } = await asking(name, port, headers.cookie);
        if (json.code === "NOT_YOUR_ACT") rows.push(`${role}: ${name}`);
      }
    }
    expect(rows).toMatchInlineSnapshot(`
      [
        "operator: GET /api/people",
        "operator: POST /api/people",
        "operator: POST /api/people/:id",
        "operator: POST /api/people/:id/link",
        "examiner: POST /api/lanes",
        "examiner: GET /api/people",
        "examiner: POST /api/people",
        "examiner: POST /api/people/:id",
        "examiner: POST /api/people/:id/link",
        "signatory: POST /api/lanes",
        "signatory: GET /api/people",
        "signatory: POST /api/people",
        "signatory: POST /api/people/:id",
        "signatory: POST /api/people/:id/link",
        "manager: POST /api/lanes",
        "auditor: POST /api/lanes",
        "auditor: POST /api/people",
        "auditor: POST /api/people/:id",
        "auditor: POST /api/people/:id/link",
      ]
    `);
  });
});
