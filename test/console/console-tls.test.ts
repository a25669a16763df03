import { connect } from "node:net";
import { join } from "node:path";
import { connect as tlsConnect } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { ownConsoleCertificate } from "../../src/adapters/keys/console-certificate.ts";
import { eventually } from "../support/eventually.ts";
import { rawPage, rawRequest } from "../support/raw-request.ts";
import { PASSWORD } from "../support/signed-in.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { type Served, served } from "./served-console.ts";

interface Secure extends Served {
  readonly ca: string;
  readonly origin: string;
  /** As a browser would keep it here. */
  readonly cookie: string;
}

async function secure(changes: Parameters<typeof served>[0] = {}): Promise<Secure> {
  const tls = await ownConsoleCertificate(join(temporaryDirectory(), "console"), ["127.0.0.1"], Date.now());
  const it = await served({ tls, ...changes });
  const cookie = `__Host-proofmark-session=${it.by.token}`;
  return { ...it, ca: tls.cert, origin: `https://127.0.0.1:${it.port}`, cookie };
}

test("a console with TLS serves its pages, and asks browsers to come by TLS alone", async () => {
  const { port, ca } = await secure();
  const page = await rawRequest(port, "/", { ca });
  expect([page.status, page.headers["strict-transport-security"]]).toEqual([
    200,
    "max-age=31536000; includeSubDomains",
  ]);
  await expect(rawRequest(port, "/")).rejects.toThrow();
});

test("its cookie goes over TLS alone and belongs to this very host", async () => {
  const { port, ca, origin, by, cookie } = await secure();
  const body = JSON.stringify({ staffNumber: by.person.staffNumber, password: PASSWORD });
  const headers = { origin, "content-type": "application/json" };
  const entered = await rawRequest(port, "/api/session", { ca, method: "POST", headers, body });
  expect(entered.status).toBe(201);
  expect(String(entered.headers["set-cookie"])).toMatch(
    /^__Host-proofmark-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  expect((await rawRequest(port, "/api/snapshot", { ca, headers: { cookie } })).status).toBe(200);
  // The name that a page without TLS could have set.
  expect(
    (await rawRequest(port, "/api/snapshot", { ca, headers: { cookie: by.headers.cookie } })).status,
  ).toBe(401);
  const plain = { ...headers, cookie, origin: origin.replace("https", "http") };
  expect(
    (await rawRequest(port, "/api/jobs", { ca, method: "POST", headers: plain, body: "{}" })).status,
  ).toBe(403);
});

test("the live socket goes over TLS as well, and ends with its session", async () => {
  const { port, ca, origin, cookie, people, by, feed } = await secure();
  const page = await rawPage(port, { ca, headers: { origin, cookie } });
  expect(page.status).toBe(101);
  await eventually("the snapshot", () => page.heard.includes('"snapshot"') && feed.hasListeners);
  people.desk.lock(by.token);
  await eventually("it is closed", () => page.closeCode() === 4401 && !feed.hasListeners);
});

test("nothing older than TLS 1.2 is spoken", async () => {
  const { port } = await secure();
  const shake = (version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") =>
    new Promise<string>((resolve) => {
      const socket = tlsConnect({
        port,
        host: "127.0.0.1",
        rejectUnauthorized: false,
        minVersion: version,
        maxVersion: version,
        // The client's own library would not even try.
        ...(version === "TLSv1.1" && { ciphers: "DEFAULT@SECLEVEL=0" }),
      });
      socket.on("secureConnect", () => resolve(socket.getProtocol() ?? "none"));
      socket.on("error", () => resolve("refused"));
      onTestFinished(() => void socket.destroy());
    });
  expect(await Promise.all((["TLSv1.1", "TLSv1.2", "TLSv1.3"] as const).map(shake))).toEqual([
    "refused",
    "TLSv1.2",
    "TLSv1.3",
  ]);
});

test("limits hold beneath TLS: who says nothing is closed, who asks is not cut for room, and a page counts as one", async () => {
  const { port, ca, origin, cookie } = await secure({
    limits: {
      lookEveryMs: 30,
      headersWithinMs: 400,
      requestWithinMs: 600,
      firstPongWithinMs: 60_000,
      connectionsMax: 6,
      connectionsOwn: 2,
      isOwn: (address) => address === "127.0.0.1",
    },
  });
  let isClosed = false;
  const silent = connect(port, "127.0.0.1").on("close", () => {
    isClosed = true;
  });
  silent.on("error", () => undefined);
  onTestFinished(() => void silent.destroy());
  const page = await rawPage(port, { ca, headers: { origin, cookie } });
  await eventually("the silent one is closed", () => isClosed, 15_000);
  // Longer than an upgrade may take to become a page: it has become one.
  await new Promise((resolve) => setTimeout(resolve, 800));
  for (let n = 0; n < 20; n++) {
    const idle = connect(port, "127.0.0.1").on("error", () => undefined);
    await new Promise<void>((resolve) => idle.once("connect", () => resolve()));
    onTestFinished(() => void idle.destroy());
  }
  expect((await rawRequest(port, "/", { ca })).status).toBe(200);
  expect(page.isClosed).toBe(false);
});
