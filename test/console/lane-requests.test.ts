import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startConsole } from "../../src/console/console-server.ts";
import { LiveFeed } from "../../src/station/live-feed.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: where a page asks for a lane or a car, that lane or car is asked, and a person can say that a vehicle is out. */
async function served() {
  const webDirectory = join(temporaryDirectory(), "web");
  mkdirSync(webDirectory, { recursive: true });
  writeFileSync(join(webDirectory, "index.html"), "<!doctype html><title>pages</title>");
  const asked: unknown[] = [];
  const server = await startConsole({
    host: "127.0.0.1",
    port: 0,
    screen: {
      feed: new LiveFeed((cause) => {
        throw cause;
      }),
      history: null,
      snapshot: () => {
        throw new Error("nobody asks for it here");
      },
    },
    log: { info: () => undefined, warn: () => undefined, error: (words) => asked.push(words) },
    webDirectory,
    record: () => null,
    courses: new Map(),
    startJob: async (kind, where) => {
      asked.push([kind, where]);
      return { kind: "opened", job: "J-1" };
    },
    command: async () => ({ kind: "accepted" }),
    seenOut: (job) => {
      asked.push(`out ${job}`);
      return job === "J-1";
    },
  });
  onTestFinished(() => server.close());
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`http://127.0.0.1:${new URL(server.url).port}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return { asked, post };
}

test("the lane or the car that was asked for is handed on", async () => {
  const { asked, post } = await served();
  const bodies = [
    { kind: "exam", site: "course-1", car: "car-2" },
    { kind: "inspection", site: "lane-2" },
    { kind: "inspection" },
  ];
  for (const body of bodies) expect((await post("/api/jobs", body)).status).toBe(201);
  expect(asked).toEqual([
    ["exam", { site: "course-1", car: "car-2" }],
    ["inspection", { site: "lane-2" }],
    ["inspection", {}],
  ]);
  for (const part of [{ car: "" }, { site: 1 }, { site: null }, { site: "x".repeat(81) }, { lane: "lane-1" }])
    expect((await post("/api/jobs", { kind: "exam", ...part })).status).toBe(400);
  expect(asked).toHaveLength(3);
});

test("who looked says that a vehicle is out of its lane; of one that is not on its way out nobody can", async () => {
  const { asked, post } = await served();
  const out = await post("/api/seen-out", { job: "J-1" });
  expect([out.status, await out.json()]).toEqual([200, { kind: "accepted" }]);
  const unknown = await post("/api/seen-out", { job: "J-9" });
  expect(unknown.status).toBe(409);
  expect(await unknown.json()).toMatchObject({ code: "JOB_UNKNOWN", params: { job: "J-9" } });
  for (const body of [{}, { job: "" }, { job: "J-1", by: "me" }])
    expect((await post("/api/seen-out", body)).status).toBe(400);
  expect(asked).toEqual(["out J-1", "out J-9"]);
});
