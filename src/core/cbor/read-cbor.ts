import type { CborFault } from "../trade/words/cbor-faults.ts";
import { type Head, headAt, INDEFINITE } from "./cbor-head.ts";
import type { CborArray, CborEntry, CborMap, CborNode } from "./cbor-node.ts";
import { CborRefusal } from "./cbor-refusal.ts";
import { floatOf } from "./half-float.ts";

/**
 * A walker of CBOR (RFC 8949) that keeps the received bytes of everything. Signatures and digests of a licence are over what
 * came, and the standard's own example is not sorted: so nothing is demanded of others but that it means one thing.
 */
export interface CborProfile {
  readonly bytesMax: number;
  /** Lengths that are not stated, and numbers written longer than they need: nobody may, of what we write ourselves. */
  readonly isDeterministic: boolean;
}

export const RECEIVED: CborProfile = { bytesMax: 256 * 1024, isDeterministic: false };
/** Of our own formats: one content is one byte string (RFC 8949, 4.2.1), without floats. */
export const DETERMINISTIC: CborProfile = { bytesMax: 16 * 1024, isDeterministic: true };

export interface CborRefused {
  readonly kind: "refused";
  readonly fault: CborFault;
  readonly at: number;
}

export type CborRead = { readonly kind: "read"; readonly node: CborNode } | CborRefused;

/** A byte order mark is a letter, and what is no UTF-8 is an error: of two byte strings never one text. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const DEPTH_MAX = 16;
const NODES_MAX = 20_000;
const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;
/** What may stand under the tags that mean something here. */
const UNDER: Readonly<Record<number, readonly CborNode["kind"][]>> = {
  0: ["text"],
  1: ["integer", "float"],
  17: ["array"],
  18: ["array"],
  24: ["bytes"],
  1004: ["text"],
};

/** `base`: where these bytes begin in their file, for what is told. Never throws. */
export function readCbor(bytes: Uint8Array, profile: CborProfile = RECEIVED, base = 0): CborRead {
  if (bytes.length > profile.bytesMax) return { kind: "refused", fault: "too-large", at: base };
  const walk: Walk = { bytes, base, profile, nodes: 0 };
  try {
    const node = nodeAt(walk, 0, 1);
    const end = node.bytes.length;
    return end === bytes.length
      ? { kind: "read", node }
      : { kind: "refused", fault: "trailing-bytes", at: base + end };
  } catch (cause) {
    if (cause instanceof CborRefusal) return { kind: "refused", fault: cause.fault, at: base + cause.at };
    throw cause;
  }
}

interface Walk {
  readonly bytes: Uint8Array;
  readonly base: number;
  readonly profile: CborProfile;
  nodes: number;
}

function nodeAt(walk: Walk, at: number, depth: number): CborNode {
  if (depth > DEPTH_MAX) throw new CborRefusal("too-deep", at);
  if (++walk.nodes > NODES_MAX) throw new CborRefusal("too-many", at);
  const head = headAt(walk.bytes, at);
  const { isDeterministic } = walk.profile;
  if (isDeterministic && head.major !== MAJOR.simple) {
    if (head.info === INDEFINITE) throw new CborRefusal("indefinite-length", at);
    if (!head.isShortest) throw new CborRefusal("longer-head", at);
  }
  switch (head.major) {
    case MAJOR.unsigned:
    case MAJOR.negative:
      return integerAt(walk, at, head);
    case MAJOR.bytes:
    case MAJOR.text:
      return stringAt(walk, at, head);
    case MAJOR.array:
      return arrayAt(walk, at, head, depth);
    case MAJOR.map:
      return mapAt(walk, at, head, depth);
    case MAJOR.tag:
      return tagAt(walk, at, head, depth);
    default:
      return simpleAt(walk, at, head);
  }
}

function received(walk: Walk, at: number, end: number): { bytes: Uint8Array; at: number } {
  return { bytes: walk.bytes.subarray(at, end), at: walk.base + at };
}

function integerAt(walk: Walk, at: number, head: Head): CborNode {
  if (head.info === INDEFINITE) throw new CborRefusal("reserved-head", at);
  const from = received(walk, at, head.end);
  const { argument } = head;
  const value = argument === null || head.major === MAJOR.unsigned ? argument : -1 - argument;
  if (value !== null && Number.isSafeInteger(value)) return { kind: "integer", value, ...from };
  if (walk.profile.isDeterministic) throw new CborRefusal("wide-number", at);
  return { kind: "wide-integer", ...from };
}

function stringAt(walk: Walk, at: number, head: Head): CborNode {
  if (head.info !== INDEFINITE) {
    const end = head.end + lengthOf(walk, at, head);
    return stringNode(walk, at, end, head.major, walk.bytes.subarray(head.end, end), head.end);
  }
  const pieces: number[] = [];
  let next = head.end;
  while (walk.bytes[next] !== 0xff) {
    const piece = headAt(walk.bytes, next);
    if (piece.major !== head.major || piece.info === INDEFINITE) throw new CborRefusal("mixed-pieces", next);
    if (++walk.nodes > NODES_MAX) throw new CborRefusal("too-many", next);
    const end = piece.end + lengthOf(walk, next, piece);
    const value = walk.bytes.subarray(piece.end, end);
    // A letter that is cut by the border of two pieces is no text in either of them.
    if (head.major === MAJOR.text) decoded(value, next);
    for (const byte of value) pieces.push(byte);
    next = end;
  }
  return stringNode(walk, at, next + 1, head.major, Uint8Array.from(pieces), at);
}

function stringNode(
  walk: Walk,
  at: number,
  end: number,
  major: number,
  value: Uint8Array,
  valueAt: number,
): CborNode {
  const from = received(walk, at, end);
  if (major === MAJOR.bytes) return { kind: "bytes", value, valueAt: walk.base + valueAt, ...from };
  return { kind: "text", value: decoded(value, at), ...from };
}

function decoded(bytes: Uint8Array, at: number): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new CborRefusal("bad-text", at);
  }
}

/** Of bytes that are there. */
function lengthOf(walk: Walk, at: number, head: Head): number {
  if (head.argument === null || head.argument > walk.bytes.length - head.end)
    throw new CborRefusal("ends-early", at);
  return head.argument;
}

function arrayAt(walk: Walk, at: number, head: Head, depth: number): CborArray {
  const items: CborNode[] = [];
  const end = eachOf(walk, at, head, 1, (next) => {
    const item = nodeAt(walk, next, depth + 1);
    items.push(item);
    return next + item.bytes.length;
  });
  return { kind: "array", items, ...received(walk, at, end) };
}

function mapAt(walk: Walk, at: number, head: Head, depth: number): CborMap {
  const entries: CborEntry[] = [];
  const keys = new Set<string>();
  const end = eachOf(walk, at, head, 2, (next) => {
    const key = nodeAt(walk, next, depth + 1);
    if (key.kind !== "integer" && key.kind !== "wide-integer" && key.kind !== "bytes" && key.kind !== "text")
      throw new CborRefusal("key-kind", next);
    const name = keyName(key);
    if (keys.has(name)) throw new CborRefusal("duplicate-key", next);
    keys.add(name);
    const before = entries.at(-1)?.key;
    if (walk.profile.isDeterministic && before !== undefined && !isBefore(before.bytes, key.bytes))
      throw new CborRefusal("unsorted-keys", next);
    const value = nodeAt(walk, next + key.bytes.length, depth + 1);
    entries.push({ key, value });
    return next + key.bytes.length + value.bytes.length;
  });
  return { kind: "map", entries, ...received(walk, at, end) };
}

/** By what it means: 1 and a 1 that is written longer are the same key. */
function keyName(key: CborEntry["key"]): string {
  if (key.kind === "integer") return `i${key.value}`;
  if (key.kind === "text") return `t${key.value}`;
  const digits = key.kind === "bytes" ? key.value : key.bytes;
  return `${key.kind === "bytes" ? "b" : "w"}${digits.join(".")}`;
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [one, other] = [a[i] as number, b[i] as number];
    if (one !== other) return one < other;
  }
  return a.length < b.length;
}

/** Goes on until all are read, or to the end mark; `each` is `size` things at once. Answers where it ends. */
function eachOf(walk: Walk, at: number, head: Head, size: number, read: (at: number) => number): number {
  let next = head.end;
  if (head.info === INDEFINITE) {
    while (walk.bytes[next] !== 0xff) next = read(next);
    return next + 1;
  }
  const count = head.argument;
  // Each thing has a byte at least, so that a length that somebody made up costs nothing.
  if (count === null || count * size > walk.bytes.length - head.end) throw new CborRefusal("ends-early", at);
  for (let i = 0; i < count; i++) next = read(next);
  return next;
}

function tagAt(walk: Walk, at: number, head: Head, depth: number): CborNode {
  if (head.info === INDEFINITE) throw new CborRefusal("reserved-head", at);
  const tag = head.argument;
  if (tag === null) throw new CborRefusal("unknown-tag", at);
  const content = nodeAt(walk, head.end, depth + 1);
  const under = UNDER[tag];
  if (under === undefined && walk.profile.isDeterministic) throw new CborRefusal("unknown-tag", at);
  if (under !== undefined && !under.includes(content.kind)) throw new CborRefusal("tag-content", at);
  return { kind: "tag", tag, content, ...received(walk, at, head.end + content.bytes.length) };
}

const SIMPLE = { 20: "false", 21: "true", 22: "null", 23: "undefined" } as const;
const SIMPLE_IN_BYTE = 24;

function simpleAt(walk: Walk, at: number, head: Head): CborNode {
  const { info } = head;
  if (info === INDEFINITE) throw new CborRefusal("stray-break", at);
  const from = received(walk, at, head.end);
  if (info > SIMPLE_IN_BYTE) {
    if (walk.profile.isDeterministic) throw new CborRefusal("float-here", at);
    return { kind: "float", value: floatOf(from.bytes.subarray(1)), ...from };
  }
  const kind = SIMPLE[info as keyof typeof SIMPLE];
  if (kind === undefined || (walk.profile.isDeterministic && kind === "undefined"))
    throw new CborRefusal("simple-value", at);
  return { kind, ...from };
}

/** What stands within a byte string that holds CBOR of its own (tag 24, protected headers): read by the same rules, told by its place in the file. */
export function readWithin(node: { readonly value: Uint8Array; readonly valueAt: number }): CborRead {
  return readCbor(node.value, RECEIVED, node.valueAt);
}

/** The bytes that a tag 24 is around, and the tag with its head as it came; null for anything else. */
export function embeddedIn(
  node: CborNode | null,
): { readonly whole: Uint8Array; readonly value: Uint8Array; readonly valueAt: number } | null {
  if (node?.kind !== "tag" || node.tag !== 24 || node.content.kind !== "bytes") return null;
  return { whole: node.bytes, value: node.content.value, valueAt: node.content.valueAt };
}
