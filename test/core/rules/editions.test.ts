import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayAfter, dayBefore } from "../../../src/core/door/civil-day.ts";
import {
  type Edition,
  editionOn,
  editionsOn,
  linesOutOfForce,
  orderEditions,
} from "../../../src/core/rules/editions.ts";

/** Goal: a set of rulebooks is refused, or leaves no day and no class in doubt. */
const DAYS: readonly string[] = Array.from({ length: 24 }).reduce<string[]>(
  (days) => [...days, dayAfter(days.at(-1) ?? "")],
  ["2028-02-20"],
);

const book = (
  name: string,
  validFrom: string,
  validTo: string | null,
  classes: readonly string[] | null = null,
  jurisdiction = "CN",
): Edition => ({ name, id: name, jurisdiction, validFrom, validTo, classes });

const classes = fc.subarray(["C1", "C2", "C3"], { minLength: 1 });
const days = fc
  .tuple(fc.nat(DAYS.length - 1), fc.nat(DAYS.length - 1), fc.integer({ min: 0, max: 3 }))
  .map(([a, b, open]): [string, string | null] => [
    DAYS[Math.min(a, b)] ?? "",
    open === 0 ? null : (DAYS[Math.max(a, b)] ?? ""),
  ]);

/** Any days at all, and days that follow one another, which chance alone would hardly make. */
const anySet = fc
  .array(fc.tuple(days, classes), { minLength: 1, maxLength: 4 })
  .map((sets) => sets.map(([[from, to], of], i) => book(`b${i}`, from, to, of)));
const rowSet = fc
  .tuple(fc.uniqueArray(fc.integer({ min: 1, max: 22 }), { maxLength: 4 }), fc.boolean(), classes)
  .map(([cuts, isOpen, of]) => {
    const starts = [0, ...cuts.sort((a, b) => a - b)];
    const row = starts.map((start, i) => {
      const next = starts[i + 1];
      const to = next === undefined ? (isOpen ? null : DAYS[23]) : DAYS[next - 1];
      return book(`r${i}`, DAYS[start] ?? "", to ?? null, of);
    });
    return row.reverse();
  });

function inForce(books: readonly Edition[], licenceClass: string, day: string): readonly Edition[] {
  return books.filter(
    ({ classes: of, validFrom, validTo }) =>
      of?.includes(licenceClass) === true && validFrom <= day && (validTo === null || day <= validTo),
  );
}

/** The days from the first on which a rulebook of this class is in force to the last. */
function span(books: readonly Edition[], licenceClass: string): readonly string[] {
  const covered = DAYS.filter((day) => inForce(books, licenceClass, day).length > 0);
  return DAYS.slice(DAYS.indexOf(covered[0] ?? ""), DAYS.indexOf(covered.at(-1) ?? "") + 1);
}

describe("any set of rulebooks", () => {
  test("is refused, or has exactly one for each class on each day from its first to its last", () => {
    const seen = { ordered: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(anySet, rowSet), (books) => {
        const order = orderEditions(books);
        seen[order.kind] += 1;
        const of = [...new Set(books.flatMap(({ classes: known }) => known ?? []))];
        const sound = of.every((one) =>
          span(books, one).every((day) => inForce(books, one, day).length === 1),
        );
        expect(order.kind === "ordered").toBe(sound);
        if (order.kind === "refused") return;
        expect(order.lines.map(({ licenceClass }) => licenceClass).sort()).toEqual(of.sort());
        for (const line of order.lines)
          for (const day of span(books, line.licenceClass ?? ""))
            expect([editionOn(line, day)]).toEqual(inForce(books, line.licenceClass ?? "", day));
      }),
      { seed: 1, numRuns: 1000 },
    );
    expect(seen.ordered).toBeGreaterThan(200);
    expect(seen.refused).toBeGreaterThan(200);
  });
});

const why = (...books: Edition[]): unknown => {
  const order = orderEditions(books);
  return order.kind === "refused" ? [order.reason.code, order.reason.params as unknown] : order.kind;
};

describe("what is refused names both files and the days", () => {
  test("two in force on one day", () => {
    const old = book("old", "2021-01-01", "2026-12-31");
    const pair = { first: "old", second: "new", licenceClass: null };
    expect(why(book("new", "2026-12-31", null), old)).toEqual([
      "EDITIONS_OVERLAP",
      { ...pair, from: "2026-12-31", to: "2026-12-31" },
    ]);
    expect(why(book("old", "2021-01-01", null), book("new", "2027-01-01", null))).toEqual([
      "EDITIONS_OVERLAP",
      { ...pair, from: "2027-01-01", to: null },
    ]);
    expect(why(old, book("new", "2024-01-01", "2024-06-30"))).toEqual([
      "EDITIONS_OVERLAP",
      { ...pair, from: "2024-01-01", to: "2024-06-30" },
    ]);
    expect(why(old, book("new", "2027-01-01", null))).toBe("ordered");
  });

  test("days between two on which none is in force", () => {
    const old = book("old", "2021-01-01", "2028-02-28", ["C1"]);
    const pair = { first: "old", second: "new", licenceClass: "C1" };
    expect(why(old, book("new", "2028-03-01", null, ["C1"]))).toEqual([
      "EDITIONS_GAP",
      { ...pair, from: "2028-02-29", to: "2028-02-29" },
    ]);
    expect(why(old, book("new", "2029-01-01", null, ["C1"]))).toEqual([
      "EDITIONS_GAP",
      { ...pair, from: "2028-02-29", to: "2028-12-31" },
    ]);
    expect(why(old, book("new", "2028-02-29", null, ["C1"]))).toBe("ordered");
    expect(why(old, book("of another class", "2029-01-01", null, ["C2"]))).toBe("ordered");
  });

  test("two countries, or two parts of one, but not a part and its country", () => {
    const of = (place: string, from: string, to: string | null) => book(place, from, to, null, place);
    const chinese = of("CN", "2021-01-01", "2026-12-31");
    expect(why(chinese, of("GB", "2027-01-01", null))).toEqual([
      "EDITIONS_ELSEWHERE",
      { first: "CN", second: "GB", firstIn: "CN", secondIn: "GB" },
    ]);
    expect(why(of("CN-44", "2021-01-01", "2026-12-31"), of("CN-45", "2027-01-01", null))).toMatchObject([
      "EDITIONS_ELSEWHERE",
      {},
    ]);
    expect(why(chinese, of("CN-44", "2027-01-01", null))).toBe("ordered");
  });
});

describe("outside of all its editions", () => {
  const order = orderEditions([
    book("c", "2026-01-01", "2026-06-30", ["C1", "C3"]),
    book("d", "2026-07-01", "2026-12-31", ["C1", "C2", "C3"]),
    book("a", "2025-01-01", "2026-06-30", ["C2"]),
  ]);
  if (order.kind === "refused") throw new Error(order.reason.code);
  const told = (today: string) =>
    linesOutOfForce(order.lines, today).map(({ edition, reason }) => `${edition.name} ${reason.code}`);

  test("each line has the nearest, and says why it does not hold, once a book", () => {
    expect(told("2024-12-31")).toEqual(["c RULEBOOK_NOT_YET", "a RULEBOOK_NOT_YET"]);
    expect(told("2025-12-31")).toEqual(["c RULEBOOK_NOT_YET"]);
    expect(told("2026-07-01")).toEqual([]);
    expect(told("2027-01-01")).toEqual(["d RULEBOOK_ENDED"]);
  });

  test("those of today are each told once", () => {
    const names = (today: string) => editionsOn(order.lines, today).map(({ name }) => name);
    expect(names("2026-06-30")).toEqual(["c", "a"]);
    expect(names("2026-07-01")).toEqual(["d"]);
  });
});

test.each([
  ["2027-12-31", "2028-01-01"],
  ["2028-02-28", "2028-02-29"],
  ["2028-02-29", "2028-03-01"],
  ["2100-02-28", "2100-03-01"],
  ["2026-04-30", "2026-05-01"],
  ["2026-10-09", "2026-10-10"],
])("the day after %s is %s", (day, next) => {
  expect(dayAfter(day)).toBe(next);
  expect(dayBefore(next)).toBe(day);
});

describe("an edition that the registry ordered", () => {
  const ordered = (name: string, from: string, to: string | null): Edition => ({
    ...book(name, from, to),
    isByOrder: true,
  });
  const own = book("own", "2028-02-20", null);

  test("ends the one before it, whatever that one says, and stands among others in order", () => {
    const row = orderEditions([
      ordered("later", "2028-03-01", null),
      own,
      ordered("next", "2028-02-25", null),
    ]);
    expect(row).toMatchObject({ kind: "ordered" });
    const [line] = row.kind === "ordered" ? row.lines : [];
    if (line === undefined) throw new Error("no line");
    const by = ["2028-02-24", "2028-02-25", "2028-02-29", "2028-03-01"].map(
      (day) => editionOn(line, day).name,
    );
    expect(by).toEqual(["own", "next", "next", "later"]);
  });

  test("of the same first day, and behind a day that is free, is refused as any other", () => {
    expect(orderEditions([own, ordered("same", "2028-02-20", null)])).toMatchObject({
      reason: { code: "EDITIONS_OVERLAP" },
    });
    const ended = book("ended", "2028-02-20", "2028-02-22");
    expect(orderEditions([ended, ordered("gap", "2028-02-24", null)])).toMatchObject({
      reason: { code: "EDITIONS_GAP" },
    });
    expect(orderEditions([ended, ordered("next", "2028-02-23", null)]).kind).toBe("ordered");
    // It ends nothing that comes after it.
    expect(
      orderEditions([ordered("open", "2028-02-20", null), book("own", "2028-02-25", null)]),
    ).toMatchObject({
      reason: { code: "EDITIONS_OVERLAP" },
    });
  });
});
