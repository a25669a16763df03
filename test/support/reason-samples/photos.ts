import type { PHOTO_REASONS } from "../../../src/core/trade/reasons/photos.ts";

const SIDES = { widthPx: 100, heightPx: 80 };
const NAMED = { part: "identity", photo: "0113", sha256: "ab".repeat(32) };

/** Parameters for each reason about photos. */
export const PHOTO_SAMPLES: {
  readonly [Code in keyof typeof PHOTO_REASONS]: Parameters<(typeof PHOTO_REASONS)[Code]>[0];
} = {
  PHOTO_NONE: {},
  PHOTO_TOO_LARGE: { bytes: 7_000_000, most: 6_291_456 },
  PHOTO_TOO_SMALL: { ...SIDES, least: 320 },
  PHOTO_TOO_WIDE: { widthPx: 20_000, heightPx: 80, most: 12_000 },
  PHOTO_NOT_KEPT: { why: "ENOSPC" },
  PHOTOS_TOO_MANY: { most: 200 },
  PHOTO_MISSING: NAMED,
  PHOTO_OTHER: NAMED,
};
