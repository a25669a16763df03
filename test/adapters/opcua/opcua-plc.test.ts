import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PlcServer, startPlcServer } from "../../../simulators/opcua/plc-server.ts";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { createOpcUaPlc, type OpcUaPlcOptions } from "../../../src/adapters/opcua/opcua-plc.ts";
import type { Timers } from "../../../src/ports/clock.ts";
import { describePlc } from "../../contracts/plc.contract.ts";
import { ScriptedPlcModel } from "../../contracts/scripted-plc-model.ts";
import { eventually } from "../../support/eventually.ts";

const NAMESPACE = "urn:proofmark:test-bench";
const clock = new SystemClock();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One server for the whole file; each test gets it as fresh as it can be. */
let model = new ScriptedPlcModel();
let server: PlcServer;
const served = {
  variables: model.variables,
  read: (name: string) => model.read(name),
  write: (name: string, value: boolean | number) => model.write(name, value),
  step: (atMs: number) => model.step(atMs),
  nextStepMs: () => model.nextStepMs(),
};

beforeAll(async () => {
  server = await startPlcServer({ model: served, namespaceUri: NAMESPACE, clock, timers: clock });
}, 60_000);

afterAll(() => server.stop());

function connectTo(endpoint: string, more: Partial<OpcUaPlcOptions> = {}) {
  return createOpcUaPlc({
    endpoint,
    namespaceUri: NAMESPACE,
    clock,
    timers: clock,
    log,
    security: "none-loopback-only",
    ...more,
  });
}

describePlc("the OPC UA adapter over a real server", async () => {
  model = new ScriptedPlcModel();
  server.defects.frozen = false;
  await eventually("the server shows the new program", () => model.atMs > 0);
  return {
    plc: connectTo(server.endpoint),
    model,
    defects: server.defects,
    until: eventually,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    restart: () => server.restart(),
  };
});

describe("the OPC UA adapter", () => {
  test.each([
    ["no security at all", "opc.tcp://127.0.0.1:4840", undefined, "CONFIG_INVALID"],
    ["no encryption to another host", "opc.tcp://10.0.0.7:4840", "none-loopback-only", "CONFIG_INVALID"],
    [
      "a host that only looks like this one",
      "opc.tcp://127.0.0.1.example:4840",
      "none-loopback-only",
      "CONFIG_INVALID",
    ],
    ["a user before the host", "opc.tcp://localhost@10.0.0.7:4840", "none-loopback-only", "ADDRESS_INVALID"],
    ["another scheme", "http://127.0.0.1:4840", "none-loopback-only", "ADDRESS_INVALID"],
  ] as const)("refuses %s", (_, endpoint, security, code) => {
    const { security: _none, ...rest } = { ...connectOptions(endpoint), security };
    expect(() => createOpcUaPlc(security === undefined ? rest : { ...rest, security })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test.each(["opc.tcp://127.0.0.1:4840", "opc.tcp://localhost:4840/path", "opc.tcp://[::1]:4840"])(
    "takes %s without encryption",
    (endpoint) => {
      expect(() => connectTo(endpoint)).not.toThrow();
    },
  );

  test("a namespace that is not there is no connection, and the listener learns once why", async () => {
    const told: string[] = [];
    const paced = quick();
    const plc = connectTo(server.endpoint, { namespaceUri: "urn:proofmark:another", timers: paced });
    plc.open({
      onUp: () => told.push("up"),
      onDown: ({ code }) => told.push(code),
      onValues: () => undefined,
    });
    await eventually("it was tried four times", () => paced.waits.length >= 4, 20_000);
    await plc.close();
    expect({ told, waits: paced.waits.slice(0, 4) }).toEqual({
      told: ["PLC_NAMESPACE_MISSING"],
      waits: [200, 400, 800, 1600],
    });
  }, 30_000);

  test("a server that drops every session is tried ever more slowly, and the log does not grow with the tries", async () => {
    const wire = await tappedWire(server.endpoint);
    const paced = quick();
    const lines: string[] = [];
    const note = (what: string, fields?: unknown): number => lines.push(`${what} ${JSON.stringify(fields)}`);
    const plc = connectTo(wire.endpoint, { timers: paced, log: { info: note, warn: note, error: note } });
    const calls: string[] = [];
    plc.open({
      onUp: () => {
        calls.push("up");
        wire.hangUp();
      },
      onDown: () => calls.push("down"),
      onValues: () => undefined,
    });
    await eventually("seven sessions were dropped", () => paced.waits.length >= 7, 25_000);
    await plc.close();
    await wire.end();
    expect(paced.waits.slice(0, 7)).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
    expect(calls.slice(0, 4)).toEqual(["up", "down", "up", "down"]);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.length).toBeLessThanOrEqual(20);
  }, 30_000);

  test("a server that answers nothing is given up, and close does not wait for it long", async () => {
    const { port, end } = await mute();
    const plc = connectTo(`opc.tcp://127.0.0.1:${port}`);
    plc.open({ onUp: () => undefined, onDown: () => undefined, onValues: () => undefined });
    await new Promise((resolve) => setImmediate(resolve));
    const before = performance.now();
    await plc.close();
    expect(performance.now() - before).toBeLessThan(8_000);
    await end();
  });

  test("a server that goes silent is dropped by the watchdog, one that hangs up at once, and both come back", async () => {
    model = new ScriptedPlcModel();
    const wire = await tappedWire(server.endpoint);
    const calls: string[] = [];
    let values = 0;
    const plc = connectTo(wire.endpoint);
    plc.open({
      onUp: () => calls.push("up"),
      onDown: ({ code }) => calls.push(code),
      onValues: (told) => {
        values += told.length;
      },
    });
    plc.watch(["T.Force"], 0);
    await eventually("values come", () => values > 5);

    wire.stall(true);
    await eventually("the watchdog bites", () => calls.length === 2, 15_000);
    expect(calls[1]).toBe("PLC_SILENT");
    wire.stall(false);
    await eventually("it is back", () => calls.length === 3);
    const before = values;
    await eventually("values come again", () => values > before + 5);

    wire.hangUp();
    await eventually("the hang-up is noticed", () => calls.length === 4, 15_000);
    await eventually("it is back again", () => calls.length === 5);
    expect(calls.filter((call) => call === "up")).toHaveLength(3);
    await plc.close();
    await wire.end();
  }, 20_000);
});

/** Real time, but a reconnect waits a moment only and notes what it should have waited. */
function quick(): Timers & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    start(name, afterMs, fire) {
      const reconnects = name === "plc reconnect";
      if (reconnects) waits.push(afterMs);
      return clock.start(name, reconnects ? 1 : afterMs, fire);
    },
  };
}

function connectOptions(endpoint: string) {
  return { endpoint, namespaceUri: NAMESPACE, clock, timers: clock, log };
}

/** Accepts and says nothing. */
async function mute(): Promise<{ port: number; end(): Promise<void> }> {
  const sockets: Socket[] = [];
  const listening: Server = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    end: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => listening.close(() => resolve()));
    },
  };
}

/** A TCP line to the server that can stop carrying bytes, or break. */
async function tappedWire(endpoint: string) {
  const { hostname, port } = new URL(endpoint.replace("opc.tcp:", "http:"));
  const pairs = new Set<readonly [Socket, Socket]>();
  const listening = createServer((near) => {
    const far = connect(Number(port), hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near]] as const) {
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  const hangUp = () => {
    for (const [near] of pairs) near.destroy();
  };
  return {
    endpoint: `opc.tcp://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    /** Lines that stand now carry nothing any more; new ones do. */
    stall(on: boolean) {
      for (const pair of pairs) for (const socket of pair) if (on) socket.pause();
    },
    hangUp,
    end: () => {
      hangUp();
      return new Promise<void>((resolve) => listening.close(() => resolve()));
    },
  };
}
