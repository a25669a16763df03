import { createHash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import type { Page } from "playwright-core";
import type { Told } from "../../src/core/trade/reason-shape.ts";
import { type Reason, reason } from "../../src/core/trade/reasons.ts";
import { toldOnce } from "../../src/core/trade/told-once.ts";
import type { JobView, ManualPartView } from "../../src/station/live-message.ts";
import type { RecordedStation } from "./recorded-station.ts";

/** What a page is told of inspections that people look at by hand. */
export type Item = ManualPartView["items"][number];
export type Photo = ManualPartView["photos"][number];

export const NOW_MS = Date.UTC(2026, 10, 28, 2, 0, 0);

export function item(code: string, nameZh: string, nameEn: string, changes: Partial<Item> = {}): Item {
  return {
    item: code,
    nameZh,
    nameEn,
    found: null,
    note: "",
    values: [],
    by: null,
    entries: 0,
    sentBack: null,
    kept: false,
    ...changes,
  };
}

export function photo(code: string, nameZh: string, nameEn: string, changes: Partial<Photo> = {}): Photo {
  return { photo: code, nameZh, nameEn, sha256: null, by: null, ...changes };
}

const IDENTITY: ManualPartView = {
  part: "identity",
  nameZh: "车辆唯一性检查",
  nameEn: "Identity of the vehicle",
  state: "waiting",
  by: [],
  minimumS: 60,
  endableWallMs: null,
  countedS: 0,
  items: [
    item("UC-01", "号牌号码和分类", "number and kind of the plate"),
    item("UC-02", "车辆品牌和型号", "make and model"),
    item("UC-03", "车辆识别代号", "vehicle identification number"),
    item("UC-04", "发动机（驱动电机）号码", "number of the engine or motor"),
    item("UC-05", "车身颜色和外形", "colour and shape"),
  ],
  photos: [
    photo("0111", "车辆左前方斜视 45 度", "from the front left at 45 degrees"),
    photo("0112", "车辆右后方斜视 45 度", "from the rear right at 45 degrees"),
    photo("0113", "车辆识别代号", "identification number"),
  ],
};

const APPEARANCE: ManualPartView = {
  part: "appearance",
  nameZh: "车辆外观检查",
  nameEn: "Outside of the vehicle",
  state: "waiting",
  by: [],
  minimumS: 120,
  endableWallMs: null,
  countedS: 0,
  items: [
    item("F1-15", "外观、车身", "body and its outside"),
    item("F1-16", "外部照明和信号灯具", "lamps and signals outside"),
    item("F1-17", "车窗玻璃", "windows"),
    item("F1-18", "轮胎花纹深度", "tread depth of the tyres", {
      values: [
        { fact: "manual.treadSteerMm", unit: "mm", value: null },
        { fact: "manual.treadOtherMm", unit: "mm", value: null },
      ],
    }),
    item("F1-19", "号牌及号牌安装", "plates and how they are fixed"),
  ],
  photos: [photo("0157", "轮胎规格和花纹", "size and tread of a tyre")],
};

const CHASSIS: ManualPartView = {
  part: "chassis",
  nameZh: "底盘部件检查",
  nameEn: "Chassis from below",
  state: "waiting",
  by: [],
  minimumS: 40,
  endableWallMs: null,
  countedS: 0,
  items: [
    item("F4-01", "转向系部件", "parts of the steering"),
    item("F4-02", "传动系部件", "parts of the drive"),
    item("F4-03", "制动系部件", "parts of the brakes"),
  ],
  photos: [],
};

export const PARTS = { identity: IDENTITY, appearance: APPEARANCE, chassis: CHASSIS } as const;

/** An inspection whose instruments are at work beside the inspectors. */
export function inspection(changes: Partial<JobView> = {}): JobView {
  return {
    job: "J-1",
    kind: "inspection",
    site: "lane-1",
    car: null,
    subject: { plate: "鄂A12345", vin: "LSVAA49J132047371", vehicleClass: "M1", check: "in-use" },
    practice: false,
    state: "running",
    items: [],
    currentItem: null,
    prompt: prompt("look-by-hand", reason("PROMPT_MANUAL", { parts: [["车辆唯一性检查", "identity"]] })),
    score: null,
    findings: [],
    signing: null,
    manual: { parts: [IDENTITY, APPEARANCE, CHASSIS] },
    verdict: null,
    reasons: [],
    scope: null,
    notes: [],
    closed: null,
    record: null,
    after: null,
    following: null,
    receiptSize: null,
    startedWallMs: NOW_MS - 600_000,
    ...changes,
  };
}

export function prompt(action: string, text: Reason): NonNullable<JobView["prompt"]> {
  return { id: action, item: null, action, params: {}, text: toldOnce(text) as Told };
}

/** Everything of it looked at, by these people, with photos. */
export function looked(
  part: ManualPartView,
  by: string,
  changes: Partial<ManualPartView> = {},
): ManualPartView {
  return {
    ...part,
    state: "done",
    by: [by],
    countedS: part.minimumS + 25,
    items: part.items.map((one) => ({
      ...one,
      found: "in-order",
      by,
      entries: 1,
      values: one.values.map((value) => ({ ...value, value: "5.6" })),
    })),
    photos: part.photos.map((one) => ({ ...one, sha256: shaOf(one.photo), by })),
    ...changes,
  };
}

/** Of the picture that stands for this photo. */
export function shaOf(code: string): string {
  return createHash("sha256").update(`photo ${code}`).digest("hex");
}

/** The station's clock, told with everything else. */
export function tellNow(station: RecordedStation, nowWallMs = NOW_MS): void {
  const view = { ...station.view, clock: { ...station.view.clock, nowWallMs } };
  station.tellOne({ type: "station", station: view });
}

export function tell(station: RecordedStation, job: JobView): void {
  station.tellOne({ type: "job", job });
}

/** This job with one part changed. */
export function withPart(job: JobView, part: string, changes: Partial<ManualPartView>): JobView {
  const parts = (job.manual?.parts ?? []).map((one) => (one.part === part ? { ...one, ...changes } : one));
  return { ...job, manual: { parts } };
}

/** Where photos lie, until somebody has built that into the console: each hash a picture of its own colour. */
export async function showsPhotos(page: Page): Promise<void> {
  await page.route("**/api/photos/*", async (route) => {
    const sha256 = new URL(route.request().url()).pathname.split("/").at(-1) ?? "";
    const hue = Number.parseInt(sha256.slice(0, 6), 16);
    await route.fulfill({ contentType: "image/png", body: pngOf(320, 240, hue) });
  });
}

/** A picture like a photo: ground, sky and something in the middle, in the colour given as 0xrrggbb. */
export function pngOf(width: number, height: number, colour: number): Buffer {
  const rows: Buffer[] = [];
  const [red, green, blue] = [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(1 + 3 * width);
    for (let x = 0; x < width; x++) {
      const isThing = x > width * 0.2 && x < width * 0.8 && y > height * 0.35 && y < height * 0.75;
      const ground = y > height * 0.6 ? 110 : 200;
      row.set(isThing ? [red, green, blue] : [ground, ground + 10, ground + 25], 1 + 3 * x);
    }
    rows.push(row);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
