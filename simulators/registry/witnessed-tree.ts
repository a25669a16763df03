import { hash } from "node:crypto";

/**
 * RFC 6962 proofs checked by the recursive definitions of the RFC itself (2.1.1 and 2.1.2), which is slower and plainer than the
 * usual loop, and so a second opinion on it.
 */
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export function leafHash(entry: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([LEAF, entry]), "buffer");
}

export function emptyRoot(): Buffer {
  return hash("sha256", "", "buffer");
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([NODE, left, right]), "buffer");
}

/** Largest power of two below `size`; `size` is at least 2. */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The root that this audit path leads to, or null if the path has the wrong length. */
export function rootByInclusion(
  leaf: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[],
): Buffer | null {
  if (index >= size) return null;
  if (size === 1) return path.length === 0 ? leaf : null;
  const top = path.at(-1);
  if (top === undefined) return null;
  const left = split(size);
  const rest = path.slice(0, -1);
  if (index < left) {
    const below = rootByInclusion(leaf, index, left, rest);
    return below && nodeHash(below, top);
  }
  const below = rootByInclusion(leaf, index - left, size - left, rest);
  return below && nodeHash(top, below);
}

interface Roots {
  readonly old: Buffer;
  readonly new: Buffer;
}

/** True if the tree of `newSize` with `newRoot` begins with the tree of `oldSize` with `oldRoot`. */
export function isConsistent(
  oldSize: number,
  oldRoot: Buffer,
  newSize: number,
  newRoot: Buffer,
  proof: readonly Buffer[],
): boolean {
  if (oldSize > newSize) return false;
  if (oldSize === 0) return proof.length === 0 && oldRoot.equals(emptyRoot());
  if (oldSize === newSize) return proof.length === 0 && oldRoot.equals(newRoot);
  const roots = subproof(oldSize, newSize, oldRoot, true, proof);
  return roots?.old.equals(oldRoot) === true && roots.new.equals(newRoot);
}

function subproof(
  old: number,
  size: number,
  oldRoot: Buffer,
  whole: boolean,
  proof: readonly Buffer[],
): Roots | null {
  if (old === size) {
    if (whole) return proof.length === 0 ? { old: oldRoot, new: oldRoot } : null;
    const given = proof[0];
    return given !== undefined && proof.length === 1 ? { old: given, new: given } : null;
  }
  const top = proof.at(-1);
  if (top === undefined) return null;
  const left = split(size);
  const rest = proof.slice(0, -1);
  if (old <= left) {
    const below = subproof(old, left, oldRoot, whole, rest);
    return below && { old: below.old, new: nodeHash(below.new, top) };
  }
  const below = subproof(old - left, size - left, oldRoot, false, rest);
  return below && { old: nodeHash(top, below.old), new: nodeHash(top, below.new) };
}

export interface ProvenEntry {
  readonly index: number;
  readonly entry: string;
}

/** The root that these entries lead to with the hashes of the largest subtrees between them (docs/evidence.md); null where they do not fit. */
export function rootByEntries(
  size: number,
  entries: readonly ProvenEntry[],
  hashes: readonly Buffer[],
): Buffer | null {
  let used = 0;
  const node = (from: number, to: number, own: readonly ProvenEntry[]): Buffer | null => {
    const [first] = own;
    if (first === undefined) return hashes[used++] ?? null;
    if (to - from === 1) return own.length === 1 ? leafHash(Buffer.from(first.entry)) : null;
    const middle = from + split(to - from);
    const before = node(
      from,
      middle,
      own.filter(({ index }) => index < middle),
    );
    const after = node(
      middle,
      to,
      own.filter(({ index }) => index >= middle),
    );
    return before && after && nodeHash(before, after);
  };
  if (entries.some(({ index }) => index >= size)) return null;
  const root = node(0, size, entries);
  return used === hashes.length ? root : null;
}
