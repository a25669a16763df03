/** Bytes under their SHA-256 (lower-case hex). What is there is never written over. Every call throws EdgeError EVIDENCE_UNAVAILABLE where the store does not do it. */
export interface EvidenceStore {
  /** Durable when it returns; nothing is written where it is there and whole. Throws EdgeError EVIDENCE_DAMAGED where what is there is something else. */
  put(sha256: string, bytes: Uint8Array): Promise<"stored" | "there">;
  /** Hashed again before they are given; null where they are not there. Throws EdgeError EVIDENCE_DAMAGED. */
  get(sha256: string): Promise<Uint8Array | null>;
  /** Nothing happens where they are not there. */
  remove(sha256: string): Promise<void>;
}
