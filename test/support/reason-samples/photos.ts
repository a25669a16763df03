import type { PHOTO_REASONS } from "../../../src/core/trade/reasons/photos.ts";

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
  PHOTOS_TOO_MANY: { most: 200 },
  PHOTO_OF_NO_INSPECTION: { job: "J-2026-0001" },
  PHOTO_UNKNOWN: {},
};
