import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DiskPhotoShelf } from "../../src/adapters/disk/photo-shelf.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { PHOTO_BYTES_MAX } from "../../src/core/photos/photo-form.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { PhotoDesk } from "../../src/runtime/photo-desk.ts";
import { jpeg, png, webp } from "../support/photo-bytes.ts";
import { signIn } from "../support/signed-in.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { changesNothing, hall, refusals } from "./attacked-hall.ts";
import { begins } from "./begun-upload.ts";
import { type Served, served } from "./served-console.ts";

/** Goal: a photo comes in and out as the bytes that it is, by whom it may, and nothing else comes in or out by that way. */
const PATH = "/api/jobs/J-1/photos/identity/0111";
const PHOTO = jpeg(1_600, 1_200);

interface Sent {
  readonly path?: string;
  readonly type?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(it: Served, bytes: Uint8Array | string, sent: Sent = {}) {
  const { path = PATH, type = "image/jpeg", headers = it.by.headers } = sent;
  const answer = await fetch(`${it.url}${path}`, {
    method: "POST",
    headers: { ...headers, ...(type !== null && { "content-type": type }) },
    body: typeof bytes === "string" ? bytes : Buffer.from(bytes),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

describe("a photo", () => {
  test.each([
    ["JPEG", "image/jpeg", PHOTO, "image/jpeg"],
    ["PNG", "image/png", png(800, 600), "image/png"],
    ["WebP", "image/webp", webp("VP8X", 800, 600), "image/webp"],
    ["a file of no known kind that is one", "application/octet-stream", PHOTO, "image/jpeg"],
    ["a PNG that is called a JPEG", "image/jpeg", png(800, 600), "image/png"],
  ])(
    "as %s is taken, and shown again byte for byte, by its true type, and kept in no cache",
    async (_what, type, bytes, shown) => {
      const it = await served();
      const name = toHex(sha256(bytes));
      expect(await send(it, bytes, { type })).toEqual({ status: 201, json: { sha256: name } });
      const answer = await it.get(`/api/photos/${name}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe(shown);
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'/);
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
      expect(it.asked).toEqual(["identity 0111 of J-1"]);
    },
  );

  test("of 6 MiB is taken; a byte more is 413 with a sentence, and other routes take no more than they did", async () => {
    const it = await served();
    const whole = new Uint8Array(PHOTO_BYTES_MAX).fill(1);
    whole.set(PHOTO);
    expect((await send(it, whole)).status).toBe(201);
    const larger = await send(it, new Uint8Array(PHOTO_BYTES_MAX + 1));
    expect([larger.status, larger.json.code]).toEqual([413, "PHOTO_BYTES_TOO_MANY"]);
    expect(larger.json).toMatchObject({ reason: expect.any(String), reasonZh: expect.any(String) });
    expect((await it.post("/api/commands", `{"job":"${"x".repeat(20_000)}"}`)).status).toBe(413);
    expect(it.asked).toHaveLength(1);
  });

  test.each([
    ["text", "text/plain", "hello", 415, "PHOTO_KIND_UNKNOWN"],
    ["JSON", "application/json", "{}", 415, "PHOTO_KIND_UNKNOWN"],
    ["a form", "multipart/form-data; boundary=x", "--x--", 415, "PHOTO_KIND_UNKNOWN"],
    ["a page that is called a photo", "image/jpeg", "<!doctype html><script>", 415, "PHOTO_KIND_UNKNOWN"],
    ["nothing", "image/jpeg", "", 415, "PHOTO_KIND_UNKNOWN"],
    ["half of one", "image/jpeg", PHOTO.subarray(0, 150), 400, "PHOTO_DAMAGED"],
    ["a small one", "image/png", png(100, 100), 400, "PHOTO_TOO_SMALL"],
    ["a long one", "image/png", png(30_000, 300), 400, "PHOTO_SIDE_TOO_LONG"],
  ])("that is %s is refused in both languages", async (_what, type, bytes, status, code) => {
    const it = await served();
    const answer = await send(it, bytes, { type });
    expect([answer.status, answer.json.kind, answer.json.code]).toEqual([status, "refused", code]);
    // What is not sent as a photo is not even read.
    if (!type.startsWith("image/")) expect(it.asked).toEqual([]);
    expect(answer.json).toMatchObject({ reason: expect.any(String), reasonZh: expect.any(String) });
  });

  test.each([
    "/api/jobs/J-1/photos/identity/111",
    "/api/jobs/J-1/photos/identity/01111",
    "/api/jobs/J-1/photos/identity/011a",
    "/api/jobs/J-1/photos/Identity/0111",
    "/api/jobs/J-1/photos/..%2f..%2fetc/0111",
    "/api/jobs/J-1/photos/__proto__/0111",
    `/api/jobs/${"x".repeat(81)}/photos/identity/0111`,
  ])("to %s reaches nobody", async (path) => {
    const it = await hall();
    await changesNothing(it, async () => {
      const answer = await send(it, PHOTO, { path });
      expect([400, 404]).toContain(answer.status);
    });
  });

  test("of a job that is not there is refused as a command is", async () => {
    const it = await served();
    const answer = await send(it, PHOTO, { path: "/api/jobs/J-9/photos/identity/0111" });
    expect([answer.status, answer.json.code]).toEqual([409, "JOB_UNKNOWN"]);
  });

  test("of another page or of none, and of nobody, is refused and reaches nobody", async () => {
    const it = await hall();
    const { cookie, origin } = it.by.headers;
    await changesNothing(it, async () => {
      for (const [headers, status, code] of [
        [{ cookie, origin: "http://elsewhere.example" }, 403, "REQUEST_FOREIGN"],
        [{ cookie, origin: "null" }, 403, "REQUEST_FOREIGN"],
        [{ cookie }, 403, "REQUEST_OF_NO_PAGE"],
        [{ origin }, 401, "NOT_SIGNED_IN"],
      ] as const) {
        const answer = await it.ask(PATH, {
          method: "POST",
          headers: { ...headers, "content-type": "image/jpeg" },
          body: Buffer.from(PHOTO).toString("latin1"),
        });
        expect([answer.status, answer.json.code]).toEqual([status, code]);
      }
    });
    expect(refusals(it).map(({ act }) => act)).toContain("POST /api/jobs/:job/photos/:part/:photo");
  });

  test("is shown to whoever may look, and to nobody else; one that is not there is 404 with a sentence", async () => {
    const it = await served();
    await send(it, PHOTO);
    const path = `/api/photos/${toHex(sha256(PHOTO))}`;
    const auditor = await signIn(it.people, it.url, { roles: ["auditor"] });
    expect((await fetch(`${it.url}${path}`, { headers: auditor.headers })).status).toBe(200);
    expect((await fetch(`${it.url}${path}`)).status).toBe(401);
    const foreign = { cookie: it.by.headers.cookie, origin: "http://elsewhere.example" };
    expect((await fetch(`${it.url}${path}`, { headers: foreign })).status).toBe(403);
    for (const name of ["ab".repeat(32), "AB".repeat(32), "ab", "..%2f..%2fsecret.txt", "__proto__"]) {
      const answer = await it.get(`/api/photos/${name}`);
      expect(answer.status, name).toBe(404);
      expect(await answer.json()).toMatchObject({ code: "PHOTO_UNKNOWN", reasonZh: expect.any(String) });
    }
  });
});

test("who may bring no photo to a job is told so before a byte of it is read", async () => {
  const it = await served({
    whyNoPhoto: (job) => (job === "J-1" ? null : reason("JOB_UNKNOWN", { job })),
  });
  const socket = begins(it, { says: PHOTO_BYTES_MAX, path: "/api/jobs/J-9/photos/identity/0111" });
  const head = await new Promise<string>((said) => socket.once("data", (data) => said(String(data))));
  expect(head).toMatch(/^HTTP\/1\.1 409 [\s\S]*JOB_UNKNOWN/);
  expect(it.asked).toEqual([]);
});

describe("photos on a disk", () => {
  async function onDisk() {
    const directory = join(temporaryDirectory(), "photos");
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const shelf = new DiskPhotoShelf({ directory, freeBytes: () => null, log });
    const desk = new PhotoDesk(shelf, () => true);
    const told: string[] = [];
    const it = await served({
      photo: ({ job }, bytes) =>
        desk.take(job, bytes, async (name) => {
          told.push(name);
          return { kind: "accepted" };
        }),
      readPhoto: (name) => shelf.read(name),
    });
    const files = (): string[] =>
      existsSync(directory)
        ? readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("."))
        : [];
    return { it, told, files };
  }

  test("of eight tablets at once, each as large as may be, are eight; the same one twice at once is one", async () => {
    const { it, files } = await onDisk();
    const large = (n: number): Uint8Array => {
      const bytes = new Uint8Array(PHOTO_BYTES_MAX).fill(n);
      bytes.set(jpeg(1_600, 1_200));
      return bytes;
    };
    const tablets = [];
    for (let n = 1; n <= 8; n++) tablets.push(await signIn(it.people, it.url, { roles: ["operator"] }));
    const answers = await Promise.all(tablets.map(({ headers }, n) => send(it, large(n), { headers })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(files()).toHaveLength(8);
    const twice = await Promise.all([send(it, PHOTO), send(it, PHOTO)]);
    expect(twice.map(({ status }) => status)).toEqual([201, 201]);
    expect(files()).toHaveLength(9);
  });

  test("whose bytes break off are not kept, not told of, and can be sent again", async () => {
    const { it, told, files } = await onDisk();
    const socket = begins(it, { bytes: PHOTO.subarray(0, 150), says: PHOTO.length });
    // The server has begun to read it.
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(150);
    await it.get("/api/session");
    const gone = new Promise((closed) => socket.once("close", closed));
    socket.destroy();
    await gone;
    await it.get("/api/session");
    expect([files(), told]).toEqual([[], []]);
    expect((await send(it, PHOTO)).status).toBe(201);
    expect(files()).toHaveLength(1);
  });
});
