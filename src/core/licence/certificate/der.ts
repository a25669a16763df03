/** One thing of DER: its tag, its contents, and the whole of its bytes. */
export interface DerNode {
  readonly tag: number;
  readonly value: Uint8Array;
  readonly whole: Uint8Array;
}

export const DER = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const;
const LONG_FORM = 0x80;
const MULTI_BYTE_TAG = 0x1f;
const LENGTH_BYTES_MAX = 3;

/** What stands at that place; null where it is no DER: an unstated or longer length, a tag of several bytes, an early end. */
export function derAt(bytes: Uint8Array, at: number): DerNode | null {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || (tag & MULTI_BYTE_TAG) === MULTI_BYTE_TAG) return null;
  let [length, begin] = [first, at + 2];
  if (first >= LONG_FORM) {
    const size = first - LONG_FORM;
    if (size === 0 || size > LENGTH_BYTES_MAX || begin + size > bytes.length) return null;
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + (bytes[begin + i] as number);
    if (length < LONG_FORM || (size > 1 && bytes[begin] === 0)) return null;
    begin += size;
  }
  const end = begin + length;
  return end > bytes.length
    ? null
    : { tag, value: bytes.subarray(begin, end), whole: bytes.subarray(at, end) };
}

/** One thing and nothing behind it. */
export function derWhole(bytes: Uint8Array, tag: number): DerNode | null {
  const node = derAt(bytes, 0);
  return node !== null && node.tag === tag && node.whole.length === bytes.length ? node : null;
}

/** What stands in a sequence or set; null where one of them is no DER. */
export function derItems(node: DerNode | null): readonly DerNode[] | null {
  if (node === null) return null;
  const items: DerNode[] = [];
  for (let at = 0; at < node.value.length; ) {
    const item = derAt(node.value, at);
    if (item === null) return null;
    items.push(item);
    at += item.whole.length;
  }
  return items;
}

/** `1.0.18013.5.1.2`; null where it is none. */
export function oidOf(node: DerNode | undefined): string | null {
  if (node?.tag !== DER.oid || node.value.length === 0) return null;
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of node.value) {
    if (arc > 2 ** 40) return null;
    arc = arc * 128 + (byte & 127);
    if (byte < LONG_FORM) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const first = arcs[0] ?? 0;
  const top = Math.min(2, Math.floor(first / 40));
  return (node.value.at(-1) as number) < LONG_FORM
    ? [top, first - top * 40, ...arcs.slice(1)].join(".")
    : null;
}

/** Of a small number that is not negative. */
export function smallInteger(node: DerNode | undefined): number | null {
  if (node?.tag !== DER.integer || node.value.length === 0 || node.value.length > 4) return null;
  if (((node.value[0] as number) & LONG_FORM) !== 0) return null;
  return node.value.reduce((value, byte) => value * 256 + byte, 0);
}

/** Bits of a bit string by their number; null where it is none. */
export function bitsOf(node: DerNode | null): ReadonlySet<number> | null {
  if (node?.tag !== DER.bits || node.value.length === 0 || (node.value[0] as number) > 7) return null;
  const bits = new Set<number>();
  for (let i = 1; i < node.value.length; i++)
    for (let bit = 0; bit < 8; bit++)
      if (((node.value[i] as number) & (LONG_FORM >> bit)) !== 0) bits.add((i - 1) * 8 + bit);
  return bits;
}

/** A number of a signature as wide as its curve: without the zero before it, with those that are missing. Null where it is wider or negative. */
export function fixedWidth(node: DerNode | undefined, width: number): Uint8Array | null {
  if (node?.tag !== DER.integer || node.value.length === 0) return null;
  const { value } = node;
  if (((value[0] as number) & LONG_FORM) !== 0) return null;
  const isPadded = value.length > 1 && value[0] === 0;
  if (isPadded && ((value[1] as number) & LONG_FORM) === 0) return null;
  const digits = isPadded ? value.subarray(1) : value;
  if (digits.length > width) return null;
  const wide = new Uint8Array(width);
  wide.set(digits, width - digits.length);
  return wide;
}
