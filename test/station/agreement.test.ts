import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { STAND_IN_SPEAKS, type StandInSpeaks } from "../../simulators/registry/hello-answer.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { SPOKEN } from "../../src/core/requests/agreement.ts";
import { standingOf } from "../../src/runtime/doctor/registry-check.ts";
import { AgreementKeeper } from "../../src/station/agreement-keeper.ts";
import { problemsOf } from "../../src/station/station-problems.ts";
import { logSigner, TOY_STATION, toyRegistry, toyStation } from "../support/toy-station.ts";

/** Goal: that both sides do not speak the same is on the station's page and in `doctor`, with the side that is to be updated. */
function stationWith(theirs: StandInSpeaks) {
  const clock = new VirtualClock();
  const registry = toyRegistry();
  registry.requests.speaks = theirs;
  const random = new SeededRandom(1, "hello");
  const way = { station: TOY_STATION, requests: registry.requests, clock, timers: clock, random };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const link = new MemoryRequestLink(way);
  const agreement = new AgreementKeeper({
    ...{ station: TOY_STATION, link, timers: clock, entropy: () => random.unit(), log, ours: SPOKEN },
    ...{ logSigner, digest: sha256, verifySignature, witness: { spki: registry.witnessSpki } },
    uses: ["events"],
  });
  const { station } = toyStation({
    store: new MemoryJournalStore(),
    clock,
    registry,
    changes: { agreement },
  });
  station.start();
  clock.advanceBy(2_000);
  return { station, clock, registry, link, view: () => station.screen.snapshot().station };
}

const { events: _none, ...withoutEvents } = STAND_IN_SPEAKS;
const CASES = [
  ["REGISTRY_OUTDATED", withoutEvents, "DO_UPDATE_REGISTRY"],
  ["STATION_OUTDATED", { ...STAND_IN_SPEAKS, records: [4] }, "DO_UPDATE_STATION"],
] as const;

describe("what both sides speak, at the station", () => {
  test.each(CASES)(
    "%s is one of its problems, and the doctor's remedy names the side",
    (code, theirs, remedy) => {
      const { view, registry, clock, link } = stationWith(theirs);
      const [problem] = problemsOf(view()).filter(({ kind }) => kind === "registry-trouble");
      expect(problem?.gravity).toBe("warns");
      expect(view().registry.trouble).toMatchObject({ code, en: problem?.why.en });
      expect(standingOf(view() as never).remedy?.code).toBe(remedy);
      // Where the way itself is down that is the nearer trouble.
      link.set(false);
      expect(view().registry.trouble).toBeNull();
      link.set(true);
      clock.advanceBy(1_000);
      expect(view().registry.trouble).not.toBeNull();
      registry.requests.speaks = STAND_IN_SPEAKS;
      clock.advanceBy(301_000);
      expect(view().registry.trouble).toBeNull();
      expect(problemsOf(view()).filter(({ kind }) => kind === "registry-trouble")).toEqual([]);
    },
  );
});
