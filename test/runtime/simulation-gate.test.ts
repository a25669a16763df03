import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { BankOfSimulator } from "../../src/adapters/simulator/simulated-bank.ts";
import type { DeviceFault } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { ByteChannel, ByteChannelListener } from "../../src/ports/byte-channel.ts";
import type { SimulatorLine } from "../../src/ports/simulator-line.ts";
import { parseAddress } from "../../src/runtime/addresses.ts";
import { isSaidSimulated, reachOf, refuseUnsaid, SimulationGate } from "../../src/runtime/simulation-gate.ts";
import type { DeviceConfig } from "../../src/runtime/station-config.ts";
import { LinesLink } from "../../src/station/lines-link.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: what is simulated is called so and what is real is called so, by the station file's own word, which is checked. */
function device(address: string, simulated?: boolean): DeviceConfig {
  const model = address.startsWith("opc.tcp")
    ? "brake-plc"
    : address.startsWith("firmata")
      ? "lane-io"
      : "mettler-toledo";
  return {
    role: "axle-scale",
    device: "scale-1",
    model,
    serial: "1",
    address,
    calibration: null,
    lines: [],
    options: {},
    ...(simulated === undefined ? {} : { simulated }),
  };
}

describe("where a simulator can stand", () => {
  test.each([
    ["tcp://127.0.0.1:4001", "here"],
    ["tcp://127.9.9.9:4001", "here"],
    ["tcp://[::1]:4001", "here"],
    ["tcp://localhost:4001", "here"],
    ["tcp://192.0.2.30:4001", "never"],
    ["tcp://127.0.0.1.example:4001", "never"],
    ["opc.tcp://127.0.0.1:4840", "here"],
    ["opc.tcp://192.0.2.20:4840", "never"],
    ["firmata:tcp://127.0.0.1:1", "here"],
    ["firmata:tcp://192.0.2.41:1", "never"],
    ["serial:///dev/ttyUSB0", "by-its-file"],
    ["firmata:serial:///dev/ttyUSB0", "by-its-file"],
    ["gpio:lane", "never"],
    ["sim:lane", "always"],
  ] as const)("%s: %s", (address, reach) => {
    expect(reachOf(parseAddress(address))).toBe(reach);
  });
});

describe("the word of the station file", () => {
  const refused = (address: string, simulated?: boolean): string => {
    try {
      refuseUnsaid("station.yaml", [device(address, simulated)]);
      return "";
    } catch (cause) {
      return (cause as Error).message;
    }
  };

  test("has to be said where a simulator could stand, and may be either", () => {
    expect(refused("tcp://127.0.0.1:1")).toMatch(
      /^station\.yaml: scale-1 at tcp:.*say simulated: true, or simulated: false/,
    );
    expect(refused("tcp://127.0.0.1:1", true)).toBe("");
    expect(refused("tcp://127.0.0.1:1", false)).toBe("");
    expect(refused("tcp://192.0.2.30:1")).toBe("");
  });

  test("true is refused where none can stand, false at sim:", () => {
    expect(refused("tcp://192.0.2.30:1", true)).toContain("no simulator can stand at such an address");
    expect(refused("sim:scale", false)).toContain("sim: is the address of a simulator");
  });

  test("is what the record says", () => {
    expect(isSaidSimulated(device("tcp://127.0.0.1:1", true))).toBe(true);
    expect(isSaidSimulated(device("tcp://127.0.0.1:1", false))).toBe(false);
    expect(isSaidSimulated(device("sim:scale"))).toBe(true);
    expect(isSaidSimulated(device("tcp://192.0.2.30:1"))).toBe(false);
  });
});

describe("a line is opened as what it is called", () => {
  function opened(config: DeviceConfig, serving: readonly string[]): string {
    const clock = new VirtualClock(0);
    let said = "nothing";
    const inner: ByteChannel = {
      address: config.address,
      open: (listener: ByteChannelListener) => listener.onOpen(),
      write: () => "accepted",
      close: () => undefined,
    };
    const line = { serves: (address: string) => serving.includes(address) } as SimulatorLine;
    const channel = new SimulationGate(line, clock).channel(config, inner);
    channel.open({
      onOpen: () => {
        said = "open";
      },
      onBytes: () => undefined,
      onClose: ({ code }) => {
        said = code;
      },
    });
    const before = said;
    clock.advanceBy(10);
    // A refusal is told in a turn of its own, as the port promises.
    expect(before === said || before === "nothing").toBe(true);
    return said;
  }
  const tcp = "tcp://127.0.0.1:4001";

  test("a simulated one while a simulator says that it stands there, and not before", () => {
    expect(opened(device(tcp, true), [])).toBe("SIMULATOR_ABSENT");
    expect(opened(device(tcp, true), ["tcp://127.0.0.1:4002"])).toBe("SIMULATOR_ABSENT");
    expect(opened(device(tcp, true), [tcp])).toBe("open");
    expect(opened(device(tcp, false), [])).toBe("open");
  });

  test("a serial one by its file: a terminal of nobody's word, and a port that is called simulated, stay closed", () => {
    const place = temporaryDirectory();
    writeFileSync(join(place, "port"), "");
    symlinkSync("/dev/pts/ptmx", join(place, "terminal"));
    const [port, terminal] = [`serial://${join(place, "port")}`, `serial://${join(place, "terminal")}`];
    expect(opened(device(port), [])).toBe("open");
    expect(opened(device(port, true), [port])).toBe("NOT_A_TERMINAL");
    expect(opened(device(terminal), [])).toBe("TERMINAL_UNSAID");
    expect(opened(device(terminal, false), [])).toBe("open");
    expect(opened(device(terminal, true), [])).toBe("SIMULATOR_ABSENT");
    expect(opened(device(terminal, true), [terminal])).toBe("open");
    expect(opened(device(`firmata:${terminal}`), [])).toBe("TERMINAL_UNSAID");
  });
});

test("lines of a simulated bank: lost when the simulator goes, read again when it is back", async () => {
  const clock = new VirtualClock(0);
  const bank = new BankOfSimulator({ clock, timers: clock, write: () => undefined });
  const faults: [string, boolean][] = [];
  const levels: boolean[] = [];
  const link = new LinesLink({
    role: "lane-beams",
    device: asId<"device">("beams-1"),
    io: bank,
    lines: ["at-scale"],
    clock,
    timers: clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const settled = async (ms = 10): Promise<void> => {
    clock.advanceBy(ms);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advanceBy(ms);
  };
  link.start({
    onObservation: (_role, observation) => {
      if (observation.kind === "digital") levels.push(observation.active);
    },
    onFault: (_role, { code, raised }: DeviceFault) => faults.push([code, raised]),
  });
  await settled();
  expect(link.state()).toBe("connecting");
  bank.heard("at-scale", true);
  bank.comes();
  await settled();
  expect({ levels, state: link.state() }).toEqual({ levels: [true], state: "ready" });
  bank.goes();
  await settled();
  expect(faults).toEqual([["disconnected", true]]);
  bank.comes();
  bank.heard("at-scale", true);
  await settled(60_000);
  expect(levels).toEqual([true, true]);
  expect(faults.at(-1)).toEqual(["disconnected", false]);
  expect(link.state()).toBe("ready");
});
