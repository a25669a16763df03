import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { CONSOLE_LIMITS, type ConsoleLimits } from "../../src/console/console-limits.ts";
import type { ConsoleOptions } from "../../src/console/console-options.ts";
import { PHOTO_BYTES_MAX } from "../../src/core/photos/photo-form.ts";
import { jpeg } from "../support/photo-bytes.ts";
import { type SignedInPerson, signIn } from "../support/signed-in.ts";
import { answered, begins, writes } from "./begun-upload.ts";
import { type Served, served } from "./served-console.ts";

/**
 * Goal: whoever sends many photos at once, or slowly, or never to the end, takes no more of the station's memory than is meant for it, is told so before
 * a byte of the body is read, and keeps nobody out for longer than a request may take. On real sockets.
 */
const PHOTO = jpeg(1_600, 1_200);
const WHOLE = PHOTO_BYTES_MAX;

async function consoleWith(limits: Partial<ConsoleLimits> = {}, changes: Partial<ConsoleOptions> = {}) {
  const logged: string[] = [];
  const note = (words: string): void => void logged.push(words);
  const log = { info: note, warn: note, error: note };
  const it = await served({ log, limits: { lookEveryMs: 30, ...limits }, ...changes });
  return { it, logged };
}

const operator = (it: Served): Promise<SignedInPerson> => signIn(it.people, it.url, { roles: ["operator"] });

/** The server has read its head, and promised it a place, when it has answered this. */
async function begun(it: Served, ...each: Parameters<typeof begins>[1][]): Promise<Socket[]> {
  const sockets = each.map((one) => begins(it, one));
  await Promise.all(sockets.map((socket) => new Promise((sent) => socket.once("connect", sent))));
  for (let n = 0; n < 3; n++) await it.get("/api/session");
  return sockets;
}

async function sent(it: Served, by: SignedInPerson = it.by): Promise<number | string> {
  const answer = await fetch(`${it.url}/api/jobs/J-1/photos/identity/0111`, {
    method: "POST",
    headers: { ...by.headers, "content-type": "image/jpeg" },
    body: Buffer.from(PHOTO),
  });
  const { code } = (await answer.json()) as { code?: string };
  return code ?? answer.status;
}

describe("photos on their way in", () => {
  test("of one session are so many bytes at once; more are refused before a byte is read, in both languages, and others go on", async () => {
    const { it } = await consoleWith();
    const other = await operator(it);
    await begun(it, { says: WHOLE }, { says: WHOLE });
    const refused = await answered(begins(it, { says: 1_000 }));
    expect(refused).toMatch(/^HTTP\/1\.1 429 [\s\S]*retry-after: 5/i);
    expect(refused).toMatch(/PHOTOS_AT_ONCE_HERE[\s\S]*Try again[\s\S]*再试/);
    expect(await sent(it)).toBe("PHOTOS_AT_ONCE_HERE");
    expect(await sent(it, other)).toBe(201);
    expect(it.asked).toHaveLength(1);
  });

  test("of the station are so many bytes at once, whoever sends them, and the log tells of the refusals as one", async () => {
    const { it, logged } = await consoleWith({ uploadBytesMax: 3 * WHOLE });
    const [one, two] = [await operator(it), await operator(it)];
    const sockets = await begun(
      it,
      { says: WHOLE, by: one },
      { says: WHOLE, by: one },
      { says: WHOLE, by: two },
    );
    const refused = await answered(begins(it, { says: PHOTO.length }));
    expect(refused).toMatch(/^HTTP\/1\.1 503 [\s\S]*PHOTOS_AT_ONCE"[\s\S]*Try again[\s\S]*再试/);
    for (let n = 0; n < 5; n++) expect(await sent(it)).toBe("PHOTOS_AT_ONCE");
    expect(logged.filter((words) => words.includes("refuses photos"))).toHaveLength(1);
    // What has nothing to do with photos is answered as ever.
    expect((await it.get("/api/snapshot")).status).toBe(200);
    sockets[0]?.destroy();
    await expect.poll(() => sent(it)).toBe(201);
  });

  test("that do not say how long they are count as the largest", async () => {
    const { it } = await consoleWith();
    await begun(it, { says: null }, { says: null });
    expect(await sent(it)).toBe("PHOTOS_AT_ONCE_HERE");
  });

  test("that never end, or come a byte at a time, hold no place for longer than a request may take", async () => {
    const { it } = await consoleWith({ headersWithinMs: 200, requestWithinMs: 300 });
    const sockets = await begun(it, { says: WHOLE, bytes: PHOTO }, { says: WHOLE });
    const [, slow] = sockets;
    const drip = setInterval(() => slow?.write(Uint8Array.of(1)), 20);
    const closed = sockets.map((socket) => new Promise((gone) => socket.resume().once("close", gone)));
    expect(await sent(it)).toBe("PHOTOS_AT_ONCE_HERE");
    await Promise.all(closed);
    clearInterval(drip);
    expect(await sent(it)).toBe(201);
    expect(it.asked).toHaveLength(1);
  });

  /** A disk that has nothing done until it is told to. */
  function slowDisk() {
    const disk = { asked: 0, done: (): void => undefined };
    const ready = new Promise<void>((resolve) => {
      disk.done = resolve;
    });
    const photo: ConsoleOptions["photo"] = async () => {
      disk.asked += 1;
      await ready;
      return { kind: "taken", sha256: "ab".repeat(32) };
    };
    return { disk, photo };
  }

  test("whose sender is gone count until the disk has done with them", async () => {
    const { disk, photo } = slowDisk();
    const { it } = await consoleWith({ uploadBytesPerSessionMax: PHOTO.length }, { photo });
    const [socket] = await begun(it, { says: PHOTO.length, bytes: PHOTO });
    await expect.poll(() => disk.asked).toBe(1);
    socket?.destroy();
    for (let n = 0; n < 5; n++) expect(await sent(it)).toBe("PHOTOS_AT_ONCE_HERE");
    disk.done();
    await expect.poll(() => sent(it)).toBe(201);
  });

  test.each([
    ["half", PHOTO.subarray(0, 50), 1],
    ["whole", PHOTO, 2],
  ])(
    "that wait (%s) behind another one on the same connection leave no place behind when it breaks",
    async (_what, bytes, atDisk) => {
      const { disk, photo } = slowDisk();
      const all = 2 * PHOTO.length;
      const { it } = await consoleWith({ uploadBytesPerSessionMax: all }, { photo });
      const [socket] = await begun(it, { says: PHOTO.length, bytes: PHOTO });
      if (socket === undefined) throw new Error("no socket");
      writes(socket, it, { says: PHOTO.length, bytes });
      await expect.poll(() => sent(it)).toBe("PHOTOS_AT_ONCE_HERE");
      await expect.poll(() => disk.asked).toBe(atDisk);
      socket.destroy();
      disk.done();
      const whole = (): Promise<string> => answered(begins(it, { says: all, bytes: new Uint8Array(all) }));
      await expect.poll(whole, { timeout: 5_000 }).toMatch(/^HTTP\/1\.1 201 /);
    },
  );

  test("that are refused, broken off or too large leave no place behind", async () => {
    const { it } = await consoleWith({ uploadBytesPerSessionMax: WHOLE });
    for (let n = 0; n < 4; n++) {
      await answered(begins(it, { says: WHOLE + 1 }));
      await answered(begins(it, { says: 5, bytes: Buffer.from("hello") }));
      await answered(begins(it, { says: 5, bytes: Buffer.from("hello"), type: "text/plain" }));
      await answered(begins(it, { says: 0, path: "/api/jobs/J-1/photos/identity/x" }));
      const [broken] = await begun(it, { says: WHOLE, bytes: PHOTO });
      broken?.destroy();
      await expect.poll(() => sent(it)).toBe(201);
    }
    // Nothing at all is counted: one of the largest has its place.
    await begun(it, { says: WHOLE });
    expect(await sent(it)).toBe("PHOTOS_AT_ONCE_HERE");
  });

  test("are as many as a hall of tablets sends, and no more than the process can carry", () => {
    const { uploadBytesMax, uploadBytesPerSessionMax } = CONSOLE_LIMITS;
    expect(uploadBytesPerSessionMax).toBeGreaterThanOrEqual(PHOTO_BYTES_MAX);
    expect(uploadBytesMax).toBeGreaterThanOrEqual(4 * uploadBytesPerSessionMax);
    expect(uploadBytesMax).toBeLessThanOrEqual(64 * 2 ** 20);
  });
});
