import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { EdgeError } from "../../src/errors.ts";

let server: Server | null = null;
afterEach(async () => {
  await new Promise<void>((closed) => (server === null ? closed() : server.close(() => closed())));
});

/** One message of the server's side of the protocol: kind, length, body. */
function message(kind: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(kind), length, body]);
}

const AUTHENTICATED = message("R", Buffer.alloc(4));
const READY = message("Z", Buffer.from("I"));
const STOPPED = message(
  "E",
  Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"),
);

/** Goal: a server that is being stopped may greet and say farewell in one breath; whoever asked it is told, and the process goes on. */
test("a farewell in the same bytes as the greeting is an answer, and not the end of the worker", async () => {
  const listening = createServer((socket: Socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(Buffer.concat([AUTHENTICATED, READY, STOPPED])));
  });
  server = listening;
  await new Promise<void>((ready) => listening.listen(0, "127.0.0.1", ready));
  const address = listening.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const pool = new PostgresPool({ url: `postgres://worker@127.0.0.1:${port}/registry`, connections: 2 });
  const asked = [pool.query("select 1"), pool.transaction(async (ask) => await ask({ text: "select 1" }))];
  for (const one of asked) {
    const error = await one.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EdgeError);
    expect((error as EdgeError).code).toBe("DATABASE_UNAVAILABLE");
  }
  await pool.end();
});
