import { describe, expect, test } from "vitest";
import type { FollowingKeys } from "../../src/core/registry/following-keys.ts";
import { CoreRegistry } from "../support/core-registry.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

/** Section 16: keys that were revoked. The stand-in takes no revocation, so this is asked of the product's own decisions. */
const AT = 1_767_600_000_500;
/** Of every record that is sealed here. */
const ENDED = Date.parse("2026-11-28T08:00:00.000Z");

function revoked(keys: FollowingKeys, fromMs: number): FollowingKeys {
  return { ...keys, keys: keys.keys.map((key) => ({ ...key, revoked: { fromMs, why: "compromised" } })) };
}

function registryOf(station: SealingStation, role: "log" | "record", fromMs: number): CoreRegistry {
  const registry = new CoreRegistry({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
  const account = registry.accounts.get(station.station);
  if (account === undefined) throw new Error("it is registered");
  registry.accounts.set(station.station, { ...account, [role]: revoked(account[role], fromMs) });
  return registry;
}

const submitted = (registry: CoreRegistry, station: SealingStation): unknown =>
  messageOf(registry.handle(bytesOf(submissionOf(station, 0)), AT));

describe("keys that were revoked", () => {
  test.each([
    { fromMs: ENDED - 1, quarantined: [{ index: 1 }] },
    { fromMs: ENDED, quarantined: [] },
    { fromMs: ENDED + 1, quarantined: [] },
  ])("RP-151 a record is taken by when it ended: revoked from $fromMs", ({ fromMs, quarantined }) => {
    const station = new SealingStation();
    station.seal();
    expect(submitted(registryOf(station, "record", fromMs), station)).toMatchObject({ size: 2, quarantined });
  });

  test("RP-152 a checkpoint of a revoked log key is refused, from whenever it was revoked", () => {
    const station = new SealingStation();
    station.seal();
    for (const fromMs of [0, ENDED, AT + 86_400_000])
      expect(submitted(registryOf(station, "log", fromMs), station)).toMatchObject({ code: 403 });
  });
});
