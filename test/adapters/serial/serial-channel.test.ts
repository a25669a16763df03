import { afterEach, describe, expect, type TestContext, test } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { createSerialChannel } from "../../../src/adapters/serial/serial-channel.ts";
import { type ChannelUnderTest, describeByteChannel, listen } from "../../contracts/byte-channel.contract.ts";
import { eventually } from "../../support/eventually.ts";
import { PseudoTerminal } from "../../support/pseudo-terminal.ts";

const clock = new SystemClock();
const missing = PseudoTerminal.missing;
const terminals: PseudoTerminal[] = [];

afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.dispose();
});

async function terminalFor(ctx: TestContext): Promise<PseudoTerminal> {
  if (missing !== null) {
    if (process.env.PROOFMARK_FULL) throw new Error(missing);
    ctx.skip(missing);
  }
  const terminal = await PseudoTerminal.make();
  terminals.push(terminal);
  return terminal;
}

async function create(): Promise<ChannelUnderTest> {
  const terminal = await PseudoTerminal.make();
  return {
    channel: createSerialChannel({ path: terminal.path, baudRate: 115_200, clock }),
    async peer() {
      return {
        send: (bytes) => void terminal.send(bytes),
        received: () => terminal.received,
        hangUp: () => terminal.hangUp(),
        stall: () => terminal.stall(),
      };
    },
    dispose: () => terminal.dispose(),
  };
}

describeByteChannel({
  name: "a serial channel on a pseudo terminal",
  missing,
  create,
  createUnreachable: () =>
    createSerialChannel({ path: "/nonexistent/proofmark-line", baudRate: 9600, clock }),
  reopensAfterHangUp: false,
});

describe("serial channel", () => {
  test("unplugging is told by its name", async (ctx) => {
    const terminal = await terminalFor(ctx);
    const channel = createSerialChannel({ path: terminal.path, baudRate: 9600, clock });
    const heard = listen(channel);
    await eventually("the channel opens", () => heard.events.includes("open"));
    terminal.hangUp();
    await eventually("the loss is told", () => heard.events.length === 2);
    expect(heard.events[1]).toBe("close: LINE_UNPLUGGED");
  });

  test("unplugging in the middle of a read is told within a second", async (ctx) => {
    for (let round = 0; round < 4; round++) {
      const terminal = await terminalFor(ctx);
      const channel = createSerialChannel({ path: terminal.path, baudRate: 9600, clock });
      const heard = listen(channel);
      await eventually("the channel opens", () => heard.events.includes("open"));
      void terminal.send(new Uint8Array(200_000));
      await eventually("bytes pour in", () => heard.chunks.length > 2);
      terminal.hangUp();
      await eventually("the loss is told", () => heard.events.length === 2, 15_000);
      expect(heard.events[1]).toBe("close: LINE_UNPLUGGED");
    }
  });

  test("a port held by another channel is refused, and free again after its close", async (ctx) => {
    const terminal = await terminalFor(ctx);
    const first = createSerialChannel({ path: terminal.path, baudRate: 9600, clock });
    const second = createSerialChannel({ path: terminal.path, baudRate: 9600, clock });
    const holding = listen(first);
    await eventually("the first opens", () => holding.events.includes("open"));
    const refused = listen(second);
    await eventually("the second is refused", () => refused.events.length === 1);
    expect(refused.events).toEqual(["close: PORT_HELD"]);
    first.close();
    await eventually("the first closes", () => holding.events.length === 2);
    const taking = listen(second);
    await eventually("the second opens", () => taking.events.includes("open"));
    second.close();
    await eventually("the second closes", () => taking.events.length === 2);
  });

  test("a stuck peer ends the channel, once", async (ctx) => {
    const terminal = await terminalFor(ctx);
    const channel = createSerialChannel({ path: terminal.path, baudRate: 9600, clock, stuckAfterMs: 150 });
    const heard = listen(channel);
    await eventually("the channel opens", () => heard.events.includes("open"));
    terminal.stall();
    expect(channel.write(new Uint8Array(60_000))).toBe("accepted");
    await eventually("the channel gives up", () => heard.events.length === 2);
    expect(heard.events[1]).toBe("close: LINE_STUCK");
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard.events).toHaveLength(2);
  });

  test("fifty openings leave nothing held", async (ctx) => {
    const terminal = await terminalFor(ctx);
    const channel = createSerialChannel({ path: terminal.path, baudRate: 9600, clock });
    for (let round = 0; round < 50; round++) {
      const heard = listen(channel);
      await eventually("the channel opens", () => heard.events.length > 0);
      expect(heard.events).toEqual(["open"]);
      channel.close();
      await eventually("the channel closes", () => heard.events.length === 2);
    }
  });

  test("the address names path and speed", () => {
    expect(createSerialChannel({ path: "/dev/ttyS9", baudRate: 2400, clock }).address).toBe(
      "serial:///dev/ttyS9?baud=2400",
    );
  });
});
