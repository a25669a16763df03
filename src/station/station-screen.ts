import type { JobOpened } from "../core/journal/entry.ts";
import type { PendingWithdrawal } from "../core/journal/withdrawals-noted.ts";
import { asId, type JobId } from "../core/quantities/ids.ts";
import type { SessionInput, SessionReport } from "../core/session.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobTrack } from "./job-track.ts";
import { closedView, jobView } from "./job-view.ts";
import { LiveFeed, sampleMessage } from "./live-feed.ts";
import type { LiveHistory } from "./live-history.ts";
import type { JobView, LiveMessage, PoseView, RefusalView, StationView } from "./live-message.ts";

const VIEWS_KEPT = 50;
const REFUSALS_KEPT = 10;

/** What the pages see: the latest view of each recent job, and the stream of changes. Only durable things come here. */
export class StationScreen {
  readonly feed: LiveFeed;
  #refusals: readonly RefusalView[] = [];
  readonly #views = new Map<JobId, JobView>();
  /** Set where pages may come later; without it nothing is kept of curves and tracks. */
  history: LiveHistory | null = null;
  readonly #stationView: () => StationView;
  readonly #onThrow: (cause: unknown) => void;
  /** Civil date where the station stands. */
  readonly #localDate: (wallMs: number) => string;
  readonly #clock: Clock;
  readonly #withoutPose = new WeakSet<JobTrack>();

  constructor(
    stationView: (refusals: readonly RefusalView[]) => StationView,
    onThrow: (cause: unknown) => void,
    localDate: (wallMs: number) => string,
    clock: Clock,
  ) {
    this.#clock = clock;
    this.feed = new LiveFeed(onThrow);
    this.#onThrow = onThrow;
    this.#localDate = localDate;
    this.#stationView = () => stationView(this.#refusals);
  }

  /** True if somebody looks, or may look later. */
  get isWatched(): boolean {
    return this.feed.hasListeners || this.history !== null;
  }

  /** Newest job first. */
  snapshot(): { readonly station: StationView; readonly jobs: readonly JobView[] } {
    return { station: this.#stationView(), jobs: [...this.#views.values()].reverse() };
  }

  job(track: JobTrack, report: SessionReport, record: string | null): void {
    this.#tell(jobView(track, report, { record, receiptSize: null }, this.#localDate, this.#clock));
  }

  /** A job that ended by an event: its view keeps what was known, and says why there is no record. */
  closed({ job, order, at }: Pick<JobOpened, "job" | "order" | "at">, why: Reason): void {
    const { site, car } = order.seat;
    const practice = order.practice === true;
    const after = order.after?.record ?? null;
    const known = { job, kind: order.kind, site, car, practice, after, startedWallMs: at.wallMs };
    this.#tell(closedView(this.#views.get(job) ?? null, known, why));
  }

  /** Something that was asked of the station and refused, for whoever looks at the screen later. */
  refused(refusal: RefusalView): void {
    this.#refusals = [refusal, ...this.#refusals].slice(0, REFUSALS_KEPT);
    this.station();
  }

  receipted(job: JobId, receiptSize: number): void {
    const view = this.#views.get(job);
    if (view !== undefined) this.#tell({ ...view, state: "receipted", receiptSize });
  }

  /** This job's record is withdrawn; `record`: of the withdrawal, null while it is not sealed. */
  withdrawn({ job, by, choice, note, atWallMs }: PendingWithdrawal, record: string | null): void {
    const view = this.#views.get(job);
    const why = told(reason("WITHDRAWN_FOR", { by: by.person, choice, note }));
    const withdrawn = { reason: why, atWallMs, record, receiptSize: null };
    if (view !== undefined) this.#tell({ ...view, withdrawn });
  }

  withdrawalReceipted(job: JobId, receiptSize: number): void {
    const view = this.#views.get(job);
    if (view?.withdrawn !== undefined) this.#tell({ ...view, withdrawn: { ...view.withdrawn, receiptSize } });
  }

  station(): void {
    if (this.feed.hasListeners) this.feed.tell({ type: "station", station: this.#stationView() });
  }

  samples(
    track: JobTrack,
    item: string | null,
    itemStartMs: number,
    inputs: readonly SessionInput<unknown>[],
  ): void {
    if (!this.isWatched) return;
    for (const input of inputs) {
      if (input.kind !== "observation") continue;
      const message = sampleMessage(track.job, item, itemStartMs, input.observation);
      if (message !== null) this.#tellSample(message);
      if (input.observation.kind === "gnss-epoch") {
        const pose = this.#pose(track);
        if (pose !== null) this.#tellSample({ type: "pose", job: track.job, pose });
      }
    }
  }

  /** A map that cannot be drawn ends no exam: it is told once and left out. */
  #pose(track: JobTrack): PoseView | null {
    if (this.#withoutPose.has(track)) return null;
    try {
      return track.opened.pose(track.state);
    } catch (cause) {
      this.#withoutPose.add(track);
      this.#onThrow(cause);
      return null;
    }
  }

  #tellSample(message: LiveMessage): void {
    this.history?.note(message);
    this.feed.tell(message);
  }

  #tell(view: JobView): void {
    this.#views.set(asId<"job">(view.job), view);
    if (this.#views.size > VIEWS_KEPT) {
      // Who is in the lane or in a car is shown, however many others come and go meanwhile.
      const oldest = [...this.#views.values()].find(({ state }) => state !== "running");
      if (oldest !== undefined) this.#views.delete(asId<"job">(oldest.job));
    }
    this.feed.tell({ type: "job", job: view });
  }
}
