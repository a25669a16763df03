import { describe, expect, test } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import {
  REPLY_PAYLOAD_TYPE,
  REQUEST_PAYLOAD_TYPE,
  type ReplyDocument,
  type RequestDocument,
} from "../../src/core/requests/request-messages.ts";
import { eventually } from "../support/eventually.ts";
import { mqttUp } from "../support/mqtt-bench.ts";
import {
  AN_HOUR_AGO,
  ASKING,
  CAR,
  documentOf,
  fact,
  NOW_MS,
  OTHER,
  RequestWorld,
  RULE,
  request,
  sealed,
  signedReplyOf,
  signedRequest,
  TwinAnswers,
  usedOf,
} from "../support/request-world.ts";

const [STOPS, HIT] = [{ kind: "stop", reason: { code: "PRE_CHECK_STOPS" } }, fact("theft", true)];
const askedOf = (world: RequestWorld, at = -1) =>
  documentOf(world.sent.at(at) as Uint8Array) as RequestDocument;

/** A station that asks, and hears from nobody but the test. */
function alone(): { world: RequestWorld; asked: RequestDocument; reply: ReplyDocument } {
  const world = new RequestWorld();
  world.link.intercept(() => []);
  world.lookFor(1_000);
  const asked = askedOf(world, 0);
  const checks = [{ check: "theft", answer: "clear", asOf: AN_HOUR_AGO, on: null, km: null, station: null }];
  const reply = {
    ...{ schema: "proofmark/reply/v1", station: ASKING, request: asked.request, subject: CAR },
    ...{ issued: new Date(world.clock.wallMs()).toISOString(), checks },
  } as ReplyDocument;
  return { world, asked, reply };
}

/** What a look comes to after this arrived. */
function onceHeard(world: RequestWorld, message: Uint8Array): unknown {
  world.link.inject(message);
  return usedOf(world.look());
}

const WAITS = { kind: "wait", reason: { code: "PRE_CHECK_ASKED", params: { checks: ["theft"] } } };

describe("requests", () => {
  test("RP-132 requests go at QoS 0 beside the deliveries, take none of their places, and replies come at a topic of their own", async () => {
    const { broker, link } = await mqttUp();
    const { requests } = link;
    const heard: string[] = [];
    const links: boolean[] = [];
    requests.send(new TextEncoder().encode("before anybody asks"));
    requests.open({
      onLink: (up) => void links.push(up),
      onMessage: (message) => void heard.push(new TextDecoder().decode(message)),
    });
    await eventually("subscribed", () => links.length === 1);
    for (let i = 0; i < 100; i++) requests.send(new TextEncoder().encode(`request ${i}`));
    const topic = "proofmark/v1/TEST-0001/request";
    await eventually("requests", () => broker.publishes(topic).length === 100);
    const sent = broker.publishes(topic);
    expect(sent.every(({ qos, retain }) => qos === 0 && !retain)).toBe(true);
    for (let i = 0; i < 20; i++) expect(link.submit(new TextEncoder().encode(`{"n":${i}}`))).toBe("taken");
    expect(links).toEqual([true]);
  });

  test("RP-133 a request is signed by the station's log key and small; anything else gets no reply", async () => {
    const registry = new TwinAnswers();
    registry.tell(HIT);
    expect(await registry.ask(ASKING, signedRequest(request()), NOW_MS)).toMatchObject({
      checks: [{ check: "theft", answer: "found" }],
    });
    const stranger = createDeterministicSigner("stranger", "ed25519");
    const none = [
      sealed(REQUEST_PAYLOAD_TYPE, request(), stranger),
      signedRequest(request(), OTHER),
      sealed(REPLY_PAYLOAD_TYPE, request(), createDeterministicSigner(`log ${ASKING}`, "ed25519")),
      new TextEncoder().encode(JSON.stringify(request())),
      new TextEncoder().encode(`${new TextDecoder().decode(signedRequest(request()))}${" ".repeat(8_192)}`),
      signedRequest({ ...request(), more: 1 }),
      signedRequest({ ...request(), checks: [] }),
      signedRequest({ ...request(), checks: ["weather"] }),
      signedRequest({ ...request(), kind: "orders" }),
      signedRequest({ ...request(), subject: { ...CAR, owner: "x" } }),
      Uint8Array.of(0xff, 0xfe),
      new Uint8Array(),
    ];
    for (const bytes of none) expect(await registry.ask(ASKING, bytes, NOW_MS)).toBeNull();
  });

  test("RP-134 a request of another station than its topic's, of a stranger, or of another time gets no reply", async () => {
    const registry = new TwinAnswers();
    const at = (ms: number) => signedRequest(request({ sent: new Date(NOW_MS + ms).toISOString() }));
    expect(await registry.ask(OTHER, signedRequest(request(), OTHER), NOW_MS)).toBeNull();
    expect(await registry.ask("HB-WH-0099", signedRequest(request()), NOW_MS)).toBeNull();
    expect(await registry.ask(ASKING, at(30_000), NOW_MS)).not.toBeNull();
    expect(await registry.ask(ASKING, at(30_001), NOW_MS)).toBeNull();
    expect(await registry.ask(ASKING, at(-60_000), NOW_MS)).not.toBeNull();
    expect(await registry.ask(ASKING, at(-60_001), NOW_MS)).toBeNull();
  });

  test("RP-135 a reply that the registry's key did not sign is dropped, whatever it says, and so is one that is too large", () => {
    const { world, reply } = alone();
    const stranger = createDeterministicSigner("stranger", "ed25519");
    const padded = `${new TextDecoder().decode(signedReplyOf(reply))}${" ".repeat(16_384)}`;
    const forged = [
      sealed(REPLY_PAYLOAD_TYPE, reply, stranger),
      sealed(REQUEST_PAYLOAD_TYPE, reply, stranger),
      new TextEncoder().encode(JSON.stringify(reply)),
      new TextEncoder().encode(padded),
      signedReplyOf({ ...reply, more: 1 }),
      new Uint8Array(),
    ];
    for (const bytes of forged) expect(onceHeard(world, bytes)).toMatchObject(WAITS);
    expect(onceHeard(world, signedReplyOf(reply))).toEqual(["clear clear"]);
  });

  test("RP-136 a reply repeats station, request and subject, and answers each check once", async () => {
    const registry = new TwinAnswers();
    const checks: RequestDocument["checks"] = ["odometer", "theft", "previousResults", "openElsewhere"];
    const reply = await registry.ask(ASKING, signedRequest(request({ checks })), NOW_MS);
    expect(reply).toMatchObject({ station: ASKING, request: request().request, subject: CAR });
    expect(reply?.checks.map(({ check }) => check)).toEqual(checks);
    const { world, reply: own } = alone();
    expect(onceHeard(world, signedReplyOf({ ...own, checks: [] }))).toMatchObject(WAITS);
    expect(onceHeard(world, signedReplyOf({ ...own, checks: [...own.checks, ...own.checks] }))).toMatchObject(
      WAITS,
    );
  });

  test("RP-138 a reply counts once, for the request that is in flight", () => {
    const { world, reply } = alone();
    const other = { ...reply, request: "f".repeat(32) };
    expect(onceHeard(world, signedReplyOf(other))).toMatchObject(WAITS);
    const late = signedReplyOf(reply);
    world.clock.advanceBy(10_000);
    expect(onceHeard(world, late)).toEqual(["unanswered told"]);
    const again = alone();
    expect(onceHeard(again.world, signedReplyOf(again.reply))).toEqual(["clear clear"]);
    // Doubled, and with another answer under the same number.
    const hit = { ...again.reply, checks: [{ ...again.reply.checks[0], answer: "found" }] };
    expect(onceHeard(again.world, signedReplyOf(hit))).toEqual(["clear clear"]);
  });

  test("RP-139 a reply to another station, or about another vehicle, is dropped", () => {
    const { world, reply } = alone();
    const others = [
      { ...reply, station: OTHER },
      { ...reply, subject: { ...CAR, plate: "鄂A54321" } },
      { ...reply, subject: { ...CAR, vin: "LFV2A21K8D4123457" } },
      { ...reply, subject: { ...CAR, odometerKm: 1 } },
      { ...reply, checks: reply.checks.map((one) => ({ ...one, check: "recall" })) },
    ];
    for (const other of others) expect(onceHeard(world, signedReplyOf(other))).toMatchObject(WAITS);
    expect(onceHeard(world, signedReplyOf(reply))).toEqual(["clear clear"]);
  });

  test("RP-140 a reply that is dated after now or before it was asked for is dropped, and one that knows of later than it was issued", () => {
    const { world, asked, reply } = alone();
    const [nowMs, askedMs] = [world.clock.wallMs(), Date.parse(asked.sent)];
    const issued = (ms: number) => signedReplyOf({ ...reply, issued: new Date(ms).toISOString() });
    expect(onceHeard(world, issued(nowMs + 30_001))).toMatchObject(WAITS);
    expect(onceHeard(world, issued(askedMs - 30_001))).toMatchObject(WAITS);
    const asOf = new Date(Date.parse(reply.issued) + 1).toISOString();
    const ahead = { ...reply, checks: reply.checks.map((one) => ({ ...one, asOf })) };
    expect(onceHeard(world, signedReplyOf(ahead))).toMatchObject(WAITS);
    expect(onceHeard(world, issued(nowMs + 30_000))).toEqual(["clear clear"]);
    const early = alone();
    expect(
      onceHeard(
        early.world,
        signedReplyOf({ ...early.reply, issued: new Date(askedMs - 30_000).toISOString() }),
      ),
    ).toEqual(["clear clear"]);
  });

  test("RP-141 what is dropped changes nothing, and the log tells the first, the tenth, the hundredth", () => {
    const { world, reply } = alone();
    const stray = signedReplyOf({ ...reply, request: "f".repeat(32) });
    for (let i = 0; i < 150; i++) world.link.inject(stray);
    expect(world.logged.map(({ details }) => details)).toEqual(
      [1, 10, 100].map((times) => ({ why: "not-asked", times })),
    );
    expect(onceHeard(world, signedReplyOf(reply))).toEqual(["clear clear"]);
  });

  test("RP-142 without a reply the same request goes again after one to four seconds, and nobody waits longer than ten", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const world = new RequestWorld({ seed });
      world.link.intercept(() => []);
      const times: number[] = [];
      let seen = 0;
      let over = -1;
      for (let ms = 0; ms <= 15_000; ms += 10) {
        const before = world.look();
        if (world.sent.length > seen) times.push(ms);
        seen = world.sent.length;
        if (over < 0 && before.kind === "may") over = ms;
        world.clock.advanceBy(10);
      }
      expect(
        new Set(world.sent.map((bytes) => askedOf({ sent: [bytes] } as unknown as RequestWorld).request))
          .size,
      ).toBe(1);
      for (let i = 1; i < times.length; i++) {
        const gap = (times[i] ?? 0) - (times[i - 1] ?? 0);
        expect(gap).toBeGreaterThanOrEqual(990);
        expect(gap).toBeLessThanOrEqual(4_010);
      }
      expect(times.length).toBeGreaterThan(2);
      expect(over).toBeGreaterThan(9_900);
      expect(over).toBeLessThanOrEqual(10_020);
    }
  });

  test("RP-143 after a request without reply the next comes no sooner than after twenty seconds, and each later", () => {
    const world = new RequestWorld();
    world.link.intercept(() => []);
    const begun: number[] = [];
    let last = "";
    for (let ms = 0; ms < 3_600_000; ms += 1_000) {
      world.look();
      const request = world.sent.length > 0 ? askedOf(world).request : "";
      if (request !== last) begun.push(ms);
      last = request;
      world.clock.advanceBy(1_000);
    }
    const gaps = begun.slice(1).map((ms, i) => ms - (begun[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(29_000);
    expect(Math.max(...gaps)).toBeGreaterThan(60_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000 + 20_000 + 300_000 + 2_000);
  });

  test("RP-144 at most sixteen requests are in flight", () => {
    const world = new RequestWorld();
    world.link.intercept(() => []);
    for (let i = 0; i < 40; i++) world.look([RULE], { ...CAR, odometerKm: i });
    world.clock.advanceBy(900);
    for (let i = 0; i < 40; i++) world.look([RULE], { ...CAR, odometerKm: i });
    expect(world.sent).toHaveLength(16);
  });

  test("RP-145 an answer is asked for anew when it is looked at after five minutes, and holds until another comes", () => {
    const world = new RequestWorld();
    world.answers.tell(fact("theft", false));
    expect(usedOf(world.lookFor(2_000))).toEqual(["clear clear"]);
    expect(usedOf(world.lookFor(290_000))).toEqual(["clear clear"]);
    expect(world.sent).toHaveLength(1);
    world.answers.tell(fact("theft", true, { asOf: "2026-01-05T07:30:00.000Z" }));
    expect(world.lookFor(15_000)).toMatchObject(STOPS);
    expect(world.sent).toHaveLength(2);
    world.link.intercept(() => []);
    expect(world.lookFor(600_000)).toMatchObject(STOPS);
  });
});
