import type { PHOTO_REASONS } from "../../../src/core/trade/reasons/photos.ts";

const OF_PART = { job: "J-2026-0001", part: "identity", photo: "0111", sha256: "ab".repeat(32) };

/** Parameters for each reason about photos. */
export const PHOTO_SAMPLES: {
  readonly [Code in keyof typeof PHOTO_REASONS]: Parameters<(typeof PHOTO_REASONS)[Code]>[0];
} = {
  PHOTO_KIND_UNKNOWN: {},
  PHOTO_DAMAGED: {},
  PHOTO_TOO_SMALL: { width: 160, height: 120, long: 320, short: 240 },
  PHOTO_SIDE_TOO_LONG: { width: 16_000, height: 240, most: 12_000 },
  PHOTO_BYTES_TOO_MANY: { mostMiB: 6 },
  PHOTO_DISK_NEARLY_FULL: { freeMiB: 100, leastMiB: 128 },
  PHOTO_NOT_KEPT: { zh: "磁盘已满", en: "the disk is full" },
  PHOTO_NOT_READ: { zh: "本程序打开的文件太多", en: "this program has too many files open" },
  PHOTOS_UNUSABLE: {
    path: "/data/photos",
    zh: "路径中有一部分不是文件夹",
    en: "a part of the path is not a folder",
  },
  PHOTOS_AT_ONCE: { mostMiB: 48 },
  PHOTOS_AT_ONCE_HERE: { mostMiB: 12 },
  PHOTOS_TOO_MANY: { most: 200 },
  PHOTO_OF_NO_INSPECTION: { job: "J-2026-0001" },
  PHOTO_AWAY: OF_PART,
  PHOTO_SPOILT: { ...OF_PART, file: "photos/ab/ab.jpg" },
  PHOTO_UNREADABLE: { ...OF_PART, file: "photos/ab/ab.jpg", zh: "没有访问权限", en: "permission is denied" },
  PHOTOS_NAMED_BY_NOBODY: { photos: 3, path: "/data/photos" },
  PHOTOS_OF_JOURNAL_NOT_LOOKED_AT: { photos: 12 },
  PHOTO_UNKNOWN: {},
};
