/** What delivery asks of the station's log: its durable entries and what its tree proves. A journal store is one. */
export interface LogView {
  size(): number;
  /** Entries from `fromIndex`, oldest first, read lazily. */
  read(fromIndex: number): Iterable<Uint8Array>;
  root(size: number): Uint8Array;
  inclusionProof(index: number, size: number): readonly Uint8Array[];
  consistencyProof(oldSize: number, newSize: number): readonly Uint8Array[];
}
