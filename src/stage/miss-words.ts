import type { ResultDocument } from "../core/record/result-document.ts";
import type { RuleTexts } from "../core/record/rulebook-texts.ts";
import { limitWords } from "../core/rules/limit-words.ts";
import { faultName } from "../core/trade/words/faults.ts";

type Item = ResultDocument["items"][number];
type Finding = Item["findings"][number];

/** What a rulebook says of a rule; null where it does not know it. */
export type TextsOf = (rule: string) => RuleTexts | null;

/** Of an exam without a belt ten lines are enough; a record holds all. */
const LINES_MAX = 12;

/** Why a job came to its verdict: its own reasons, each item that is not plainly good, and where neither says anything, its notes. */
export function whyVerdict(document: ResultDocument, textsOf: TextsOf): string[] {
  const own = document.reasons.map(({ code, en }) => `${en} [${code}]`);
  const against = document.items.filter((item) => !isGood(item)).sort((a, b) => weight(a) - weight(b));
  const told = [...own, ...against.flatMap((item) => whyItem(item, textsOf))];
  if (told.length > 0) return cut(told);
  const notes = document.notes.map(({ code, en }) => `${en} [${code}]`);
  return cut(["no item and no rule is against it", ...notes]);
}

/** What fails is told before what is void, and that before what cost points and passed. */
function weight({ verdict }: Item): number {
  return ["fail", "void", "undecided"].indexOf(verdict) >>> 0;
}

/** Why an item came to its verdict: its reasons, and the findings that say something. */
export function whyItem(item: Item, textsOf: TextsOf): string[] {
  const { verdict, reasons, findings } = item;
  const because = reasons.map(({ code, en }) => `${en} [${code}]`).join(" ");
  const telling = findings.filter(({ outcome }) => outcome !== "not-applicable");
  // What stopped an item left all its rules undecided, and has been told with it.
  const isStopped = verdict === "void" && reasons.length > 0;
  const against = telling.filter(
    ({ outcome, deduction }) =>
      deduction !== null || outcome === "fail" || (outcome === "undecided" && !isStopped),
  );
  // Of what passed the figures tell how far it was from failing.
  const shown = against.length > 0 || isStopped ? against : telling;
  return cut([
    `item ${item.item}: ${verdict}${because === "" ? "" : `: ${because}`}`,
    ...shown.map((finding) => findingLine(finding, textsOf)),
  ]);
}

/** Every finding of a rule, or that there is none. */
export function whyRule(document: ResultDocument, rule: string, textsOf: TextsOf): string[] {
  const found = document.items.flatMap((item) =>
    item.findings.flatMap((finding) => (finding.rule === rule ? [findingLine(finding, textsOf)] : [])),
  );
  // Where it was judged, nobody asks where it was not to be.
  const judged = found.filter((line) => !line.includes(`${rule}: not-applicable`));
  if (judged.length > 0) return cut(judged);
  return found.length > 0 ? cut(found) : ["the record has no finding of this rule", ...unjudged(document)];
}

/** Everything that took points. */
export function whyScore(document: ResultDocument, textsOf: TextsOf): string[] {
  const taken = document.items.flatMap((item) =>
    item.findings.flatMap((finding) => (finding.deduction === null ? [] : [findingLine(finding, textsOf)])),
  );
  return taken.length > 0 ? cut(taken) : ["nothing was deducted"];
}

export function whyFaults({ faults }: ResultDocument): string[] {
  const raised = faults.filter((fault) => fault.raised);
  if (raised.length === 0) return ["no device fault stands in the record"];
  return cut(
    raised.map(({ device, code, detail }) => {
      const more = detail === null ? "" : `: ${detail.en}`;
      return `${device}: ${faultName(code).en} [${code}]${more}`;
    }),
  );
}

export function whyReasons(document: ResultDocument): string[] {
  const said = [
    ...document.reasons,
    ...document.notes,
    ...document.items.flatMap((item) =>
      item.reasons.map((one) => ({ ...one, en: `${item.item}: ${one.en}` })),
    ),
  ];
  return said.length === 0
    ? ["the record gives no reason"]
    : cut(said.map(({ code, en }) => `${en} [${code}]`));
}

/** Items that came to no judgement: what a rule that said nothing was about. */
function unjudged({ items }: ResultDocument): string[] {
  return items
    .filter((item) => !isGood(item) && item.reasons.length > 0)
    .map(
      ({ item, verdict, reasons }) => `item ${item}: ${verdict}: ${reasons.map(({ en }) => en).join(" ")}`,
    );
}

function isGood({ verdict, findings }: Item): boolean {
  if (verdict === "not-applicable") return true;
  return verdict === "pass" && findings.every(({ deduction }) => deduction === null);
}

function findingLine(
  { item, rule, outcome, value, unit, limits, deduction, severity, arithmetic }: Finding,
  textsOf: TextsOf,
) {
  const bounds = limitWords(limits);
  const parts = [
    `${item} ${rule}: ${outcome}${severity === undefined ? "" : ` (${severity})`}`,
    textsOf(rule)?.textEn ?? "",
    value === null ? "" : `found ${value} ${unit}`.trim(),
    bounds === null ? "" : `allowed ${bounds.en}`,
    deduction === null ? "" : `-${deduction.points}, by the ${deduction.judge}`,
    ...arithmetic.map(({ en }) => en),
  ];
  return parts.filter((part) => part !== "").join("; ");
}

function cut(lines: readonly string[]): string[] {
  const over = lines.length - LINES_MAX;
  return over <= 0 ? [...lines] : [...lines.slice(0, LINES_MAX), `and ${over} more, which the record has`];
}
