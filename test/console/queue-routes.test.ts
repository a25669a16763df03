import { describe, expect, test } from "vitest";
import type { QueueView } from "../../src/core/queue/queue-view.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { served } from "./served-console.ts";

/** Goal: who waits is told to whoever may look, in short where nothing has changed; what arranges them says exactly what it wants. */
const VIEW: QueueView = { atWallMs: 5, queues: [], whys: [] };
const ASKED = { kind: "exam", file: "01.yaml", modifiedMs: 1 };

async function at() {
  const asked: unknown[] = [];
  let whys: QueueView["whys"] = [];
  const console = await served({
    queue: {
      look: async () => ({ ...VIEW, whys }),
      place: async (what) => {
        asked.push(what);
        return what.file === "01.yaml"
          ? { kind: "accepted" }
          : { kind: "refused", reason: reason("WAITS_NO_MORE", { file: what.file }) };
      },
    },
  });
  return {
    ...console,
    placed: asked,
    change: () => {
      whys = [{ code: "QUEUE_CHANGED", params: {}, zh: "变", en: "changed" }];
    },
  };
}

describe("the queue", () => {
  test("is told whole once, and in short while it is the same", async () => {
    const { get, change } = await at();
    const whole = (await (await get("/api/queue")).json()) as { version: string; view: unknown };
    expect(whole).toMatchObject({ same: false, atWallMs: 5, view: { queues: [], whys: [] } });
    const known = `/api/queue?known=${whole.version}`;
    expect(await (await get(known)).json()).toEqual({ version: whole.version, atWallMs: 5, same: true });
    change();
    expect(await (await get(known)).json()).toMatchObject({
      same: false,
      view: { whys: [{ en: "changed" }] },
    });
    expect((await get("/api/queue?unknown=1")).status).toBe(400);
  });

  test("is told to nobody who is not signed in", async () => {
    const { url } = await at();
    expect((await fetch(`${url}/api/queue`)).status).toBe(401);
  });

  test("is arranged by what has its form, and nothing else", async () => {
    const { post, placed } = await at();
    for (const what of [
      { before: null },
      { before: "02.yaml" },
      { seat: null },
      { seat: { site: "course-1", car: "car-1" } },
    ]) {
      expect((await post("/api/queue", JSON.stringify({ ...ASKED, ...what }))).status).toBe(200);
      expect(placed.at(-1)).toEqual({ ...ASKED, ...what });
    }
    const count = placed.length;
    for (const what of [
      {},
      { before: 1 },
      { seat: "lane-1" },
      { before: null, by: "me" },
      { before: null, file: "" },
    ])
      expect(
        (await post("/api/queue", JSON.stringify({ ...ASKED, ...what }))).status,
        JSON.stringify(what),
      ).toBe(400);
    expect(placed).toHaveLength(count);
    const gone = await post("/api/queue", JSON.stringify({ ...ASKED, file: "x.yaml", before: null }));
    expect([gone.status, ((await gone.json()) as { code: string }).code]).toEqual([409, "WAITS_NO_MORE"]);
  });

  test("a call names one who waits, or is none", async () => {
    const { post, asked } = await at();
    const called = { file: "01.yaml", modifiedMs: 1 };
    expect((await post("/api/jobs", JSON.stringify({ kind: "exam", called }))).status).toBe(201);
    expect(asked).toEqual(["exam"]);
    expect(
      (await post("/api/jobs", JSON.stringify({ kind: "exam", called: { file: "01.yaml" } }))).status,
    ).toBe(400);
  });
});
