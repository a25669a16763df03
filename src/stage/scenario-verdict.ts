import type { Miss } from "../cli/scenario-outcome.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import type { AnyReason, ReasonParam } from "../core/trade/reason-shape.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { Expectation } from "../scenario/expectation.ts";
import type { Refused } from "../station/job-door.ts";
import { type TextsOf, whyFaults, whyItem, whyReasons, whyRule, whyScore, whyVerdict } from "./miss-words.ts";
import type { Withdrawn } from "./withdrawn.ts";

/** What became of one subject. */
export interface Ending {
  readonly refused: Refused | null;
  /** Absent: no record was sealed. */
  readonly document: ResultDocument | undefined;
  /** Where a job stands that has no record, one sentence each. */
  readonly standing: readonly string[];
  /** How its record was taken out of force; null while it is in force. */
  readonly withdrawn: Withdrawn | null;
}

/** Of one who was opened or refused, and sealed or not; empty when all that was expected came about. */
export function missedOf(
  expect: Expectation,
  { refused, document, standing, withdrawn }: Ending,
  textsOf: TextsOf = () => null,
): Miss[] {
  if (refused !== null || expect.verdict === "refused")
    return missedRefusal(expect, refused, document, textsOf);
  if (document === undefined)
    return [{ says: `verdict: expected ${expect.verdict}, found no end`, because: standing }];
  return [...missedExpectations(expect, document, textsOf), ...missedWithdrawal(expect, withdrawn)];
}

/** Of a job that was to be refused, or was. */
function missedRefusal(
  expect: Expectation,
  refused: Refused | null,
  document: ResultDocument | undefined,
  textsOf: TextsOf,
): Miss[] {
  if (refused === null)
    return [
      {
        says: `verdict: expected refused, found ${document?.verdict ?? "a job that was opened"}`,
        because: document === undefined ? [] : whyVerdict(document, textsOf),
      },
    ];
  const { code } = refused.reason;
  const because = [`${sentenceOf(refused.reason).en} [${code}]`];
  if (expect.verdict !== "refused")
    return [{ says: `verdict: expected ${expect.verdict}, found refused`, because }];
  return expect.reason === undefined || codesIn(refused.reason).includes(expect.reason)
    ? []
    : [{ says: `reason: expected ${expect.reason}, found ${code}`, because }];
}

function missedExpectations(expect: Expectation, document: ResultDocument, textsOf: TextsOf): Miss[] {
  const missed: Miss[] = [];
  const compare = (what: string, wanted: unknown, found: unknown, because: () => readonly string[]): void => {
    if (wanted === found) return;
    missed.push({ says: `${what}: expected ${String(wanted)}, found ${String(found)}`, because: because() });
  };
  compare("verdict", expect.verdict, document.verdict, () => whyVerdict(document, textsOf));
  if (expect.score !== undefined)
    compare("score", expect.score, document.score?.points ?? "none", () => whyScore(document, textsOf));
  for (const [code, verdict] of Object.entries(expect.items)) {
    const item = document.items.find((candidate) => candidate.item === code);
    compare(`item ${code}`, verdict, item?.verdict ?? "nothing", () =>
      item === undefined ? ["the record has no such item"] : whyItem(item, textsOf),
    );
  }
  return [
    ...missed,
    ...missedRules(expect, document, textsOf),
    ...missedFaults(expect, document),
    ...missedReason(expect, document),
  ];
}

function missedRules(expect: Expectation, document: ResultDocument, textsOf: TextsOf): Miss[] {
  const missed: Miss[] = [];
  const findings = document.items.flatMap((item) => item.findings);
  const because = (rule: string) => whyRule(document, rule, textsOf);
  for (const [rule, severity] of Object.entries(expect.severities)) {
    const found = findings.flatMap((f) => (f.rule === rule && f.severity !== undefined ? [f.severity] : []));
    if (!found.includes(severity))
      missed.push({
        says: `severity of ${rule}: expected ${severity}, found ${found[0] ?? "none"}`,
        because: because(rule),
      });
  }
  const failed = new Set(findings.filter((f) => f.outcome === "fail").map((f) => f.rule));
  for (const rule of expect.failed)
    if (!failed.has(rule))
      missed.push({
        says: `rule ${rule}: expected fail, found ${outcomeOf(rule, findings)}`,
        because: because(rule),
      });
  for (const rule of failed)
    if (!expect.failed.includes(rule))
      missed.push({ says: `rule ${rule}: expected no fail, found fail`, because: because(rule) });
  return missed;
}

function outcomeOf(
  rule: string,
  findings: readonly { readonly rule: string; readonly outcome: string }[],
): string {
  const outcomes = new Set(findings.filter((finding) => finding.rule === rule).map(({ outcome }) => outcome));
  return outcomes.size === 0 ? "nothing" : [...outcomes].join(" and ");
}

function missedFaults(expect: Expectation, document: ResultDocument): Miss[] {
  const raised = new Set(document.faults.filter((fault) => fault.raised).map(({ code }) => code));
  return expect.faults
    .filter((code) => !raised.has(code))
    .map((code) => ({
      says: `fault: expected ${code}, found ${[...raised].join(", ") || "none"}`,
      because: whyFaults(document),
    }));
}

function missedReason({ reason }: Expectation, document: ResultDocument): Miss[] {
  if (reason === undefined) return [];
  const said = [...document.reasons, ...document.notes, ...document.items.flatMap((item) => item.reasons)];
  if (said.flatMap(codesIn).includes(reason)) return [];
  const codes = [...new Set(said.map(({ code }) => code))].join(", ") || "none";
  return [{ says: `reason: expected ${reason}, found ${codes}`, because: whyReasons(document) }];
}

function missedWithdrawal({ withdrawn: wanted }: Expectation, withdrawn: Withdrawn | null): Miss[] {
  const expected = wanted === undefined ? "a record in force" : `a withdrawal for ${wanted}`;
  const found = withdrawn === null ? "a record in force" : `a withdrawal for ${withdrawn.choice}`;
  if (wanted !== withdrawn?.choice)
    return [{ says: `withdrawn: expected ${expected}, found ${found}`, because: [] }];
  if (withdrawn === null || withdrawn.isReceipted) return [];
  return [{ says: "withdrawn: expected a receipt of the withdrawal, found none", because: [] }];
}

/** The code of a reason and of all that it rests on. */
export function codesIn(why: AnyReason): readonly string[] {
  return [why.code, ...Object.values(why.params).flatMap(within)];
}

function within(param: ReasonParam): readonly string[] {
  if (param === null || typeof param !== "object") return [];
  return "code" in param ? codesIn(param) : [...param].flatMap(within);
}
