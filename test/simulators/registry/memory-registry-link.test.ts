import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { type LinkDefects, MemoryRegistryLink } from "../../../simulators/registry/memory-registry-link.ts";
import { RegistryService } from "../../../simulators/registry/registry-service.ts";
import { registryLinkContract } from "../../contracts/registry-link.contract.ts";
import { WITNESS_SEED } from "../../support/delivery-world.ts";

function linkWith(clock: VirtualClock, defects: Partial<LinkDefects>, seed = 3): MemoryRegistryLink {
  const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [] });
  const random = new SeededRandom(seed, "link");
  return new MemoryRegistryLink({ service, clock, timers: clock, random, defects });
}

registryLinkContract("memory", async () => {
  const clock = new VirtualClock();
  const link = linkWith(clock, {});
  return {
    link,
    async until(what, reached) {
      if (clock.runUntil(reached, 60_000) !== "reached") throw new Error(`not reached: ${what}`);
    },
    async cut() {
      link.goDown(null);
    },
    async restore() {
      link.restore();
    },
    async end() {
      return;
    },
  };
});

describe("memory registry link", () => {
  /** Answers to a hundred numbered submissions. */
  function answersUnder(defects: Partial<LinkDefects>, seed: number): number[] {
    const clock = new VirtualClock();
    const link = linkWith(clock, defects, seed);
    const answers: number[] = [];
    let next = 0;
    const send = () => {
      while (next < 100 && link.submit(new TextEncoder().encode(numbered(next))) === "taken") next++;
    };
    link.open({
      onReady: send,
      onMessage: (message) => answers.push(Number(JSON.parse(new TextDecoder().decode(message)).station)),
      onRefused: () => undefined,
      onTrouble: () => undefined,
      onDown: () => undefined,
    });
    clock.runUntilIdle(60_000);
    return answers;
  }
  const numbered = (n: number) =>
    JSON.stringify({
      schema: "proofmark/submission/v1",
      station: String(n),
      oldSize: 0,
      checkpoint: "-",
      consistency: [],
      records: [],
    });

  test("drops, doubles and delays as the seed says, and keeps the order of what arrives", () => {
    const defects = { drop: 0.1, duplicate: 0.1, jitterMs: 50 };
    const answers = answersUnder(defects, 5);
    expect(answers).toEqual([...answers].sort((a, b) => a - b));
    expect(new Set(answers).size).toBeLessThan(100);
    expect(answers.length).toBeGreaterThan(new Set(answers).size);
    expect(answersUnder(defects, 5)).toEqual(answers);
    expect(answersUnder(defects, 6)).not.toEqual(answers);
  });

  test("without defects every submission is answered once", () => {
    expect(answersUnder({}, 1)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});
