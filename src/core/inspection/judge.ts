import type { DecimalString } from "../quantities/exact.ts";
import { compare, exact } from "../quantities/exact.ts";
import type { Fact } from "../rules/fact.ts";
import { missing, numberFact } from "../rules/fact.ts";
import type { Finding, Limit, Verdict } from "../rules/finding.ts";
import { evaluateRule, whyUndecided } from "../rules/rule.ts";
import type { Scope } from "../rules/scope.ts";
import { foldOutcomes, foldVerdicts } from "../rules/verdict-fold.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { DatedDossier } from "./dossier.ts";
import { factsFor } from "./fact-scope.ts";
import { computeFormula } from "./formulas.ts";
import type { ItemResult, ItemResults } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import type { InspectionRulebook } from "./rulebook.ts";
import { scopeOf, whatIsLeftOut, whyIncomplete } from "./scope.ts";
import { vinFinding } from "./vin.ts";

export interface JudgedItem {
  readonly code: string;
  readonly verdict: Verdict | "not-applicable";
  /** Why it is void, undecided or not applicable; empty for a plain pass or fail. */
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
}

export interface Judgement {
  readonly items: readonly JudgedItem[];
  /** Rules of the whole vehicle. */
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly scope: Scope;
  /** What is told with any verdict: what it does not speak of, and defects that fail nothing. */
  readonly notes: readonly Reason[];
  readonly unverifiedRules: readonly string[];
}

/**
 * Recorded results held against the rulebook, with what was judged by hand: the one place where an inspection's verdict comes from.
 */
export function judgeInspection(
  dossier: DatedDossier,
  rulebook: InspectionRulebook,
  plan: readonly PlannedItem[],
  results: ItemResults,
  manual: readonly JudgedItem[] = [],
): Judgement {
  const measured = plan.map((item) => judgeItem(item, dossier, rulebook, plan, results));
  const items = [...measured, ...manual];
  const findings = findingsOf("vehicle", "vehicle", rulebook, factsFor(null, dossier, plan, results));
  const scope = scopeOf(dossier, rulebook, plan, items);
  const incomplete = whyIncomplete(scope, rulebook.id);
  const verdicts: readonly Verdict[] = [
    ...(incomplete === null ? [] : (["undecided"] as const)),
    ...items.map((item) => item.verdict).filter((verdict) => verdict !== "not-applicable"),
    ...[foldOutcomes(findings.map((finding) => finding.outcome))].filter((verdict) => verdict !== null),
  ];
  const all = [...items.flatMap((item) => item.findings), ...findings];
  return {
    items,
    findings: [vinFinding(dossier.vin), ...findings],
    verdict: foldVerdicts(verdicts),
    reasons: [
      ...items.flatMap(whyItemOpen),
      ...whyRulesOpen(findings),
      ...(incomplete === null ? [] : [incomplete]),
    ],
    scope,
    notes: [
      ...inItsOwnWords(rulebook),
      ...whatIsLeftOut(scope),
      ...defectsTold(all),
      ...openQuestions(rulebook, all),
    ],
    unverifiedRules: unverifiedAmong(all),
  };
}

/** A measured item's own findings, for the screen while the inspection goes on. */
export function judgeItem(
  item: PlannedItem,
  dossier: DatedDossier,
  rulebook: InspectionRulebook,
  plan: readonly PlannedItem[],
  results: ItemResults,
): JudgedItem {
  const { code } = item;
  if (item.notApplicable !== null)
    return { code, verdict: "not-applicable", reasons: [item.notApplicable], findings: [] };
  const result = results[code];
  const findings = findingsOf(item.rule.key, code, rulebook, factsFor(item, dossier, plan, results));
  return { code, ...itemVerdict(result, findings), findings };
}

function itemVerdict(
  result: ItemResult | undefined,
  findings: readonly Finding[],
): Pick<JudgedItem, "verdict" | "reasons"> {
  if (result === undefined) return { verdict: "undecided", reasons: [reason("NOT_MEASURED", {})] };
  if (result.kind === "void") return { verdict: "void", reasons: [result.reason] };
  const verdict = foldOutcomes(findings.map((finding) => finding.outcome));
  if (verdict === null) return { verdict: "not-applicable", reasons: [reason("NO_LIMIT_APPLIES", {})] };
  return { verdict, reasons: verdict === "undecided" ? whyRulesOpen(findings) : [] };
}

function whyItemOpen({ code: item, verdict, reasons }: JudgedItem): readonly Reason[] {
  if (verdict === "void") return reasons.map((why) => reason("ITEM_VOID", { item, why }));
  return verdict === "undecided" ? [reason("ITEM_UNDECIDED", { item, because: reasons })] : [];
}

function whyRulesOpen(findings: readonly Finding[]): readonly Reason[] {
  return findings
    .filter((finding) => finding.outcome === "undecided")
    .map((finding) => reason("RULE_UNDECIDED", { rule: finding.rule, because: whyUndecided(finding) }));
}

/** In the order of the rulebook: the rounded value of a rule is a fact to the rules below it. */
export function findingsOf(
  key: string,
  code: string,
  rulebook: InspectionRulebook,
  facts: Map<string, Fact>,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const rule of rulebook.rules) {
    if (rule.item !== key) continue;
    const finding = evaluateRule(rule, code, facts, computeFormula);
    findings.push(finding);
    facts.set(
      rule.id,
      finding.value === null ? missing(whyNoValue(finding)) : numberFact(finding.value, finding.unit),
    );
  }
  return findings;
}

function inItsOwnWords({ id, scopeZh, scopeEn }: InspectionRulebook): readonly Reason[] {
  if (scopeZh === undefined || scopeEn === undefined) return [];
  return [reason("RULEBOOK_SCOPE", { rulebook: id, zh: scopeZh, en: scopeEn })];
}

/** A finding that passes over a broken limit: whoever collects the vehicle is told. */
function defectsTold(findings: readonly Finding[]): readonly Reason[] {
  return findings.flatMap(({ outcome, severity, item, textZh: zh, textEn: en }) =>
    outcome === "pass" && severity !== undefined ? [reason("DEFECT_TOLD", { severity, item, zh, en })] : [],
  );
}

/**
 * A figure beyond the limit of a rule that decides nothing: whether the standard judges it is open, and it was not decided on the
 * mild side unseen.
 */
function openQuestions({ rules }: InspectionRulebook, findings: readonly Finding[]): readonly Reason[] {
  const open = new Set(rules.filter(({ judges }) => !judges).map(({ id }) => id));
  return findings.flatMap(({ rule, item, value, unit, limits, textZh: zh, textEn: en }) => {
    const [limit] = limits;
    if (!open.has(rule) || value === null || limit === undefined || isWithin(value, limit)) return [];
    return [reason("BEYOND_BUT_NOT_JUDGED", { item, value, unit, zh, en })];
  });
}

function isWithin(value: DecimalString, { atLeast, atMost }: Limit): boolean {
  if (atLeast !== null && compare(exact(value), exact(atLeast)) < 0) return false;
  return atMost === null || compare(exact(value), exact(atMost)) <= 0;
}

function whyNoValue(finding: Finding): Reason {
  const [first, ...more] = whyUndecided(finding);
  if (first === undefined) return reason("NOT_KNOWN", {});
  return more.length === 0 ? first : reason("SEVERAL", { because: [first, ...more] });
}

function unverifiedAmong(findings: readonly Finding[]): readonly string[] {
  const applied = findings.filter((finding) => finding.outcome !== "not-applicable");
  return [...new Set(applied.filter((f) => f.verifiedBy === null).map((f) => f.rule))].sort();
}
