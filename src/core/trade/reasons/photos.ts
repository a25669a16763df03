import type { None, ReasonRows } from "../reason-shape.ts";

/** Photos that inspectors take, on their way to the station and out of it. */
export const PHOTO_REASONS = {
  PHOTO_KIND_UNKNOWN: (_: None) => ({
    zh: "这不是照片：只收 JPEG、PNG 和 WebP。",
    en: "This is no photo: JPEG, PNG and WebP are taken.",
  }),
  PHOTO_DAMAGED: (_: None) => ({
    zh: "照片文件损坏或不完整，请重拍。",
    en: "The file of the photo is damaged or cut off. Take it again.",
  }),
  PHOTO_TOO_SMALL: (p: { width: number; height: number; long: number; short: number }) => ({
    zh: `照片太小（${p.width}×${p.height} 像素），至少 ${p.long}×${p.short}。`,
    en: `The photo is too small, ${p.width} by ${p.height} pixels; it needs at least ${p.long} by ${p.short}.`,
  }),
  PHOTO_SIDE_TOO_LONG: (p: { width: number; height: number; most: number }) => ({
    zh: `照片太大（${p.width}×${p.height} 像素），每边最多 ${p.most}。`,
    en: `The photo is too large, ${p.width} by ${p.height} pixels; a side has at most ${p.most}.`,
  }),
  PHOTO_BYTES_TOO_MANY: (p: { mostMiB: number }) => ({
    zh: `照片文件太大，最多 ${p.mostMiB} MiB。`,
    en: `The file of the photo is too large; at most ${p.mostMiB} MiB are taken.`,
  }),
  PHOTO_DISK_NEARLY_FULL: (p: { freeMiB: number; leastMiB: number }) => ({
    zh: `存储空间只剩 ${p.freeMiB} MiB，少于 ${p.leastMiB} MiB，不再保存照片。请清理磁盘（不要删除数据目录中的文件）。`,
    en: `Only ${p.freeMiB} MiB are left on the disk; below ${p.leastMiB} MiB no photo is kept. Make room, but delete nothing in the data directory.`,
  }),
  /** `zh` and `en`: what the system said. */
  PHOTO_NOT_KEPT: (p: { zh: string; en: string }) => ({
    zh: `照片未能保存：${p.zh}。`,
    en: `The photo could not be kept: ${p.en}.`,
  }),
  PHOTOS_TOO_MANY: (p: { most: number }) => ({
    zh: `本次检验已上传 ${p.most} 张照片，不再接收。`,
    en: `${p.most} photos of this inspection have come already; no more are taken.`,
  }),
  PHOTO_OF_NO_INSPECTION: (p: { job: string }) => ({
    zh: `任务 ${p.job} 不是检验，不收照片。`,
    en: `The job ${p.job} is no inspection: no photos are taken of it.`,
  }),
  PHOTO_UNKNOWN: (_: None) => ({
    zh: "本站没有这张照片，或照片已损坏。",
    en: "There is no such photo here, or it is damaged.",
  }),
} as const satisfies ReasonRows;
