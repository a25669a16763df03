import { claimedBytes, FRAME_HEADER_BYTES } from "../../core/journal/frame.ts";

const BYTES_MAX = 4 * 1024 * 1024;

interface RecentBatch {
  readonly firstIndex: number;
  /** Frames, one after the other. */
  readonly bytes: Uint8Array;
}

/**
 * The newest batches, as they were written and synced: delivery reads a sealed record moments later, and to find it in its segment and check its
 * frame took 45 us of a record's 0.85 ms. What is older is read from the disk.
 */
export class RecentBatches {
  #batches: readonly RecentBatch[] = [];
  #bytes = 0;

  /** Durable from now on, and not written to any more; it follows the one before. */
  add(firstIndex: number, bytes: Uint8Array): void {
    let gone = 0;
    this.#bytes += roomOf(bytes);
    for (; gone < this.#batches.length && this.#bytes > BYTES_MAX; gone++)
      this.#bytes -= roomOf((this.#batches[gone] as RecentBatch).bytes);
    this.#batches = [...this.#batches.slice(gone), { firstIndex, bytes }];
  }

  /** The records from that one on, each in memory of its own; none where it is not held here. */
  *read(from: number): Generator<Uint8Array, void, void> {
    const batches = this.#batches;
    for (
      let b = batches.findLastIndex(({ firstIndex }) => firstIndex <= from);
      b >= 0 && b < batches.length;
      b++
    ) {
      const { firstIndex, bytes } = batches[b] as RecentBatch;
      let index = firstIndex;
      for (let at = 0; at < bytes.length; index++) {
        const end = at + claimedBytes(bytes, at);
        if (index >= from) yield bytes.slice(at + FRAME_HEADER_BYTES, end);
        at = end;
      }
    }
  }
}

/** A batch is seldom as long as the memory that was taken for it. */
function roomOf({ buffer }: Uint8Array): number {
  return buffer.byteLength;
}
