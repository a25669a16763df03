import { describe, expect, test } from "vitest";
import { inspectionBooks, laneEdgesOf } from "../../support/rulebook/books.ts";
import { laneEdgeProblem } from "../../support/rulebook/lane-edges.ts";
import {
  isOfExample,
  isOfManual,
  moved,
  numbersIn,
  withNumber,
  wordsIn,
} from "../../support/rulebook/numbers.ts";
import { inspectionRows } from "../../support/rulebook/rows.ts";
import { conditionEdges, ruleEdges } from "../../support/rulebook/rule-edges.ts";

/**
 * Goal: no number of a rulebook changes unseen, and none is applied otherwise than it is written.
 * Method: the page of rows is a snapshot; from each row follow the vehicles at its bound and one last decimal beyond.
 */
describe.each(inspectionBooks())("$file", ({ book, page }) => {
  describe("the page of the inspection rulebook", () => {
    test("is what was agreed on", async () => {
      await expect(inspectionRows(book)).toMatchFileSnapshot(`./${page}`);
    });

    test("changes with every number of the book", () => {
      const rows = inspectionRows(book);
      const unseen = numbersIn(book).filter(
        ({ path, value }) =>
          !isOfExample(path) && inspectionRows(withNumber(book, path, moved(value)[0] ?? value)) === rows,
      );
      expect(unseen).toEqual([]);
    });
  });

  test("the page changes with every word that says how something is looked at by hand, and what comes after it", () => {
    const rows = inspectionRows(book);
    const unseen = wordsIn(book)
      .filter(({ path }) => isOfManual(path))
      .filter(({ path, value }) => inspectionRows(withNumber(book, path, value)) === rows);
    expect(unseen).toEqual([]);
  });

  describe("every limit: the bound passes, one last decimal beyond fails, and its condition chooses it", () => {
    test.each(book.rules.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
      const { problem, passed, failed } = ruleEdges(rule, rule);
      expect(problem).toBeNull();
      const judged = rule.measures.flatMap((measure, m) =>
        measure.limits.flatMap((row, r) =>
          row.notJudged === true || row.notInBook === true ? [] : [`${m}.${r}`],
        ),
      );
      expect([...passed]).toEqual(expect.arrayContaining(judged));
      expect([...failed]).toEqual(expect.arrayContaining(judged));
    });
  });

  test.each(book.items.map((item) => [item.key, item] as const))("when %s is done at all", (_, item) => {
    expect(conditionEdges(item.appliesWhen, item.appliesWhen)).toBeNull();
  });

  test.each(book.requires.map((row) => [row.code, row] as const))("of whom %s is asked", (_, row) => {
    expect(conditionEdges(row.when, row.when)).toBeNull();
  });

  test.each(
    book.parts.flatMap(({ key, manual }) =>
      (manual?.photos ?? []).map((photo) => [`${key} ${photo.code}`, photo] as const),
    ),
  )("of whom the photo %s is asked", (_, photo) => {
    expect(conditionEdges(photo.when, photo.when)).toBeNull();
  });

  describe("every setting of a procedure flips at its number", () => {
    const edges = laneEdgesOf(book);
    test.each(edges.map((edge, i) => [`${edge.item} ${edge.setting.join(".")} (${i})`, edge] as const))(
      "%s",
      (_, edge) => {
        expect(laneEdgeProblem(edge, book, book)).toBeNull();
      },
    );

    test("none is left out", () => {
      const looked = new Set(edges.map((edge) => [edge.item, ...edge.setting].join(".")));
      const all = book.items.flatMap(({ appliesWhen: _, ...item }) =>
        numbersIn(item).map(({ path }) => [item.key, ...path].join(".")),
      );
      expect(all.filter((name) => !looked.has(name))).toEqual([]);
    });
  });
});
