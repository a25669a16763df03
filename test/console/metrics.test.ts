import { expect, test } from "vitest";
import type { StationView } from "../../src/station/live-message.ts";
import { served, VIEW } from "./served-console.ts";

/** Goal: who watches a hundred stations sees of each whether it works, and nobody else sees anything of anybody. */
const TOKEN = "t".repeat(43);
const word = { code: "X", params: {}, zh: "字", en: "word", stops: true } as unknown as StationView["disk"];

async function at(view: Partial<StationView>) {
  const it = await served({
    localToken: TOKEN,
    screen: {
      feed: (await served()).feed,
      history: null,
      snapshot: () => ({ station: { ...VIEW, ...view }, jobs: [] }),
    },
  });
  const bare = (path: string, headers = {}): Promise<Response> => fetch(`${it.url}${path}`, { headers });
  return { it, bare };
}

test("anybody may ask whether it works, and is told no more than what stops it", async () => {
  const well = await at({});
  const answer = await well.bare("/healthz");
  expect([answer.status, await answer.json()]).toEqual([200, { state: "ready" }]);
  const full = await at({ disk: word, registry: { ...VIEW.registry, locked: { zh: "锁", en: "locked" } } });
  const stopped = await full.bare("/healthz");
  expect([stopped.status, await stopped.json()]).toEqual([
    503,
    { state: "stopped", by: ["disk", "registry-locked"] },
  ]);
});

test("its figures are for whoever is signed in and for a program of this machine with its token", async () => {
  const { it, bare } = await at({
    station: 'HB-"WH"\\1',
    devices: [
      {
        ...{ site: "lane-1", car: null, role: "axle-scale", device: "scale-1", model: "m", address: "a" },
        ...{ state: "ready" as const, faults: [] },
      },
      {
        ...{ site: "lane-1", car: null, role: "brake-bench", device: "bench-1", model: "m", address: "a" },
        ...{
          state: "ready" as const,
          faults: [{ device: "bench-1", code: "silent", raised: true, atMs: 1, detail: null } as never],
        },
      },
    ],
    registry: { ...VIEW.registry, pending: 3, oldestSealedWallMs: 1_000 },
    clock: { ...VIEW.clock, nowWallMs: 61_000 },
  });
  expect((await bare("/metrics")).status).toBe(401);
  expect((await bare("/metrics", { authorization: `Bearer ${"u".repeat(43)}` })).status).toBe(401);
  const answer = await bare("/metrics", { authorization: `Bearer ${TOKEN}` });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    expect.stringMatching(/^text\/plain; version=0\.0\.4/),
  ]);
  const text = await answer.text();
  for (const line of [
    'proofmark_info{station="HB-\\"WH\\"\\\\1",',
    'proofmark_device_ready{device="scale-1",role="axle-scale"} 1',
    'proofmark_device_ready{device="bench-1",role="brake-bench"} 0',
    'proofmark_device_faults{device="bench-1",role="brake-bench"} 1',
    "proofmark_records_unreceipted 3",
    "proofmark_records_unreceipted_oldest_seconds 60",
    'proofmark_jobs_running{kind="exam"} 0',
    "proofmark_ready 1",
  ])
    expect(text).toContain(line);
  // A scrape leaves nothing behind for the next one.
  expect((await (await it.get("/metrics")).text()).split("\n")).toHaveLength(text.split("\n").length);
});

test("a name of the station file is answered, and no other one", async () => {
  const it = await served({ names: ["station-7.example.cn"] });
  const asked = (host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      import("node:http").then(({ get }) => {
        get({ host: "127.0.0.1", port: it.port, path: "/healthz", headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        }).on("error", reject);
      }, reject);
    });
  expect(await asked("Station-7.example.cn:8080")).toBe(200);
  expect(await asked("station-8.example.cn")).toBe(403);
  expect(await asked("example.cn")).toBe(403);
});
