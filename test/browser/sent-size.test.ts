import { get } from "node:http";
import { expect, test } from "vitest";
import { browserWith } from "./opened-page.ts";

/** Goal: on the worst line of a yard the pages are there soon. */
const { opened } = browserWith({});
const KIB = 1024;

function sent(
  url: string,
): Promise<{ readonly encoding: string | undefined; readonly bytes: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip, br" } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        const body = Buffer.concat(parts);
        resolve({
          encoding: answer.headers["content-encoding"],
          bytes: body.length,
          text: body.toString("latin1"),
        });
      });
    }).on("error", reject);
  });
}

test("everything that the pages are made of is sent compressed, and is no more than 250 KiB", async (context) => {
  const { url } = await opened(context);
  const plain = await (await fetch(url)).text();
  const files = [...plain.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? "");
  expect(files.length).toBeGreaterThanOrEqual(2);
  const all = await Promise.all(["", ...files].map((file) => sent(`${url}/${file}`)));
  expect(all.map(({ encoding }) => encoding)).toEqual(all.map(() => "br"));
  expect(all.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(250 * KIB);
});
