import { beforeAll, expect, test, vi } from "vitest";
import { nodeGunzip } from "../../src/adapters/zlib/node-gunzip.ts";
import { checkEvidence } from "../../src/core/evidence/check-evidence.ts";
import { readEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import { SendingWorld, saidOf } from "../support/evidence-sending-world.ts";
import { type PlayedScenario, playedScenario } from "../support/evidence-world.ts";
import { documentOf } from "../support/request-world.ts";

/** Goal: a record that people take out of force while its evidence is on its way is kept with its withdrawal, at whatever step that comes. */
vi.setConfig({ testTimeout: 60_000 });

const SMALL = 8 * 1024;

let taken: PlayedScenario;
beforeAll(async () => {
  taken = await playedScenario("k3-record-withdrawn");
}, 60_000);

const recordOf = (world: SendingWorld): string => world.sealed[0]?.record ?? "";

/** Ordered while the record is in force; the journal has the withdrawal further on. */
function ordered(): SendingWorld {
  const world = new SendingWorld(taken);
  world.messageBytesMax = SMALL;
  world.order(world.sealed[0] as SendingWorld["sealed"][number]);
  return world;
}

function isWithdrawnIn(world: SendingWorld, hash: string): boolean {
  const read = readEvidence(world.stored.get(hash) ?? new Uint8Array(0), nodeGunzip);
  if (read.kind === "refused") throw new Error(saidOf(read.reason) ?? "");
  const checked = checkEvidence(read.bundle, taken.check);
  if (checked.kind !== "checked") throw new Error("it does not agree with itself");
  return checked.withdrawn !== null;
}

/** Of what the station holds for done. */
const keptWithdrawn = (world: SendingWorld): readonly boolean[] =>
  world.kept.map(({ sha256 }) => isWithdrawnIn(world, sha256));

test.each([0, 2])(
  "RP-265 withdrawn after %i answers, between two looks of the station, it is made again and kept with the withdrawal",
  async (answers) => {
    const world = ordered();
    await world.go(60_000, () => world.parts.length > 0 && world.answers.length >= answers);
    // Deliveries of the withdrawal come first: nobody looks before it is under seal.
    world.mayGo = false;
    world.forces.set(recordOf(world), "withdrawn");
    await world.go(3_000);
    world.mayGo = true;
    await world.go(120_000, () => world.open.length === 0);
    expect([world.open, keptWithdrawn(world)]).toEqual([[], [true]]);
    expect(new Set(world.parts.map(({ sha256 }) => sha256)).size).toBe(2);
  },
);

test("RP-265 `kept` of the bundle before, heard after the act, does not end the order", async () => {
  const world = ordered();
  world.onWay = (message, way) => {
    if (way === "down" && (documentOf(message) as { outcome?: string }).outcome === "kept")
      world.forces.set(recordOf(world), "being-withdrawn");
    return [message];
  };
  await world.go(30_000, () => world.forces.size > 0);
  const sent = world.parts.length;
  expect([...world.stored.keys()].map((hash) => isWithdrawnIn(world, hash))).toEqual([false]);
  await world.go(10_000);
  expect([world.parts.length, world.kept, world.open]).toEqual([sent, [], [recordOf(world)]]);
  world.onWay = (message) => [message];
  world.forces.set(recordOf(world), "withdrawn");
  await world.go(60_000, () => world.open.length === 0);
  expect([world.open, keptWithdrawn(world)]).toEqual([[], [true]]);
});
