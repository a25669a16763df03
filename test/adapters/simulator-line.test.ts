import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { openSimulatorLine } from "../../src/adapters/simulator/simulator-line.ts";
import type { FromStation } from "../../src/ports/simulator-line.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: simulators come and go as they like, and a station neither dies of one nor believes one that is gone. */
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = new SystemClock();
const TCP = "tcp://127.0.0.1:4001";

function lineIn(directory: string) {
  const line = openSimulatorLine({ directory, clock, timers: clock, log });
  onTestFinished(() => line.close());
  return line;
}

async function simulator(directory: string, name: string, says: string) {
  const heard: FromStation[] = [];
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      for (const text of bytes.toString().trim().split("\n")) heard.push(JSON.parse(text) as FromStation);
    });
    socket.write(says);
  });
  await new Promise<void>((ready) => server.listen(join(directory, name), ready));
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  onTestFinished(close);
  return { heard, close };
}

const serves = (...addresses: string[]): string => `${JSON.stringify({ type: "serves", addresses })}\n`;

test("one that stands at an address serves it, until it goes; what is left of its socket is nobody", async () => {
  const directory = temporaryDirectory();
  const line = lineIn(directory);
  expect(line.serves(TCP)).toBe(false);
  const one = await simulator(directory, "1.sock", serves(TCP));
  await eventually("it says where it stands", () => line.serves(TCP));
  one.close();
  // As a killed one leaves it: a file at which nobody listens.
  rmSync(join(directory, "1.sock"), { force: true });
  writeFileSync(join(directory, "1.sock"), "");
  await eventually("it is gone", () => !line.serves(TCP));
  await new Promise((resolve) => setTimeout(resolve, 600));
  const two = await simulator(directory, "2.sock", serves(TCP));
  await eventually("another one stands there", () => line.serves(TCP));
  two.close();
});

test("whoever comes later is told of the jobs that are not over, and of nothing else", async () => {
  const directory = temporaryDirectory();
  const line = lineIn(directory);
  const job = (name: string, isOver: boolean): FromStation => ({
    ...({ type: "job", job: name, kind: "inspection", site: "lane-1", car: null, subject: {} } as const),
    isOver,
  });
  line.tell({ type: "station", station: "S-1", hearsCalls: true });
  line.tell(job("1", false));
  line.tell({ type: "prompt", job: "2", prompt: { id: "a", action: "press-brake", params: {} } });
  line.tell(job("2", false));
  line.tell(job("1", true));
  line.tell({ type: "prompt", job: "1", prompt: { id: "b", action: "leave-lane", params: {} } });
  const late = await simulator(directory, "1.sock", serves());
  await eventually("it hears", () => late.heard.length === 3);
  expect(
    late.heard.map((told) =>
      told.type === "station" ? told.type : "job" in told ? `${told.type} ${told.job}` : "",
    ),
  ).toEqual(["station", "job 2", "prompt 2"]);
});

test("what is no word of a simulator changes nothing", async () => {
  const directory = temporaryDirectory();
  const line = lineIn(directory);
  const calls: unknown[] = [];
  line.onCall((call) => calls.push(call));
  const nonsense = `{\n[]\n{"type":"serves","addresses":"all"}\n{"type":"call","kind":"party","site":"x","car":null}\n`;
  const call = { type: "call", kind: "exam", site: "course-1", car: "car-1" };
  await simulator(directory, "1.sock", `${nonsense}${serves(TCP)}${JSON.stringify(call)}\n`);
  await eventually("the last word is heard", () => calls.length === 1);
  expect(calls).toEqual([call]);
  expect(line.serves(TCP)).toBe(true);
});
