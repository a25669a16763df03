import type { ResultDocument } from "../core/record/result-document.ts";
import type { RuleTexts } from "../core/record/rulebook-texts.ts";
import { limitWords } from "../core/rules/limit-words.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { reason, told } from "../core/trade/reasons.ts";
import { severityName } from "../core/trade/words/severities.ts";
import { verdictName } from "../core/trade/words/verdicts.ts";
import type { RulebookShelf } from "./rulebook-shelf.ts";

type Item = ResultDocument["items"][number];
type Finding = Item["findings"][number];

/** An item of a record with the words of its rulebook, null where that is not at hand or has none. */
export interface ToldItem extends Omit<Item, "findings"> {
  readonly nameZh: string | null;
  readonly nameEn: string | null;
  readonly findings: readonly (Finding & { readonly texts: RuleTexts | null })[];
}

export interface ToldContent {
  /** File of the rulebook that the record names; null where it is not at hand, and `missing` then says which one it is. */
  readonly rulebookFile: string | null;
  readonly missing: Told | null;
  readonly items: readonly ToldItem[];
}

export function toldContent(document: ResultDocument, shelf: RulebookShelf): ToldContent {
  const { id, edition, sha256 } = document.rulebook;
  const found = shelf.find(sha256);
  return {
    rulebookFile: found?.file ?? null,
    missing: found === null ? told(reason("RULEBOOK_NOT_AT_HAND", { id, edition, sha256 })) : null,
    items: document.items.map((item) => {
      const name = found?.texts.nameOf(item) ?? null;
      return {
        ...item,
        nameZh: name?.nameZh ?? null,
        nameEn: name?.nameEn ?? null,
        findings: item.findings.map((finding) => ({
          ...finding,
          texts: found?.texts.ruleOf(finding.rule) ?? null,
        })),
      };
    }),
  };
}

/** For a terminal: a line an item, and one for each rule that says something. */
export function contentLines({ missing, items }: ToldContent): string[] {
  const lines = missing === null ? [] : [`  note     ${missing.en} ${missing.zh} [${missing.code}]`];
  return [...lines, ...items.flatMap(itemLines)];
}

function itemLines({ item, nameZh, nameEn, verdict, reasons, findings }: ToldItem): string[] {
  const name = nameZh === null || nameEn === null ? "" : ` ${nameEn} ${nameZh}`;
  const { zh, en } = verdictName(verdict);
  const why = reasons.map((one) => ` (${one.en} ${one.zh})`).join("");
  return [
    `  item     ${item}${name}: ${en} ${zh}${why}`,
    ...findings.filter(({ outcome }) => outcome !== "not-applicable").map(findingLine),
  ];
}

function findingLine({
  rule,
  outcome,
  severity,
  clause,
  value,
  unit,
  limits,
  deduction,
  texts,
}: ToldItem["findings"][number]): string {
  const { zh, en } = verdictName(outcome);
  const bounds = limitWords(limits);
  const parts = [
    `${rule}: ${en} ${zh}`,
    severity === undefined ? "" : `${severityName(severity).en} ${severityName(severity).zh}`,
    value === null ? "" : `${value} ${unit}`.trim(),
    bounds === null ? "" : bounds.en,
    deduction === null ? "" : `-${deduction.points}`,
    clause ?? "",
    texts === null ? "" : `${texts.textEn} ${texts.textZh}`,
    texts === null ? "" : provenance(texts),
  ];
  return `    ${parts.filter((part) => part !== "").join("; ")}`;
}

function provenance({ source, confidence, verifiedBy }: RuleTexts): string {
  const by = verifiedBy === null ? "not verified 未核实" : `verified by ${verifiedBy} 已核实`;
  return [source, confidence, by].filter((part) => part !== null).join(", ");
}
