import { describe, expect, test } from "vitest";
import type { DeviceIdentity } from "../../src/core/journal/entry.ts";
import type { DeviceFault } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { Need } from "../../src/core/trade/admission.ts";
import type { DeviceRole } from "../../src/core/trade/words/roles.ts";
import type { DeviceLink } from "../../src/station/device-link.ts";
import { whyUnfit } from "../../src/station/fitness.ts";

/** Goal: a job begins only on devices that are there, in calibration on the station's own day, connected and without a fault that ends it. */
const NEEDS: readonly Need[] = [
  { role: "axle-scale", measures: true },
  { role: "lane-beams", measures: false },
];
const TODAY = "2026-06-01";

function identity(role: DeviceRole, validTo: string | null): DeviceIdentity {
  const calibration = validTo === null ? null : { certificate: "C-1", validTo };
  return { role, device: asId<"device">(`${role}-1`), model: "m", serial: "s", simulated: true, calibration };
}

function link(role: DeviceRole, state: ReturnType<DeviceLink["state"]>, codes: DeviceFault["code"][] = []) {
  const device = asId<"device">(`${role}-1`);
  const faults = codes.map((code) => ({ device, code, raised: true, atMs: 0, detail: null }));
  const nothing = (): void => undefined;
  return {
    role,
    device,
    start: nothing,
    request: nothing,
    stop: nothing,
    state: () => state,
    faults: () => faults,
  };
}

const SCALE = identity("axle-scale", TODAY);
const BEAMS = identity("lane-beams", null);
const READY = [link("axle-scale", "ready"), link("lane-beams", "ready")];

function code(identities: DeviceIdentity[], links: DeviceLink[] = READY, today = TODAY): string | null {
  return whyUnfit("inspection", NEEDS, { identities, links, today })?.code ?? null;
}

describe("why a job cannot begin", () => {
  test("nothing is wrong, also on the last day of a calibration", () => {
    expect(code([SCALE, BEAMS])).toBeNull();
  });

  test("a role without a device, unless the station has no device of this kind at all", () => {
    expect(code([SCALE])).toBe("ROLE_MISSING");
    expect(code([BEAMS])).toBe("ROLE_MISSING");
    expect(code([])).toBeNull();
    expect(code([identity("gnss", TODAY)])).toBeNull();
  });

  test("a calibration that ended yesterday, or that nobody has on record", () => {
    expect(code([SCALE, BEAMS], READY, "2026-06-02")).toBe("CALIBRATION_ENDED");
    expect(code([identity("axle-scale", null), BEAMS])).toBe("CALIBRATION_MISSING");
  });

  test("a device that is not connected yet, or that has a fault which ends a run", () => {
    const beams = link("lane-beams", "ready");
    expect(code([SCALE, BEAMS], [link("axle-scale", "connecting"), beams])).toBe("DEVICE_CONNECTING");
    for (const fault of [
      "disconnected",
      "wrong-identity",
      "self-check-failed",
      "out-of-calibration",
    ] as const)
      expect(code([SCALE, BEAMS], [link("axle-scale", "fault", [fault]), beams]), fault).toBe(
        "DEVICE_FAULTY",
      );
    for (const fault of ["silent", "garbled", "evidence-lost", "bad-quality"] as const)
      expect(code([SCALE, BEAMS], [link("axle-scale", "fault", [fault]), beams]), fault).toBeNull();
  });

  test("a receiver speaks by itself: one that is silent gives nothing", () => {
    const needs: readonly Need[] = [{ role: "gnss", measures: true }];
    const fitness = {
      identities: [identity("gnss", TODAY)],
      links: [link("gnss", "fault", ["silent"])],
      today: TODAY,
    };
    expect(whyUnfit("exam", needs, fitness)?.code).toBe("DEVICE_FAULTY");
  });
});
