import type { Facts } from "../../rules/fact.ts";
import type { Finding } from "../../rules/finding.ts";
import { whyUndecided } from "../../rules/rule.ts";
import { foldOutcomes } from "../../rules/verdict-fold.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import type { DatedDossier } from "../dossier.ts";
import { findingsOf, type JudgedItem } from "../judge.ts";
import type { Requirement } from "../requirement.ts";
import type { InspectionRulebook } from "../rulebook.ts";
import { dossierFacts } from "../vehicle-facts.ts";
import { manualFacts } from "./manual-facts.ts";
import type { PlannedPart } from "./manual-plan.ts";
import type { EntryState, ManualState } from "./manual-state.ts";

/** What was found by hand, held against the rulebook: the inspector's own word, and the rules of what was measured there. */
export function judgeManual(
  dossier: DatedDossier,
  rulebook: InspectionRulebook,
  plan: readonly PlannedPart[],
  state: ManualState | null,
): readonly JudgedItem[] {
  if (state === null) return [];
  const facts = dossierFacts(dossier);
  return plan.flatMap((part) => {
    const held = state.parts.find(({ part: key }) => key === part.key);
    return part.items.map((item) => judgeOne(item, held?.entries[item.code], facts, rulebook));
  });
}

function judgeOne(
  item: Requirement,
  entry: EntryState | undefined,
  facts: Facts,
  rulebook: InspectionRulebook,
): JudgedItem {
  const { code } = item;
  if (entry === undefined || entry.isOpen)
    return {
      code,
      verdict: "undecided",
      reasons: [reason("NOT_LOOKED_AT", {}), ...told(entry)],
      findings: [],
    };
  const known = new Map([...facts, ...manualFacts(entry.values)]);
  // Who finds a defect where nothing could be measured has said enough: the figure is not asked for again.
  const measured = findingsOf(code, code, rulebook, known);
  const judged =
    entry.found === "defect" ? measured.filter(({ outcome }) => outcome !== "undecided") : measured;
  const findings = [wordOf(item, entry), ...judged];
  const verdict = foldOutcomes(findings.map(({ outcome }) => outcome)) ?? "undecided";
  const open = verdict === "undecided" ? findings.filter(({ outcome }) => outcome === "undecided") : [];
  const because = open.map((finding) =>
    reason("RULE_UNDECIDED", { rule: finding.rule, because: whyUndecided(finding) }),
  );
  return { code, verdict, reasons: [...because, ...told(entry)], findings };
}

/** Whoever entered it stands in it by the id that the station gives them. */
function wordOf(item: Requirement, { found, by, note }: EntryState): Finding {
  const isDefect = found === "defect";
  return {
    rule: item.code,
    item: item.code,
    outcome: isDefect ? "fail" : "pass",
    textZh: item.nameZh,
    textEn: item.nameEn,
    clause: item.clause,
    source: item.source,
    confidence: item.confidence,
    verifiedBy: item.verifiedBy,
    inputs: [
      { name: "entered-by", value: by, unit: "", reason: null },
      ...(note === "" ? [] : [{ name: "note", value: note, unit: "", reason: null }]),
    ],
    arithmetic: [reason(isDefect ? "FOUND_DEFECT" : "FOUND_IN_ORDER", {})],
    value: null,
    unit: "",
    limits: [],
    deduction: null,
  };
}

/** What a reader has to know of how it came about. */
function told(entry: EntryState | undefined): readonly Reason[] {
  if (entry === undefined) return [];
  const { times, sentBack, keptOf } = entry;
  return [
    ...(keptOf === null ? [] : [reason("KEPT_OF_EARLIER", { job: keptOf })]),
    ...sentBack.map(({ note }) => reason("SENT_BACK", { note })),
    ...(times < 2 ? [] : [reason("ENTRY_CORRECTED", { times: times - 1 })]),
  ];
}
