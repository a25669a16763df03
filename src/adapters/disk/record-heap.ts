import { assert } from "../../core/machine.ts";

/** The first piece is small, for many runs are short; each next one is twice as large. */
const CHUNK_BYTES_MIN = 2 ** 16;
const CHUNK_BYTES_MAX = 2 ** 23;
const PLACES_A_CHUNK = 4_096;

/**
 * Records one behind the other in large pieces of memory. A day of a lane has some five million: an array of its own for each
 * would weigh as much as the records and keep the garbage collector at work.
 */
export class RecordHeap {
  readonly #chunks: Uint8Array[] = [];
  /** Chunk, begin and end of each record, three words a record. */
  readonly #places: Uint32Array[] = [];
  #used = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(record: Uint8Array): void {
    const last = this.#chunks.at(-1);
    if (last === undefined || this.#used + record.length > last.length) {
      const next = Math.min(Math.max(2 * (last?.length ?? 0), CHUNK_BYTES_MIN), CHUNK_BYTES_MAX);
      this.#chunks.push(new Uint8Array(Math.max(next, record.length)));
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
