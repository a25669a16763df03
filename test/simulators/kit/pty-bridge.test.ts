import { existsSync, lstatSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, type TestContext, test } from "vitest";
import { openPtyBridge, type PtyBridge, ptyBridgeMissing } from "../../../simulators/kit/pty-bridge.ts";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { serveTcpEndpoint } from "../../../simulators/kit/tcp-endpoint.ts";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { createSerialChannel } from "../../../src/adapters/serial/serial-channel.ts";
import { listen } from "../../contracts/byte-channel.contract.ts";
import { childPrograms } from "../../support/child-programs.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { Talker } from "./talker.ts";

const clock = new SystemClock();
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Sends the time, a line every 10 ms, whether somebody listens or not. */
class TimeTeller extends Talker {
  #dueMs: number | null = null;
  #told = "";

  override connected(atMs: number): void {
    this.#dueMs ??= atMs;
  }

  override step(atMs: number): void {
    for (; this.#dueMs !== null && this.#dueMs <= atMs; this.#dueMs += 10) this.#told += `${this.#dueMs}\n`;
  }

  override nextStepMs(): number | null {
    return this.#dueMs;
  }

  override takeOutput(): Uint8Array {
    const bytes = new TextEncoder().encode(this.#told);
    this.#told = "";
    return bytes;
  }
}

async function bridged(
  ctx: TestContext,
  device = new Talker(),
): Promise<{ device: Talker; bridge: PtyBridge }> {
  const missing = ptyBridgeMissing();
  if (missing !== null) {
    if (process.env.PROOFMARK_FULL) throw new Error(missing);
    ctx.skip(missing);
  }
  const random = new SeededRandom(1, "pty");
  const endpoint = await serveTcpEndpoint({ device, clock, timers: clock, random, port: 0 });
  ends.push(() => endpoint.close());
  const bridge = await openPtyBridge({ port: endpoint.port, path: join(temporaryDirectory(), "line") });
  ends.push(() => bridge.close());
  return { device, bridge };
}

function dial(bridge: PtyBridge) {
  const channel = createSerialChannel({ path: bridge.path, baudRate: 9600, clock });
  const heard = listen(channel);
  ends.push(() => channel.close());
  return { channel, heard, bytes: () => heard.chunks.flatMap((chunk) => [...chunk]) };
}

test("carries bytes both ways, whatever they are, and the device is called only when the file is opened", async (ctx) => {
  const { device, bridge } = await bridged(ctx);
  expect(device.connections).toBe(0);
  const { channel, heard, bytes } = dial(bridge);
  await eventually("the file opens", () => heard.events.includes("open"));
  const all = Uint8Array.from({ length: 256 }, (_, at) => at);
  expect(channel.write(all)).toBe("accepted");
  await eventually("every byte value is heard", () => device.heard.length >= 256);
  expect(device.heard).toEqual([...all]);
  await eventually("every byte value is told", () => bytes().length >= 251);
  bytes().forEach((byte, at) => {
    expect(byte).toBe(at % 251);
  });
  expect(device.connections).toBe(1);
});

/** When the link was made; null where there is none. */
function madeNs(path: string): bigint | null {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? null;
}

test("let go and opened again, the device file is there, with nothing old in it", async (ctx) => {
  const { bridge } = await bridged(ctx, new TimeTeller());
  const first = dial(bridge);
  await eventually("the first hears", () => first.bytes().length > 0);
  const made = madeNs(bridge.path);
  first.channel.close();
  await eventually("the first has let go", () => first.heard.events.length === 2);
  // The old file lies there until its socat has noticed: whoever opens that one is hung up.
  await eventually("another file is there", () => ![null, made].includes(madeNs(bridge.path)));
  const openedMs = clock.monoMs();
  const second = dial(bridge);
  const lines = () => String.fromCharCode(...second.bytes()).split("\n");
  await eventually("the second hears", () => lines().length > 2);
  expect(Number(lines()[0])).toBeGreaterThan(openedMs - 50);
});

test("unplugged, whoever has it open is hung up and the file is gone; plugged in, it works again", async (ctx) => {
  const { bridge } = await bridged(ctx);
  const first = dial(bridge);
  await eventually("the first hears", () => first.bytes().length > 0);
  await bridge.unplug();
  expect(existsSync(bridge.path)).toBe(false);
  await eventually("the loss is told", () => first.heard.events.length === 2, 15_000);
  expect(first.heard.events[1]).toBe("close: LINE_UNPLUGGED");
  await bridge.plug();
  await bridge.plug();
  const second = dial(bridge);
  await eventually("the second hears", () => second.bytes().length > 0);
});

test("closed, it leaves neither file nor process", async (ctx) => {
  const { bridge } = await bridged(ctx);
  const { heard, bytes } = dial(bridge);
  await eventually("it hears", () => bytes().length > 0);
  expect(childPrograms()).toContain("socat");
  await bridge.close();
  await bridge.close();
  expect(existsSync(bridge.path)).toBe(false);
  expect(childPrograms()).not.toContain("socat");
  await expect(bridge.plug()).rejects.toThrow("closed");
  await eventually("the loss is told", () => heard.events.length === 2);
});

test("a place where no file can be made is one clear error", async (ctx) => {
  await bridged(ctx);
  const path = join(temporaryDirectory(), "not-a-folder", "line");
  const opened = openPtyBridge({ port: 1, path });
  await expect(opened).rejects.toThrow(`socat made no serial device at ${path}`);
});
