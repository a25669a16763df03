import { type Reason, reason } from "../trade/reasons.ts";
import { PHOTO_FORM, type PhotoHead, photoHead } from "./photo-form.ts";

export type PhotoReading =
  | { readonly kind: "photo"; readonly head: PhotoHead }
  | { readonly kind: "refused"; readonly reason: Reason };

/** Whether these bytes are a photo that the station keeps, and why not. What the picture shows is for people. */
export function checkPhoto(bytes: Uint8Array): PhotoReading {
  const { bytesMax, longSideLeastPx, sideMostPx } = PHOTO_FORM;
  if (bytes.length > bytesMax)
    return refused(reason("PHOTO_TOO_LARGE", { bytes: bytes.length, most: bytesMax }));
  const head = photoHead(bytes);
  if (head === null) return refused(reason("PHOTO_NONE", {}));
  const { widthPx, heightPx } = head;
  const isSeen = Math.max(widthPx, heightPx) >= longSideLeastPx && Math.min(widthPx, heightPx) > 0;
  if (!isSeen) return refused(reason("PHOTO_TOO_SMALL", { widthPx, heightPx, least: longSideLeastPx }));
  if (Math.max(widthPx, heightPx) > sideMostPx)
    return refused(reason("PHOTO_TOO_WIDE", { widthPx, heightPx, most: sideMostPx }));
  return { kind: "photo", head };
}

function refused(why: Reason): PhotoReading {
  return { kind: "refused", reason: why };
}
