import { plateKind } from "../door/plate.ts";
import { vehicleNumberKind } from "../door/vehicle-number.ts";
import type { DeviceIdentity, EarlierAttempt } from "../journal/entry.ts";
import type { Finding } from "../rules/finding.ts";
import type { ItemReport, SessionReport } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { NO_PLATE } from "../trade/words/plates.ts";
import type { DatedDossier, Dossier } from "./dossier.ts";
import type { CurrentItem, InspectionState, ItemState } from "./inspection-state.ts";
import { PROCEDURES } from "./items/catalogue.ts";
import type { Judgement } from "./judge.ts";
import { judgeInspection } from "./judge.ts";
import { judgeManual } from "./manual/manual-judge.ts";
import type { PlannedPart } from "./manual/manual-plan.ts";
import { manualReport } from "./manual/manual-report.ts";
import type { ManualState } from "./manual/manual-state.ts";
import type { ItemResult, ItemResults } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import { restarted } from "./restarted.ts";
import { reviewReport } from "./review.ts";
import type { InspectionRulebook } from "./rulebook.ts";

/** Results so far, by item code. */
export function resultsOf(state: InspectionState): ItemResults {
  const results: Record<string, ItemResult> = {};
  for (const item of state.items) if (item.result !== null) results[item.code] = item.result;
  return results;
}

export function subjectOf(dossier: Dossier): Readonly<Record<string, string>> {
  return {
    plate: dossier.plate ?? NO_PLATE,
    plateKind: dossier.plate === null ? "none" : (plateKind(dossier.plate) ?? "other"),
    plateClass: dossier.plateClass,
    vin: dossier.vin,
    vinKind: vehicleNumberKind(dossier.vin) ?? "frame-number",
    vehicleClass: dossier.vehicleClass,
    use: dossier.use,
    fuel: dossier.fuel,
    grossMassKg: known(dossier.grossMassKg),
    curbMassKg: known(dossier.curbMassKg),
    axles: String(dossier.axles.length),
    seats: known(dossier.seats),
    firstRegistered: dossier.firstRegistered ?? NOT_TOLD,
    load: dossier.load,
    check: dossier.check,
    limitSet: dossier.limitSet,
    regionOfTest: dossier.regionOfTest,
    regionOfRegistration: dossier.regionOfRegistration,
    ...(dossier.owner === undefined ? {} : { owner: dossier.owner }),
  };
}

/** For what a registry does not say. */
const NOT_TOLD = "-";

function known(value: number | null): string {
  return value === null ? NOT_TOLD : String(value);
}

/** How things stand. Judged anew only when an item has changed. */
export function inspectionReporter(
  options: {
    dossier: DatedDossier;
    rulebook: InspectionRulebook;
    devices: readonly DeviceIdentity[];
    after?: EarlierAttempt | undefined;
  },
  plan: readonly PlannedItem[],
  manual: readonly PlannedPart[] = [],
): (state: InspectionState) => SessionReport {
  const { dossier, rulebook } = options;
  const times = options.after?.kept?.times;
  const subject = { ...subjectOf(dossier), ...(times === undefined ? {} : { inspection: String(times) }) };
  let last: Judged | null = null;
  const judge = (state: InspectionState): Judged => {
    if (last !== null && isSame(last, state)) return last;
    const isJudged = last !== null && last.of === state.items && last.manual === state.manual;
    const judgement =
      last !== null && isJudged
        ? last.judgement
        : judgeInspection(
            dossier,
            rulebook,
            plan,
            resultsOf(state),
            judgeManual(dossier, rulebook, manual, state.manual),
          );
    last = {
      of: state.items,
      manual: state.manual,
      phase: state.phase,
      stage: state.current?.stage ?? null,
      judgement,
      items: [
        ...plan.map((item, index) => itemReport(item, state, index, judgement)),
        ...manual.flatMap((part) => part.items.map((item) => manualItem(part, item, state, judgement))),
      ],
      decided: judgement.findings.filter((finding) => finding.outcome !== "undecided"),
    };
    return last;
  };
  return (state) => {
    const { judgement, items, decided } = judge(state);
    const over = state.phase === "over";
    // Whoever reviews it sees what will be said.
    const whole = over || state.phase === "signing";
    const aborted = state.aborted === null ? [] : [state.aborted];
    return {
      phase: state.phase,
      subject,
      items,
      currentItem: state.current === null ? null : (state.items[state.current.index]?.code ?? null),
      prompt: state.prompt,
      findings: whole ? judgement.findings : decided,
      score: null,
      signing:
        state.aborted === null ? reviewReport(state, rulebook.review ?? null, judgement.verdict) : null,
      manual: manualReport(manual, state.manual),
      verdict: over ? (state.aborted === null ? judgement.verdict : "void") : null,
      reasons: whole ? [...aborted, ...judgement.reasons] : [],
      scope: judgement.scope,
      notes: judgement.notes,
      unverifiedRules: judgement.unverifiedRules,
      faults: state.faults,
    };
  };
}

/** What one judgement depends on, kept from one call to the next: a report may be asked for at every sample. */
interface Judged {
  readonly of: readonly ItemState[];
  readonly manual: ManualState | null;
  readonly phase: InspectionState["phase"];
  readonly stage: CurrentItem["stage"] | null;
  readonly judgement: Judgement;
  readonly items: readonly ItemReport[];
  readonly decided: readonly Finding[];
}

/** The running item is one of `items`, so that its index needs no comparing. */
function isSame(last: Judged, state: InspectionState): boolean {
  return (
    last.of === state.items &&
    last.manual === state.manual &&
    last.phase === state.phase &&
    last.stage === (state.current?.stage ?? null)
  );
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
  const instrument = PROCEDURES[item.rule.procedure.kind].role;
  const base = { item: code, nameZh, nameEn, instrument };
  if (held?.state === "done" && judged !== undefined)
    return {
      ...base,
      state: "done",
      verdict: judged.verdict,
      reasons: [...judged.reasons, ...noted(held)],
      findings: judged.findings,
      ...figuresOf(held, judged.findings),
    };
  if (state.phase === "over")
    return { ...base, state: "done", verdict: "void", reasons: [NOT_MEASURED], findings: [] };
  const clearing = state.current?.index === index && state.current.stage === "clearing";
  const running = held?.state === "running" ? (clearing ? "suspended" : "running") : "waiting";
  return { ...base, state: running, verdict: null, reasons: noted(held), findings: [] };
}

/** An axle load has no limit and stands in no finding: somebody wants to read it all the same. */
function figuresOf({ result }: ItemState, findings: readonly Finding[]): Pick<ItemReport, "measured"> {
  if (result?.kind !== "measured" || findings.length > 0) return {};
  const { facts } = result.measurement;
  return { measured: Object.entries(facts).map(([fact, value]) => ({ fact, value })) };
}

/** What an inspector looks at stands beside what is measured; it counts once its part is ended. */
function manualItem(
  part: PlannedPart,
  { code, nameZh, nameEn }: PlannedPart["items"][number],
  state: InspectionState,
  judgement: Judgement,
): ItemReport {
  const base = { item: code, nameZh, nameEn };
  const held = state.manual?.parts.find(({ part: key }) => key === part.key);
  const judged = judgement.items.find((item) => item.code === code);
  const isEntered = held?.entries[code]?.isOpen === false;
  if (judged !== undefined && isEntered && (held?.state === "done" || state.phase === "over")) {
    const { verdict, reasons, findings } = judged;
    return { ...base, state: "done", verdict, reasons, findings };
  }
  if (state.phase === "over")
    return { ...base, state: "done", verdict: "void", reasons: [NOT_MEASURED], findings: [] };
  const running = held?.state === "running" ? "running" : "waiting";
  return { ...base, state: running, verdict: null, reasons: [], findings: [] };
}

const NOT_MEASURED = reason("NOT_MEASURED_BEFORE_ABORT", {});

/** That it was measured again, and how often the station was restarted while it ran. */
function noted(held: ItemState | undefined): readonly Reason[] {
  const { note = null, restarts = 0 } = held ?? {};
  return [...(note === null ? [] : [note]), ...(restarts === 0 ? [] : [restarted(restarts)])];
}
