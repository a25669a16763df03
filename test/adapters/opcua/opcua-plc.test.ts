import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PlcServer, startPlcServer } from "../../../simulators/opcua/plc-server.ts";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { createOpcUaPlc, type OpcUaPlcOptions } from "../../../src/adapters/opcua/opcua-plc.ts";
import { describePlc } from "../../contracts/plc.contract.ts";
import { ScriptedPlcModel } from "../../contracts/scripted-plc-model.ts";
import { eventually } from "../../support/eventually.ts";

const NAMESPACE = "urn:proofmark:test-bench";
const clock = new SystemClock();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One server for the whole file; each test gets it as fresh as it can be. */
let model = new ScriptedPlcModel();
let server: PlcServer;
let startMs = 0;
const served = {
  variables: model.variables,
  read: (name: string) => model.read(name),
  write: (name: string, value: boolean | number) => model.write(name, value),
  step: (atMs: number) => model.step(atMs),
  nextStepMs: () => model.nextStepMs(),
};

beforeAll(async () => {
  const before = performance.now();
  server = await startPlcServer({ model: served, namespaceUri: NAMESPACE, clock, timers: clock });
  startMs = performance.now() - before;
}, 30_000);

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
  await eventually("the server shows the new program", () => model.nextStepMs() > 100);
  return {
    plc: connectTo(server.endpoint),
    model,
    defects: server.defects,
    until: eventually,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    restart: () => server.restart(),
  };
});

test("the server starts in a bearable time", () => {
  expect(startMs).toBeLessThan(10_000);
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

  test("a namespace that is not there is no connection", async () => {
    const warnings: string[] = [];
    const plc = connectTo(server.endpoint, {
      namespaceUri: "urn:proofmark:another",
      log: { ...log, warn: (_, fields) => warnings.push(String(fields?.reason)) },
    });
    plc.open({
      onUp: () => warnings.push("up"),
      onDown: () => warnings.push("down"),
      onValues: () => undefined,
    });
    await eventually("it was tried", () => warnings.some((text) => text.includes("urn:proofmark:another")));
    expect(warnings).not.toContain("up");
    expect(warnings).not.toContain("down");
    await plc.close();
  });

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
});

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
