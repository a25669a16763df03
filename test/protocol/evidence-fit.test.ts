import { beforeAll, expect, test, vi } from "vitest";
import { SendingWorld } from "../support/evidence-sending-world.ts";
import { type PlayedScenario, playedScenario } from "../support/evidence-world.ts";

/** Goal: evidence finds by itself what line and broker take, and costs deliveries the connection no more than it has to. */
vi.setConfig({ testTimeout: 60_000 });

const TAKEN = 20 * 1024;

let exam: PlayedScenario;
beforeAll(async () => {
  exam = await playedScenario("c1-no-belt");
}, 60_000);

function ordered(): SendingWorld {
  const world = new SendingWorld(exam);
  world.order(world.sealed[0] as SendingWorld["sealed"][number]);
  return world;
}

test("RP-261 over a broker that ends the connection for what is larger than 20 KB the evidence gets through, and the connection ends twice", async () => {
  const world = ordered();
  let ends = 0;
  world.onWay = (message, way) => {
    if (way === "down" || message.length <= TAKEN) return [message];
    ends += 1;
    world.link(false);
    world.clock.start("reconnect", 1_000, () => world.link(true));
    return [];
  };
  await world.go(300_000, () => world.kept.length === 1);
  expect([world.kept.length, ends]).toEqual([1, 2]);
});

test("RP-261 what is lost without a word is sent in smaller parts", async () => {
  const world = ordered();
  world.onWay = (message, way) => (way === "down" || message.length <= TAKEN ? [message] : []);
  await world.go(300_000, () => world.kept.length === 1);
  expect(world.kept).toHaveLength(1);
  expect(world.messages.filter(({ length }) => length > TAKEN)).toHaveLength(2);
});

test("RP-261 it begins small, and grows with what comes through", async () => {
  const world = ordered();
  await world.go(60_000, () => world.kept.length === 1);
  const sizes = world.messages.map(({ length }) => length);
  expect(sizes[0]).toBeLessThanOrEqual(32 * 1024);
  expect(Math.max(...sizes)).toBeGreaterThan(32 * 1024);
});
