import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { Defects } from "../../../simulators/kit/defects.ts";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { serveTcpEndpoint, type TcpEndpoint } from "../../../simulators/kit/tcp-endpoint.ts";
import type { Clock, Timers } from "../../../src/ports/clock.ts";
import { Talker } from "./talker.ts";

const realTime: Clock & Timers = {
  monoMs: () => performance.now(),
  wallMs: () => Date.now(),
  start: (_name, afterMs, fire) => {
    const timer = setTimeout(fire, Math.max(0, afterMs));
    return { cancel: () => clearTimeout(timer) };
  },
};

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(device: Talker, defects?: Defects): Promise<TcpEndpoint> {
  const endpoint = await serveTcpEndpoint({
    device,
    clock: realTime,
    timers: realTime,
    random: new SeededRandom(1, "tcp"),
    port: 0,
    defects,
  });
  ends.push(() => endpoint.close());
  return endpoint;
}

async function dial(port: number): Promise<{ socket: Socket; bytes: number[] }> {
  const socket = connect(port, "127.0.0.1");
  const bytes: number[] = [];
  socket.on("data", (chunk) => bytes.push(...chunk));
  socket.on("error", () => socket.destroy());
  await once(socket, "connect");
  ends.push(() => void socket.destroy());
  return { socket, bytes };
}

test("carries bytes both ways, takes one connection at a time, and survives a reconnect", async () => {
  const device = new Talker();
  const endpoint = await serve(device);
  const first = await dial(endpoint.port);
  first.socket.write(Uint8Array.of(1, 2, 3));
  await vi.waitFor(() => expect(device.heard).toEqual([1, 2, 3]), { timeout: 5000 });
  await vi.waitFor(() => expect(first.bytes.length).toBeGreaterThan(16), { timeout: 5000 });
  first.bytes.forEach((byte, at) => {
    expect(byte).toBe(at % 251);
  });

  const second = await dial(endpoint.port);
  await vi.waitFor(() => expect(second.socket.closed).toBe(true), { timeout: 5000 });
  expect(second.bytes).toEqual([]);

  first.socket.destroy();
  await vi.waitFor(
    async () => {
      const again = await dial(endpoint.port);
      await vi.waitFor(() => expect(again.bytes.length).toBeGreaterThan(0), { timeout: 500 });
    },
    { timeout: 5000 },
  );
  expect(device.connections).toBeGreaterThanOrEqual(2);
});

test("an unplugged cable ends the connection", async () => {
  const device = new Talker();
  const defects = new Defects({ clock: realTime, timers: realTime, random: new SeededRandom(1, "d") });
  const endpoint = await serve(device, defects);
  const { socket } = await dial(endpoint.port);
  await vi.waitFor(() => expect(device.connections).toBe(1), { timeout: 5000 });
  defects.strike("disconnect");
  await vi.waitFor(() => expect(socket.closed).toBe(true), { timeout: 5000 });
});

test("a taken port is told", async () => {
  const endpoint = await serve(new Talker());
  await expect(
    serveTcpEndpoint({
      device: new Talker(),
      clock: realTime,
      timers: realTime,
      random: new SeededRandom(1),
      port: endpoint.port,
    }),
  ).rejects.toThrow("EADDRINUSE");
});
