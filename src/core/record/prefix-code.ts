import { CODE_BITS_MAX } from "./deflate-codes.ts";

const SYMBOLS_MAX = 512;

/**
 * Lengths in bits of a prefix code for symbols that come so often, none longer than `bitsMax`; 0 for a symbol that never comes. At most
 * 512 symbols, counts below 2^31. The same for the same counts on every machine: of equal counts the larger symbol is the more frequent.
 */
export function codeLengths(counts: Uint32Array, bitsMax: number): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const used: number[] = [];
  for (let symbol = 0; symbol < counts.length; symbol++)
    if (counts[symbol] !== 0) used.push((counts[symbol] as number) * SYMBOLS_MAX + symbol);
  if (used.length <= 2) {
    for (const key of used) lengths[key % SYMBOLS_MAX] = 1;
    return lengths;
  }
  // Count and symbol in one number, so that the engine sorts numbers and asks nobody.
  const rising = Float64Array.from(used).sort();
  const perLength = shortened(depthCounts(rising), bitsMax);
  let at = rising.length;
  for (let bits = 1; bits <= bitsMax; bits++)
    for (let n = perLength[bits] as number; n > 0; n--)
      lengths[(rising[--at] as number) % SYMBOLS_MAX] = bits;
  return lengths;
}

/** Huffman's tree over counts that rise: how many leaves lie how deep. Joined nodes rise as well, so two queues are enough. */
function depthCounts(rising: Float64Array): number[] {
  const leaves = rising.length;
  const nodes = 2 * leaves - 1;
  const weights = new Float64Array(nodes);
  const parents = new Uint16Array(nodes);
  for (let i = 0; i < leaves; i++) weights[i] = Math.floor((rising[i] as number) / SYMBOLS_MAX);
  let leaf = 0;
  let joined = leaves;
  for (let node = leaves; node < nodes; node++) {
    let weight = 0;
    for (let child = 0; child < 2; child++) {
      const takesLeaf =
        leaf < leaves && (joined >= node || (weights[leaf] as number) <= (weights[joined] as number));
      const taken = takesLeaf ? leaf++ : joined++;
      weight += weights[taken] as number;
      parents[taken] = node;
    }
    weights[node] = weight;
  }
  const depths = new Uint16Array(nodes);
  const found: number[] = [];
  for (let node = nodes - 2; node >= 0; node--) {
    const depth = (depths[parents[node] as number] as number) + 1;
    depths[node] = depth;
    if (node < leaves) found[depth] = (found[depth] ?? 0) + 1;
  }
  return found;
}

/** What is too deep comes up to `bitsMax`, and so many of the others go down by one that the code stays one. */
function shortened(depths: readonly number[], bitsMax: number): Uint32Array {
  const perLength = new Uint32Array(bitsMax + 1);
  for (let depth = 1; depth < depths.length; depth++) {
    const bits = Math.min(depth, bitsMax);
    perLength[bits] = (perLength[bits] as number) + (depths[depth] ?? 0);
  }
  let room = 1 << bitsMax;
  for (let bits = 1; bits <= bitsMax; bits++) room -= (perLength[bits] as number) << (bitsMax - bits);
  while (room < 0) {
    let bits = bitsMax - 1;
    while (perLength[bits] === 0) bits--;
    // One leaf goes a bit deeper and takes one of the deepest beside it.
    perLength[bits] = (perLength[bits] as number) - 1;
    perLength[bits + 1] = (perLength[bits + 1] as number) + 2;
    perLength[bitsMax] = (perLength[bitsMax] as number) - 1;
    room++;
  }
  return perLength;
}

/** The codes that lengths stand for, the first bit lowest, as a deflate stream has them. */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const next = firstCodes(lengths);
  const codes = new Uint16Array(lengths.length);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const bits = lengths[symbol] as number;
    if (bits === 0) continue;
    const code = next[bits] as number;
    next[bits] = code + 1;
    codes[symbol] = turned(code, bits);
  }
  return codes;
}

/** Of each length the code that comes first. */
function firstCodes(lengths: Uint8Array): Uint32Array {
  const next = new Uint32Array(CODE_BITS_MAX + 2);
  for (const bits of lengths) if (bits !== 0) next[bits + 1] = (next[bits + 1] as number) + 1;
  for (let bits = 1; bits <= CODE_BITS_MAX; bits++)
    next[bits] = ((next[bits] as number) + (next[bits - 1] as number)) << 1;
  return next;
}

function turned(code: number, bits: number): number {
  let from = code;
  let to = 0;
  for (let i = 0; i < bits; i++) {
    to = (to << 1) | (from & 1);
    from >>= 1;
  }
  return to;
}
