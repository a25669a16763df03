/** The file in which a station keeps the list of keys that it fetched last, as whoever verifies reads it. */
export interface TrustFile {
  /** SHA-256 of what is there, lower-case hex; null where there is nothing that can be read. */
  sha256(): string | null;
  /** Whole or not at all, and on disk before it returns. Throws what the file system throws. */
  write(text: string): void;
}
