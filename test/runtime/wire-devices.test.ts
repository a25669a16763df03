import { describe, expect, test } from "vitest";
import { encodeLaneIo } from "../../simulators/firmata/lane-io-frame.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { DeviceFault, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { modelOf } from "../../src/runtime/device-catalogue.ts";
import type { DeviceConfig } from "../../src/runtime/station-config.ts";
import { identitiesOf, wireDevices } from "../../src/runtime/wire-devices.ts";
import { ScriptedChannel } from "../support/scripted-channel.ts";

/** Goal: what the station file says of a device reaches the codec that reads its bytes. */
const SCALE: DeviceConfig = {
  role: "axle-scale",
  device: "scale-1",
  model: "xk3190-a9",
  serial: "A9-1",
  address: "tcp://127.0.0.1:4001",
  calibration: null,
  lines: [],
  options: {},
};
const FRAME = "\u0002+001560019\u0003";

function heardFrom(config: DeviceConfig): Observation[] {
  const clock = new VirtualClock();
  const channel = new ScriptedChannel();
  const nothing = (): never => expect.fail("a scale is a byte stream");
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const [link] = wireDevices([config], {
    clock,
    timers: clock,
    log,
    resolve: { channel: () => channel, plc: nothing, lines: nothing },
    allSimulated: false,
  });
  const heard: Observation[] = [];
  link?.start({ onObservation: (_, observation) => heard.push(observation), onFault: () => undefined });
  channel.connect();
  channel.bytes(FRAME, 1);
  return heard;
}

describe("wiring a device", () => {
  test("its options reach its codec", () => {
    expect(heardFrom(SCALE)).toMatchObject([{ loadKg: "1560", quality: "uncertain" }]);
    expect(heardFrom({ ...SCALE, options: { unit: "kg" } })).toMatchObject([
      { loadKg: "1560", quality: "good" },
    ]);
    expect(heardFrom({ ...SCALE, options: { unit: "t" } })).toMatchObject([{ loadKg: "1560000" }]);
  });

  test("it stands in the record by its model and plate", () => {
    expect(identitiesOf([SCALE], false)).toMatchObject([
      { model: "xk3190-a9", serial: "A9-1", simulated: false },
    ]);
  });

  test("a board may be told by the number it must have", () => {
    const identity = Uint8Array.from(
      encodeLaneIo({
        ...{ type: 0x81, seq: 0, timeUs: 0 },
        body: [1, 5, 0, 0, 0, 11, 2, ...new TextEncoder().encode("exam-car-v1")],
      }),
    );
    const faults = (boardSerial: number | null): readonly DeviceFault[] => {
      const model = modelOf("lane-io");
      if (model.kind !== "bytes") expect.fail("a board speaks in bytes");
      const options = { profile: "config/boards/exam-car-v1.yaml", boardSerial };
      const session = model.create(asId("car-io-1"), options);
      session.connected(0);
      return session.receive(identity, 10).faults;
    };
    expect([faults(null), faults(5)]).toEqual([[], []]);
    expect(faults(7)).toMatchObject([
      { code: "wrong-identity", detail: { code: "BOARD_SERIAL", params: { found: 5, expected: 7 } } },
    ]);
  });

  test("a bank of lines may be debounced", () => {
    const model = modelOf("line-bank");
    if (model.kind !== "lines") expect.fail("a bank of lines has lines");
    expect([model.debounceMs({}), model.debounceMs({ debounceMs: 20 })]).toEqual([0, 20]);
  });
});
