import { describe, expect, test } from "vitest";
import { asId } from "../../src/core/quantities/ids.ts";
import { createJxSideSlipSession } from "../../src/protocols/jx-side-slip/session.ts";
import { describeProtocolSession } from "../contracts/protocol-session.contract.ts";
import { hex } from "../support/wire-bytes.ts";

const device = asId<"device">("slip-1");

describeProtocolSession({
  name: "jx-side-slip",
  create: () => createJxSideSlipSession({ device }),
  conversation: [
    { request: { name: "side-slip.arm" } },
    { bytes: hex("F0 00 12 F0 00 35 FC 00 07 F0 99 99") },
  ],
  valuesOf: (observation) => (observation.kind === "side-slip" ? [observation.slipMPerKm] : []),
  checksummed: false,
  heldBytesMax: 4,
  noise: hex("01 02 03 04 AA BB"),
});

describe("jx-side-slip", () => {
  test.each([
    ["F0 00 35", "3.5"],
    ["FC 00 35", "-3.5"],
    ["F0 12 34", "123.4"],
    ["FC 00 00", "0.0"],
    ["F0 00 05", "0.5"],
  ])("%s is %s m/km", (bytes, slipMPerKm) => {
    const session = createJxSideSlipSession({ device });
    expect(session.receive(hex(bytes), 5).observations).toMatchObject([
      { kind: "side-slip", slipMPerKm, atMs: 5, quality: "good" },
    ]);
  });

  test.each(["F0 0A 00", "F0 00 A0", "F1 00 35", "00 35 F0"])("%s is no frame", (bytes) => {
    const session = createJxSideSlipSession({ device });
    expect(session.receive(hex(bytes), 0).observations).toEqual([]);
    expect(session.statistics.rejectedBytes).toBeGreaterThan(0);
  });

  test("a torn frame does not spoil the next", () => {
    const session = createJxSideSlipSession({ device });
    expect(session.receive(hex("F0 00 F0 00 35"), 0).observations).toMatchObject([{ slipMPerKm: "3.5" }]);
    expect(session.statistics.rejectedBytes).toBe(2);
  });

  test("arming is answered at once and writes nothing", () => {
    const session = createJxSideSlipSession({ device });
    const armed = session.request({ name: "side-slip.arm" }, 3);
    expect(armed.observations).toMatchObject([{ kind: "answer", command: "side-slip.arm", outcome: "ok" }]);
    expect(armed.writes).toEqual([]);
    expect(session.request({ name: "brake.zero" }, 3).observations).toMatchObject([{ outcome: "refused" }]);
  });

  test("silence is normal unless an option says otherwise", () => {
    const silent = createJxSideSlipSession({ device });
    silent.connected(0);
    expect(silent.nextDueMs()).toBeNull();
    const watched = createJxSideSlipSession({ device, silentAfterMs: 200 });
    watched.connected(0);
    expect(watched.tick(200).faults).toMatchObject([{ code: "silent", raised: true }]);
  });
});
