import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { screenPageOf } from "../../src/console/screens/screen-page.ts";
import { ScreenTokens } from "../../src/console/screens/screen-tokens.ts";
import type { ScreenPicture } from "../../src/core/screens/screen-picture.ts";
import { type ScreenScope, scopeText } from "../../src/core/screens/screen-scope.ts";
import { LiveFeed } from "../../src/station/live-feed.ts";
import type { JobView, LaneView } from "../../src/station/live-message.ts";
import { BARE_JOB } from "../support/bare-job.ts";
import { eventually } from "../support/eventually.ts";
import { rawPage } from "../support/raw-request.ts";
import { hall as attackedHall, refusals } from "./attacked-hall.ts";
import { VIEW } from "./served-console.ts";

/** Goal: a token opens one thing and nothing else of the station; whatever else is shown, nothing is there. On real sockets. */
const SECRET = new Uint8Array(32).fill(7);
const TOKENS = new ScreenTokens(SECRET);
const HALL: ScreenScope = { kind: "hall" };
const BOARD: ScreenScope = { kind: "board", site: "lane-1" };
const JOB: ScreenScope = { kind: "job", job: "J-1" };

const LANE: LaneView = {
  site: "lane-1",
  vehicles: 0,
  vehiclesPerHour: null,
  positions: [
    {
      position: "1",
      places: [{ place: "bench", zh: "制动检验台", en: "brake rollers" }],
      job: "J-1",
      occupancy: "occupied",
      vehicles: 0,
      heldMs: 0,
      awaitedMs: 0,
    },
  ],
  waiting: [],
  leaving: [],
};

const shown = (scope: ScreenScope, tokens = TOKENS): string =>
  `${Buffer.from(scopeText(scope)).toString("base64url")}.${tokens.tokenOf(scope)}`;

async function open(changes: { jobs?: JobView[]; waiting?: () => never[] } = {}) {
  const feed = new LiveFeed((cause) => {
    throw cause;
  });
  const jobs = changes.jobs ?? [BARE_JOB];
  const it = await attackedHall({
    screen: {
      feed,
      history: null,
      snapshot: () => ({ station: { ...VIEW, lanes: [LANE] }, jobs: [...jobs] }),
    },
    screens: { secret: SECRET, ...(changes.waiting !== undefined && { waiting: changes.waiting }) },
    names: ["lane.example"],
  });
  const look = (token: string, from?: string) =>
    it.ask("/api/screen", {
      headers: { authorization: `Screen ${token}` },
      ...(from !== undefined && { from }),
    });
  const listen = (token: string, more: Record<string, string> = {}) =>
    rawPage(it.port, {
      path: "/ws/screen",
      headers: { origin: it.origin, "sec-websocket-protocol": `proofmark-screen, ${token}`, ...more },
    });
  return { ...it, feed, jobs, look, listen };
}

describe("a token", () => {
  test("is HMAC-SHA256 over its scope, 43 characters, and read for that scope alone", () => {
    const token = TOKENS.tokenOf(BOARD);
    const wanted = createHmac("sha256", SECRET)
      .update("proofmark/screen/v1\nboard:lane-1")
      .digest("base64url");
    expect(token).toBe(wanted);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    for (const scope of [HALL, BOARD, JOB]) expect(TOKENS.read(shown(scope))).toEqual(scope);
  });

  test.each([
    ["of another scope", `${Buffer.from("hall").toString("base64url")}.${TOKENS.tokenOf(BOARD)}`],
    ["of another job", `${Buffer.from("job:J-2").toString("base64url")}.${TOKENS.tokenOf(JOB)}`],
    ["of another secret", shown(HALL, new ScreenTokens(new Uint8Array(32).fill(8)))],
    ["cut short", shown(HALL).slice(0, -1)],
    ["empty", `${Buffer.from("hall").toString("base64url")}.`],
    ["without its scope", TOKENS.tokenOf(HALL)],
    ["with more behind it", `${shown(HALL)}.x`],
    ["longer than any", `${shown(HALL)}${"A".repeat(300)}`],
    ["of the same bytes, written otherwise", otherSpelling(shown(HALL))],
    ["of a scope that there is not", shown({ kind: "job", job: "a b" })],
  ])("%s opens nothing, and looks like what is not there", async (_what, token) => {
    const it = await open();
    const [wrong, missing, page] = [
      await it.look(token),
      await it.ask("/api/nowhere"),
      await it.listen(token),
    ];
    expect([wrong.status, wrong.body]).toEqual([404, missing.body]);
    expect(Object.keys(wrong.headers).sort()).toEqual(Object.keys(missing.headers).sort());
    expect([page.status, page.heard]).toEqual([404, ""]);
  });

  test("opens its own picture, and nothing else of the station", async () => {
    const it = await open();
    const seen = await Promise.all(
      [HALL, BOARD, JOB].map(async (scope) => (await it.look(shown(scope))).json.screen),
    );
    expect(seen).toEqual(["hall", "board", "job"]);
    for (const path of [
      "/api/snapshot",
      "/api/results",
      "/api/screens",
      "/api/jobs/J-1/slip",
      "/metrics",
      "/api/people",
    ]) {
      const { status } = await it.ask(path, { headers: { authorization: `Screen ${shown(HALL)}` } });
      expect(status, path).toBe(401);
    }
    const page = await rawPage(it.port, {
      headers: { origin: it.origin, "sec-websocket-protocol": `proofmark-screen, ${shown(HALL)}` },
    });
    expect(page.status).toBe(401);
  });

  test("of a lane that there is no more opens nothing; of a job that is gone a sentence", async () => {
    const it = await open({ jobs: [] });
    expect((await it.look(shown({ kind: "board", site: "lane-9" }))).status).toBe(404);
    const gone = (await it.look(shown(JOB))).json as unknown as ScreenPicture;
    expect(gone).toMatchObject({ screen: "job", who: null, items: [], result: null });
    expect(JSON.stringify(gone)).toContain("come to the desk");
  });

  test("wrong ones wait as at signing in, the right one too, and the journal has them without a token", async () => {
    const it = await open();
    const wrong = shown(HALL, new ScreenTokens(new Uint8Array(32)));
    for (let n = 0; n < 20; n++) expect((await it.look(wrong)).status).toBe(404);
    const waits = await it.look(shown(HALL));
    expect([waits.status, waits.json.code, waits.headers["retry-after"]]).toEqual([
      429,
      "SIGN_IN_WAIT",
      "10",
    ]);
    expect((await it.listen(shown(HALL))).status).toBe(429);
    expect((await it.look(shown(HALL), "127.0.0.2")).status).toBe(200);
    expect(refusals(it).map(({ act, why, from }) => [act, why.code, from])).toEqual([
      ["GET /api/screen", "SCREEN_UNKNOWN", "127.0.0.1"],
    ]);
    expect(JSON.stringify(it.people.entries)).not.toContain(wrong.split(".")[1]?.slice(0, 12));
  });

  test("right ones are no wrong tries, however many", async () => {
    const it = await open();
    for (let n = 0; n < 40; n++) expect((await it.look(shown(HALL))).status).toBe(200);
  });

  test("is of no use to a page of somebody else", async () => {
    const it = await open();
    const page = await it.listen(shown(HALL), { origin: "http://elsewhere.example" });
    expect(page.status).toBe(403);
  });
});

describe("the socket of a screen", () => {
  test("tells the picture at once, every change long before the next beat, and a beat each second", async () => {
    const it = await open();
    const page = await it.listen(shown(BOARD));
    await eventually("a beat", () => page.heard.includes('"type":"beat"'));
    expect(page.heard).toContain('"screen":"board"');
    expect(page.heard).not.toContain("Press the brake");
    const text = { code: "PROMPT_PRESS_BRAKE", params: {}, zh: "踩", en: "Press the brake" };
    it.jobs[0] = { ...BARE_JOB, prompt: { id: "p", item: "B1", action: "press-brake", params: {}, text } };
    const asked = performance.now();
    it.feed.tell({ type: "job", job: it.jobs[0] });
    await eventually("the prompt", () => page.heard.includes('"sign":"brake"'));
    expect(performance.now() - asked).toBeLessThan(950);
    const beats = () => page.heard.split('"type":"beat"').length;
    const before = beats();
    await eventually("another beat", () => beats() > before);
  });

  test("what is not its own makes it say nothing", async () => {
    const it = await open();
    const page = await it.listen(shown(HALL));
    await eventually("a beat", () => page.heard.includes('"type":"beat"'));
    const pictures = () => page.heard.split('"type":"picture"').length;
    const before = pictures();
    it.feed.tell({ type: "gas", job: "J-1", samples: [] });
    it.feed.tell({ type: "job", job: BARE_JOB });
    const beats = page.heard.split('"type":"beat"').length;
    await eventually("another beat", () => page.heard.split('"type":"beat"').length > beats);
    expect(pictures()).toBe(before);
  });

  test("of one job five may look; a phone takes no place of the console's pages", async () => {
    const it = await open();
    const pages = await Promise.all(Array.from({ length: 5 }, () => it.listen(shown(JOB))));
    expect(pages.map(({ status }) => status)).toEqual([101, 101, 101, 101, 101]);
    expect((await it.listen(shown(JOB))).status).toBe(503);
    const console = await rawPage(it.port, { headers: { ...it.by.headers } });
    expect(console.status).toBe(101);
  });

  test("a picture that cannot be made ends no station: whoever looks is cut off and told nothing old", async () => {
    const it = await open();
    const page = await it.listen(shown(HALL));
    await eventually("a beat", () => page.heard.includes('"type":"beat"'));
    it.jobs[0] = { ...BARE_JOB, subject: null } as unknown as JobView;
    it.feed.tell({ type: "job", job: BARE_JOB });
    await eventually("its end", () => page.closeCode() === 1011);
    expect(it.asked).toContain("a screen could not be drawn");
    expect((await it.ask("/healthz")).status).toBe(200);
  });
});

describe("where the addresses come from", () => {
  test("the manager gets those of hall and boards, with the names of the station file", async () => {
    const it = await open();
    const answer = await (await it.get("/api/screens")).json();
    expect(answer).toEqual({
      names: ["lane.example"],
      hall: TOKENS.tokenOf(HALL),
      boards: [{ site: "lane-1", positions: ["1"], token: TOKENS.tokenOf(BOARD) }],
    });
  });

  test("a slip is of a job that there is", async () => {
    const it = await open();
    const slip = await (await it.get("/api/jobs/J-1/slip")).json();
    expect(slip).toEqual({ names: ["lane.example"], token: TOKENS.tokenOf(JOB) });
    for (const job of ["J-2", "a%20b", "hall"])
      expect((await it.get(`/api/jobs/${job}/slip`)).status).toBe(404);
  });

  test("a console without a secret shows no screens", async () => {
    const it = await attackedHall();
    const none = await it.ask("/api/screen", { headers: { authorization: `Screen ${shown(HALL)}` } });
    expect([
      none.status,
      (await it.get("/api/screens")).status,
      (await it.get("/api/jobs/J-1/slip")).status,
    ]).toEqual([404, 404, 404]);
  });

  test.each([
    ["/board/lane-1", true],
    ["/board/lane-1/2", true],
    ["/hall", true],
    ["/hall?x=1", true],
    ["/slip", true],
    ["/board", false],
    ["/board/a/b/c", false],
    ["/hall/x", false],
    ["/api/screen", false],
    ["/", false],
  ])("%s is answered by the page of the screens: %s", (url, isScreen) => {
    expect(screenPageOf(url) !== null).toBe(isScreen);
  });
});

/** The last of 43 characters has two bits that belong to no byte. */
function otherSpelling(token: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = letters.indexOf(token.at(-1) ?? "");
  return token.slice(0, -1) + letters[last ^ 1];
}
