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
  heldBytesMax: 8,
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

  describe("its own result, after the end of a crossing", () => {
    const crossed = () => {
      const session = createJxSideSlipSession({ device, ending: "ee" });
      session.connected(0);
      const end = session.receive(hex("F0 00 35 EE FF 00 0E EE"), 10);
      expect(end.writes).toEqual([hex("FF 02 EE")]);
      return session;
    };

    test("is asked for and taken from the second half, once", () => {
      const session = crossed();
      expect(session.receive(hex("F0 00 41 EE"), 20).observations).toEqual([]);
      expect(session.receive(hex("F0 00 41 EE"), 30).observations).toEqual([
        {
          kind: "side-slip",
          device,
          atMs: 30,
          raw: "hex:f00041eef00041ee",
          quality: "good",
          slipMPerKm: "4.1",
          result: true,
        },
      ]);
      const [next] = session.receive(hex("FC 00 07 EE"), 40).observations;
      expect(next).toMatchObject({ slipMPerKm: "-0.7" });
      expect(next).not.toHaveProperty("result");
      expect(session.nextDueMs()).toBeNull();
    });

    test("is in doubt when its halves differ", () => {
      expect(crossed().receive(hex("F0 00 41 EE FC 00 41 EE"), 20).observations).toMatchObject([
        { slipMPerKm: "-4.1", quality: "uncertain", result: true },
      ]);
    });

    test("that does not come is a fault, and half of one is no reading of the next crossing", () => {
      const session = crossed();
      session.receive(hex("F0 00 41 EE"), 20);
      expect(session.nextDueMs()).toBe(510);
      expect(session.tick(510).faults).toMatchObject([{ code: "silent", raised: true }]);
      expect(session.statistics).toMatchObject({ heldBytes: 0, rejectedBytes: 4 });
      expect(session.receive(hex("F0 00 12 EE"), 600)).toMatchObject({
        observations: [{ slipMPerKm: "1.2" }],
        faults: [{ code: "silent", raised: false }],
      });
    });
  });
});
