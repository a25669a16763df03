import { describe, expect, test } from "vitest";
import type { Condition } from "../../../src/core/rules/condition.ts";
import type { KnownFact } from "../../../src/core/rules/condition-check.ts";
import { domainOfFact } from "../../../src/core/rules/domain.ts";
import { slipsOfReach, slipsOfTable, type TableSite } from "../../../src/core/rules/table-check.ts";

/** Goal: a row that nobody comes to and a vehicle that comes to no row are found, and nothing else is. */
const text = (...values: string[]): KnownFact => ({
  kind: "text",
  unit: "",
  values: values.length === 0 ? null : values,
  domain: null,
});
const figure = (from: string, to: string, whole?: true): KnownFact => ({
  kind: "number",
  unit: "kg",
  values: null,
  domain: domainOfFact({ from, to, ...(whole === undefined ? {} : { whole }) }),
});
const known: ReadonlyMap<string, KnownFact> = new Map([
  ["kind", text("car", "bus", "truck")],
  ["colour", text()],
  ["sun", { kind: "yes-no", unit: "", values: ["yes", "no"], domain: null } as const],
  ["built", { kind: "date", unit: "", values: null, domain: null } as const],
  ["mass", figure("1", "1000", true)],
  ["curb", figure("1", "1000", true)],
  ["force", figure("-10", "1000")],
]);
const site: TableSite = { applies: [], known, kinships: [] };
const heavier: TableSite["kinships"] = [
  { facts: ["mass", "curb"], agree: (point) => Number(point.get("mass")) >= Number(point.get("curb")) },
];

/** Each slip as its place and what it says. */
function said(whens: readonly (Condition | undefined)[], at: Partial<TableSite> = {}): string[] {
  const rows = whens.map((when, place) => ({ when, place }));
  return slipsOfTable(rows, ["t"], { ...site, ...at }).map(
    ({ path, message }) => `${path.join(".")} ${message}`,
  );
}

const car: Condition = { fact: "kind", equals: "car" };
const bus: Condition = { fact: "kind", equals: "bus" };
const truck: Condition = { fact: "kind", equals: "truck" };

describe("rows that nobody comes to", () => {
  test.each<[string, (Condition | undefined)[], string[]]>([
    ["one row for each", [car, bus, truck], []],
    ["a row for the rest", [car, undefined], []],
    ["two for the rest", [car, undefined, undefined], ["t.2 form:rowReached:0, 1"]],
    ["the rest first", [undefined, car], ["t.1 form:rowReached:0"]],
    ["the same twice", [car, car, undefined], ["t.1 form:rowReached:0"]],
    [
      "covered by two together",
      [{ fact: "kind", in: ["car", "bus"] }, truck, bus],
      ["t.2 form:rowReached:0"],
    ],
    ["the rest when every value has stood", [car, bus, truck, undefined], ["t.3 form:rowReached:0, 1, 2"]],
    ["a text that is open has always another value", [{ fact: "colour", equals: "red" }, undefined], []],
    [
      "narrower behind wider",
      [{ fact: "mass", atMost: "300" }, { fact: "mass", atMost: "200" }, undefined],
      ["t.1 form:rowReached:0"],
    ],
    [
      "wider behind narrower",
      [{ fact: "mass", atMost: "200" }, { fact: "mass", atMost: "300" }, undefined],
      [],
    ],
    [
      "earlier behind later",
      [{ fact: "built", before: "2010-01-01" }, { fact: "built", before: "2000-01-01" }, undefined],
      ["t.1 form:rowReached:0"],
    ],
    ["two values at once", [{ all: [car, bus] }, undefined], ["t.0.when form:conditionNever"]],
    [
      "none of all values",
      [{ not: { fact: "kind", in: ["car", "bus", "truck"] } }, undefined],
      ["t.0.when form:conditionNever"],
    ],
    [
      "above and below",
      [
        {
          all: [
            { fact: "mass", above: "5" },
            { fact: "mass", below: "6" },
          ],
        },
        undefined,
      ],
      ["t.0.when form:conditionNever"],
    ],
    [
      "above and below where there is room",
      [
        {
          all: [
            { fact: "force", above: "5" },
            { fact: "force", below: "6" },
          ],
        },
        undefined,
      ],
      [],
    ],
  ])("%s", (_, whens, slips) => {
    expect(said(whens)).toEqual(slips);
  });

  test("a row of vehicles to which the rule does not apply", () => {
    expect(said([car, bus, truck], { applies: [{ not: truck }] })).toEqual(["t.2 form:rowApplies"]);
    expect(said([car, bus], { applies: [{ not: truck }] })).toEqual([]);
  });

  test("rows keep the numbers of the table that is written", () => {
    const rows = [
      { when: undefined, place: 3 },
      { when: car, place: 7 },
    ];
    expect(slipsOfTable(rows, [], site)).toEqual([{ path: [7], message: "form:rowReached:3" }]);
  });
});

describe("vehicles that come to no row", () => {
  test.each<[string, (Condition | undefined)[], string | null]>([
    ["a value forgotten", [car, bus], "kind truck"],
    ["a value of an open text", [{ fact: "colour", equals: "red" }], "colour ?"],
    [
      "a bound that stands in neither",
      [
        { fact: "mass", below: "300" },
        { fact: "mass", above: "300" },
      ],
      "mass 300",
    ],
    [
      "a whole figure has nothing between",
      [
        { fact: "mass", atMost: "300" },
        { fact: "mass", atLeast: "301" },
      ],
      null,
    ],
    [
      "any other has",
      [
        { fact: "force", atMost: "300" },
        { fact: "force", atLeast: "301" },
      ],
      "force 300.000001",
    ],
    ["days from a day on", [{ fact: "built", before: "2010-01-01" }], "built 2010-01-01"],
    ["days before it", [{ not: { fact: "built", before: "2010-01-01" } }], "built 2009-12-31"],
    ["of two facts", [{ all: [car, { fact: "sun", equals: "yes" }] }, { not: car }], "kind car, sun no"],
    ["a multiple of another figure", [{ fact: "mass", atMost: "1.2", times: "curb" }], "curb 50, mass 61"],
    [
      "a figure on either side of a multiple",
      [
        { fact: "mass", atMost: "1.2", times: "curb" },
        { fact: "mass", above: "1.2", times: "curb" },
      ],
      null,
    ],
  ])("%s", (_, whens, hole) => {
    expect(said(whens)).toEqual(hole === null ? [] : [`t form:tableWhole:${hole}`]);
  });

  test("a vehicle that there is not is no hole, and a row for it is for nobody", () => {
    const lighter: Condition = { fact: "mass", below: "1", times: "curb" };
    expect(said([{ not: lighter }])).toEqual(["t form:tableWhole:curb 50, mass 49"]);
    expect(said([{ not: lighter }], { kinships: heavier })).toEqual([]);
    expect(said([lighter, undefined], { kinships: heavier })).toEqual(["t.0.when form:conditionNever"]);
  });

  test("facts that agree with each other leave each other room", () => {
    // No curb mass beside 20 kg is named: one must be tried all the same.
    const light: Condition = { fact: "mass", atMost: "20" };
    expect(
      said([{ all: [light, { fact: "curb", below: "900" }] }, undefined], { kinships: heavier }),
    ).toEqual([]);
  });

  test("a bound and a multiple of one figure are tried together", () => {
    const both: Condition = {
      all: [
        { fact: "mass", atMost: "120" },
        { fact: "mass", above: "1.2", times: "curb" },
      ],
    };
    expect(said([both, undefined])).toEqual([]);
    const never: Condition = {
      all: [
        { fact: "mass", atMost: "120" },
        { fact: "curb", atLeast: "100" },
        { fact: "mass", above: "1.2", times: "curb" },
      ],
    };
    expect(said([never, undefined])).toEqual(["t.0.when form:conditionNever"]);
  });
});

describe("a condition by itself", () => {
  test("that nobody of the item can meet", () => {
    expect(slipsOfReach(bus, ["w"], { ...site, applies: [car] })).toEqual([
      { path: ["w"], message: "form:conditionNever" },
    ]);
    expect(slipsOfReach(bus, ["w"], site)).toEqual([]);
    expect(slipsOfReach(undefined, ["w"], { ...site, applies: [car] })).toEqual([]);
  });
});

describe("where there are too many vehicles", () => {
  const names = Array.from({ length: 16 }, (_, i) => `flag-${i}`);
  const many: TableSite = {
    ...site,
    known: new Map([...known, ...names.map((name) => [name, text("yes", "no")] as const)]),
  };
  const all: Condition = { all: names.map((fact) => ({ fact, equals: "yes" })) };

  test("what stands in the text is seen: a row for everybody, one that stands twice, two values at once", () => {
    const rows = [all, all, { all: [car, bus] }, undefined, car];
    expect(said(rows, many)).toEqual([
      "t.1 form:rowReached:0",
      "t.2.when form:conditionNever",
      "t.4 form:rowReached:3",
    ]);
  });

  test("and nothing is said that would have to be tried", () => {
    expect(said([all, car], many)).toEqual([]);
    expect(slipsOfReach({ all: [all, car, bus] }, ["w"], many)).toEqual([]);
  });

  test("figures that scale each other in a ring are too many", () => {
    const ring: Condition = {
      all: [
        { fact: "mass", atMost: "2", times: "curb" },
        { fact: "curb", atMost: "2", times: "mass" },
      ],
    };
    expect(said([ring])).toEqual([]);
  });
});
