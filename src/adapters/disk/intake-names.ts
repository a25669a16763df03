/**
 * Names in an intake. What others name is bytes: not always UTF-8, with controls or marks that turn the direction of a
 * line, as long as the disk allows. Nothing of that comes further than here.
 */
const NAME_BYTES_MAX = 200;
/** Below the 255 bytes that file systems allow, with room for a number. */
const CLAIM_BYTES_MAX = 240;
const EXTENSION = /\.(?:ya?ml|json)$/i;
/** Controls, format marks (bidi, zero width), line and paragraph separators, halves of surrogates, what was no UTF-8. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD/\\]/gu;

/**
 * Is this a subject, or somebody's own affair? Whoever copies a file in gives it a name with a leading dot, or one that
 * ends in `.part`, `.tmp` or `~`, and renames it when it is whole.
 */
export function isSubjectName(raw: Buffer): boolean {
  const name = raw.toString("latin1");
  return EXTENSION.test(name) && !name.startsWith(".");
}

export function cleanText(text: string): string {
  return text.replace(UNSAFE, "_");
}

/** The name for people and for `taken/` and `rejected/`; two raw names may come out the same. */
export function cleanName(raw: Buffer): string {
  return cut(cleanText(new TextDecoder("utf-8", { ignoreBOM: true }).decode(raw)), NAME_BYTES_MAX);
}

export function claimPrefix(job: string): string {
  return `${cleanText(job)}--`;
}

/** Every job that a name in `taken/` may be of: jobs and files may hold the two dashes themselves. */
export function claimPrefixesOf(name: string): string[] {
  return [...name.matchAll(/(?=--)/g)].map(({ index }) => name.slice(0, index + 2));
}

export function claimName(job: string, file: string): string {
  const prefix = claimPrefix(job);
  return `${prefix}${cut(file, CLAIM_BYTES_MAX - Buffer.byteLength(prefix))}`;
}

/** `01.yaml`, `01.2.yaml`, `01.3.yaml`: it stays a subject's name for whoever mends it and puts it back. */
export function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const extension = EXTENSION.exec(name)?.[0] ?? "";
  return `${name.slice(0, name.length - extension.length)}.${number}${extension}`;
}

/** Between characters, and the extension stays. */
function cut(name: string, bytesMax: number): string {
  if (Buffer.byteLength(name) <= bytesMax) return name;
  const extension = EXTENSION.exec(name)?.[0] ?? "";
  let kept = "";
  let bytes = extension.length;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    kept += character;
  }
  return `${kept}${extension}`;
}
