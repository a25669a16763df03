import type { Reason } from "../trade/reasons.ts";

/** A required thing by the number and the names of the trade. */
export interface Named {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/**
 * What the law asks of this subject, what was done and what was not: a part of the verdict. Every code that is required stands in
 * exactly one of `done`, `open`, `missing` and `elsewhere`.
 */
export interface Scope {
  readonly required: number;
  /** Measured and judged. */
  readonly done: readonly string[];
  /** Begun, void or undecided: its own line says why. */
  readonly open: readonly Named[];
  /** Nobody does it: the verdict is undecided. */
  readonly missing: readonly (Named & { readonly reason: Reason })[];
  /** Left to others by the order, by part of the inspection: this verdict does not speak of it. */
  readonly elsewhere: readonly {
    readonly part: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly codes: readonly string[];
  }[];
  /** Recommended, not done. */
  readonly voluntary: readonly Named[];
  /** Facts that the registry alone tells, on the mild side: was one of them wrong, this verdict asked for too little. */
  readonly restsOn: readonly string[];
}
