import { request } from "node:http";
import type { Duplex } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { ID, served, VIEW } from "./served-console.ts";

interface Raw {
  readonly status: number;
  readonly body: string;
}

/** As sent: `fetch` would tidy the path and refuse to set Host and Origin. */
function raw(port: number, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += String(chunk);
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

interface Upgraded {
  readonly status: number;
  readonly socket: Duplex | null;
}

function upgrade(port: number, headers: Record<string, string> = {}): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: "127.0.0.1",
      port,
      path: "/ws",
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.alloc(16, 7).toString("base64"),
        ...headers,
      },
    });
    sent.on("upgrade", (response, socket, head) => {
      socket.unshift(head);
      onTestFinished(() => {
        socket.destroy();
      });
      socket.on("error", () => socket.destroy());
      resolve({ status: response.statusCode ?? 0, socket });
    });
    sent.on("response", (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, socket: null });
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("what is served", () => {
  test("the page, its files and answers carry the security headers; only hashed files are kept", async () => {
    const { url, by } = await served();
    for (const path of ["/", "/assets/main-1.js", "/api/snapshot", "/nothing"]) {
      const { headers } = await fetch(`${url}${path}`, { headers: by.headers });
      expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
      expect(headers.get("content-security-policy"), path).not.toContain("unsafe");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("x-frame-options"), path).toBe("DENY");
      expect(headers.get("referrer-policy"), path).toBe("no-referrer");
      expect(headers.get("cache-control"), path).toBe(
        path.startsWith("/assets") ? "public, max-age=31536000, immutable" : "no-store",
      );
    }
  });

  test("HEAD answers as GET does, without a body", async () => {
    const { url, by } = await served();
    const page = await fetch(url, { method: "HEAD" });
    expect([page.status, await page.text()]).toEqual([200, ""]);
    expect((await fetch(`${url}/api/snapshot`, { method: "HEAD", headers: by.headers })).status).toBe(200);
    expect((await fetch(`${url}/nothing`, { method: "HEAD" })).status).toBe(404);
  });

  test("what is not there is a 404 in JSON, and a station without a course says so", async () => {
    const { url, get } = await served();
    const nothing = await fetch(`${url}/nothing`);
    expect([nothing.status, await nothing.json()]).toEqual([404, { error: "There is nothing here." }]);
    const courses = await get("/api/courses");
    expect([courses.status, await courses.json()]).toEqual([200, {}]);
    expect((await get("/api/jobs")).status).toBe(404);
  });

  test("no path leads out of the folder of the pages", async () => {
    const { port } = await served();
    for (const path of [
      "/../secret.txt",
      "/assets/../../secret.txt",
      "/%2e%2e/secret.txt",
      "/..%2fsecret.txt",
      "/assets/..%5c..%5csecret.txt",
      "/%00",
    ]) {
      const { status, body } = await raw(port, path);
      expect(status, path).toBeGreaterThanOrEqual(400);
      expect(body, path).not.toContain("not for pages");
    }
  });

  test("a record comes as a file named for it; an unknown or malformed one is a 404", async () => {
    const { port, by, get } = await served();
    const record = await get(`/api/records/${ID}/record`);
    expect(record.status).toBe(200);
    expect(record.headers.get("content-disposition")).toBe(`attachment; filename="${ID}.json"`);
    expect(await record.json()).toEqual({ payload: "x" });
    for (const path of [
      `${ID}/proof`,
      `${"cd".repeat(32)}/record`,
      `${ID}/key`,
      `${ID.toUpperCase()}/record`,
      "x/record",
      "..%2f..%2fsecret.txt/record",
    ])
      expect((await raw(port, `/api/records/${path}`, by.headers)).status, path).toBe(404);
  });
});

describe("what is asked", () => {
  test("a job is opened, or refused with the reason", async () => {
    const { post } = await served();
    const opened = await post("/api/jobs", '{"kind":"exam"}');
    expect([opened.status, await opened.json()]).toEqual([201, { kind: "opened", job: "J-1" }]);
    const refused = await post("/api/jobs", '{"kind":"inspection"}');
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      kind: "refused",
      code: "JOB_BUSY",
      params: { job: "J-0" },
      reason: "J-0 is still on the same instruments; call the next one when that has ended.",
      reasonZh: expect.stringContaining("J-0"),
    });
  });

  test("commands go to a job that runs, and to no other", async () => {
    const { post, asked } = await served();
    const abort = { name: "abort", reason: "other", note: "console" };
    expect((await post("/api/commands", JSON.stringify({ job: "J-1", command: abort }))).status).toBe(200);
    expect((await post("/api/commands", JSON.stringify({ job: "J-9", command: abort }))).status).toBe(409);
    expect(asked).toEqual([abort, abort]);
  });

  test("who looked says that a vehicle is out of its lane", async () => {
    const { post, asked } = await served();
    const seen = (job: string) => post("/api/lanes", JSON.stringify({ site: "lane-1", job, seen: "out" }));
    const out = await seen("J-1");
    expect([out.status, await out.json()]).toEqual([200, { kind: "accepted" }]);
    const unknown = await seen("J-9");
    expect(unknown.status).toBe(409);
    expect(await unknown.json()).toMatchObject({
      code: "NOT_LEAVING",
      params: { job: "J-9", site: "lane-1" },
    });
    expect((await seen("")).status).toBe(400);
    expect(asked).toEqual(["J-1 out of lane-1", "J-9 out of lane-1"]);
  });

  test("the lane or the car that was asked for is handed on", async () => {
    const places: unknown[] = [];
    const { post } = await served({
      startJob: async (kind, asked) => {
        places.push([kind, asked]);
        return { kind: "opened", job: "J-1" };
      },
    });
    await post("/api/jobs", '{"kind":"exam","site":"course-1","car":"car-2"}');
    await post("/api/jobs", '{"kind":"inspection","site":"lane-2"}');
    await post("/api/jobs", '{"kind":"inspection"}');
    expect(places).toEqual([
      ["exam", { site: "course-1", car: "car-2" }],
      ["inspection", { site: "lane-2" }],
      ["inspection", {}],
    ]);
    expect((await post("/api/jobs", '{"kind":"exam","car":""}')).status).toBe(400);
  });

  test.each([
    ["a strange command", { name: "pass" }, "COMMAND_UNKNOWN"],
    ["a command of another kind of job", { name: "part-begin", part: "identity" }, "COMMAND_UNKNOWN"],
    ["no command", null, "COMMAND_UNKNOWN"],
    ["a list", ["abort"], "COMMAND_UNKNOWN"],
    ["an abort without a reason", { name: "abort" }, "COMMAND_MALFORMED"],
    ["a blank reason", { name: "abort", reason: "other", note: "  " }, "COMMAND_MALFORMED"],
    [
      "a reason that turns the writing round",
      { name: "abort", reason: "other", note: "a\u202eb" },
      "COMMAND_MALFORMED",
    ],
    ["more than the command has", { name: "end", rule: "s2.gen.belt" }, "COMMAND_MALFORMED"],
  ])("%s is 400, with what is allowed", async (_what, command, code) => {
    const { post } = await served();
    const answer = await post("/api/commands", JSON.stringify({ job: "J-1", command }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ kind: "refused", code, reason: expect.any(String) });
  });

  test.each([
    ["not JSON", "/api/jobs", "{kind", 400],
    ["nothing", "/api/jobs", "", 400],
    ["a strange kind", "/api/jobs", '{"kind":"both"}', 400],
    ["more than is asked", "/api/jobs", '{"kind":"exam","by":"me"}', 400],
    ["a list", "/api/jobs", "[]", 400],
    ["a prototype", "/api/jobs", '{"kind":"exam","__proto__":{"a":1}}', 400],
    ["a long job id", "/api/commands", `{"job":"${"J".repeat(81)}","command":{"name":"end"}}`, 400],
    ["a withdrawal of no record", "/api/records/J-1/withdraw", '{"choice":"other","note":"x"}', 400],
    ["a withdrawal for no reason", `/api/records/${ID}/withdraw`, '{"note":"x"}', 400],
    ["a withdrawal of more", `/api/records/${ID}/withdraw`, '{"choice":"other","note":"x","by":"me"}', 400],
    ["a huge body", "/api/jobs", `{"kind":"${"x".repeat(20_000)}"}`, 413],
  ])("%s is refused and reaches nobody", async (_what, path, body, status) => {
    const { post, asked } = await served();
    const answer = await post(path, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: expect.any(String) });
    expect(asked).toEqual([]);
  });

  test("a withdrawal is asked of the station by the record's id, and answered with the reason where it is refused", async () => {
    const { post, asked } = await served();
    const body = '{"choice":"other","note":"x","pin":"628401"}';
    const done = await post(`/api/records/${ID}/withdraw`, body);
    expect([done.status, await done.json()]).toEqual([200, { kind: "accepted" }]);
    expect(asked).toEqual([{ record: ID, choice: "other", note: "x", pin: "628401" }]);
    const again = await post(`/api/records/${"0".repeat(64)}/withdraw`, body);
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ kind: "refused", code: "WITHDRAWN_ALREADY" });
  });

  test("a body that is not JSON by its type is refused", async () => {
    const { post, asked } = await served();
    const form = await post("/api/jobs", "kind=exam", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(form.status).toBe(415);
    const plain = await post("/api/jobs", '{"kind":"exam"}', { "content-type": "text/plain" });
    expect(plain.status).toBe(400);
    expect(asked).toEqual([]);
  });

  test("a failure inside is a 500 that is logged and tells a stranger nothing", async () => {
    const { post, asked } = await served({
      startJob: () => {
        throw new Error("cannot read /home/station/key");
      },
    });
    const answer = await post("/api/jobs", '{"kind":"exam"}');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("/home");
    expect(asked).toEqual(["the console could not answer"]);
  });
});

describe("who asks", () => {
  const FOREIGN = [
    { origin: "http://elsewhere.example" },
    { origin: "null" },
    { origin: "http://rebound.example", host: "rebound.example" },
    { host: "rebound.example:8080" },
  ];

  test.each(FOREIGN)("%j may neither read, nor start a job, nor listen", async (foreign) => {
    const { port, by, asked } = await served();
    const headers = { ...by.headers, ...foreign };
    expect((await raw(port, "/api/snapshot", headers)).status).toBe(403);
    expect((await raw(port, "/", headers)).status).toBe(403);
    expect(
      (await raw(port, "/api/jobs", { ...headers, "content-type": "application/json" }, "POST")).status,
    ).toBe(403);
    expect((await upgrade(port, headers)).status).toBe(403);
    expect(asked).toEqual([]);
  });

  test("the own page may, by address or by localhost", async () => {
    const { port, by } = await served();
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const headers = { ...by.headers, host, origin: `http://${host}` };
      expect((await raw(port, "/api/snapshot", headers)).status, host).toBe(200);
      expect((await upgrade(port, headers)).status, host).toBe(101);
    }
  });
});

describe("the live socket", () => {
  test("begins with the snapshot and goes on with every change", async () => {
    const { port, feed, by } = await served();
    const { socket } = await upgrade(port, by.headers);
    let heard = "";
    socket?.on("data", (chunk) => {
      heard += String(chunk);
    });
    await eventually("the snapshot", () => heard.includes('"type":"snapshot"') && feed.hasListeners);
    feed.tell({ type: "station", station: { ...VIEW, station: "CHANGED" } });
    await eventually("the change", () => heard.includes('"CHANGED"'));
  });

  test("a 51st page is refused, and a place is free again when one is closed", async () => {
    const { port, by } = await served();
    const pages = await Promise.all(Array.from({ length: 50 }, () => upgrade(port, by.headers)));
    expect(pages.every((page) => page.status === 101)).toBe(true);
    expect((await upgrade(port, by.headers)).status).toBe(503);
    pages[0]?.socket?.destroy();
    let status = 503;
    for (let tries = 0; tries < 100 && status === 503; tries++)
      status = (await upgrade(port, by.headers)).status;
    expect(status).toBe(101);
  });

  test("a page that does not read is closed instead of filling the memory; the others go on", async () => {
    const { port, feed, by } = await served();
    const slow = await upgrade(port, by.headers);
    slow.socket?.pause();
    const quick = await upgrade(port, by.headers);
    let heard = 0;
    quick.socket?.on("data", (chunk) => {
      heard += (chunk as Buffer).length;
    });
    await eventually("both listen", () => feed.hasListeners);
    let slowGone = false;
    slow.socket?.on("close", () => {
      slowGone = true;
    });
    const station = { ...VIEW, software: "x".repeat(60_000) };
    let told = 0;
    // The kernel takes some megabytes for the slow page before anything stays with us.
    for (let round = 0; round < 40; round++) {
      for (let n = 0; n < 8; n++) feed.tell({ type: "station", station });
      told += 8 * 60_000;
      await eventually("the quick page keeps up", () => heard >= told);
    }
    slow.socket?.resume();
    await eventually("the slow page is closed", () => slowGone);
    expect(quick.socket?.destroyed).toBe(false);
  });

  test("a page that talks is closed: commands come over HTTP", async () => {
    const { port, feed, by } = await served();
    const { socket } = await upgrade(port, by.headers);
    let gone = false;
    socket?.on("close", () => {
      gone = true;
    });
    socket?.resume();
    await eventually("it listens", () => feed.hasListeners);
    // A masked text frame of one byte.
    socket?.write(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 0x61 ^ 1]));
    await eventually("it is closed", () => gone && !feed.hasListeners);
  });
});

test("a port that is taken is an operating failure with its own code", async () => {
  const { port } = await served();
  await expect(served({ port })).rejects.toMatchObject({ code: "PORT_IN_USE" });
});
