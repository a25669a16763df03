import type { EarlierAttempt, EarlierEntry } from "../journal/entry.ts";
import type { Verdict } from "../rules/finding.ts";
import type { Following } from "../session.ts";
import type { Objection } from "../trade/admission.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { PlannedPart } from "./manual/manual-plan.ts";
import type { EntryState, ManualState, PartState } from "./manual/manual-state.ts";
import type { ItemResult } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import type { Reinspection } from "./requirement.ts";
import type { InspectionRulebook } from "./rulebook.ts";

/** What stands for the rules of the whole vehicle in the rows of a rulebook's `affects`. */
export const WHOLE_VEHICLE = "vehicle";

/** What an inspection that came before leaves to this one (复检): nothing of it is done again. */
export interface Kept {
  readonly job: string;
  /** Codes of items, measured and looked at. */
  readonly codes: ReadonlySet<string>;
  readonly results: Readonly<Record<string, ItemResult>>;
  readonly manual: Readonly<Record<string, EarlierEntry>>;
}

/**
 * What is kept of an earlier inspection: what passed in it and is changed by no repair of what did not. Where a rule of the whole
 * vehicle was not passed and no row says what that rests on, everything is done again.
 */
export function keptOf(
  after: EarlierAttempt | undefined,
  { reinspection }: InspectionRulebook,
  plan: readonly PlannedItem[],
  manual: readonly PlannedPart[],
): Kept | null {
  const earlier = after?.kept;
  if (after === undefined || earlier === undefined || reinspection === undefined) return null;
  const all = [
    ...plan.map(({ code, rule }) => ({ code, names: [rule.key, code] })),
    ...manual.flatMap(({ items }) => items.map(({ code }) => ({ code, names: [code] }))),
  ];
  const known = new Set([...Object.keys(earlier.results), ...Object.keys(earlier.manual)]);
  const isDone = ({ code }: { code: string }): boolean => known.has(code);
  // What nobody did is done, and nothing was repaired for it.
  const failed = all.filter((one) => isDone(one) && !after.clean.includes(one.code));
  const again = new Set(failed.flatMap(({ names }) => names));
  if (earlier.openRules) again.add(WHOLE_VEHICLE);
  if (earlier.openRules && !reinspection.affects.some(({ of }) => of.includes(WHOLE_VEHICLE)))
    for (const { names } of all) for (const name of names) again.add(name);
  affected(again, reinspection, all);
  const left = all.filter((one) => isDone(one) && !one.names.some((name) => again.has(name)));
  const codes = new Set(left.map(({ code }) => code));
  return { job: after.job, codes, results: earlier.results, manual: earlier.manual };
}

interface Nameable {
  readonly names: readonly string[];
}

/** Until nothing is added any more: a repair of one thing changes another, which changes a third. */
function affected(again: Set<string>, { affects }: Reinspection, all: readonly Nameable[]): void {
  for (let before = -1; before < again.size; ) {
    before = again.size;
    for (const { of, also } of affects) {
      if (!of.some((name) => again.has(name))) continue;
      for (const { names } of all)
        if (names.some((name) => also.includes(name))) for (const name of names) again.add(name);
    }
  }
}

/** The parts as they begin: what is kept stands in them as it was entered, and a part with nothing else in it is done. */
export function withKeptEntries(
  state: ManualState,
  plan: readonly PlannedPart[],
  kept: Kept | null,
): ManualState {
  if (kept === null) return state;
  return { parts: state.parts.map((part) => withKeptPart(part, plan, kept)) };
}

function withKeptPart(part: PartState, plan: readonly PlannedPart[], kept: Kept): PartState {
  const items = plan.find(({ key }) => key === part.part)?.items ?? [];
  const entries = items.flatMap(({ code }): [string, EntryState][] => {
    const entry = kept.manual[code];
    if (entry === undefined || !kept.codes.has(code)) return [];
    return [[code, { ...entry, times: 0, sentBack: [], isOpen: false, keptOf: kept.job }]];
  });
  const isDone = entries.length === items.length;
  return { ...part, state: isDone ? "done" : part.state, entries: Object.fromEntries(entries) };
}

/** What speaks against inspecting a vehicle again after an earlier record; empty when nothing does. */
export function reinspectionObjections(
  after: EarlierAttempt | undefined,
  rulebook: InspectionRulebook,
  today: string,
): Objection[] {
  const earlier = after?.kept;
  if (earlier === undefined) return [];
  const why = whyNotAgain(rulebook, earlier.on, today);
  return why === null ? [] : [{ about: "subject", reason: why }];
}

/** What may follow an inspection of this verdict by this rulebook; null where nothing may. `inspectedAgain` and the door say the same. */
export function followingInspection(
  { reinspection }: InspectionRulebook,
  after: EarlierAttempt | undefined,
  verdict: Verdict,
): Following | null {
  if (reinspection === undefined || verdict === "pass") return null;
  return { as: "re-inspection", withinDays: reinspection.withinDays, from: after?.kept?.on ?? null };
}

const DAY_MS = 86_400_000;

function whyNotAgain(
  { id, reinspection }: InspectionRulebook,
  firstOn: string,
  today: string,
): Reason | null {
  if (reinspection === undefined) return reason("NO_REINSPECTION", { rulebook: id });
  const { withinDays } = reinspection;
  const days = (Date.parse(today) - Date.parse(firstOn)) / DAY_MS;
  return days <= withinDays ? null : reason("REINSPECTION_LATE", { firstOn, today, withinDays });
}
