import type { Told } from "./words/word-shape.ts";

/** How old the status of a mark may be is a question of what somebody wants to do. */
export type Use = "roadside" | "transfer" | "check-in";

/** The `iat` of the newest status seen of each mark, by the hex of the first 16 bytes of the mark's SHA-256. */
export type SeenStatuses = Readonly<Record<string, number>>;

/** What the person who asks stands on. */
export interface Context {
  /** Milliseconds since 1970; null: the clock is not trusted. */
  readonly nowMs: number | null;
  /** The authority's fingerprint that the person knows from elsewhere, hex; null: whoever gave the list. */
  readonly authority: string | null;
  /** The trust list file. A bundle may carry its own; then the pinned authority decides. */
  readonly trust: Uint8Array | null;
  /** The issuer list file. */
  readonly issuers: Uint8Array | null;
  readonly use: Use;
  readonly seen: SeenStatuses;
  /** What was fetched of a mark's status, newer statements or lists: counts like what its text brings. */
  readonly statuses?: readonly Uint8Array[];
  /** Bytes that a bundle may have unpacked, at most 512 MiB: less where there is little memory, for all of it is unpacked before a signature can be looked at. */
  readonly unpackedMax?: number;
  /** A file of salts: what it says was hidden in a redacted bundle is held against that. */
  readonly salts?: Uint8Array;
  /** So many different witnesses have to have cosigned a checkpoint. */
  readonly witnessesAtLeast: number;
}

/** In the order in which they decide: the first that applies is the word. */
export const MARK_WORDS = [
  "unreadable",
  "unknown-issuer",
  "forged",
  "revoked",
  "clock-unsure",
  "expired",
  "superseded",
  "suspended",
  "stale",
  "valid",
] as const;
export type MarkWord = (typeof MARK_WORDS)[number];

export type EvidenceKind =
  | "record"
  | "withdrawal"
  | "proof"
  | "answered-proof"
  | "day"
  | "evidence"
  | "mark"
  | "trust"
  | "issuers"
  | "unknown";

export interface Verdict {
  readonly kind: EvidenceKind;
  /** Of a mark one of its own words; of everything else one of the two. */
  readonly word: "verified" | "refused" | MarkWord;
  /** Why it is not believed: where, what was found, what is allowed. */
  readonly failures: readonly Told[];
  /** What was checked, in order. */
  readonly checked: readonly Told[];
  /** What a reader has to know besides; nothing against it. */
  readonly notes: readonly Told[];
  readonly facts: Readonly<Record<string, unknown>>;
  /** What it says, for whoever shows it; null where it is not believed. */
  readonly content: unknown;
  /** To be given with the next call. */
  readonly seen: SeenStatuses;
}

export function refusedAs(kind: EvidenceKind, told: Told, { seen }: Pick<Context, "seen">): Verdict {
  return { kind, word: "refused", failures: [told], checked: [], notes: [], facts: {}, content: null, seen };
}
