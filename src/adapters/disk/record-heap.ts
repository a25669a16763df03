import { assert } from "../../core/machine.ts";

const CHUNK_BYTES = 8 * 2 ** 20;
const PLACES_A_CHUNK = 65_536;

/**
 * Records one behind the other in large pieces of memory. A day of a lane has some five million: an array of its own for each
 * would weigh as much as the records and keep the garbage collector at work.
 */
export class RecordHeap {
  readonly #chunks: Uint8Array[] = [];
  /** Chunk, begin and end of each record, three words a record. */
  readonly #places: Uint32Array[] = [];
  #used = CHUNK_BYTES;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(record: Uint8Array): void {
    if (this.#used + record.length > (this.#chunks.at(-1)?.length ?? 0)) {
      this.#chunks.push(new Uint8Array(Math.max(CHUNK_BYTES, record.length)));
      this.#used = 0;
    }
    const at = 3 * (this.#count % PLACES_A_CHUNK);
    if (at === 0) this.#places.push(new Uint32Array(3 * PLACES_A_CHUNK));
    const places = this.#places.at(-1);
    const chunk = this.#chunks.at(-1);
    assert(places !== undefined && chunk !== undefined, "there is room for the record and its place");
    const end = this.#used + record.length;
    chunk.set(record, this.#used);
    places[at] = this.#chunks.length - 1;
    places[at + 1] = this.#used;
    places[at + 2] = end;
    this.#used = end;
    this.#count += 1;
  }

  copyOf(index: number): Uint8Array {
    const places = this.#places[Math.floor(index / PLACES_A_CHUNK)];
    assert(places !== undefined && index < this.#count, "a record is read after it was pushed");
    const at = 3 * (index % PLACES_A_CHUNK);
    const chunk = this.#chunks[places[at] ?? 0];
    assert(chunk !== undefined, "every record has its chunk");
    return chunk.slice(places[at + 1], places[at + 2]);
  }
}
