/** As large as anybody looks at it; more would only take longer on the way. */
const SIDE_MAX = 1_600;
const QUALITY = 0.85;
const SMALL_SIDE_MAX = 360;

export interface Picture {
  readonly bytes: ArrayBuffer;
  /** A small one, for the page: an address of data. */
  readonly small: string;
}

/** What a camera or a file gives, upright, as a JPEG that is fit to be sent; null where it is no picture. */
export async function pictureOf(file: Blob): Promise<Picture | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  const large = drawn(bitmap, SIDE_MAX);
  const small = drawn(bitmap, SMALL_SIDE_MAX);
  bitmap.close();
  const jpeg = await new Promise<Blob | null>((made) => large.toBlob(made, "image/jpeg", QUALITY));
  return jpeg === null
    ? null
    : { bytes: await jpeg.arrayBuffer(), small: small.toDataURL("image/jpeg", QUALITY) };
}

function drawn(bitmap: ImageBitmap, sideMax: number): HTMLCanvasElement {
  const scale = Math.min(1, sideMax / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  // A JPEG has no transparency; what has some is seen on white.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
