import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import {
  inspection,
  NOW_MS,
  PARTS,
  pngOf,
  shaOf,
  showsPhotos,
  tell,
  tellNow,
  withPart,
} from "./manual-views.ts";
import { browserWith, type Opened, type OpenOptions } from "./opened-page.ts";

/** Goal: photos reach the station small enough and whole, over a network that breaks; none has to be taken twice for it. */
vi.setConfig({ testTimeout: 60_000 });

const { opened } = browserWith({});
type Context = Parameters<typeof opened>[0];

async function atPhotos(context: Context, options: OpenOptions = {}): Promise<Opened> {
  const all = await opened(context, {
    as: { name: "王海", roles: ["operator"] },
    path: "/#job/J-1/identity",
    ...options,
    prepare: showsPhotos,
  });
  tellNow(all.station);
  tell(all.station, started(all));
  await all.page.locator(".photo-tile").first().waitFor();
  return all;
}

function started({ person }: Pick<Opened, "person">, photos = PARTS.identity.photos) {
  return withPart(inspection(), "identity", {
    state: "running",
    by: [person?.id ?? ""],
    endableWallMs: NOW_MS,
    photos,
  });
}

const LARGE = { name: "IMG_0001.png", mimeType: "image/png", buffer: pngOf(2_400, 1_800, 0x2266aa) };
const tile = (page: Page, number: string) => page.locator(`#photo-${number}`);

/** Width and height of a JPEG, from its frame header. */
function sizeOf(jpeg: Buffer): readonly [number, number] {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2))
    if ([0xc0, 0xc1, 0xc2].includes(jpeg[at + 1] ?? 0))
      return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
  throw new Error("no frame");
}

test("a photo is made smaller, sent as JPEG with its progress, and shown; it is looked at large and taken again", async (context) => {
  const all = await atPhotos(context);
  const { page, station } = all;
  const sent: { readonly path: string; readonly type: string | undefined; readonly body: Buffer | null }[] =
    [];
  let answer = (): void => undefined;
  await page.route("**/api/jobs/*/photos/**", async (route) => {
    const request = route.request();
    const path = new URL(request.url()).pathname;
    sent.push({ path, type: request.headers()["content-type"], body: request.postDataBuffer() });
    await new Promise<void>((go) => {
      answer = go;
    });
    await route.fulfill({ json: { sha256: shaOf("0111") } });
  });
  const camera = tile(page, "0111").locator("input");
  await expect.poll(() => camera.getAttribute("capture")).toBe("environment");
  await expect.poll(() => camera.getAttribute("accept")).toBe("image/*");
  await camera.setInputFiles(LARGE);
  await tile(page, "0111").getByText("正在上传").waitFor();
  await expect.poll(() => tile(page, "0111").locator("progress").count()).toBe(1);
  // The page says that it is sending before the request has come here.
  await expect.poll(() => sent.length).toBe(1);
  answer();
  await expect.poll(() => tile(page, "0111").locator("progress").count()).toBe(0);
  const [photo] = sent;
  expect(photo).toMatchObject({ path: "/api/jobs/J-1/photos/identity/0111", type: "image/jpeg" });
  expect(sizeOf(photo?.body ?? Buffer.alloc(0))).toEqual([1_600, 1_200]);
  const photos = PARTS.identity.photos.map((one) =>
    one.photo === "0112" ? one : { ...one, sha256: shaOf(one.photo), by: all.person?.id ?? "" },
  );
  tell(station, started(all, photos));
  const shown = tile(page, "0111").locator("img");
  await expect.poll(() => shown.getAttribute("src")).toBe(`api/photos/${shaOf("0111")}`);
  // Taken again by a colleague: what the station tells last is what there is.
  tell(
    station,
    started(all, [{ ...(photos[0] as (typeof photos)[number]), sha256: shaOf("other") }, ...photos.slice(1)]),
  );
  await expect.poll(() => shown.getAttribute("src")).toBe(`api/photos/${shaOf("other")}`);
  tell(station, started(all, photos));
  await tile(page, "0111").getByRole("button", { name: "放大查看 0111 车辆左前方斜视 45 度" }).click();
  const dialog = page.getByRole("dialog", { name: "0111 车辆左前方斜视 45 度" });
  await dialog.getByText("1/2").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("dialog", { name: "0113 车辆识别代号" }).getByText("2/2").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  await tile(page, "0111").getByLabel("重拍 0111").setInputFiles(LARGE);
  await expect.poll(() => sent.length).toBe(2);
  answer();
});

test("a broken connection and a refusal keep the picture; it is sent again by a touch, and by itself when the station is back", async (context) => {
  const { page, station, url, webDirectory } = await atPhotos(context, {
    known: /ERR_|status of 4\d\d|WebSocket/,
  });
  let tries = 0;
  let outcome: "broken" | "refused" | "taken" = "broken";
  await page.route("**/api/jobs/*/photos/**", async (route) => {
    tries += 1;
    if (outcome === "broken") return await route.abort("connectionreset");
    if (outcome === "taken") return await route.fulfill({ json: { sha256: shaOf("0112") } });
    const why = {
      reason: "Somebody else is at it.",
      reasonZh: "由他人进行。",
      code: "PART_OF_ANOTHER",
      params: {},
    };
    return await route.fulfill({ status: 409, json: why });
  });
  await tile(page, "0112").locator("input").setInputFiles(LARGE);
  const alert = tile(page, "0112").getByRole("alert");
  await alert.getByText("网络中断，照片未上传。").waitFor();
  await tile(page, "0112").locator("img").waitFor();
  outcome = "refused";
  await alert.getByRole("button", { name: "重新上传" }).click();
  await alert.getByText("由他人进行。").waitFor();
  outcome = "broken";
  await alert.getByRole("button", { name: "重新上传" }).click();
  await alert.getByText("网络中断").waitFor();
  outcome = "taken";
  // The socket breaks and comes back: then nobody has to touch anything.
  const before = tries;
  await station.close();
  await page.getByText("与工位的连接中断").waitFor();
  expect(tries).toBe(before);
  await station.listen(webDirectory, null, Number(new URL(url).port));
  await expect.poll(() => tries, { timeout: 10_000 }).toBe(before + 1);
  await expect.poll(() => alert.count()).toBe(0);
});

test("what is no picture is said so; a lock keeps the pictures of the same person", async (context) => {
  const { page } = await atPhotos(context, { known: /ERR_|status of 401/ });
  await tile(page, "0113")
    .locator("input")
    .setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await tile(page, "0113").getByText("无法读取该图片").waitFor();
  await page.route("**/api/jobs/*/photos/**", (route) => route.abort());
  await tile(page, "0111").locator("input").setInputFiles(LARGE);
  await tile(page, "0111").getByText("照片还在本机").waitFor();
  await page.keyboard.press("k");
  await page.getByLabel("PIN 码").waitFor();
  await expect.poll(() => page.locator("img").count()).toBe(0);
  await page.keyboard.type("628401");
  await page.keyboard.press("Enter");
  await tile(page, "0111").getByText("照片还在本机").waitFor();
});

test("a few are sent at a time; what the station cannot take just now is said, and goes on by itself", async (context) => {
  const { page } = await atPhotos(context, { known: /status of 503/ });
  let underway = 0;
  let most = 0;
  let tries = 0;
  const full = { code: "PHOTOS_AT_ONCE", params: {}, reason: "Full.", reasonZh: "照片太多，请稍后再试。" };
  await page.route("**/api/jobs/*/photos/**", async (route) => {
    const isFirst = tries++ === 0;
    most = Math.max(most, ++underway);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    underway -= 1;
    if (isFirst) await route.fulfill({ status: 503, json: full });
    else await route.fulfill({ status: 201, json: { sha256: shaOf("sent") } });
  });
  const numbers = PARTS.identity.photos.map(({ photo }) => photo);
  for (const number of numbers) await tile(page, number).locator("input").setInputFiles(LARGE);
  await page.getByText("照片太多，请稍后再试。").waitFor();
  await expect.poll(() => tries, { timeout: 15_000 }).toBe(numbers.length + 1);
  await expect.poll(() => page.getByText("照片太多，请稍后再试。").count()).toBe(0);
  expect([numbers.length, most]).toEqual([3, 2]);
});
