import type { ExamRule, ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import type { InspectionRulebook, ItemRule } from "../../../src/core/inspection/rulebook.ts";
import { boundInWords, inWords, settingsInWords, wrapped } from "./row-words.ts";

/**
 * A rulebook as a page of rows that a person can hold against the standard: every number of it stands here once, so that
 * none can be changed without this text changing. Only for tests.
 */
type InspectionRule = InspectionRulebook["rules"][number];

const header = (book: InspectionRulebook | ExamRulebook): string[] => [
  `${book.id}: ${book.edition}, in force ${book.validFrom} .. ${book.validTo ?? "until another comes"}`,
];

export function inspectionRows(book: InspectionRulebook): string {
  const lines = [
    ...header(book),
    ...(book.scopeEn === undefined ? [] : wrapped(`Scope: ${book.scopeEn}`, "    ")),
    "",
    "Rules: for whom a rule is, its measures (#0, #1: one of them is enough) and the limits of each. The first limit whose",
    "condition holds counts; a bound is met by the number itself; the figure is rounded to its decimals (d) before that.",
    ...(grades(book)
      ? ["Where a table grades, that is so for each severity; the gravest broken limit counts."]
      : []),
    "rule#measure.row | bound, decimals | when | confidence | clause | verified by",
    ...book.rules.flatMap(inspectionRule),
    "",
    "Items, in lane order",
    ...book.items.flatMap(itemRow),
    "",
    `Categories: ${book.categories.join(", ")}`,
    "Parts: whether an order may leave them to others, and when that is taken where it does not say",
    ...book.parts.flatMap(partRows),
    "",
    "Required: number | part | by which items | of whom | confidence | clause | verified by",
    ...book.requires.flatMap(requirementRow),
    ...reviewRows(book),
    ...reinspectionRows(book),
  ];
  return `${lines.join("\n")}\n`;
}

function grades({ rules }: InspectionRulebook): boolean {
  return rules.some(({ measures }) => measures.some(({ limits }) => limits[0]?.severity !== undefined));
}

function inspectionRule(rule: InspectionRule): string[] {
  const judges = rule.judges ? "" : " (recorded, not judged)";
  const traits = [
    `${rule.id} of ${rule.item}${judges}, applies ${inWords(rule.appliesWhen)}`,
    ...(rule.credibleWhen === undefined ? [] : [`credible ${inWords(rule.credibleWhen)}`]),
  ];
  return [
    ...wrapped(traits.join("; "), "    "),
    ...rule.measures.flatMap((measure, m) => [
      ...wrapped(`  #${m} ${settingsInWords(measure.compute).join(", ")}`, "    "),
      ...measure.limits.flatMap((row, r) => {
        const bound = `${boundInWords(row, measure.unit)}, ${measure.decimals} d`;
        const name = `  ${rule.id}#${m}.${r}`;
        const proof = [row.confidence, row.clause ?? "-", row.verifiedBy ?? "-"].join(" | ");
        return wrapped(`${name} | ${bound} | ${inWords(row.when)} | ${proof}`, "      ");
      }),
    ]),
  ];
}

function itemRow(item: ItemRule): string[] {
  const { key, code, per, appliesWhen, procedure, ...rest } = item;
  const numbers = settingsInWords(rest).filter((text) => !/^(name|notApplicable)/.test(text));
  return [
    ...wrapped(`${key} ${code} per ${per}, applies ${inWords(appliesWhen)}`, "    "),
    ...wrapped(`  ${numbers.join(", ")}`, "    "),
    ...wrapped(`  ${settingsInWords(procedure).join(", ")}`, "    "),
  ];
}

type Part = InspectionRulebook["parts"][number];
type Proven = Pick<InspectionRulebook["requires"][number], "confidence" | "clause" | "verifiedBy">;

const proofOf = ({ confidence, clause, verifiedBy }: Proven): string =>
  [confidence, clause ?? "-", verifiedBy ?? "-"].join(" | ");

function partRows({ key, nameEn, elsewhere, elsewhereUntold, manual }: Part): string[] {
  const left = elsewhere ? `may be left, untold ${inWords(elsewhereUntold)}` : "never left";
  return [
    ...wrapped(`${key} (${nameEn}): ${left}`, "    "),
    ...(manual === undefined
      ? []
      : [
          ...wrapped(
            `  by hand: at least ${manual.minimumS} s | ${manual.source} | ${proofOf(manual)}`,
            "      ",
          ),
          ...manual.photos.flatMap((photo) =>
            wrapped(
              `    photo ${photo.code} ${photo.nameZh} ${photo.nameEn} | ${inWords(photo.when)}`,
              "        ",
            ),
          ),
        ]),
  ];
}

function reviewRows({ review }: InspectionRulebook): string[] {
  if (review === undefined) return [];
  const eyes = review.fourEyes ? "not by whoever entered something" : "by anyone";
  return ["", ...wrapped(`Review: signed ${eyes} | ${review.source} | ${proofOf(review)}`, "    ")];
}

function reinspectionRows({ reinspection }: InspectionRulebook): string[] {
  if (reinspection === undefined) return [];
  const { withinDays, affects, source } = reinspection;
  return [
    "",
    ...wrapped(`Re-inspection: within ${withinDays} days | ${source} | ${proofOf(reinspection)}`, "    "),
    ...affects.flatMap(({ of, also }) =>
      wrapped(`  with any of ${of.join(", ")}: all of ${also.join(", ")}`, "      "),
    ),
  ];
}

function requirementRow(row: InspectionRulebook["requires"][number]): string[] {
  const by = row.by.length === 0 ? "no item" : row.by.join(", ");
  const entered = row.values === undefined ? "" : `, entered ${row.values.join(", ")}`;
  const proof = proofOf(row);
  const name = `${row.code} ${row.nameEn}${row.voluntary ? " (voluntary)" : ""}`;
  return wrapped(`${name} | ${row.part} | ${by}${entered} | ${inWords(row.when)} | ${proof}`, "    ");
}

export function examRows(book: ExamRulebook): string {
  const lines = [
    ...header(book),
    `${book.licenceClasses.join(", ")}: passed with ${book.passMark} of ${book.fullMark}`,
    "",
    "Rules: nothing is deducted within the bound, nor beyond it up to `decided at`, which lies in the window. A bound alone decides.",
    "rule | scope | points, how often, judged by | watch (its parameters) | bound (window, decided at) | confidence | code |",
    "    clause | verified by",
    ...book.rules.flatMap(examRule),
    "",
    ...settings("Gate", book.gate),
    ...settings("Motion", book.motion),
    "",
    ...wrapped(`Items: ${book.items.map(examItem).join(", ")}`, "    "),
    ...book.notes.map(
      (note) =>
        `Note: ${note.line}, ${note.informational ? "informational" : "counts"}, off for ${note.offS} s before it is told again`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function settings(title: string, of: object): string[] {
  return [title, ...settingsInWords(of).map((text) => `  ${text}`)];
}

function examRule(rule: ExamRule): string[] {
  const often =
    rule.repeat === "each" ? `each time, rearmed after ${rule.rearmS} s` : `once, ${rule.rearmS} s`;
  const leftOut = rule.leftOut ? ", also left out" : "";
  const columns = [
    rule.id,
    rule.scope,
    `${rule.points} points ${often}, ${rule.judge}${leftOut}`,
    watchInWords(rule),
    examBound(rule),
    rule.confidence,
    rule.code ?? "-",
    rule.clause ?? "-",
    rule.verifiedBy ?? "-",
  ];
  return wrapped(columns.join(" | "), "    ");
}

function examItem({ kind, inBayBy }: ExamRulebook["items"][number]): string {
  return inBayBy === undefined ? kind : `${kind} (in the bay by ${inBayBy})`;
}

function watchInWords({ watch }: ExamRule): string {
  if (watch === null) return "no watch";
  const { name, ...params } = watch;
  const words = Object.entries(params).map(([key, value]) => `${key} ${[value].flat().join(" and ")}`);
  return words.length === 0 ? name : `${name} (${words.join(", ")})`;
}

function examBound(rule: ExamRule): string {
  if (rule.limit === null) return "no number";
  const { atLeast, atMost, unit, window, decidedAt } = rule.limit;
  const bound = atMost === undefined ? `>= ${atLeast} ${unit}` : `<= ${atMost} ${unit}`;
  return window === undefined ? bound : `${bound} (window ${window}, decided at ${decidedAt})`;
}
