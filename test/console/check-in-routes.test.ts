import { expect, test } from "vitest";
import { reason } from "../../src/core/trade/reasons.ts";
import { served } from "./served-console.ts";

/** Goal: what takes somebody in or out says exactly what it wants; a refusal comes with its field, in both languages. */
const REQUEST = "0123456789abcdef0123456789abcdef";
const IN = { kind: "exam", request: REQUEST, papers: { name: "李明" } };
const OUT = { kind: "exam", request: REQUEST, file: "1.json", modifiedMs: 1, choice: "left", note: "" };

test("taking in has its form, and nothing else does", async () => {
  const { post, asked } = await served();
  const say = async (what: object) => (await post("/api/check-in", JSON.stringify(what))).status;
  expect(await say(IN)).toBe(201);
  const mended = { ...IN, instead: { file: "0.json", modifiedMs: 1 } };
  expect(await say(mended)).toBe(201);
  expect(asked).toEqual([IN, mended]);
  for (const what of [
    { ...IN, kind: "car" },
    { ...IN, request: "1" },
    { ...IN, request: REQUEST.toUpperCase() },
    { ...IN, papers: "name: 李明" },
    { ...IN, papers: [] },
    { ...IN, by: "P-00000001" },
    { ...IN, file: "../evil.json" },
    { ...IN, instead: { file: "" } },
  ])
    expect(await say(what), JSON.stringify(what)).toBe(400);
  expect(asked).toHaveLength(2);
});

test("taking out names a reason of the list, in words where it is another one", async () => {
  const { post, asked } = await served();
  const say = async (what: object) => (await post("/api/check-in/out", JSON.stringify(what))).status;
  expect(await say(OUT)).toBe(200);
  expect(await say({ ...OUT, choice: "other", note: "改日再来" })).toBe(200);
  for (const what of [
    { ...OUT, choice: "other" },
    { ...OUT, choice: "bored" },
    { ...OUT, note: "a\nb" },
    { ...OUT, modifiedMs: "1" },
    { ...OUT, file: "" },
    { ...OUT, papers: {} },
  ])
    expect(await say(what), JSON.stringify(what)).toBe(400);
  expect(asked).toHaveLength(2);
});

test("papers are fetched by what one has to know of them, and nothing else", async () => {
  const { post, asked } = await served();
  const say = async (what: object) => (await post("/api/check-in/fetch", JSON.stringify(what))).status;
  const vehicle = { kind: "inspection", subject: { plate: "鄂A12345", vinEnd: "123456", vin: null } };
  const person = { kind: "exam", subject: { certificate: "420100123456", identityEnd: "123X" } };
  // This station asks no registry: it is refused, and not for its form.
  expect([await say(vehicle), await say(person)]).toEqual([409, 409]);
  expect(asked).toEqual([vehicle, person]);
  for (const what of [
    { ...vehicle, kind: "exam" },
    { ...vehicle, subject: { ...vehicle.subject, vinEnd: "12345" } },
    { ...vehicle, subject: { ...vehicle.subject, vin: "LFV2A21K8D4123456" } },
    { ...person, subject: { ...person.subject, identityEnd: "44010019900101123X" } },
    { ...person, subject: { ...person.subject, name: "李明" } },
  ])
    expect(await say(what), JSON.stringify(what)).toBe(400);
  expect(asked).toHaveLength(2);
  expect(await (await post("/api/check-in", JSON.stringify({ ...IN, fetched: REQUEST }))).status).toBe(201);
  expect((await post("/api/check-in", JSON.stringify({ ...IN, fetched: "1" }))).status).toBe(400);
});

test("a licence is read with its session, or without one, up to a size, and for a candidate", async () => {
  const { post } = await served();
  const say = async (path: string, what: object) =>
    (await post(`/api/check-in/${path}`, JSON.stringify(what))).status;
  const certificate = "420100123456";
  const shown = { session: REQUEST, certificate, answer: "AAAA", transcript: "AAAA" };
  // This station trusts no authority: it is refused, and not for its form.
  expect(await say("licence-session", { certificate })).toBe(409);
  expect(await say("licence", shown)).toBe(409);
  expect(await say("licence", { ...shown, session: null, transcript: null })).toBe(409);
  expect(await say("licence", { ...shown, answer: "A".repeat(400_000) })).toBe(409);
  expect(await say("licence", { ...shown, answer: "A".repeat(1_100_000) })).toBe(413);
  for (const what of [
    { ...shown, certificate: "1" },
    { ...shown, session: "1" },
    { ...shown, answer: "" },
    { ...shown, answer: undefined },
    { ...shown, readerKey: "AAAA" },
  ])
    expect(await say("licence", what), JSON.stringify(what)).toBe(400);
  expect(await say("licence-session", {})).toBe(400);
  expect((await post("/api/check-in", JSON.stringify({ ...IN, licence: REQUEST }))).status).toBe(201);
  expect((await post("/api/check-in", JSON.stringify({ ...IN, licence: "1" }))).status).toBe(400);
});

test("papers are asked for by their name", async () => {
  const { get } = await served();
  const shown = await get("/api/check-in?kind=exam&file=1.json&modifiedMs=1");
  expect([shown.status, await shown.json()]).toEqual([200, { kind: "papers", papers: {} }]);
  for (const query of [
    "",
    "?kind=exam",
    "?kind=exam&file=1.json&modifiedMs=x",
    "?kind=exam&file=1.json&modifiedMs=1&a=1",
  ])
    expect((await get(`/api/check-in${query}`)).status, query).toBe(400);
});

test("a refusal says its field", async () => {
  const { post } = await served({
    checkIn: {
      takeIn: async () => ({
        kind: "refused",
        reason: reason("FIELD_REFUSED", { field: "seats", zh: "最多 300。", en: "at most 300." }),
      }),
      takeOut: async () => ({ kind: "refused", reason: reason("WAITS_NO_MORE", { file: "1.json" }) }),
      papers: () => ({ kind: "refused", reason: reason("NOT_TAKEN_IN_HERE", { file: "1.json" }) }),
      fetch: async () => ({ kind: "refused", reason: reason("PAPERS_NO_REGISTRY", {}) }),
    },
  });
  const answer = await post("/api/check-in", JSON.stringify(IN));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: "FIELD_REFUSED",
    params: { field: "seats" },
    reason: "This is refused: at most 300.",
    reasonZh: "此项不能受理：最多 300。",
  });
  expect((await post("/api/check-in/out", JSON.stringify(OUT))).status).toBe(409);
});
