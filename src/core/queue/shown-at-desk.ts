import type { LicenceShown } from "../licence/licence-shown.ts";
import type { PapersUsed } from "../requests/papers-used.ts";

/** What a job that was opened knows of the desk where its subject was taken in. */
export interface ShownAtDesk {
  /** What came of fetching the papers; its reply stands before the opening. Absent where nobody fetched any. */
  readonly papers?: PapersUsed;
  /** An electronic licence that was shown; absent where none was. */
  readonly licence?: LicenceShown;
}
