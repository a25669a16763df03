import type { Reason } from "../trade/reasons.ts";

/**
 * What ends a test besides its own course: the examiner; positions that do not come back (void); a vehicle that nobody
 * drives any more (judged as it stands); an abort or a restart of the process (void).
 */
export type Ending =
  | { readonly kind: "by-itself" | "ended" }
  | { readonly kind: "lost" | "idle"; readonly reason: Reason }
  | { readonly kind: "aborted"; readonly reason: Reason };
