import { describe, expect, test } from "vitest";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";
import { TwinRegistry as RegistryService } from "../support/twin-registry.ts";

/** Goal: what no real device measured is proved, kept apart, and never taken for a result. */
const device = (simulated: boolean) => ({
  ...{ role: "axle-scale", device: "scale-1", model: "toy", serial: "1", simulated },
  calibration: null,
});
const UNREAL = [
  ["of simulated devices alone", { devices: [device(true)] }, "simulated"],
  ["of one simulated device among real ones", { devices: [device(false), device(true)] }, "simulated"],
  ["of practice", { devices: [device(false)], practice: true }, "practice"],
] as const;

function registry(station: SealingStation, simulation?: boolean): RegistryService {
  const stations = [station.registration];
  return new RegistryService({
    witnessSeed: WITNESS_SEED,
    stations,
    ...(simulation !== undefined && { simulation }),
  });
}

describe("records of what was not real", () => {
  test.each(UNREAL)("RP-129 one %s is quarantined", (_what, says, defect) => {
    const station = new SealingStation();
    const service = registry(station);
    station.seal({ says: { devices: [device(false)] } });
    const at = station.seal({ says });
    station.seal();
    const receipt = messageOf(service.handle(bytesOf(submissionOf(station, 0)), 0)[0]);
    expect(receipt).toMatchObject({ schema: "proofmark/receipt/v1", quarantined: [{ index: at }] });
    expect(service.stored.map(({ sequence }) => sequence)).toEqual([0, 2]);
    expect(service.quarantined).toMatchObject([{ index: at, sequence: 1, defect }]);
  });

  test("RP-130 a registry that was started for simulation puts simulated ones in force, and keeps the others", () => {
    const station = new SealingStation();
    const service = registry(station, true);
    for (const [, says] of UNREAL) station.seal({ says });
    station.seal({ says: { devices: [device(false)] } });
    service.handle(bytesOf(submissionOf(station, 0)), 0);
    expect(service.stored.map(({ sequence }) => sequence)).toEqual([0, 1, 3]);
    expect(service.quarantined.map(({ defect }) => defect)).toEqual(["practice"]);
    expect(service.stored[0]).not.toHaveProperty("unreal");
  });
});
