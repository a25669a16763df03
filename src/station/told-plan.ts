import type { JobPlan } from "../core/events/journal-events.ts";
import type { JobOpened } from "../core/journal/entry.ts";
import { EdgeError } from "../errors.ts";
import type { OpenSession } from "./job-track.ts";

/**
 * What a job is about, for whoever tells its events; null where this software cannot open it. Throws EdgeError JOURNAL_CORRUPT where `text`
 * does, and whatever is a bug.
 */
export function planOf(
  openSession: OpenSession,
  opened: JobOpened,
  text: (sha256: string) => string,
): JobPlan | null {
  try {
    const { session } = openSession(opened.order, text, opened.at.wallMs);
    const { items, subject } = session.report(session.initial);
    return { items: items.map(({ item }) => item), subject };
  } catch (cause) {
    if (!(cause instanceof EdgeError) || cause.code === "JOURNAL_CORRUPT") throw cause;
    return null;
  }
}
