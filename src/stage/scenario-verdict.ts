import type { ResultDocument } from "../core/record/result-document.ts";
import type { AnyReason, ReasonParam } from "../core/trade/reason-shape.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { Expectation } from "../scenario/expectation.ts";
import type { Refused } from "../station/job-door.ts";

/** Of a job that was to be refused, or was. */
export function missedRefusal(expect: Expectation, refused: Refused | null): string[] {
  if (refused === null) return [`verdict: expected refused, and the job was opened`];
  const { code } = refused.reason;
  const { en } = sentenceOf(refused.reason);
  if (expect.verdict !== "refused")
    return [`verdict: expected ${expect.verdict}, found refused [${code}] ${en}`];
  return expect.reason === undefined || codesIn(refused.reason).includes(expect.reason)
    ? []
    : [`no reason is ${expect.reason}; there is [${code}] ${en}`];
}

/** Of one who was opened or refused, and sealed or not. */
export function missedOf(
  expect: Expectation,
  refused: Refused | null,
  document: ResultDocument | undefined,
): string[] {
  return refused !== null || expect.verdict === "refused"
    ? missedRefusal(expect, refused)
    : missedExpectations(expect, document);
}

/** What of the expectation does not hold, one sentence each; empty when all of it does. */
export function missedExpectations(expect: Expectation, document: ResultDocument | undefined): string[] {
  if (document === undefined) return ["the job never came to an end"];
  const missed: string[] = [];
  const compare = (what: string, wanted: unknown, found: unknown): void => {
    if (wanted !== found) missed.push(`${what}: expected ${String(wanted)}, found ${String(found)}`);
  };
  compare("verdict", expect.verdict, document.verdict);
  if (expect.score !== undefined) compare("score", expect.score, document.score?.points);
  for (const [item, verdict] of Object.entries(expect.items)) {
    compare(`item ${item}`, verdict, document.items.find((candidate) => candidate.item === item)?.verdict);
  }
  const findings = document.items.flatMap((item) => item.findings);
  const failed = new Set(findings.filter((f) => f.outcome === "fail").map((f) => f.rule));
  for (const [rule, severity] of Object.entries(expect.severities)) {
    const found = findings.flatMap((f) => (f.rule === rule && f.severity !== undefined ? [f.severity] : []));
    if (!found.includes(severity)) compare(`severity of ${rule}`, severity, found[0]);
  }
  for (const rule of expect.failed) if (!failed.has(rule)) missed.push(`rule ${rule} did not fail`);
  for (const rule of failed)
    if (!expect.failed.includes(rule)) missed.push(`rule ${rule} failed and should not have`);
  for (const code of expect.faults) {
    if (!document.faults.some((fault) => fault.code === code && fault.raised))
      missed.push(`no fault ${code} stands in the record`);
  }
  const { reason } = expect;
  const said = [...document.reasons, ...document.notes, ...document.items.flatMap((item) => item.reasons)];
  if (reason !== undefined && !said.flatMap(codesIn).includes(reason)) {
    const there = said.map(({ code, en }) => `[${code}] ${en}`).join("; ");
    missed.push(`no reason or note is ${reason}; there are: ${there}`);
  }
  return missed;
}

/** The code of a reason and of all that it rests on. */
function codesIn(why: AnyReason): readonly string[] {
  return [why.code, ...Object.values(why.params).flatMap(within)];
}

function within(param: ReasonParam): readonly string[] {
  if (param === null || typeof param !== "object") return [];
  return "code" in param ? codesIn(param) : [...param].flatMap(within);
}
