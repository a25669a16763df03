import fastify from "fastify";
import { describe, expect, test } from "vitest";
import { ScreenDoor } from "../../src/console/screens/screen-door.ts";
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
      .replace("records/:id", `records/${"ab".repeat(32)}`)
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

const PUBLIC_SERVER = "src/console/registry/public-server.ts";

describe("every route has its guard", () => {
  test("one that has no row cannot be made", () => {
    const app = fastify();
    const people = peopleWorld().desk;
    new Gate(app, {
      people,
      screens: new ScreenDoor(null, people),
      cookie: new SessionCookie(false),
      names: ["127.0.0.1"],
      isTls: false,
      localToken: null,
    });
    const handler = async (): Promise<object> => ({});
    expect(() => app.get("/api/secrets", handler)).toThrow(/GET \/api\/secrets has no guard/);
    expect(() => app.delete("/api/snapshot", handler)).toThrow(/has no guard/);
    expect(() => app.all("/api/jobs", handler)).toThrow(/has no guard/);
    expect(() => app.get("/constructor", handler)).toThrow(/has no guard/);
  });

  test("routes are made by the gate alone, and by the live sockets", () => {
    const makers = sourceFiles("src")
      .filter((path) => path.startsWith("src/console/") && !path.startsWith("src/console/web/"))
      .filter((path) =>
        /\bapp\s*\.\s*(?:get|head|post|put|patch|delete|options|all|route)\(/.test(
          codeOnly(readSource(path)),
        ),
      );
    expect(makers).toEqual([
      PUBLIC_SERVER,
      "src/console/screens/screen-socket.ts",
      "src/console/server/gate.ts",
      "src/console/server/live-route.ts",
    ]);
  });

  test("what answers the public is a server of its own, without sign-in: it only reads, and no console has it", () => {
    const made = [...codeOnly(readSource(PUBLIC_SERVER)).matchAll(/\bapp\s*\.\s*(\w+)\(/g)].map(
      ([, word]) => word,
    );
    expect(made).toContain("get");
    for (const word of ["head", "post", "put", "patch", "delete", "options", "all", "route"])
      expect(made).not.toContain(word);
    const users = sourceFiles("src").filter((path) =>
      /console\/registry\/public-server/.test(readSource(path)),
    );
    expect(users).toEqual(["src/runtime/registry/public-answers.ts"]);
  });

  test("the table of guards, which a reviewer reads", () => {
    expect(ROUTES.map(([name, guard]) => `${name}: ${guard}`)).toMatchInlineSnapshot(`
      [
        "GET /*: pages",
        "GET /ws: look",
        "GET /ws/screen: screen",
        "GET /api/screen: screen",
        "GET /api/screens: screens.look",
        "GET /api/jobs/:job/slip: slip.look",
        "GET /healthz: anybody",
        "GET /metrics: look-or-token",
        "GET /api/snapshot: look-or-token",
        "GET /api/courses: look",
        "GET /api/records/:id/:part: look",
        "POST /api/records/:id/withdraw: inside",
        "GET /api/results: look",
        "GET /api/results/:record: look",
        "GET /api/station: look",
        "GET /api/station/devices/:device: look",
        "GET /api/station/log: look",
        "GET /api/queue: look",
        "POST /api/queue: inside",
        "GET /api/check-in: inside",
        "POST /api/check-in: inside",
        "POST /api/check-in/fetch: inside",
        "POST /api/check-in/licence: inside",
        "POST /api/check-in/licence-session: inside",
        "POST /api/check-in/out: inside",
        "POST /api/jobs: inside",
        "GET /api/jobs/:job/rules: look",
        "GET /api/jobs/:job/line: look",
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
      // As if it were not there: who has no token is not to know what has one.
      else if (guard === "screen")
        expect([status, json], name).toEqual([404, { error: "There is nothing here." }]);
      else expect([status, json.code], name).toEqual([401, "NOT_SIGNED_IN"]);
    }
  });

  test("locked, only the ways out answer", async () => {
    const { port, people, by } = await served();
    people.desk.lock(by.token);
    for (const [name, guard] of ROUTES) {
      if (OPEN.includes(guard) || guard === "session" || guard === "screen") continue;
      const { status, json } = await asking(name, port, by.headers.cookie);
      expect([status, json.code], name).toEqual([401, "SESSION_LOCKED"]);
    }
    // Whoever may do everything here sees no screen by that.
    expect((await asking("GET /api/screen", port, by.headers.cookie)).status).toBe(404);
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
        "operator: GET /api/screens",
        "operator: GET /api/people",
        "operator: POST /api/people",
        "operator: POST /api/people/:id",
        "operator: POST /api/people/:id/link",
        "examiner: GET /api/screens",
        "examiner: POST /api/lanes",
        "examiner: GET /api/people",
        "examiner: POST /api/people",
        "examiner: POST /api/people/:id",
        "examiner: POST /api/people/:id/link",
        "signatory: GET /api/screens",
        "signatory: GET /api/jobs/:job/slip",
        "signatory: POST /api/lanes",
        "signatory: GET /api/people",
        "signatory: POST /api/people",
        "signatory: POST /api/people/:id",
        "signatory: POST /api/people/:id/link",
        "manager: GET /api/jobs/:job/slip",
        "manager: POST /api/lanes",
        "auditor: GET /api/screens",
        "auditor: GET /api/jobs/:job/slip",
        "auditor: POST /api/lanes",
        "auditor: POST /api/people",
        "auditor: POST /api/people/:id",
        "auditor: POST /api/people/:id/link",
      ]
    `);
  });
});
