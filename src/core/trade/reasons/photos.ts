import type { None, ReasonRows } from "../reason-shape.ts";

const MIB = 1024 * 1024;

/** Photos of what inspectors look at: why one is not kept, and what is wrong with one that was. */
export const PHOTO_REASONS = {
  PHOTO_NONE: (_: None) => ({
    zh: "不是完整的 JPEG、PNG 或 WebP 照片，请重拍。",
    en: "This is no whole photo in JPEG, PNG or WebP. Take it again.",
  }),
  PHOTO_TOO_LARGE: (p: { bytes: number; most: number }) => ({
    zh: `照片 ${(p.bytes / MIB).toFixed(1)} MiB，最多 ${(p.most / MIB).toFixed(0)} MiB，请缩小后上传。`,
    en: `The photo has ${(p.bytes / MIB).toFixed(1)} MiB; ${(p.most / MIB).toFixed(0)} are the most. Make it smaller.`,
  }),
  PHOTO_TOO_SMALL: (p: { widthPx: number; heightPx: number; least: number }) => ({
    zh: `照片只有 ${p.widthPx}×${p.heightPx}，长边至少 ${p.least} 像素，请重拍。`,
    en: `The photo has ${p.widthPx}x${p.heightPx} pixels; its long side has at least ${p.least}. Take it again.`,
  }),
  PHOTO_TOO_WIDE: (p: { widthPx: number; heightPx: number; most: number }) => ({
    zh: `照片 ${p.widthPx}×${p.heightPx}，每边最多 ${p.most} 像素，请缩小后上传。`,
    en: `The photo has ${p.widthPx}x${p.heightPx} pixels; a side has at most ${p.most}. Make it smaller.`,
  }),
  PHOTO_NOT_KEPT: (p: { why: string }) => ({
    zh: `照片未能保存（${p.why}），请检查磁盘后重新上传。`,
    en: `The photo could not be kept (${p.why}). Check the disk, then send it again.`,
  }),
  PHOTOS_TOO_MANY: (p: { most: number }) => ({
    zh: `本次检验已上传 ${p.most} 张照片，不再接收。`,
    en: `${p.most} photos were sent for this inspection already; no more are taken.`,
  }),
  // --- verifying
  PHOTO_MISSING: (p: { part: string; photo: string; sha256: string }) => ({
    zh: `缺少照片 ${p.photo}（${p.part}）：${p.sha256}。`,
    en: `The photo ${p.photo} of ${p.part} is missing: ${p.sha256}.`,
  }),
  PHOTO_OTHER: (p: { part: string; photo: string; sha256: string }) => ({
    zh: `照片 ${p.photo}（${p.part}）的内容与记录不符：应为 ${p.sha256}。`,
    en: `The photo ${p.photo} of ${p.part} is not the one of the record, which is ${p.sha256}.`,
  }),
} as const satisfies ReasonRows;
