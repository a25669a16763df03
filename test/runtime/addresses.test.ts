import { describe, expect, test } from "vitest";
import { isSimulated, parseAddress } from "../../src/runtime/addresses.ts";

describe("device addresses", () => {
  test.each([
    ["tcp://127.0.0.1:4001", { kind: "tcp", host: "127.0.0.1", port: 4001 }],
    ["tcp://[::1]:4001", { kind: "tcp", host: "::1", port: 4001 }],
    [
      "serial:///dev/ttyUSB0",
      { kind: "serial", path: "/dev/ttyUSB0", baudRate: 9600, parity: "none", dataBits: 8, stopBits: 1 },
    ],
    [
      "serial:/dev/serial/by-id/x?baud=4800&parity=even&bits=7",
      {
        kind: "serial",
        path: "/dev/serial/by-id/x",
        baudRate: 4800,
        parity: "even",
        dataBits: 7,
        stopBits: 1,
      },
    ],
    [
      "serial:/dev/x?stop=2",
      { kind: "serial", path: "/dev/x", baudRate: 9600, parity: "none", dataBits: 8, stopBits: 2 },
    ],
    ["opc.tcp://plc:4840", { kind: "opcua", endpoint: "opc.tcp://plc:4840" }],
    ["firmata:tcp://car:3030", { kind: "firmata", over: { kind: "tcp", host: "car", port: 3030 } }],
    ["gpio:lane", { kind: "gpio", bank: "lane" }],
    ["sim:scale", { kind: "sim", name: "scale" }],
  ])("%s", (text, address) => expect(parseAddress(text)).toEqual(address));

  test.each([
    "",
    "tcp://host",
    "tcp://host:99999",
    "http://x",
    "serial:COM3",
    "serial:/dev/x?baud=10",
    "serial:/dev/x?speed=9600",
    "serial:/dev/x?stop=3",
    "sim:",
    "firmata:bus",
  ])("%j is refused with the forms there are", (text) =>
    expect(() => parseAddress(text)).toThrow(/none of: serial:|allows baud=300/),
  );

  test("a speed that the address does not say is the model's own", () => {
    const slow = { baudRate: 2400, dataBits: 7, parity: "odd", stopBits: 2 } as const;
    expect(parseAddress("firmata:serial:/dev/x", slow)).toEqual({
      kind: "firmata",
      over: { kind: "serial", path: "/dev/x", ...slow },
    });
    expect(parseAddress("serial:/dev/x?baud=4800", slow)).toMatchObject({ baudRate: 4800, parity: "odd" });
  });

  test("a board over a simulated line is simulated too", () => {
    expect(isSimulated(parseAddress("firmata:sim:board"))).toBe(true);
    expect(isSimulated(parseAddress("tcp://127.0.0.1:1"))).toBe(false);
  });
});
