import { describe, expect, test } from "vitest";
import { ITEM_EDGES } from "../../support/rulebook/item-edges.ts";
import { laneEdgeProblem } from "../../support/rulebook/lane-edges.ts";
import { moved, numbersIn, withNumber } from "../../support/rulebook/numbers.ts";
import { inspectionRows } from "../../support/rulebook/rows.ts";
import { conditionEdges, ruleEdges } from "../../support/rulebook/rule-edges.ts";
import { rulebook } from "../inspection/lane-fixture.ts";

/**
 * Goal: no number of the rulebook changes unseen, and none is applied otherwise than it is written.
 * Method: the page of rows is a snapshot; from each row follow the vehicles at its bound and one last decimal beyond.
 */
describe("the page of the inspection rulebook", () => {
  test("is what was agreed on", async () => {
    await expect(inspectionRows(rulebook)).toMatchFileSnapshot("./inspection-rulebook.txt");
  });

  test("changes with every number of the book", () => {
    const page = inspectionRows(rulebook);
    const unseen = numbersIn(rulebook).filter(
      ({ path, value }) => inspectionRows(withNumber(rulebook, path, moved(value)[0] ?? value)) === page,
    );
    expect(unseen).toEqual([]);
  });
});

describe("every limit: the bound passes, one last decimal beyond fails, and its condition chooses it", () => {
  test.each(rulebook.rules.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
    const { problem, passed, failed } = ruleEdges(rule, rule);
    expect(problem).toBeNull();
    const judged = rule.measures.flatMap((measure, m) =>
      measure.limits.flatMap((row, r) => (row.notJudged === true ? [] : [`${m}.${r}`])),
    );
    expect([...passed]).toEqual(expect.arrayContaining(judged));
    expect([...failed]).toEqual(expect.arrayContaining(judged));
  });
});

test.each(rulebook.items.map((item) => [item.key, item] as const))("when %s is done at all", (_, item) => {
  expect(conditionEdges(item.appliesWhen, item.appliesWhen)).toBeNull();
});

describe("every setting of a procedure flips at its number", () => {
  test.each(ITEM_EDGES.map((edge, i) => [`${edge.item} ${edge.setting.join(".")} (${i})`, edge] as const))(
    "%s",
    (_, edge) => {
      expect(laneEdgeProblem(edge, rulebook, rulebook)).toBeNull();
    },
  );

  test("none is left out", () => {
    const looked = new Set(ITEM_EDGES.map((edge) => [edge.item, ...edge.setting].join(".")));
    const all = rulebook.items.flatMap(({ appliesWhen: _, ...item }) =>
      numbersIn(item).map(({ path }) => [item.key, ...path].join(".")),
    );
    expect(all.filter((name) => !looked.has(name))).toEqual([]);
  });
});
