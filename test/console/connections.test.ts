import { connect, createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { createTcpChannel } from "../../src/adapters/tcp/tcp-channel.ts";
import type { ConsoleLimits } from "../../src/console/console-limits.ts";
import { eventually } from "../support/eventually.ts";
import { signIn } from "../support/signed-in.ts";
import { type Served, served } from "./served-console.ts";

/** Goal: whatever is done with connections, the operator at the station and the instruments have theirs. On real sockets. */
const STRANGER = "127.0.0.2";
const isOwn = (address: string): boolean => address === "127.0.0.1";

interface Line {
  readonly socket: Socket;
  heard: string;
  closed: boolean;
}

function line(port: number, from = "127.0.0.1"): Line {
  const socket = connect({ port, host: "127.0.0.1", localAddress: from });
  const it: Line = { socket, heard: "", closed: false };
  socket.on("data", (chunk) => {
    it.heard += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    it.closed = true;
  });
  onTestFinished(() => void socket.destroy());
  return it;
}

const lines = (count: number, port: number, from?: string): Line[] =>
  Array.from({ length: count }, () => line(port, from));

/** Of a page that is named so in the address line. */
const pageHeaders = (token: string): string =>
  `Host: localhost\r\nOrigin: http://localhost\r\nCookie: proofmark-session=${token}\r\n`;

const upgradeText = (token: string, path = "/ws", method = "GET", more = ""): string =>
  `${method} ${path} HTTP/1.1\r\n${pageHeaders(token)}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16, 7).toString("base64")}\r\n${more}\r\n`;

type Seat = Pick<Served, "port" | "by"> & { readonly from?: string };

/** Somebody who is signed in at another address. */
async function at({ port, url, people }: Served, from: string): Promise<Seat> {
  return { port, from, by: await signIn(people, url, { from }) };
}

/** A page, by hand; `answers`: to pings, as a browser does. */
function page({ port, by, from }: Seat, answers = true): Line {
  const it = line(port, from);
  it.socket.write(upgradeText(by.token));
  if (answers)
    it.socket.on("data", (chunk: Buffer) => {
      if (chunk.includes(Buffer.from([0x89, 0]))) it.socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
    });
  return it;
}

const isPage = (it: Line): boolean => it.heard.startsWith("HTTP/1.1 101");

function drip(it: Line, text: string): void {
  const timer = setInterval(() => {
    if (!it.closed) it.socket.write(text);
  }, 20);
  onTestFinished(() => clearInterval(timer));
}

function consoleWith(limits: Partial<ConsoleLimits>, log: unknown[] = []): Promise<Served> {
  const tell = (...said: unknown[]): void => void log.push(said);
  return served({
    limits: { lookEveryMs: 30, isOwn, ...limits },
    log: { info: tell, warn: tell, error: tell },
  });
}

describe("what is slow or silent is closed", () => {
  test("a connection that says nothing", async () => {
    const { port } = await consoleWith({ headersWithinMs: 150 });
    const it = line(port);
    await eventually("it is closed", () => it.closed, 15_000);
  });

  test("headers that never end", async () => {
    const { port } = await consoleWith({ headersWithinMs: 150 });
    const it = line(port);
    it.socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n");
    drip(it, "X-More: 1\r\n");
    await eventually("it is closed", () => it.closed, 15_000);
  });

  test("a body that never ends", async () => {
    const { port, asked, by } = await consoleWith({ headersWithinMs: 150, requestWithinMs: 200 });
    const it = line(port);
    it.socket.write(
      `POST /api/jobs HTTP/1.1\r\n${pageHeaders(by.token)}Content-Type: application/json\r\nContent-Length: 9999\r\n\r\n`,
    );
    drip(it, " ");
    await eventually("it is closed", () => it.closed, 15_000);
    expect(asked).toEqual([]);
  });

  test("a connection between two requests", async () => {
    const { port, by } = await consoleWith({ keepAliveMs: 150 });
    const it = line(port);
    it.socket.write(`GET /api/snapshot HTTP/1.1\r\n${pageHeaders(by.token)}\r\n`);
    await eventually("the answer", () => it.heard.startsWith("HTTP/1.1 200"));
    await eventually("it is closed", () => it.closed, 15_000);
  });

  test("an answer that nobody reads", async () => {
    // More than the buffers of any machine for one connection: 32 MiB and 4 MiB have been seen.
    const bytes = 80_000_000;
    const { port, by } = await served({
      limits: { stalledMs: 200, lookEveryMs: 30 },
      record: () => "x".repeat(bytes),
    });
    const it = line(port);
    it.socket.pause();
    it.socket.write(`GET /api/records/${"ab".repeat(32)}/record HTTP/1.1\r\n${pageHeaders(by.token)}\r\n`);
    // A busy machine takes a second to make it and to fill its buffers.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    it.socket.resume();
    await eventually("it is closed", () => it.closed, 15_000);
    expect(it.heard.length).toBeLessThan(bytes);
  });

  test("an upgrade that does not come to be a page: with a body that never comes, or to where there is none", async () => {
    const { port, by } = await consoleWith({ requestWithinMs: 200 });
    const withBody = line(port);
    const json = "Content-Type: application/json\r\nContent-Length: 9999\r\n";
    withBody.socket.write(upgradeText(by.token, "/api/jobs", "POST", json));
    const nowhere = line(port);
    nowhere.socket.write(upgradeText(by.token, "/nothing"));
    await eventually("both are closed", () => withBody.closed && nowhere.closed, 15_000);
  });

  test("a page whose other side is half closed", async () => {
    const hall = await consoleWith({});
    const { feed } = hall;
    const it = page(hall);
    await eventually("it listens", () => feed.hasListeners);
    it.socket.end();
    await eventually("it is closed", () => it.closed && !feed.hasListeners, 15_000);
  });
});

describe("live pages", () => {
  test("a silent one is dropped soon, one that answers stays", async () => {
    const hall = await consoleWith({ firstPongWithinMs: 150, pingEveryMs: 100, stalledMs: 400 });
    const { feed } = hall;
    const silent = page(hall, false);
    const alive = page(hall);
    await eventually("the silent one is dropped", () => silent.closed, 15_000);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect([isPage(silent), isPage(alive), alive.closed, feed.hasListeners]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  test("one that answered once and then falls silent is dropped as well, and so is one that does not read", async () => {
    const hall = await consoleWith({ firstPongWithinMs: 150, pingEveryMs: 100 });
    const { feed } = hall;
    const once = page(hall, false);
    once.socket.once("data", () => once.socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0])));
    const deaf = page(hall, false);
    deaf.socket.pause();
    await eventually("both listen", () => feed.hasListeners);
    await eventually("nobody listens", () => !feed.hasListeners, 15_000);
    await eventually("the first is closed", () => once.closed);
  });

  test("fifty silent ones do not keep the operator out", async () => {
    const hall = await consoleWith({ firstPongWithinMs: 150 });
    const silent = Array.from({ length: 50 }, () => page(hall, false));
    await eventually("all are there", () => silent.every(isPage));
    await eventually("they are gone", () => silent.every(({ closed }) => closed), 15_000);
    const operator = page(hall);
    await eventually("the operator's page", () => isPage(operator));
  });

  test("a page learns from its session why its socket was refused, and that there is room again", async () => {
    const hall = await consoleWith({ pagesMax: 1, pagesOwn: 1 });
    const full = async (): Promise<unknown> => {
      const answer = await hall.get("/api/session");
      return ((await answer.json()) as { full?: unknown }).full;
    };
    expect(await full()).toBeUndefined();
    const only = page(hall);
    await eventually("the only one", () => isPage(only));
    expect(await full()).toMatchObject({
      zh: expect.stringContaining("最多打开 1 个页面"),
      en: expect.stringContaining("At most 1 pages may be open at once"),
    });
    only.socket.destroy();
    await vi.waitFor(async () => expect(await full()).toBeUndefined(), { timeout: 15_000 });
  });

  test("an address has its share, strangers have theirs, and the rest is this machine's", async () => {
    const hall = await consoleWith({ pagesMax: 6, pagesOwn: 2, pagesPerAddressMax: 3 });
    const stranger = await at(hall, STRANGER);
    const first = Array.from({ length: 3 }, () => page(stranger));
    await eventually("three are there", () => first.every(isPage));
    const fourth = page(stranger);
    await eventually("a fourth is refused", () => fourth.heard.includes("503") && fourth.closed);
    expect(fourth.heard).toContain("At most 3 pages of one address may be open at once");
    expect(fourth.heard).toContain('"code":"PAGES_FULL"');
    const others = [page(await at(hall, "127.0.0.3"))];
    await eventually("another address has one", () => others.every(isPage));
    const full = page(await at(hall, "127.0.0.4"));
    await eventually("strangers are full", () => full.heard.includes("At most 4 pages of other machines"));
    const own = [page(hall), page(hall)];
    await eventually("this machine's own", () => own.every(isPage));
    first[0]?.socket.destroy();
    let again = page(stranger);
    await eventually("a place is free again", () => {
      if (again.closed) again = page(stranger);
      return isPage(again);
    });
  });
});

describe("a full house", () => {
  test("600 idle connections from one address: the operator's page opens, an instrument connects, the log has one line", async () => {
    const log: unknown[] = [];
    const hall = await consoleWith({ episodeQuietMs: 2500 }, log);
    const { url, port, post } = hall;
    const idle = lines(600, port, STRANGER);
    await eventually("the others are closed", () => idle.filter(({ closed }) => !closed).length <= 64);
    expect(idle.filter(({ closed }) => !closed)).toHaveLength(64);
    const operator = page(hall);
    await eventually("the operator's page", () => isPage(operator));
    expect((await fetch(url)).status).toBe(200);
    expect((await post("/api/jobs", '{"kind":"exam"}')).status).toBe(201);
    await instrumentConnects();
    expect(log).toEqual([["the console refuses connections", { address: STRANGER, open: 64 }]]);
    await eventually("the end is told", () => log.length === 2);
    expect(log[1]).toEqual(["the console refused connections", { refused: 536 }]);
  });

  test("from many addresses: strangers never get what is kept for this machine", async () => {
    const hall = await consoleWith({
      connectionsMax: 40,
      connectionsOwn: 10,
      connectionsPerAddressMax: 5,
    });
    const { url, port } = hall;
    const idle = Array.from({ length: 20 }, (_, n) => lines(5, port, `127.0.1.${n + 1}`)).flat();
    await eventually("the others are closed", () => idle.filter(({ closed }) => !closed).length === 30);
    const own = Array.from({ length: 10 }, () => page(hall));
    await eventually("this machine has its own", () => own.every(isPage));
    // All its places have pages now; it has to wait for one of them like everybody.
    await expect(fetch(url).then(({ status }) => status)).resolves.toBe(503);
    own[0]?.socket.destroy();
    // That it is gone here says nothing of when the console hears of it.
    await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200), { timeout: 10_000 });
  });

  test("this machine's own idle ones make room for its next, and what is asking is not cut", async () => {
    const { port, by } = await consoleWith({ connectionsMax: 8, connectionsOwn: 4 });
    const asking = line(port);
    asking.socket.write(
      `POST /api/jobs HTTP/1.1\r\n${pageHeaders(by.token)}Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{"kind":`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const idle: Line[] = [];
    for (let n = 0; n < 30; n++) {
      const it = line(port);
      await new Promise<void>((resolve) => it.socket.once("connect", () => resolve()));
      idle.push(it);
    }
    await eventually("the oldest are closed", () => idle.filter(({ closed }) => !closed).length === 7);
    expect(idle.slice(-7).every(({ closed }) => !closed)).toBe(true);
    asking.socket.write('"exam"}');
    await eventually("it is answered", () => asking.heard.startsWith("HTTP/1.1 201"));
  });

  test("a refused one is told in one sentence where it asks, and does not stay", async () => {
    const { port } = await consoleWith({ connectionsMax: 4, connectionsOwn: 2 });
    lines(2, port, STRANGER);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const it = line(port, STRANGER);
    it.socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await eventually("it is closed", () => it.closed);
    const [head = "", body = ""] = it.heard.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 503 /);
    expect(JSON.parse(body)).toEqual({
      error: expect.stringMatching(/too many connections open; close pages .*\.$/),
    });
    const mute = connect({ port, host: "127.0.0.1", localAddress: STRANGER, allowHalfOpen: true });
    let isMuteGone = false;
    mute
      .on("error", () => undefined)
      .on("close", () => {
        isMuteGone = true;
      });
    onTestFinished(() => void mute.destroy());
    mute.resume();
    drip({ socket: mute, heard: "", closed: false }, "x");
    await eventually("one that holds on is cut", () => isMuteGone, 15_000);
  });
});

async function instrumentConnects(): Promise<void> {
  const instrument = createServer();
  await new Promise<void>((resolve) => instrument.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => void instrument.close());
  const address = instrument.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const channel = createTcpChannel({ host: "127.0.0.1", port, clock: new SystemClock() });
  await new Promise<void>((resolve, reject) =>
    channel.open({
      onOpen: resolve,
      onBytes: () => undefined,
      onClose: (why) => reject(new Error(why.code)),
    }),
  );
  channel.close();
}
