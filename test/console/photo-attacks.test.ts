import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PHOTO_FORM } from "../../src/core/photos/photo-form.ts";
import { type AttendedRig, attendedRig } from "../support/attended-rig.ts";
import { asks, manualJob } from "../support/manual-job.ts";
import { jpegHead, png } from "../support/pictures.ts";
import { cookiesOf } from "../support/signed-in.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: a photo comes from whoever is at the part, and from nobody else; what is refused is not kept, and nothing of it stays. */
const PHOTO = png(640, 480);
const PLACE = "identity/0113";

interface World {
  readonly at: AttendedRig;
  readonly job: string;
  send(
    place: string,
    body: Uint8Array,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: string }>;
  kept(): number;
}

async function world(roles: readonly ("operator" | "auditor")[] = ["operator"]): Promise<World> {
  const web = temporaryDirectory();
  writeFileSync(join(web, "index.html"), "<!doctype html>");
  const { by: _, ...called } = manualJob();
  const at = await attendedRig(web, { acting: [], called });
  const person = await at.people.person({ name: "王海", staffNumber: "0301", roles: [...roles] });
  const [cookie] = cookiesOf(at.url, await at.people.enter(person));
  const opening = at.rig.ask("inspection", manualJob(person.id));
  if (opening?.kind !== "opened") throw new Error("not opened");
  at.rig.clock.advanceBy(1_000);
  if (roles.includes("operator"))
    asks(at.rig, opening.job, person.id, { name: "part-begin", part: "identity" });
  return {
    at,
    job: opening.job,
    kept: () => at.photos.photos.size,
    async send(place, body, headers = {}) {
      const answering = fetch(`${at.url}/api/jobs/${place}`, {
        method: "POST",
        body: body as unknown as BodyInit,
        headers: {
          "content-type": "image/png",
          origin: at.url,
          cookie: `${cookie?.name}=${cookie?.value}`,
          ...headers,
        },
      });
      let isOver = false;
      const over = answering.finally(() => {
        isOver = true;
      });
      // The machine answers when its entry is durable, and that takes time of the station.
      while (!isOver) await at.pass(0.5);
      const answer = await over;
      return { status: answer.status, body: await answer.text() };
    },
  };
}

describe("a photo", () => {
  test("of whoever is at the part is kept, shown by its hash, and stands in the journal once", async () => {
    const { at, job, send, kept } = await world();
    const sent = await send(`${job}/photos/${PLACE}`, PHOTO);
    expect(sent.status).toBe(201);
    const { sha256 } = JSON.parse(sent.body) as { sha256: string };
    expect(kept()).toBe(1);
    const taken = at.rig.entries().filter((entry) => JSON.stringify(entry).includes("photo-taken"));
    expect(taken).toHaveLength(1);
    const outside = await fetch(`${at.url}/api/photos/${sha256}`);
    expect(outside.status).toBe(401);
  });

  test.each<[string, string, Uint8Array, Record<string, string>, number]>([
    ["a text that says it is a picture", PLACE, new TextEncoder().encode("<script>"), {}, 409],
    ["a thumbnail", PLACE, png(100, 80), {}, 409],
    ["one that nobody asked for", "identity/0199", PHOTO, {}, 409],
    ["one of a part that is not looked at here", "network/0113", PHOTO, {}, 409],
    ["one of somebody else's part", "chassis/0323", PHOTO, {}, 409],
    ["a number that is none", "identity/113", PHOTO, {}, 400],
    ["a way out of the folder", "identity/..%2f..%2fetc", PHOTO, {}, 400],
    ["a part with a way in it", "..%2f..%2fidentity/0113", PHOTO, {}, 400],
    ["JSON", PLACE, new TextEncoder().encode("{}"), { "content-type": "application/json" }, 400],
    ["a form of another page", PLACE, PHOTO, { "content-type": "multipart/form-data; boundary=x" }, 415],
    ["more bytes than are read", PLACE, new Uint8Array(PHOTO_FORM.bytesMax + 100_000), {}, 413],
    [
      "more bytes than are kept",
      PLACE,
      Uint8Array.from([...jpegHead(640, 480), ...new Uint8Array(PHOTO_FORM.bytesMax)]),
      {},
      409,
    ],
    ["from another page", PLACE, PHOTO, { origin: "https://evil.example" }, 403],
    ["from no session", PLACE, PHOTO, { cookie: "" }, 401],
  ])("%s is refused, and nothing is kept", async (_name, place, body, headers, status) => {
    const { at, job, send, kept } = await world();
    const answer = await send(`${job}/photos/${place}`, body, headers);
    expect(answer.status, answer.body).toBe(status);
    expect(kept()).toBe(0);
    expect(at.rig.entries().filter((entry) => JSON.stringify(entry).includes("photo-taken"))).toEqual([]);
  });

  test("of a job that is not here, or by somebody whose act it is not, is refused before it is looked at", async () => {
    const mine = await world();
    expect((await mine.send(`SIM-0001-000099/photos/${PLACE}`, PHOTO)).body).toContain("JOB_UNKNOWN");
    const auditor = await world(["auditor"]);
    const answer = await auditor.send(`${auditor.job}/photos/${PLACE}`, PHOTO);
    expect(answer.status).toBe(403);
    expect(answer.body).toContain("NOT_YOUR_ACT");
    expect(auditor.kept()).toBe(0);
  });

  test("sent for ever is taken so often and no more", async () => {
    const { job, send, kept } = await world();
    const first = await send(`${job}/photos/${PLACE}`, PHOTO);
    expect(first.status).toBe(201);
    // The same picture over and over costs no disk, and is counted all the same.
    for (let n = 1; n < 200; n += 20) {
      const many = Array.from({ length: Math.min(20, 200 - n) }, () => send(`${job}/photos/${PLACE}`, PHOTO));
      for (const { status } of await Promise.all(many)) expect(status).toBe(201);
    }
    const answer = await send(`${job}/photos/${PLACE}`, png(650, 480));
    expect(answer.body).toContain("PHOTOS_TOO_MANY");
    expect(kept()).toBe(1);
  });
});
