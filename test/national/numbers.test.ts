import { expect, test } from "vitest";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import { nodeDurableFs } from "../../src/adapters/disk/durable-fs.ts";
import { nationalMappingSchema } from "../../src/national/mapping-form.ts";
import { nameOf, stepsOf, toldAs } from "../support/national-events.ts";
import { completeMapping, NationalLife, newBook } from "../support/national-world.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: every number of a call that our facts name has one row that says where it is known from, and what has no fields is never sent. */
const numbers = (head: string, ...tails: readonly (number | string)[]): string[] =>
  tails.map((tail) => `${head}${String(tail).padStart(2, "0")}`);
const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** By the place in the facts. */
const NAMED = {
  inspection: {
    "inspection.md 5.6": numbers(
      ...([
        "18C",
        1,
        2,
        5,
        21,
        23,
        46,
        49,
        50,
        51,
        52,
        53,
        54,
        55,
        58,
        59,
        61,
        62,
        63,
        64,
        65,
        66,
        72,
      ] as const),
      ...[80, 81, 82, 99],
    ),
    "peers.md, list of the manual": numbers("18C", 6, 47, 68),
  },
  exam: {
    "exam.md, video and upload": numbers("17C", ...upTo(51, 56)),
    "two programs of exam stations": numbers("17C", 57, 58, "B2", "B3"),
  },
  emission: {
    "inspection.md 3.8": numbers("90Y", ...upTo(1, 4), ...upTo(6, 9), ...upTo(24, 40), ...upTo(43, 53)),
  },
} as const;

const mappingOf = (name: keyof typeof NAMED) =>
  loadYamlFile(`config/national/mapping-${name}.yaml`, nationalMappingSchema).value;

test.each(Object.keys(NAMED) as (keyof typeof NAMED)[])("%s: each number has one row", (name) => {
  const { calls, unsent } = mappingOf(name);
  const rows = [...Object.entries(calls).map(([call, row]) => ({ call, ...row })), ...unsent];
  const named = Object.values(NAMED[name]).flat();
  expect(rows.map(({ call }) => call).sort()).toEqual([...named].sort());
  for (const { source } of rows) expect(source).toMatch(/[A-Z]{2}|peers|program/);
  for (const { call, why } of unsent) expect(`${call}: ${why}`).toMatch(/not known|not ours|our /);
});

test("a number that stands twice is refused", () => {
  const mapping = mappingOf("emission");
  const [row] = mapping.unsent;
  const twice = { ...mapping, unsent: [...mapping.unsent, { ...row, call: "90Y24" }] };
  const { error } = nationalMappingSchema.safeParse(twice);
  expect(error?.issues.map(({ message }) => message)).toEqual(["90Y24 has a row already"]);
});

async function told(items: readonly string[], mapping = mappingOf("emission")) {
  const book = newBook("refuse");
  const life = new NationalLife({
    ...{ mapping, book, fs: nodeDurableFs, directory: temporaryDirectory(), lostAnswer: "hold" },
    wire: () => "answer",
  });
  items.forEach((item, n) => {
    const steps = stepsOf(nameOf(n + 1)).map((event) => ("item" in event ? { ...event, item } : event));
    life.take(
      toldAs(
        steps.map((event) => ({ job: nameOf(n + 1), event: event as (typeof steps)[0] })),
        { from: n * 7 },
      ),
    );
  });
  await life.work();
  return {
    calls: book.calls.length,
    held: life.store.jobs().map(({ job, problem }) => [job, problem?.code, problem?.params]),
    done: life.store.doneCount(),
  };
}

test("emission: a job without such an item is done, one with it is held by what is missing, and nothing is sent", async () => {
  expect(await told(["B1", "E", "ELD"])).toEqual({
    calls: 0,
    held: [
      [nameOf(2), "NATIONAL_ITEM_UNKNOWN", { item: "E" }],
      [nameOf(3), "NATIONAL_ITEM_UNKNOWN", { item: "ELD" }],
    ],
    done: 1,
  });
  const named = completeMapping("emission");
  const call = "90Y24";
  expect((await told(["E"], named)).held).toEqual([
    [nameOf(1), "NATIONAL_FIELD_MISSING", { call, field: "?", what: "all of its fields", from: "" }],
  ]);
  const field = { name: "xm", what: "item", from: "item", needed: true } as const;
  const about = { source: "made up for tests", confidence: "derived" as const };
  for (const row of Object.values(named.calls)) row.fields = [{ ...field, ...about }];
  expect(await told(["E"], named)).toMatchObject({
    calls: 0,
    held: [[nameOf(1), "NATIONAL_FIELD_MISSING", { call, field: "xtlb", what: "envelope", from: "" }]],
  });
});

test("the inspection leaves emission to its own platform, and an item of an electric vehicle waits", async () => {
  const { held, done } = await told(["ES", "EV-C"], mappingOf("inspection"));
  expect(held.map(([job, code]) => [job, code])).toEqual([[nameOf(2), "NATIONAL_ITEM_UNKNOWN"]]);
  expect(done).toBe(1);
});
