import { codesInPicture } from "./code-reader.ts";

export type Offered =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** The text of the code that a picture shows. */
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "trouble"; readonly trouble: OfferedTrouble };

/** Each with a way out (`OFFERED_TROUBLES`). */
export type OfferedTrouble =
  | "too-large"
  | "unreadable"
  | "no-code"
  | "several-codes"
  | "no-picture"
  | "pdf"
  | "empty"
  | "several";

/** More than any file of ours can be. */
const BYTES_MAX = 64 * 1024 * 1024;
const SIDE_MAX = 1_600;
const LIKE_A_MARK = /^PM\d+:/;

/** A picture gives the text of its code; every other file gives its bytes, whatever they are. */
export async function offeredFile(file: Blob): Promise<Offered> {
  if (file.size > BYTES_MAX) return trouble("too-large");
  if (file.size === 0) return trouble("empty");
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return trouble("unreadable");
  }
  if (startsWith(bytes, "%PDF-")) return trouble("pdf");
  if (!isPicture(bytes)) return { kind: "bytes", bytes: withoutLineEnd(bytes) };
  const pixels = await pixelsOf(file);
  if (pixels === null) return trouble("no-picture");
  const codes = codesInPicture(pixels);
  const marks = codes.filter((text) => LIKE_A_MARK.test(text));
  // Beside a mark there may be a code of another kind, as an address.
  const [text, another] = marks.length > 0 ? marks : codes;
  if (text === undefined) return trouble("no-code");
  return another === undefined ? { kind: "code", text } : trouble("several-codes");
}

/** A file ends its last line; in the text of a mark that would be another sign. */
function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  if (!startsWith(bytes, "PM")) return bytes;
  const last = bytes.findLastIndex((byte) => byte !== 0x0a && byte !== 0x0d);
  return bytes.subarray(0, last + 1);
}

function trouble(kind: OfferedTrouble): Offered {
  return { kind: "trouble", trouble: kind };
}

/** By its first bytes: a name says nothing. */
function isPicture(bytes: Uint8Array): boolean {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return true;
  if (startsWith(bytes, "\u0089PNG") || startsWith(bytes, "GIF8") || startsWith(bytes, "BM")) return true;
  // WebP, and HEIC and AVIF as phones write them.
  return (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) || startsWith(bytes, "ftyp", 4);
}

function startsWith(bytes: Uint8Array, text: string, from = 0): boolean {
  return [...text].every((sign, at) => bytes[from + at] === sign.charCodeAt(0));
}

async function pixelsOf(file: Blob): Promise<ImageData | null> {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE_MAX / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = canvas.getContext("2d");
    if (context === null) return null;
    // A picture with no ground is read on white.
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return context.getImageData(0, 0, canvas.width, canvas.height);
  } catch {
    return null;
  }
}
