import { expect, test } from "vitest";
import { BYTES_MAX } from "../../../src/adapters/config/strict-text.ts";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { dossierSchema } from "../../../src/core/inspection/dossier.ts";
import { inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import { scoreInspection } from "../../../src/core/inspection/score.ts";
import type { Condition } from "../../../src/core/rules/condition.ts";
import { EdgeError } from "../../../src/errors.ts";
import { inFile, rulebook, TODAY } from "./lane-fixture.ts";
import { soundItems, vehicleOf } from "./sound-vehicle.ts";

/**
 * Goal: nothing that comes in is so large or so deep that checking or judging it does not end. Method: each list, table, text and
 * condition at its declared maximum, which is taken, and one beyond it, which is refused with the maximum in both languages. The work on
 * what is taken is bounded by these maxima, by the bytes of a file and by its 32 levels.
 */
const [first, ...requires] = rulebook.requires;
const [rule, ...rules] = rulebook.rules;
const [measure] = rule?.measures ?? [];
if (first === undefined || rule === undefined || measure === undefined) throw new Error("an empty rulebook");

/** The book with its first requirement, or its first rule, told otherwise. */
const when = (condition: Condition) => ({
  ...rulebook,
  requires: [{ ...first, when: condition }, ...requires],
});
const ruleWith = (change: object) => ({ ...rulebook, rules: [{ ...rule, ...change }, ...rules] });
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const mass = (i: number): Condition => ({ fact: "vehicle.grossMassKg", atLeast: String(1000 + i) });
const deep = (levels: number): Condition =>
  levels === 0 ? { fact: "vehicle.use", equals: "A" } : { not: deep(levels - 1) };
const rowsOf = (count: number) =>
  ruleWith({
    measures: [
      {
        ...measure,
        limits: [...measure.limits.slice(0, -1), ...times(count - measure.limits.length, row), last],
      },
    ],
  });
const last = measure.limits.at(-1);
const row = (i: number) => ({
  ...last,
  when: { all: [{ fact: "vehicle.group", equals: "G" }, mass(i * 10)] },
});
const asked = (count: number) => ({
  ...rulebook,
  requires: [
    ...rulebook.requires,
    ...times(count - rulebook.requires.length, (i) => ({ ...first, code: `X-${i}`, by: [] })),
  ],
});
const ruled = (count: number) => ({
  ...rulebook,
  rules: [...rulebook.rules, ...times(count - rulebook.rules.length, (i) => ({ ...rule, id: `x${i}` }))],
});

const dossier = inFile(vehicleOf("K33", { elsewhere: [] }));
const extended = (count: number) => ({
  ...dossier,
  extension: Object.fromEntries(times(count, (i) => [`hubei.word-${i}`, i])),
});

interface Case {
  readonly name: string;
  readonly of: "rulebook" | "dossier";
  /** At the maximum. Reached rows and agreeing words are another matter: null where no sound one is that large. */
  readonly taken: unknown;
  readonly beyond: unknown;
  readonly en: RegExp;
  readonly zh: RegExp;
}

const BOOKS: readonly Case[] = [
  {
    ...{ name: "comparisons of a condition", of: "rulebook" },
    ...{ taken: when({ any: times(40, mass) }), beyond: when({ any: times(41, mass) }) },
    ...{ en: /at most 40 comparisons/, zh: /不超过 40 个比较/ },
  },
  {
    ...{ name: "comparisons, ten thousand wide", of: "rulebook" },
    ...{ taken: null, beyond: when({ all: times(10_000, mass) }) },
    ...{ en: /at most 40 comparisons/, zh: /不超过 40 个比较/ },
  },
  {
    ...{ name: "values of `in`", of: "rulebook" },
    ...{ taken: when({ fact: "vehicle.use", in: times(250, () => "A") }) },
    beyond: when({ fact: "vehicle.use", in: times(251, () => "A") }),
    ...{ en: /at most 250 entries/, zh: /最多 250 项/ },
  },
  {
    ...{ name: "levels of a condition", of: "rulebook" },
    ...{ taken: when(deep(28)), beyond: when(deep(50)) },
    ...{ en: /nested too deeply, 32 levels at most/, zh: /嵌套太深，最多 32 层/ },
  },
  {
    ...{ name: "rows of a table", of: "rulebook" },
    ...{ taken: null, beyond: rowsOf(41) },
    ...{ en: /at most 40 entries/, zh: /最多 40 项/ },
  },
  {
    ...{ name: "five thousand rows", of: "rulebook" },
    taken: null,
    beyond: ruleWith({
      measures: [
        {
          ...measure,
          limits: times(5000, () => ({
            atLeast: "1",
            clause: null,
            source: "s",
            confidence: "recalled",
            verifiedBy: null,
          })),
        },
      ],
    }),
    ...{ en: /at most 40 entries/, zh: /最多 40 项/ },
  },
  {
    ...{ name: "comparisons of a table", of: "rulebook" },
    taken: null,
    beyond: ruleWith({
      measures: [
        {
          ...measure,
          limits: [
            ...times(4, (i) => ({ ...last, when: { any: times(39, (j) => mass(i * 100 + j)) } })),
            last,
          ],
        },
      ],
    }),
    ...{ en: /at most 120 comparisons/, zh: /不超过 120 个比较/ },
  },
  {
    ...{ name: "requirements", of: "rulebook", taken: asked(300), beyond: asked(301) },
    ...{ en: /at most 300 entries/, zh: /最多 300 项/ },
  },
  {
    ...{ name: "a thousand requirements", of: "rulebook", taken: null, beyond: asked(1000) },
    ...{ en: /at most 300 entries/, zh: /最多 300 项/ },
  },
  {
    ...{ name: "rules", of: "rulebook", taken: ruled(150), beyond: ruled(151) },
    ...{ en: /at most 150 entries/, zh: /最多 150 项/ },
  },
  {
    ...{ name: "a name", of: "rulebook" },
    ...{
      taken: { ...rulebook, nameZh: "检".repeat(400) },
      beyond: { ...rulebook, nameZh: "检".repeat(401) },
    },
    ...{ en: /at most 400 characters/, zh: /最多 400 个字符/ },
  },
  {
    ...{ name: "the source of a rule", of: "rulebook" },
    ...{ taken: ruleWith({ source: "s".repeat(400) }), beyond: ruleWith({ source: "s".repeat(100_000) }) },
    ...{ en: /at most 400 characters/, zh: /最多 400 个字符/ },
  },
];

const DOSSIERS: readonly Case[] = [
  {
    ...{ name: "entries of the extension", of: "dossier", taken: extended(100), beyond: extended(101) },
    ...{ en: /a table of at most 100 entries/, zh: /不超过 100 项的键值表/ },
  },
  {
    ...{
      name: "ten thousand entries, as far as 64 KiB hold them",
      of: "dossier",
      taken: null,
      beyond: extended(2500),
    },
    ...{ en: /a table of at most 100 entries/, zh: /不超过 100 项的键值表/ },
  },
  {
    ...{ name: "parts that are left to others", of: "dossier" },
    ...{ taken: { ...dossier, elsewhere: times(20, (i) => `part-${i}`) } },
    beyond: { ...dossier, elsewhere: times(21, (i) => `part-${i}`) },
    ...{ en: /at most 20 entries/, zh: /最多 20 项/ },
  },
  {
    ...{ name: "the name of a part", of: "dossier" },
    ...{
      taken: { ...dossier, elsewhere: ["a".repeat(64)] },
      beyond: { ...dossier, elsewhere: ["a".repeat(60_000)] },
    },
    ...{ en: /at most 64 characters/, zh: /最多 64 个字符/ },
  },
];

const SCHEMAS = {
  rulebook: { schema: inspectionRulebookSchema, bytesMax: BYTES_MAX.rulebook },
  dossier: { schema: dossierSchema, bytesMax: BYTES_MAX.subject },
} as const;

function read({ of }: Case, value: unknown): unknown {
  const { schema, bytesMax } = SCHEMAS[of];
  return parseYamlText(JSON.stringify(value), schema, "f", of === "rulebook" ? 16 * bytesMax : bytesMax)
    .value;
}

function refusalOf(one: Case): { readonly zh: string; readonly en: string } {
  try {
    read(one, one.beyond);
  } catch (error) {
    if (error instanceof EdgeError) return (error.context as { problem: { zh: string; en: string } }).problem;
    throw error;
  }
  throw new Error(`${one.name} was taken`);
}

const ALL = [...BOOKS, ...DOSSIERS].map((one) => [one.name, one] as const);

test.each(ALL)("%s, beyond the maximum: refused with it", (_, one) => {
  const { zh, en } = refusalOf(one);
  expect(en).toMatch(one.en);
  expect(zh).toMatch(one.zh);
});

/** Null where it is refused for what its worked examples say, which were written for a smaller book, and not for its size. */
function atMaximum(one: Case): unknown {
  try {
    return read(one, one.taken);
  } catch (error) {
    if (!(error instanceof EdgeError) || one.of !== "rulebook") throw error;
    expect(error.message).toMatch(/(?:vehicles\.rows|examples)\S*: found/);
    expect(error.message).not.toMatch(one.en);
    return null;
  }
}

test.each(ALL.filter(([, { taken }]) => taken !== null))(
  "%s, at the maximum: looked at and judged to an end",
  (_, one) => {
    const value = atMaximum(one);
    if (value === null) return;
    const car = vehicleOf("K33");
    const measurements = { schema: "proofmark/measurements/v1", items: soundItems(car, rulebook) } as const;
    const book = one.of === "rulebook" ? (value as typeof rulebook) : rulebook;
    const told = one.of === "dossier" ? (value as typeof dossier) : inFile(car);
    const scored = scoreInspection({ dossier: told, today: TODAY, rulebook: book, measurements });
    expect(scored.kind).toBe("scored");
  },
);

test("a long key is told shortly", () => {
  const long = `hubei.${"a".repeat(20_000)}`;
  const one = {
    name: "key",
    of: "dossier",
    taken: null,
    beyond: { ...dossier, extension: { [long]: 1 } },
  } as const;
  const { zh, en } = refusalOf({ ...one, en: /./, zh: /./ });
  expect([zh.length < 300, en.length < 300]).toEqual([true, true]);
});
