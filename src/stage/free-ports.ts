import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Not among those that systems hand out to whoever asks for any: one of these could be another program's by the next start. */
const PORT_LEAST = 20_000;
const PORTS = 10_000;
/** Nobody listens at them yet, so whoever asks next would find the same ones free. */
const given = new Set<number>();

/** Ports of this machine that are free just now, to be written down; each is given once by a process. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  const from = randomInt(PORTS);
  for (let at = 0; at < PORTS && ports.length < count; at++) {
    const port = PORT_LEAST + ((from + at) % PORTS);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once("error", () => answer(false));
    server.listen(port, "127.0.0.1", () => server.close(() => answer(true)));
  });
}
