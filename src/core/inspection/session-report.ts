import type { DeviceIdentity } from "../journal/entry.ts";
import type { ItemReport, SessionReport } from "../session.ts";
import type { Dossier } from "./dossier.ts";
import type { InspectionState, ItemState } from "./inspection-state.ts";
import type { Judgement } from "./judge.ts";
import { judgeInspection } from "./judge.ts";
import type { ItemResult, ItemResults } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import type { InspectionRulebook } from "./rulebook.ts";

/** Results so far, by item code. */
export function resultsOf(state: InspectionState): ItemResults {
  const results: Record<string, ItemResult> = {};
  for (const item of state.items) if (item.result !== null) results[item.code] = item.result;
  return results;
}

export function subjectOf(dossier: Dossier): Readonly<Record<string, string>> {
  return {
    plate: dossier.plate,
    plateClass: dossier.plateClass,
    vin: dossier.vin,
    vehicleClass: dossier.vehicleClass,
    use: dossier.use,
    check: dossier.check,
    limitSet: dossier.limitSet,
    regionOfTest: dossier.regionOfTest,
    regionOfRegistration: dossier.regionOfRegistration,
  };
}

/** How things stand. Judged anew only when the items have changed, so that it may be asked for at every sample. */
export function inspectionReporter(
  options: { dossier: Dossier; rulebook: InspectionRulebook; devices: readonly DeviceIdentity[] },
  plan: readonly PlannedItem[],
): (state: InspectionState) => SessionReport {
  const { dossier, rulebook } = options;
  const subject = subjectOf(dossier);
  const judged = new WeakMap<readonly ItemState[], Judgement>();
  const judge = (state: InspectionState): Judgement => {
    const known = judged.get(state.items);
    if (known !== undefined) return known;
    const judgement = judgeInspection(dossier, rulebook, plan, resultsOf(state));
    judged.set(state.items, judgement);
    return judgement;
  };
  return (state) => {
    const judgement = judge(state);
    const over = state.phase === "over";
    const current = state.current === null ? null : (state.items[state.current.index]?.code ?? null);
    const aborted = state.aborted === null ? [] : [`aborted: ${state.aborted}`];
    return {
      phase: state.phase,
      subject,
      items: plan.map((item, index) => itemReport(item, state, index, judgement)),
      currentItem: current,
      prompt: state.prompt,
      findings: over ? judgement.findings : judgement.findings.filter((f) => f.outcome !== "undecided"),
      score: null,
      verdict: over ? (state.aborted === null ? judgement.verdict : "void") : null,
      reasons: over ? [...aborted, ...judgement.reasons] : [],
      unverifiedRules: judgement.unverifiedRules,
      faults: state.faults,
    };
  };
}

function itemReport(
  item: PlannedItem,
  state: InspectionState,
  index: number,
  judgement: Judgement,
): ItemReport {
  const { code, nameZh, nameEn } = item;
  const held = state.items[index];
  const judged = judgement.items[index];
  const base = { item: code, nameZh, nameEn };
  if (held?.state === "done" && judged !== undefined)
    return {
      ...base,
      state: "done",
      verdict: judged.verdict,
      reason: judged.reason,
      findings: judged.findings,
    };
  if (state.phase === "over")
    return { ...base, state: "done", verdict: "void", reason: "not measured before the abort", findings: [] };
  const clearing = state.current?.index === index && state.current.stage === "clearing";
  const running = held?.state === "running" ? (clearing ? "suspended" : "running") : "waiting";
  return { ...base, state: running, verdict: null, reason: held?.note ?? null, findings: [] };
}
