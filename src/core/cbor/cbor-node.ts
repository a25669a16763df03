/** What stands in received CBOR, each thing with the very bytes it came in: digests and signatures are over those, never over something that was written again. */
interface Received {
  /** With its head. */
  readonly bytes: Uint8Array;
  /** Where it begins, counted from the first byte of the file. */
  readonly at: number;
}

export interface CborInteger extends Received {
  readonly kind: "integer";
  readonly value: number;
}

/** Beyond 2^53: it can be carried, and is no number anywhere. */
export interface CborWide extends Received {
  readonly kind: "wide-integer";
}

export interface CborBytes extends Received {
  readonly kind: "bytes";
  readonly value: Uint8Array;
  /** Where the contents begin; of one that came in pieces where the whole begins. */
  readonly valueAt: number;
}

export interface CborText extends Received {
  readonly kind: "text";
  readonly value: string;
}

export interface CborArray extends Received {
  readonly kind: "array";
  readonly items: readonly CborNode[];
}

export interface CborMap extends Received {
  readonly kind: "map";
  readonly entries: readonly CborEntry[];
}

export interface CborEntry {
  readonly key: CborInteger | CborWide | CborBytes | CborText;
  readonly value: CborNode;
}

export interface CborTag extends Received {
  readonly kind: "tag";
  readonly tag: number;
  readonly content: CborNode;
}

export interface CborFloat extends Received {
  readonly kind: "float";
  readonly value: number;
}

export interface CborSimple extends Received {
  readonly kind: "true" | "false" | "null" | "undefined";
}

export type CborNode =
  | CborInteger
  | CborWide
  | CborBytes
  | CborText
  | CborArray
  | CborMap
  | CborTag
  | CborFloat
  | CborSimple;

/** The number 1 and the text "1" are different keys. */
export function entryOf(map: CborMap, key: number | string): CborNode | null {
  const kind = typeof key === "number" ? "integer" : "text";
  return (
    map.entries.find((entry) => entry.key.kind === kind && "value" in entry.key && entry.key.value === key)
      ?.value ?? null
  );
}

export function textOf(node: CborNode | null): string | null {
  return node?.kind === "text" ? node.value : null;
}

export function bytesOf(node: CborNode | null): Uint8Array | null {
  return node?.kind === "bytes" ? node.value : null;
}

/** A safe integer of 0 or more. */
export function countOf(node: CborNode | null): number | null {
  return node?.kind === "integer" && node.value >= 0 ? node.value : null;
}

export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** For a sentence: what kind of thing it is, with the value where that is short. */
export function shownNode(node: CborNode | null): string {
  if (node === null) return "-";
  if (node.kind === "integer" || node.kind === "float") return String(node.value);
  if (node.kind === "text")
    return JSON.stringify(node.value.length > 40 ? `${node.value.slice(0, 39)}…` : node.value);
  if (node.kind === "bytes") return `bytes(${node.value.length})`;
  if (node.kind === "array") return `array(${node.items.length})`;
  if (node.kind === "map") return `map(${node.entries.length})`;
  return node.kind === "tag" ? `tag(${node.tag})` : node.kind;
}
