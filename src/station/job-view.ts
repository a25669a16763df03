import { toldFinding } from "../core/record/told-finding.ts";
import { toldScope } from "../core/record/told-scope.ts";
import type { Following, ItemReport, ManualReport, Prompt, SessionReport } from "../core/session.ts";
import type { Reason } from "../core/trade/reasons.ts";
import { toldOnce } from "../core/trade/told-once.ts";
import type { DeviceRole } from "../core/trade/words/roles.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobTrack } from "./job-track.ts";
import type { FollowingView, ItemView, JobView, ManualView, PromptView } from "./live-message.ts";
import { wallAt } from "./wall-at.ts";

/** How a job looks on the screen. `sealed` and `receipt` are told by the station, the rest is the session's own report. `clock`: of the process in which it runs, null where it is of before. */
export function jobView(
  track: Pick<JobTrack, "job" | "order" | "openedAt" | "opened" | "clock" | "signingSinceWallMs">,
  report: SessionReport,
  outcome: { readonly record: string | null; readonly receiptSize: number | null },
  localDate: (wallMs: number) => string,
  clock: Clock | null = null,
): JobView {
  const { endedWallMs } = track.clock;
  const { verdict } = report;
  const following = verdict === null ? null : track.opened.following(verdict);
  return {
    job: track.job,
    kind: track.order.kind,
    site: track.order.seat.site,
    car: track.order.seat.car,
    subject: report.subject,
    state: stateOf(report, outcome),
    practice: track.order.practice === true,
    items: report.items.map(itemView),
    currentItem: report.currentItem,
    prompt: report.prompt === null ? null : promptView(report.prompt),
    score: report.score,
    findings: report.findings.map(toldFinding),
    signing: report.signing === null ? null : { ...report.signing, sinceWallMs: track.signingSinceWallMs },
    manual: report.manual === null ? null : manualView(report.manual, clock),
    verdict,
    reasons: report.reasons.map(toldOnce),
    scope: report.scope === null ? null : toldScope(report.scope),
    notes: report.notes.map(toldOnce),
    closed: null,
    record: outcome.record,
    after: track.order.after?.record ?? null,
    following: following === null ? null : followingView(following, localDate(endedWallMs)),
    receiptSize: outcome.receiptSize,
    startedWallMs: track.openedAt.wallMs,
  };
}

/** A job that ended by an event; `seen` is what was last shown of it, null where nothing was. */
export function closedView(
  seen: JobView | null,
  known: Pick<JobView, "job" | "kind" | "site" | "car" | "practice" | "after" | "startedWallMs">,
  why: Reason,
): JobView {
  const blank = {
    subject: {},
    items: [],
    currentItem: null,
    score: null,
    findings: [],
    signing: null,
    manual: null,
    verdict: null,
    reasons: [],
    scope: null,
    notes: [],
    record: null,
    following: null,
    receiptSize: null,
  };
  return { ...blank, ...seen, ...known, state: "closed", prompt: null, closed: toldOnce(why) };
}

const DAY_MS = 86_400_000;

/** `endedOn`: civil date where the station stands, as `from` is. */
function followingView({ as, withinDays, from }: Following, endedOn: string): FollowingView {
  const lastMs = Date.parse(from ?? endedOn) + withinDays * DAY_MS;
  return { as, lastOn: new Date(lastMs).toISOString().slice(0, 10) };
}

/** Which instruments give samples that draw a curve. */
const CHARTS: Readonly<Partial<Record<DeviceRole, ItemView["chart"]>>> = {
  "brake-bench": "force",
  "gas-analyser": "gas",
};

function itemView(item: ItemReport): ItemView {
  const { instrument, meanwhile, ...rest } = item;
  return {
    ...rest,
    ...(meanwhile === undefined ? {} : { meanwhile: meanwhile.map(toldFinding) }),
    reasons: item.reasons.map(toldOnce),
    findings: item.findings.map(toldFinding),
    chart: instrument === undefined ? null : (CHARTS[instrument] ?? null),
  };
}

/** When a part may be ended, by the wall clock as it is set now, which the pages are told. */
function manualView({ parts }: ManualReport, clock: Clock | null): ManualView {
  return {
    parts: parts.map(({ countedMs, sinceMs, ...part }) => ({
      ...part,
      endableWallMs:
        sinceMs === null || clock === null ? null : wallAt(clock, sinceMs + 1000 * part.minimumS - countedMs),
      countedS: Math.floor(countedMs / 1000),
    })),
  };
}

function promptView(prompt: Prompt): PromptView {
  return { ...prompt, text: toldOnce(prompt.text) };
}

function stateOf(
  report: SessionReport,
  outcome: { readonly record: string | null; readonly receiptSize: number | null },
): JobView["state"] {
  if (outcome.receiptSize !== null) return "receipted";
  if (outcome.record !== null) return "sealed";
  return report.phase === "over" ? "concluded" : "running";
}
