import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { createTcpChannel } from "../../../src/adapters/tcp/tcp-channel.ts";
import { type ChannelUnderTest, describeByteChannel, listen } from "../../contracts/byte-channel.contract.ts";
import { eventually } from "../../support/eventually.ts";

const clock = new SystemClock();

async function create(): Promise<ChannelUnderTest> {
  const sockets: Socket[] = [];
  const arrived: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("data", (chunk) => arrived.push(chunk));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    channel: createTcpChannel({ host: "127.0.0.1", port: address.port, clock }),
    async peer() {
      await eventually("the server has the connection", () => sockets.length > 0);
      const socket = () => sockets[sockets.length - 1];
      return {
        send: (bytes) => socket()?.write(Buffer.from(bytes)),
        received: () => Buffer.concat(arrived),
        hangUp: () => socket()?.destroy(),
        stall: () => {
          socket()?.pause();
          return () => void socket()?.resume();
        },
      };
    },
    async dispose() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describeByteChannel({
  name: "a TCP channel",
  missing: null,
  create,
  createUnreachable: () => createTcpChannel({ host: "127.0.0.1", port: 1, clock }),
  reopensAfterHangUp: true,
});

test("a refused connection says so, and the address names it", async () => {
  const channel = createTcpChannel({ host: "127.0.0.1", port: 1, clock });
  expect(channel.address).toBe("tcp://127.0.0.1:1");
  expect(createTcpChannel({ host: "::1", port: 4001, clock }).address).toBe("tcp://[::1]:4001");
  const heard = listen(channel);
  await eventually("the refusal is told", () => heard.events.length > 0);
  expect(heard.events).toEqual(["close: CONNECTION_REFUSED"]);
});

test("a polite end of the other side is a close as well", async () => {
  const under = await create();
  const heard = listen(under.channel);
  await under.peer();
  await eventually("the channel opens", () => heard.events.includes("open"));
  await under.dispose();
  await eventually("the end is told", () => heard.events.length === 2);
  expect(heard.events[1]).toBe("close: CLOSED_BY_PEER");
});
