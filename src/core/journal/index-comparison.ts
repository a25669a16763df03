import { sameBytes } from "./merkle-proof.ts";

/** A hash of another record differs in some 128 of 256 bits. So few are a damaged copy of this one's. */
const NEAR_BITS_MAX = 16;

/**
 * Records held against the hashes that an index has of them. Where both differ, one of them was changed, and the hashes of the
 * index vouch for one another: each hash of a pair of subtrees was made from the hashes of both, so a record whose own hash
 * differs and whose pair's does not is the record that was hashed once, and the index is damaged. What nothing
 * vouches for is left as a suspect.
 */
export class IndexComparison {
  /** The first record that completes a subtree whose stored hash is another one. */
  firstDifference: number | null = null;
  /** Records that their own stored hash does not vouch for, ascending, and whether one of their hashes differs. */
  #unvouched: { readonly record: number; isSuspect: boolean }[] = [];

  /** `made` are the hashes that the record adds to the tree, leaf first, `stored` what the index has in their places. */
  note(record: number, made: readonly Uint8Array[], stored: readonly (Uint8Array | null)[]): void {
    this.#unvouched.push({ record, isSuspect: false });
    for (const [level, hash] of made.entries()) {
      const known = stored[level] ?? null;
      if (known === null) continue;
      const isSame = sameBytes(known, hash);
      if (!isSame) this.firstDifference ??= record;
      const from = record + 1 - 2 ** level;
      if (isSame || isNear(known, hash)) this.#vouch(from);
      else this.#suspect(from);
    }
  }

  /** Something else proves every record below this one: a root in a segment's header, or in a receipt. */
  prove(below: number): void {
    this.#unvouched = this.#unvouched.filter(({ record }) => record >= below);
  }

  /** The first record that may not be the one that was hashed; null where all differences are damage of the index. */
  suspect(): number | null {
    return this.#unvouched.find(({ isSuspect }) => isSuspect)?.record ?? null;
  }

  #vouch(from: number): void {
    while ((this.#unvouched.at(-1)?.record ?? -1) >= from) this.#unvouched.pop();
  }

  #suspect(from: number): void {
    for (let i = this.#unvouched.length - 1; i >= 0; i--) {
      const one = this.#unvouched[i];
      if (one === undefined || one.record < from) return;
      one.isSuspect = true;
    }
  }
}

function isNear(one: Uint8Array, other: Uint8Array): boolean {
  let bits = 0;
  for (const [i, byte] of one.entries()) {
    for (let differing = byte ^ (other[i] ?? 0); differing !== 0; differing &= differing - 1) bits++;
  }
  return bits <= NEAR_BITS_MAX;
}
