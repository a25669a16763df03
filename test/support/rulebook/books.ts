import { loadYamlFile } from "../../../src/adapters/config/yaml-file.ts";
import type { ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import { watchedRulebookSchema } from "../../../src/core/exam/watched-rulebook.ts";
import { type InspectionRulebook, inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import type { ExamEdge } from "./exam-edges.ts";
import { gateEdges } from "./exam-gate-edges.ts";
import { limitEdges } from "./exam-limit-edges.ts";
import { ITEM_EDGES } from "./item-edges.ts";
import type { LaneEdge } from "./lane-edges.ts";

/** Every rulebook that ships, and the page of its rows beside test/core/rules/. A new one is a line here. */
export interface ShippedBook<Book> {
  readonly file: string;
  readonly page: string;
  readonly book: Book;
}

const INSPECTION = [
  ["config/rules/cn-inspection-2021.yaml", "inspection-rulebook.txt"],
  ["config/rules/uk-mot-class4-brakes.yaml", "inspection-rulebook-uk-brakes.txt"],
] as const;

const EXAM = [
  ["config/rules/cn-exam-c1-2022.yaml", "exam-rulebook.txt"],
  ["config/rules/cn-exam-c2-2022.yaml", "exam-rulebook-c2.txt"],
] as const;

export function inspectionBooks(): ShippedBook<InspectionRulebook>[] {
  return INSPECTION.map(([file, page]) => {
    return { file, page, book: loadYamlFile(file, inspectionRulebookSchema).value };
  });
}

export function examBooks(): ShippedBook<ExamRulebook>[] {
  return EXAM.map(([file, page]) => {
    return { file, page, book: loadYamlFile(file, watchedRulebookSchema).value };
  });
}

export function examEdgesOf(book: ExamRulebook): readonly ExamEdge[] {
  return [...limitEdges(book), ...gateEdges(book)];
}

/** Of the procedures that the book has. */
export function laneEdgesOf(book: InspectionRulebook): readonly LaneEdge[] {
  const keys = book.items.map(({ key }) => key);
  return ITEM_EDGES.filter(({ item }) => keys.includes(item));
}
