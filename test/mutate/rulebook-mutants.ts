import { readFileSync } from "node:fs";
import { isScalar, LineCounter, parseDocument } from "yaml";
import type { ExamRulebook } from "../../src/core/exam/rulebook.ts";
import { watchedRulebookSchema } from "../../src/core/exam/watched-rulebook.ts";
import { slipsOfRuleExamples } from "../../src/core/inspection/meaning-check.ts";
import {
  type InspectionRulebook,
  inspectionRulebookForm,
  inspectionRulebookSchema,
} from "../../src/core/inspection/rulebook.ts";
import { examBooks, examEdgesOf, inspectionBooks, laneEdgesOf } from "../support/rulebook/books.ts";
import { type ExamEdge, examEdgeProblem } from "../support/rulebook/exam-edges.ts";
import { laneEdgeProblem } from "../support/rulebook/lane-edges.ts";
import {
  isOfExample,
  isOfManual,
  moved,
  numbersIn,
  type Path,
  withNumber,
} from "../support/rulebook/numbers.ts";
import { inspectionRows } from "../support/rulebook/rows.ts";
import { conditionEdges, ruleEdges } from "../support/rulebook/rule-edges.ts";
import type { Mutant } from "./mutant.ts";

/** Every number of a rulebook, moved, in this very process: the functions of the edge tests look at the moved book. */
export interface RulebookMutant extends Mutant {
  /** True when the form refuses the moved book or an edge test notices it. */
  isKilled(): boolean;
}

const same = (a: Path, b: Path): boolean => a.join("\0") === b.join("\0");

function noticed(look: () => string | null): boolean {
  try {
    return look() !== null;
  } catch {
    // A book that cannot even be used is noticed by every test that uses it.
    return true;
  }
}

function killsInspection(written: InspectionRulebook, applied: InspectionRulebook, path: Path): boolean {
  const index = Number(path[1]);
  if (path[0] === "rules") {
    const [before, after] = [written.rules[index], applied.rules[index]];
    if (isOfExample(path)) return slipsOfRuleExamples(applied, index).length > 0;
    return before !== undefined && after !== undefined && noticed(() => ruleEdges(before, after).problem);
  }
  if (path[0] === "requires") {
    const [before, after] = [written.requires[index], applied.requires[index]];
    return noticed(() => conditionEdges(before?.when, after?.when));
  }
  if (path[0] === "parts" && path[2] === "manual" && path[3] === "photos") {
    const photo = Number(path[4]);
    const [before, after] = [written, applied].map(({ parts }) => parts[index]?.manual?.photos[photo]?.when);
    return noticed(() => conditionEdges(before, after));
  }
  // Ours, and nothing beside the page says them: it is what was agreed on.
  if (isOfManual(path)) return inspectionRows(applied) !== inspectionRows(written);
  const item = written.items[index];
  if (path[0] !== "items" || item === undefined) return false;
  if (path[2] === "appliesWhen")
    return noticed(() => conditionEdges(item.appliesWhen, applied.items[index]?.appliesWhen));
  return laneEdgesOf(written)
    .filter((edge) => edge.item === item.key && same(edge.setting, path.slice(2)))
    .some((edge) => noticed(() => laneEdgeProblem(edge, written, applied)));
}

function killsExam(
  edges: readonly ExamEdge[],
  written: ExamRulebook,
  applied: ExamRulebook,
  path: Path,
): boolean {
  return edges
    .filter((edge) => edge.of.some((one) => same(one, path)))
    .some((edge) => noticed(() => examEdgeProblem(edge, written, applied)));
}

interface Book<Form> {
  readonly file: string;
  readonly written: Form;
  /** What the form alone takes: quick to say. */
  readonly hasForm: (moved: unknown) => boolean;
  readonly accepts: (moved: unknown) => boolean;
  readonly kills: (applied: Form, path: Path) => boolean;
}

function mutantsOf<Form>({ file, written, hasForm, accepts, kills }: Book<Form>): RulebookMutant[] {
  const text = readFileSync(file, "utf8");
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lines = text.split("\n");
  return numbersIn(written).flatMap(({ path, value }) => {
    // Of a whole vehicle the dossier says more than any rule asks; where it matters the vehicle comes out otherwise.
    if (path[0] === "vehicles") return [];
    const scalar = document.getIn(path, true);
    // A default of the form stands nowhere in the text.
    if (!isScalar(scalar) || !scalar.range) return [];
    const { line, col } = counter.linePos(scalar.range[0]);
    return moved(value).map((after): RulebookMutant => {
      const applied = withNumber(written, path, after);
      return {
        file,
        line,
        column: col,
        before: String(value),
        after: String(after),
        // The line alone does not tell one limit from the next: its path does.
        text: `${path.join(".")}: ${lines[line - 1]?.trim() ?? ""}`,
        // What a book means is looked at last: that takes longest, and most are noticed before.
        isKilled: () => !hasForm(applied) || kills(applied, path) || !accepts(applied),
      };
    });
  });
}

export function rulebookMutants(): RulebookMutant[] {
  return [
    ...inspectionBooks().flatMap(({ file, book: written }) =>
      mutantsOf<InspectionRulebook>({
        file,
        written,
        hasForm: (book) => inspectionRulebookForm.safeParse(book).success,
        accepts: (book) => inspectionRulebookSchema.safeParse(book).success,
        kills: (applied, path) => killsInspection(written, applied, path),
      }),
    ),
    ...examBooks().flatMap(({ file, book: written }) => {
      const edges = examEdgesOf(written);
      return mutantsOf<ExamRulebook>({
        file,
        written,
        hasForm: (book) => watchedRulebookSchema.safeParse(book).success,
        accepts: () => true,
        kills: (applied, path) => killsExam(edges, written, applied, path),
      });
    }),
  ];
}
