import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { rawPage } from "../support/raw-request.ts";
import { headersOf, PASSWORD, PIN, signIn } from "../support/signed-in.ts";
import { actsOf, changesNothing, cookieOf, hall, refusals } from "./attacked-hall.ts";
import { VIEW } from "./served-console.ts";

/** Goal: whatever is tried to become somebody changes nothing, and stands in the journal. On real sockets. */
const ELSEWHERE = "127.0.0.2";
const MINUTE = 60_000;
const EXAM = '{"kind":"exam"}';
const MEMBER = { name: "李明", staffNumber: "0417", roles: ["operator"] };

describe("guessing", () => {
  test("passwords: after five wrong ones it waits, the right one too, and the journal has both", async () => {
    const it = await hall();
    await changesNothing(it, async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => it.signIn("wrong")));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
      const right = await it.signIn(PASSWORD);
      expect([right.status, right.json.code, right.headers["retry-after"]]).toEqual([
        429,
        "SIGN_IN_WAIT",
        "10",
      ]);
      expect(right.headers["set-cookie"]).toBeUndefined();
    });
    expect(refusals(it).map(({ act, why, from }) => [act, why.code, from])).toEqual([
      ["sign-in", "SIGN_IN_WRONG", "127.0.0.1"],
      ["sign-in", "SIGN_IN_WAIT", "127.0.0.1"],
    ]);
    it.people.clock.advanceBy(10_000);
    expect((await it.signIn(PASSWORD)).status).toBe(201);
  });

  test("a PIN at the locked screen", async () => {
    const it = await hall();
    it.people.desk.lock(it.by.token);
    const unlock = (pin: string) => it.say("/api/session/unlock", { pin }, it.by.headers);
    for (let n = 0; n < 5; n++) expect((await unlock("000000")).json.code).toBe("PIN_WRONG");
    expect((await unlock(PIN)).status).toBe(429);
    expect((await it.get("/api/snapshot")).status).toBe(401);
    expect(refusals(it).map(({ act, why }) => `${act} ${why.code}`)).toEqual([
      "unlock PIN_WRONG",
      "unlock SIGN_IN_WAIT",
      "look SESSION_LOCKED",
    ]);
    it.people.clock.advanceBy(10_000);
    const opened = await unlock(PIN);
    expect(opened.status).toBe(204);
    const headers = { cookie: cookieOf(opened) };
    expect((await it.ask("/api/snapshot", { headers })).status).toBe(200);
    expect((await it.get("/api/snapshot")).status).toBe(401);
  });

  test("a PIN for an act that is signed for: without, with a wrong one, with the right one", async () => {
    const it = await hall();
    const add = (pin?: string) => it.say("/api/people", { ...MEMBER, ...(pin && { pin }) }, it.by.headers);
    await changesNothing(it, async () => {
      const without = await add();
      expect([without.status, without.json.code]).toEqual([403, "PIN_NEEDED"]);
      const wrong = await add("000000");
      expect([wrong.status, wrong.json.code]).toEqual([403, "PIN_WRONG"]);
    });
    expect(refusals(it).map(({ act, why }) => `${act} ${why.code}`)).toEqual(["people.change PIN_WRONG"]);
    expect((await add(PIN)).status).toBe(201);
  });

  test("tokens: forged, cut, long, of another form", async () => {
    const it = await hall();
    const tokens = ["", "x", "A".repeat(43), it.by.token.slice(0, -1), `${it.by.token}A`, "x".repeat(8000)];
    await changesNothing(it, async () => {
      for (const token of [...tokens, "__proto__", "%00", '"']) {
        const headers = headersOf(it.url, token);
        expect((await it.ask("/api/snapshot", { headers })).status, token.slice(0, 50)).toBe(401);
        expect((await it.say("/api/jobs", EXAM, headers)).status, token.slice(0, 50)).toBe(401);
      }
    });
    expect(new Set(refusals(it).map(({ why }) => why.code))).toEqual(new Set(["NOT_SIGNED_IN"]));
  });

  test("the token for programs of this machine opens the status alone, and from this machine alone", async () => {
    const it = await hall({ localToken: "t".repeat(43) });
    const headers = { authorization: `Bearer ${"t".repeat(43)}` };
    expect((await it.ask("/api/snapshot", { headers })).status).toBe(200);
    await changesNothing(it, async () => {
      for (const wrong of ["Bearer x", `Bearer ${"t".repeat(42)}`, `Basic ${"t".repeat(43)}`, "Bearer"])
        expect((await it.ask("/api/snapshot", { headers: { authorization: wrong } })).status).toBe(401);
      for (const path of ["/api/people", "/api/courses", `/api/records/${"ab".repeat(32)}/record`])
        expect((await it.ask(path, { headers })).status, path).toBe(401);
      expect((await it.say("/api/jobs", EXAM, headers)).status).toBe(401);
      expect((await rawPage(it.port, { headers: { ...headers, origin: it.origin } })).status).toBe(401);
    });
  });
});

describe("a session that is not one's own, or not one any more", () => {
  test("left alone it is locked, then over, and says why", async () => {
    const it = await hall();
    it.people.clock.advanceBy(16 * MINUTE);
    const locked = await it.get("/api/snapshot");
    expect([locked.status, (await locked.json()).code]).toEqual([401, "SESSION_LOCKED"]);
    it.people.clock.advanceBy(4 * 60 * MINUTE);
    expect((await it.say("/api/session/unlock", { pin: PIN }, it.by.headers)).status).toBe(401);
    expect(actsOf(it).slice(-2)).toEqual(["session-locked", "session-ended"]);
  });

  test("twelve hours old it is over, however busy", async () => {
    const it = await hall();
    for (let n = 0; n < 72; n++) {
      expect((await it.post("/api/session/active", "")).status, `${n}`).toBe(204);
      it.people.clock.advanceBy(10 * MINUTE);
    }
    expect((await it.post("/api/session/active", "")).status).toBe(401);
    expect(it.people.entries).toContainEqual(
      expect.objectContaining({ act: { kind: "session-ended", why: "too-old" } }),
    );
  });

  test("looking does not keep it open, and neither does the live socket", async () => {
    const it = await hall();
    const page = await rawPage(it.port, { headers: it.by.headers });
    for (let n = 0; n < 16; n++) {
      await it.get("/api/snapshot");
      it.people.clock.advanceBy(MINUTE);
    }
    expect((await it.get("/api/snapshot")).status).toBe(401);
    await eventually("the page is told", () => page.closeCode() === 4401 && page.isClosed);
  });

  test("a stolen cookie is over for the thief and for whom it was stolen from, and the journal has the address", async () => {
    const it = await hall();
    await changesNothing(it, async () => {
      const stolen = await it.ask("/api/snapshot", { headers: it.by.headers, from: ELSEWHERE });
      expect([stolen.status, stolen.json.code]).toEqual([401, "SESSION_OVER"]);
      expect((await it.say("/api/jobs", EXAM, it.by.headers, ELSEWHERE)).status).toBe(401);
      expect((await it.get("/api/snapshot")).status).toBe(401);
    });
    expect(it.people.entries).toContainEqual(
      expect.objectContaining({ act: { kind: "session-ended", why: "elsewhere" } }),
    );
    expect(refusals(it)).toContainEqual(
      expect.objectContaining({ person: it.by.person.id, from: ELSEWHERE, act: "look" }),
    );
  });

  test("one that was planted before signing in is not taken over", async () => {
    const it = await hall();
    for (const planted of ["proofmark-session=planted-by-a-thief", it.by.headers.cookie]) {
      const { staffNumber } = it.by.person;
      const entered = await it.say("/api/session", { staffNumber, password: PASSWORD }, { cookie: planted });
      expect(entered.status).toBe(201);
      expect(String(entered.headers["set-cookie"])).toMatch(
        /^proofmark-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
      );
      expect(cookieOf(entered)).not.toBe(planted);
      expect((await it.ask("/api/snapshot", { headers: { cookie: planted } })).status, planted).toBe(401);
      expect((await it.ask("/api/snapshot", { headers: { cookie: cookieOf(entered) } })).status).toBe(200);
    }
  });

  test("signing out ends it everywhere: the cookie, the other tab, the socket", async () => {
    const it = await hall();
    const tabs = await Promise.all([1, 2].map(() => rawPage(it.port, { headers: it.by.headers })));
    const out = await it.ask("/api/session", { method: "DELETE", headers: it.by.headers });
    expect(out.status).toBe(204);
    expect(String(out.headers["set-cookie"])).toMatch(/^proofmark-session=; .*Expires=Thu, 01 Jan 1970/);
    for (const tab of tabs)
      await eventually("a tab is closed", () => tab.closeCode() === 4401 && tab.isClosed);
    expect((await it.get("/api/snapshot")).status).toBe(401);
    expect(actsOf(it).at(-1)).toBe("signed-out");
  });

  test.each([
    ["locked", "SESSION_LOCKED"],
    ["over", "NOT_SIGNED_IN"],
  ])("%s between the head of a request and its body, it does nothing", async (what, code) => {
    const it = await hall();
    const socket = connect(it.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    let heard = "";
    socket.on("data", (piece) => {
      heard += String(piece);
    });
    const { cookie, origin } = it.by.headers;
    await changesNothing(it, async () => {
      socket.write(
        `POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1:${it.port}\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"kind":`,
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (what === "locked") it.people.desk.lock(it.by.token);
      else await new Promise<void>((out) => it.people.desk.signOut(it.by.token, out));
      socket.write('"exam"}');
      await eventually("it is refused", () => heard.includes(code));
    });
    expect(heard).toMatch(/^HTTP\/1\.1 401 /);
  });

  test("two tabs share one session: what one locks is locked in the other, and one PIN opens both", async () => {
    const it = await hall();
    const other = await rawPage(it.port, { headers: it.by.headers });
    expect((await it.post("/api/session/lock", "")).status).toBe(204);
    await eventually("the other tab is told", () => other.closeCode() === 4401);
    expect((await rawPage(it.port, { headers: it.by.headers })).status).toBe(401);
    const opened = await it.say("/api/session/unlock", { pin: PIN }, it.by.headers);
    expect(opened.status).toBe(204);
    // Of both: a browser has one cookie for its tabs.
    const headers = { origin: it.origin, cookie: cookieOf(opened) };
    expect((await rawPage(it.port, { headers })).status).toBe(101);
  });

  test("of somebody who is stopped meanwhile it is over, and nothing is told on the socket any more", async () => {
    const it = await hall();
    const member = await signIn(it.people, it.url, { roles: ["operator"] });
    const page = await rawPage(it.port, { headers: member.headers });
    const stopped = await it.post(
      `/api/people/${member.person.id}`,
      JSON.stringify({ state: "stopped", pin: PIN }),
    );
    expect(stopped.status).toBe(200);
    await eventually("the page is closed", () => page.closeCode() === 4401);
    const heard = page.heard.length;
    it.feed.tell({ type: "station", station: { ...VIEW, station: "SECRET" } });
    expect((await it.ask("/api/snapshot", { headers: member.headers })).status).toBe(401);
    expect(page.heard.slice(heard)).not.toContain("SECRET");
  });
});
