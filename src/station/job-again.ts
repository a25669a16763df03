import { TraceTaken } from "../core/exam/driven-trace.ts";
import { isEntryOf, readEntry } from "../core/journal/read-entry.ts";
import { restarted } from "../core/record/job-clock.ts";
import { JobTrack, type OpenSession } from "./job-track.ts";
import { jobView } from "./job-view.ts";
import { sampleMessage } from "./live-feed.ts";
import { LiveHistory } from "./live-history.ts";
import type { JobAgain } from "./live-message.ts";

export interface JobAgainSource {
  /** Entries of the journal from a little before its opening, where its texts stand. */
  readonly entries: Iterable<Uint8Array>;
  readonly job: string;
  /** How many entries from the first of `entries` to the end of the job. */
  readonly count: number;
  readonly openSession: OpenSession;
  /** Civil date where the station stands. */
  localDate(wallMs: number): string;
  /** Texts by their hash that are known already; those that are read come to them. */
  readonly texts: Map<string, string>;
  readonly outcome: { readonly record: string | null; readonly receiptSize: number | null };
}

/**
 * Folds the job's own entries once more, as a restart does: nothing is decided anew, so what is shown is what the journal says. A step an
 * entry, for whoever shares the process with jobs that run. Null where the journal has not all of it; throws where today's
 * software cannot read what the job was made from.
 */
export function* jobAgain(source: JobAgainSource): Generator<void, JobAgain | null, void> {
  const { texts } = source;
  const history = new LiveHistory();
  const taken = new TraceTaken();
  let track: JobTrack | null = null;
  let item: string | null = null;
  let itemStartMs = 0;
  let left = source.count;
  for (const bytes of source.entries) {
    if (left-- <= 0) break;
    yield;
    if (!OF_JOBS.some((type) => isEntryOf(bytes, type))) continue;
    const entry = readEntry(bytes);
    if (entry?.type === "artifact-stored") texts.set(entry.sha256, entry.text);
    if (entry?.type === "job-opened" && entry.job === source.job) {
      const opened = source.openSession(entry.order, (sha256) => textOf(texts, sha256), entry.at.wallMs);
      track = new JobTrack(entry, 0, opened, { status: "", doubt: null });
      itemStartMs = entry.at.monoMs;
    }
    // The steady clock counts anew, and the length of the job goes by it.
    if (entry?.type === "station-started" && track !== null) track.clock = restarted(track.clock);
    if (entry?.type !== "job-input" || entry.job !== source.job || track === null) continue;
    track.apply(entry, 0);
    const { input } = entry;
    if (input.kind !== "observation") continue;
    // A report of every sample would be the dearest thing of all, and most of them change nothing.
    const now: string | null =
      entry.events.length === 0 ? item : track.opened.session.report(track.state).currentItem;
    if (now !== item) {
      item = now;
      itemStartMs = entry.at.monoMs;
    }
    const sample = sampleMessage(track.job, item, itemStartMs, input.observation);
    if (sample !== null) {
      history.note(sample);
      const atMs = track.clock.endedWallMs - entry.at.monoMs + input.observation.atMs;
      track.line?.sampled(sample.type === "force" ? sample.item : sample.type, Math.round(atMs));
    }
    const pose = input.observation.kind === "gnss-epoch" ? track.opened.pose(track.state) : null;
    if (pose === null) continue;
    history.note({ type: "pose", job: track.job, pose });
    taken.note(pose);
  }
  if (track === null) return null;
  const report = track.opened.session.report(track.state);
  const job = jobView(track, report, source.outcome, source.localDate);
  track.line?.acted(track.acts);
  return { job, told: history.messages(), trace: taken.trace, timeline: track.line?.timeline ?? null };
}

const OF_JOBS = ["artifact-stored", "job-opened", "job-input", "station-started"] as const;

/** A text that the job was made of does not stand among the entries that were read. */
class TextAway extends Error {}

function textOf(texts: ReadonlyMap<string, string>, sha256: string): string {
  const text = texts.get(sha256);
  if (text === undefined) throw new TextAway(sha256);
  return text;
}
