import { describe, expect, test } from "vitest";
import { rawPage } from "../support/raw-request.ts";
import {
  doneOf,
  headersOf,
  PASSWORD,
  PIN,
  type SignedInPerson,
  signIn,
  toldOf,
} from "../support/signed-in.ts";
import { changesNothing, type Hall, hall, refusals } from "./attacked-hall.ts";

/** Goal: whatever is sent by somebody, or in their name, does what is theirs to do and nothing else, and stands in the journal. On real sockets. */
const ELSEWHERE = "127.0.0.2";
const MINUTE = 60_000;
const EXAM = '{"kind":"exam"}';
const MEMBER = { name: "李明", staffNumber: "0417", roles: ["operator"] };

describe("requests of other pages, and of none", () => {
  test.each([
    ["of another page", { origin: "http://elsewhere.example" }, "REQUEST_FOREIGN"],
    ["of a sandbox", { origin: "null" }, "REQUEST_FOREIGN"],
    ["of a page over TLS of the same name", { origin: "https://HOST" }, "REQUEST_FOREIGN"],
    ["of another port", { origin: "http://127.0.0.1:1" }, "REQUEST_FOREIGN"],
    [
      "of a name that was turned here",
      { origin: "http://evil.example", host: "evil.example" },
      "REQUEST_FOREIGN",
    ],
    ["of no page", {}, "REQUEST_OF_NO_PAGE"],
  ])(
    "%s change nothing, with the session of somebody",
    async (_what, forged: Record<string, string>, code) => {
      const it = await hall();
      const origin = forged.origin?.replace("HOST", `127.0.0.1:${it.port}`);
      const { cookie } = it.by.headers;
      const headers = { cookie, ...forged, ...(origin !== undefined && { origin }) };
      await changesNothing(it, async () => {
        for (const [path, method] of [
          ["/api/jobs", "POST"],
          ["/api/commands", "POST"],
          ["/api/people", "POST"],
          ["/api/check-in", "POST"],
          ["/api/check-in/fetch", "POST"],
          ["/api/check-in/licence", "POST"],
          ["/api/check-in/licence-session", "POST"],
          ["/api/check-in/out", "POST"],
          ["/api/session", "POST"],
          ["/api/session", "DELETE"],
          ["/api/links/use", "POST"],
        ] as const) {
          const more = { "content-type": "application/json" };
          const answer = await it.ask(path, { method, headers: { ...headers, ...more }, body: EXAM });
          expect([answer.status, answer.json.code], path).toEqual([403, code]);
        }
        const page = await rawPage(it.port, { headers });
        expect([page.status, page.heard]).toEqual([403, ""]);
      });
      expect((await it.get("/api/snapshot")).status).toBe(200);
      expect(new Set(refusals(it).map(({ why }) => why.code))).toEqual(new Set([code]));
      expect(refusals(it).map(({ act }) => act)).toContain("POST /api/jobs");
    },
  );

  test("a socket without a session, or of one that is locked, hears nothing", async () => {
    const it = await hall();
    const { origin } = it;
    expect((await rawPage(it.port, { headers: { origin } })).status).toBe(401);
    it.people.desk.lock(it.by.token);
    expect((await rawPage(it.port, { headers: it.by.headers })).status).toBe(401);
    expect(refusals(it).map(({ act, why }) => `${act} ${why.code}`)).toEqual([
      "look NOT_SIGNED_IN",
      "look SESSION_LOCKED",
    ]);
  });

  test("a strange origin stands in the journal cut and without what a terminal would obey", async () => {
    const it = await hall();
    const origin = `http://${"x".repeat(500)}\u00e9`;
    await it.ask("/api/snapshot", { headers: { origin: Buffer.from(origin, "latin1").toString("latin1") } });
    const [refusal] = refusals(it);
    expect(JSON.stringify(refusal).length).toBeLessThan(400);
  });
});

describe("acts of others", () => {
  test.each([
    ["a manager calls a vehicle", "manager", "/api/jobs", { kind: "inspection" }, "inspection.open"],
    ["an operator calls a candidate", "operator", "/api/jobs", { kind: "exam" }, "exam.open"],
    [
      "an examiner says a lane is free",
      "examiner",
      "/api/lanes",
      { site: "l", job: "J-1", seen: "out" },
      "lane.seen-out",
    ],
    [
      "an operator adds a manager",
      "operator",
      "/api/people",
      { ...MEMBER, roles: ["manager"], pin: PIN },
      "people.change",
    ],
    ["an auditor makes a link", "auditor", "/api/people/P-00000001/link", { pin: PIN }, "people.change"],
  ] as const)("%s: 403, and the journal has it", async (_what, role, path, body, act) => {
    const it = await hall();
    const member: SignedInPerson = await signIn(it.people, it.url, { roles: [role] });
    await changesNothing(it, async () => {
      const answer = await it.say(path, body, member.headers);
      expect([answer.status, answer.json.code]).toEqual([403, "NOT_YOUR_ACT"]);
    });
    expect(refusals(it)).toEqual([
      expect.objectContaining({ person: member.person.id, from: "127.0.0.1", act, count: 1 }),
    ]);
  });

  test("what the station itself refuses to a person has the status of its reason", async () => {
    const it = await hall({
      command: async () => ({
        kind: "refused",
        reason: { code: "INTEREST_VEHICLE", params: { name: "王海", plate: "鄂A12345" } },
      }),
    });
    const answer = await it.post("/api/commands", '{"job":"J-1","command":{"name":"begin"}}');
    expect([answer.status, (await answer.json()).code]).toEqual([403, "INTEREST_VEHICLE"]);
  });

  test("what is done is told with who did it", async () => {
    const doers: unknown[] = [];
    const it = await hall({
      startJob: async (_kind, _asked, by) => {
        doers.push(by.doer);
        return { kind: "opened", job: "J-1" };
      },
    });
    await it.post("/api/jobs", EXAM);
    expect(doers).toEqual([
      { person: it.by.person.id, from: "127.0.0.1", session: expect.stringMatching(/^[0-9a-f]{16}$/) },
    ]);
  });
});

describe("links", () => {
  const link = async (it: Hall): Promise<string> => {
    const added = await it.post("/api/people", JSON.stringify({ ...MEMBER, pin: PIN }));
    return ((await added.json()) as { link: string }).link;
  };
  const SECRETS = { password: PASSWORD, pin: PIN };

  test("one is good once: then, and in parallel, 409 for the second", async () => {
    const it = await hall();
    const token = await link(it);
    const look = await it.say("/api/links/look", { token });
    expect(look.json).toEqual({ for: "person", name: MEMBER.name });
    const both = await Promise.all([1, 2].map(() => it.say("/api/links/use", { token, ...SECRETS })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const third = await it.say("/api/links/use", { token, ...SECRETS });
    expect([third.status, third.json.code]).toEqual([409, "LINK_SPENT"]);
    expect((await it.say("/api/links/look", { token })).status).toBe(409);
    expect(refusals(it).map(({ act, why }) => `${act} ${why.code}`)).toEqual(["link LINK_SPENT"]);
    const session = both.find(({ status }) => status === 201);
    expect(session?.json).toMatchObject({ person: MEMBER, locked: false, lockAfterMs: 15 * MINUTE });
    expect(session?.json.mayDo).toEqual([
      "look",
      "inspection.open",
      "inspection.place",
      "inspection.take-in",
      "inspection.take-out",
      "inspection.begin",
      "inspection.stop-item",
      "inspection.go-on",
      "inspection.part-begin",
      "inspection.part-enter",
      "inspection.part-photo",
      "inspection.part-end",
      "inspection.abort",
      "lane.seen-out",
      "slip.look",
    ]);
  });

  test("of another kind, of another form, or forged, none lets anybody in", async () => {
    const it = await hall();
    const token = await link(it);
    await changesNothing(it, async () => {
      for (const body of [
        { token },
        { token, password: PASSWORD },
        { token, ...SECRETS, roles: ["manager"] },
        { token, ...SECRETS, name: "Eve", staffNumber: "0666" },
        { token: [token], ...SECRETS },
        { ...SECRETS },
      ])
        expect((await it.say("/api/links/use", body)).status, JSON.stringify(body)).toBe(400);
      for (const forged of ["", "x".repeat(43), "__proto__", `${token}A`])
        expect((await it.say("/api/links/use", { token: forged, ...SECRETS })).status).toBe(409);
    });
    expect((await it.say("/api/links/use", { token, ...SECRETS })).status).toBe(201);
  });

  test("the link that sets a station up makes a manager, and an easy password none", async () => {
    const it = await hall();
    it.people.vault.altered = true;
    const token = await new Promise<string>((made) =>
      it.people.desk.office.ownLink({ kind: "set-up" }, made),
    );
    const who = { name: "王海", staffNumber: "0001" };
    expect((await it.say("/api/links/look", { token })).json).toEqual({ for: "set-up", name: null });
    const easy = await it.say("/api/links/use", { token, ...who, password: "password", pin: PIN });
    expect([easy.status, easy.json.code]).toEqual([400, "PASSWORD_EASY"]);
    const bad = await it.say("/api/links/use", { token, ...who, name: "", ...SECRETS });
    expect([bad.status, bad.json.code]).toEqual([400, "PERSON_MALFORMED"]);
    expect((await it.say("/api/links/use", { token, ...who, ...SECRETS })).json.person).toMatchObject({
      ...who,
      roles: ["manager"],
    });
  });
});

describe("bodies", () => {
  test.each([
    ["a prototype", '{"name":"x","__proto__":{"roles":["manager"]},"pin":"628401"}', 400],
    ["a constructor", '{"constructor":{"prototype":{"pin":"x"}},"pin":"628401"}', 400],
    ["a doubled key", '{"pin":"628401","pin":"628401"}', 400],
    ["a list", "[]", 400],
    ["no JSON", "{", 400],
    ["a huge one", `{"pin":"${"x".repeat(20_000)}"}`, 413],
    ["a long PIN", `{"pin":"${"1".repeat(65)}"}`, 400],
  ])("%s is refused", async (_what, body, status) => {
    const it = await hall();
    await changesNothing(it, async () => {
      for (const path of ["/api/people", "/api/people/P-00000001", "/api/people/P-00000001/link"])
        expect((await it.say(path, body, it.by.headers)).status, path).toBe(status);
    });
  });

  test("a huge password is refused before it is hashed", async () => {
    const it = await hall();
    expect((await it.signIn("x".repeat(513))).status).toBe(400);
    expect((await it.signIn("x".repeat(20_000))).status).toBe(413);
    expect(it.people.entries.filter(({ type }) => type === "console-refused")).toEqual([]);
  });

  test("a name of markup is text: it comes back as JSON, and a page that took it for more is forbidden to run it", async () => {
    const it = await hall();
    const name = '<script>alert("x")</script>';
    const added = await it.post("/api/people", JSON.stringify({ ...MEMBER, name, pin: PIN }));
    expect(added.status).toBe(201);
    const people = await it.get("/api/people");
    expect(people.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(people.headers.get("x-content-type-options")).toBe("nosniff");
    expect(people.headers.get("content-security-policy")).toMatch(/script-src 'self'(?!.*unsafe)/);
    expect(((await people.json()) as { people: { name: string }[] }).people.at(-1)?.name).toBe(name);
    const hidden = await it.post("/api/people", JSON.stringify({ ...MEMBER, name: "a\u202eb", pin: PIN }));
    expect(hidden.status).toBe(400);
  });

  test("an unknown person, and one whose name is that of a function", async () => {
    const it = await hall();
    for (const id of ["P-00000000", "constructor", "__proto__", "..%2f..%2fetc"])
      expect((await it.post(`/api/people/${id}`, JSON.stringify({ pin: PIN }))).status, id).toBe(409);
  });
});

test("ten thousand refused requests are some dozens of entries, and the next honest one is answered", async () => {
  const it = await hall();
  const before = it.people.entries.length;
  for (let round = 0; round < 100; round++)
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        it.ask(`/api/${n % 2 ? "snapshot" : "people"}`, {
          from: `127.0.${round % 5}.${(n % 50) + 1}`,
          headers: { cookie: `proofmark-session=${round}-${n}` },
        }),
      ),
    );
  it.people.clock.advanceBy(MINUTE);
  const entries = refusals(it);
  expect(it.people.entries.length - before).toBeLessThanOrEqual(110);
  expect(entries.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
  expect((await it.signIn(PASSWORD)).status).toBe(201);
}, 120_000);

test("one's own password is changed by the old one alone, and whoever sat there by it is out", async () => {
  const it = await hall();
  const thief = await it.people.enter(it.by.person, ELSEWHERE);
  const wanted = "another long sentence";
  const change = (password: string) =>
    it.post("/api/own", JSON.stringify({ secret: "password", password, wanted }));
  const wrong = await change("wrong");
  expect([wrong.status, (await wrong.json()).code]).toEqual([403, "PASSWORD_WRONG"]);
  expect(refusals(it)).toEqual([expect.objectContaining({ act: "own.password", person: it.by.person.id })]);
  expect((await change(PASSWORD)).status).toBe(204);
  expect((await it.get("/api/snapshot")).status).toBe(200);
  const answer = await it.ask("/api/snapshot", { headers: headersOf(it.url, thief), from: ELSEWHERE });
  expect(answer.status).toBe(401);
  doneOf(
    await toldOf((told) =>
      it.people.desk.signIn(
        { staffNumber: it.by.person.staffNumber, password: wanted, from: "127.0.0.1" },
        told,
      ),
    ),
  );
});
