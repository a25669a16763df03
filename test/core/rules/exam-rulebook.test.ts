import { describe, expect, test } from "vitest";
import { examBooks, examEdgesOf } from "../../support/rulebook/books.ts";
import { examEdgeProblem } from "../../support/rulebook/exam-edges.ts";
import { moved, numbersIn, withNumber } from "../../support/rulebook/numbers.ts";
import { examRows } from "../../support/rulebook/rows.ts";

/**
 * Goal: no number of an exam rulebook changes unseen, and none is applied otherwise than it is written.
 * Method: the page of rows is a snapshot; each number is shown to the machine part that applies it, at it and beyond.
 */
describe.each(examBooks())("$file", ({ book, page }) => {
  describe("the page of the exam rulebook", () => {
    test("is what was agreed on", async () => {
      await expect(examRows(book)).toMatchFileSnapshot(`./${page}`);
    });

    test("changes with every number of the book", () => {
      const rows = examRows(book);
      const unseen = numbersIn(book).filter(
        ({ path, value }) => examRows(withNumber(book, path, moved(value)[0] ?? value)) === rows,
      );
      expect(unseen).toEqual([]);
    });
  });

  const edges = examEdgesOf(book);

  describe("every number flips where it is written", () => {
    test.each(edges.map((edge, i) => [`${edge.name} (${i})`, edge] as const))("%s", (_, edge) => {
      expect(examEdgeProblem(edge, book, book)).toBeNull();
    });

    test("none is left out that the machine applies", () => {
      const looked = new Set(edges.flatMap((edge) => edge.of.map((path) => path.join("."))));
      const left = numbersIn(book).filter(({ path }) => !looked.has(path.join(".")));
      const names = left.map(({ path, value }) => {
        const rule = path[0] === "rules" ? book.rules[Number(path[1])] : undefined;
        return { path: [rule?.id, ...path.slice(rule === undefined ? 0 : 2)].join("."), value };
      });
      // Rearming is of contacts that are counted each time; the others carry the 0 of the form.
      expect(names.filter(({ path, value }) => !(path.endsWith(".rearmS") && value === 0))).toEqual([]);
    });
  });
});
