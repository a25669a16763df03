import type { JobId } from "../core/quantities/ids.ts";
import { plainOrQuoted } from "../core/trade/command-reading.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { CommandDesk } from "./command-desk.ts";
import type { JobTrack } from "./job-track.ts";
import type { Lanes } from "./lanes.ts";
import { isSameSeat, type Seat, type Site, seatsOf } from "./sites.ts";
import type { StagedJobs } from "./staged-jobs.ts";

export type FreeSeat =
  | { readonly kind: "free"; readonly seat: Seat }
  | { readonly kind: "refused"; readonly reason: Reason };

export interface SeatOrder {
  readonly kind: JobKind;
  readonly asked: Partial<Seat>;
  readonly others: readonly Seat[];
}

/** Where the next one of this kind can be taken: where it was asked for, or the first that is free and none of `others`. */
export function freeSeat(
  sites: readonly Site[],
  { kind, asked, others }: SeatOrder,
  takenBy: (seat: Seat) => JobId | null,
): FreeSeat {
  const all = seatsOf(sites, kind);
  const seats = all.filter(({ site, car }) => (asked.site ?? site) === site && (asked.car ?? car) === car);
  if (all.length === 0) return { kind: "refused", reason: reason("SITE_NONE", { kind }) };
  const [first] = seats;
  if (first === undefined) {
    const names = all.map(({ site, car }) => [site, ...(car === null ? [] : [car])].join(" "));
    const name = [asked.site, asked.car].filter((part) => typeof part === "string").join(" ");
    return { kind: "refused", reason: reason("SITE_UNKNOWN", { site: plainOrQuoted(name), sites: names }) };
  }
  const isOthers = (seat: Seat): boolean => others.some((other) => isSameSeat(other, seat));
  const seat = seats.find((candidate) => !isOthers(candidate) && takenBy(candidate) === null);
  if (seat !== undefined) return { kind: "free", seat };
  return { kind: "refused", reason: reason("JOB_BUSY", { job: takenBy(first) ?? "" }) };
}

/** As `freeSeat`, past what the registry has locked; where all of it is locked the door says so. */
export function unlockedSeat(
  { sites, isLocked }: { readonly sites: readonly Site[]; isLocked(seat: Seat): boolean },
  order: SeatOrder,
  takenBy: (seat: Seat) => JobId | null,
): FreeSeat {
  const locked = seatsOf(sites, order.kind).filter(isLocked);
  const open = freeSeat(sites, { ...order, others: [...order.others, ...locked] }, takenBy);
  return open.kind === "free" || locked.length === 0 ? open : freeSeat(sites, order, takenBy);
}

/** The same, past seats that others of this station have, by all that it knows. */
export function seatAt(
  { sites, commands }: { readonly sites: readonly Site[]; readonly commands: Pick<CommandDesk, "whyLocked"> },
  order: SeatOrder,
  taken: Taken,
): FreeSeat {
  const isLocked = ({ site }: Seat): boolean => commands.whyLocked(order.kind, site) !== null;
  return unlockedSeat({ sites, isLocked }, order, (seat) => takenBy(seat, taken));
}

export interface Taken {
  readonly staged: Pick<StagedJobs, "at">;
  readonly open: ReadonlyMap<JobId, JobTrack>;
  readonly lanes: Pick<Lanes, "callsHeldBy">;
}

/** Who has to go on before another one can be taken there. */
export function takenBy(seat: Seat, { staged, open, lanes }: Taken): JobId | null {
  const coming = staged.at(seat);
  if (coming !== null) return coming;
  for (const track of open.values()) {
    const { seat: its } = track.order;
    // Its vehicle is on its way out, and people go on with the job elsewhere.
    if (track.lane()?.over === true && !track.isOver()) continue;
    // Of a lane of several positions the lane itself tells who keeps its entrance.
    if (isSameSeat(its, seat) && (track.lane() === null || (its.positions?.length ?? 0) < 2))
      return track.job;
  }
  return lanes.callsHeldBy(seat.site);
}
