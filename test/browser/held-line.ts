import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A line to a console that can be held: nothing goes through in either direction, and nothing is lost, as of a process that stands still. */
export async function heldLine(url: string) {
  const { hostname, port } = new URL(url);
  const ends = new Set<Socket>();
  let isHeld = false;
  const server = createServer((page) => {
    const station = connect(Number(port), hostname);
    for (const [from, to] of [
      [page, station],
      [station, page],
    ] as const) {
      ends.add(from);
      if (isHeld) from.pause();
      from.on("data", (bytes) => to.write(bytes));
      from.on("close", () => {
        ends.delete(from);
        to.destroy();
      });
      from.on("error", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(held: boolean): void {
      isHeld = held;
      for (const end of ends)
        if (held) end.pause();
        else end.resume();
    },
    close(): void {
      server.close();
      for (const end of ends) end.destroy();
    },
  };
}
