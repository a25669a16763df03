/**
 * What can be wrong with a text that comes in, as data: the rows of the door's matrix. Each spoils a sound text by the few
 * handles that its input offers; an input without the handle has no such cell.
 */
/** What stands in the sound text, and what in its place. */
export type Edit = readonly [from: string, to: string];

export interface Handles {
  readonly form: "yaml" | "json";
  /** More bytes than this input may have. */
  readonly bytesMax: number;
  /** A text value, as it stands between its quotes or bare; free of Chinese or not. */
  readonly word: string;
  /** What stands there as a whole, and how the same stands quoted. */
  readonly value: string;
  /** A member, whole, that must be there. */
  readonly required: string;
  /** Where a JSON object begins that knows all its keys; the outermost one, if nothing is said. */
  readonly object?: string;
  /** A number in its member, and what stands there with one that no double holds. */
  readonly number: Edit;
  /** Something that is there and another type of value in its place. */
  readonly wrongType: Edit;
  readonly wrongClass?: Edit;
  readonly expired?: Edit;
}

export interface ContentDefect {
  readonly name: string;
  /** What the sentence says; null: a text that is sound all the same. */
  readonly says: RegExp | null;
  /** Null where the input has no such cell. */
  spoil(sound: string, handles: Handles): string | Uint8Array<ArrayBuffer> | null;
}

const GBK = Buffer.from([0xc0, 0xee, 0xc3, 0xf7]);

export const CONTENT_DEFECTS: readonly ContentDefect[] = [
  {
    name: "broken syntax",
    says: /./,
    spoil: (sound, { form }) => (form === "yaml" ? `${sound}\n]: {\n` : `${sound.trimEnd().slice(0, -1)},`),
  },
  { name: "empty", says: /empty|nothing|no value/i, spoil: () => "" },
  // Cut between two entries a list would be a shorter one, and nobody could see it: the cut goes through a key.
  {
    name: "half",
    says: /./,
    spoil: (sound) => sound.slice(0, sound.indexOf(":", Math.floor(sound.length / 2)) - 1),
  },
  {
    name: "binary",
    says: /UTF-8|U\+|character/,
    spoil: () => Uint8Array.from({ length: 512 }, (_, at) => (at * 7 + 3) % 256),
  },
  {
    name: "GBK",
    says: /UTF-8/,
    spoil: (sound, { word }) => {
      const [before = "", ...after] = sound.split(word);
      return new Uint8Array(Buffer.concat([Buffer.from(before), GBK, Buffer.from(after.join(word))]));
    },
  },
  {
    name: "UTF-16",
    says: /UTF-8/,
    spoil: (sound) => new Uint8Array(Buffer.from(`\ufeff${sound}`, "utf16le")),
  },
  { name: "BOM + sound", says: null, spoil: (sound) => `\ufeff${sound}` },
  {
    name: "too long",
    says: /large|bytes/,
    spoil: (sound, { form, bytesMax }) =>
      `${sound}\n${form === "yaml" ? "# ".padEnd(bytesMax, "x") : " ".repeat(bytesMax)}\n`,
  },
  {
    name: "too deep",
    says: /32|deep|level|nested/,
    spoil: (sound, { value }) => sound.replace(value, () => `${"[".repeat(60)}1${"]".repeat(60)}`),
  },
  {
    name: "alias",
    says: /alias|no value stands here/,
    spoil: (sound, { value }) => sound.replace(value, () => "*nobody"),
  },
  {
    name: "alias bomb",
    says: /anchor|&/,
    spoil: (sound, { form }) => (form === "yaml" ? `${sound}\n${bomb()}` : null),
  },
  {
    name: "unknown key",
    says: /not a known key|known key|unknown/i,
    spoil: (sound, { form, object = "{" }) =>
      form === "yaml" ? `${sound}\nzzUnknown: 1\n` : replaced(sound, object, `${object}"zzUnknown":1,`),
  },
  {
    name: "missing key",
    says: /found nothing|missing|nothing/,
    spoil: (sound, { required }) => replaced(sound, required, ""),
  },
  {
    name: "wrong type",
    says: /found .+ allowed|found/,
    spoil: (sound, { wrongType }) => replaced(sound, ...wrongType),
  },
  {
    name: "wrong class",
    says: /class/i,
    spoil: (sound, { wrongClass }) => (wrongClass === undefined ? null : replaced(sound, ...wrongClass)),
  },
  {
    name: "expired",
    says: /was in force until|ended on/,
    spoil: (sound, { expired }) => (expired === undefined ? null : replaced(sound, ...expired)),
  },
  {
    name: "control characters",
    says: /U\+0007/,
    spoil: (sound, { word }) => sound.replace(word, () => `${word}\u0007`),
  },
  {
    name: "lone surrogate escape",
    says: /surrogate|U\+D800|half of a|escape/i,
    spoil: (sound, { value, word }) => sound.replace(value, () => `"${word}\\ud800"`),
  },
  {
    name: "number beyond 2^53",
    says: /2\^53|9007199254740993|number|found/,
    spoil: (sound, { number }) => replaced(sound, ...number),
  },
  {
    name: "duplicate key",
    says: /twice/,
    spoil: (sound, { required, form }) =>
      form === "yaml"
        ? `${sound}\n${required.trim()}\n`
        : replaced(sound, required, `${required}${required.includes(",") ? "" : ","}${required}`),
  },
];

/** What lies in a file's place and is no file that can be read. */
export const PLACE_DEFECTS = ["FIFO", "folder", "symlink", "unreadable"] as const;
export type PlaceDefect = (typeof PLACE_DEFECTS)[number];

function bomb(): string {
  const rows = Array.from({ length: 8 }, (_, at) => {
    const items = Array.from({ length: 9 }, () => (at === 0 ? "x" : `*a${at - 1}`));
    return `zz${at}: &a${at} [${items.join(", ")}]`;
  });
  return `${rows.join("\n")}\n`;
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the sound text has no ${from}`);
  return text.replace(from, () => to);
}
