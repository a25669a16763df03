import { beforeAll, describe, expect, test } from "vitest";
import { agrees } from "../../src/console/web/appeal/agreement.ts";
import { wayOfTrace } from "../../src/console/web/appeal/drawn-way.ts";
import { entryRows, firstFrom } from "../../src/console/web/appeal/entry-rows.ts";
import { faultsOf, samplesOf } from "../../src/console/web/appeal/faults.ts";
import { recordJob } from "../../src/console/web/appeal/record-job.ts";
import { bundleOf, type ShownBundle } from "../../src/console/web/appeal/shown-bundle.ts";
import { thinned } from "../../src/console/web/appeal/signal-tracks.ts";
import { pageWithEvidence } from "../../src/core/evidence/appeal-page.ts";
import { verify } from "../../src/verifier/verify.ts";
import { type AppealParts, appealParts } from "../support/appeal-world.ts";
import { contextWith } from "../support/verifier-context.ts";
import { goneThrough, shownScenario } from "./gone-through.ts";

/** Goal: what the page carries stands or falls as one, and what it shows of it is what the record says, also where a part is withheld. */
let parts: AppealParts;
let bundle: ShownBundle;

beforeAll(async () => {
  parts = await appealParts("c1-no-belt");
  const found = bundleOf(verify(parts.evidence, contextWith({ trust: parts.trust })));
  if (found === null) throw new Error("the bundle is not believed");
  bundle = found;
}, 60_000);

describe("what an appeal carries", () => {
  test("with any one byte changed is refused", () => {
    let state = 7;
    const roll = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const { evidence, trust } = parts;
    for (let time = 0; time < 200; time++) {
      const other = Uint8Array.from(evidence);
      const at = time < 20 ? time : roll(other.length);
      other[at] = (other[at] ?? 0) ^ (1 + roll(255));
      const { word, content } = verify(other, contextWith({ trust }));
      expect([at, word, content]).toEqual([at, "refused", null]);
    }
    for (let time = 0; time < 40; time++) {
      const other = Uint8Array.from(trust);
      const at = roll(other.length);
      other[at] = (other[at] ?? 0) ^ (1 + roll(255));
      const verdict = verify(evidence, contextWith({ trust: other, authority: parts.authority }));
      expect([at, verdict.word]).toEqual([at, "refused"]);
    }
  }, 60_000);

  test("goes into the built page once, and into no other", () => {
    const block = (id: string, text = ""): string =>
      `<script type="application/octet-stream" id="${id}">${text}</script>`;
    const empty = `<p>x</p>${block("evidence")}${block("trust")}`;
    const page = pageWithEvidence(empty, { evidence: Uint8Array.of(1, 2, 3), trust: null });
    expect(page).toBe(`<p>x</p>${block("evidence", "AQID")}${block("trust")}`);
    expect(pageWithEvidence(page ?? "", { evidence: Uint8Array.of(1), trust: null })).toBeNull();
    expect(pageWithEvidence("<p>x</p>", { evidence: Uint8Array.of(1), trust: null })).toBeNull();
  });
});

describe("what is shown of it", () => {
  test("is the record's own verdict, points and faults, with the samples that led to them", () => {
    const { document } = bundle;
    const job = recordJob(document, null);
    expect([job.verdict, job.score?.points]).toEqual([document.verdict, document.score?.points]);
    const rows = entryRows(bundle);
    expect(rows.length).toBe(bundle.entries.length);
    expect(rows.every(({ atMs }, at) => atMs >= (rows[at - 1]?.atMs ?? 0))).toBe(true);
    const [fault] = faultsOf(job, null);
    if (fault === undefined) throw new Error("there is a fault");
    expect(fault.finding.deduction?.points).toBe(100);
    const samples = samplesOf(fault, rows);
    const led = samples.find(({ rules }) => rules.includes(fault.finding.rule));
    expect(Math.abs((led?.atMs ?? 0) - (fault.atMs ?? 0))).toBeLessThan(1_000);
    expect(firstFrom(rows, led?.atMs ?? 0)).toBeLessThanOrEqual(rows.indexOf(led as (typeof rows)[number]));
  });

  test("of a bundle from which entries are withheld is what is left, and nothing breaks", () => {
    const less = { ...bundle, entries: bundle.entries.filter(({ entry }) => entry.type === "record-sealed") };
    const rows = entryRows(less);
    expect(rows.length).toBe(1);
    const faults = faultsOf(recordJob(less.document, null), null);
    expect(faults.map((fault) => samplesOf(fault, rows))).toEqual(faults.map(() => []));
  });

  test("the way of an hour is drawn whole, and with no more points than can be seen", () => {
    const rows = Array.from(
      { length: 36_000 },
      (_, at) => [at * 100 + (at > 20_000 ? 5_000 : 0), at < 5_000 ? 0 : at / 20, 0, 0, 5, "fixed"] as const,
    );
    const way = wayOfTrace({ rows, outline: [], wheels: [], stages: [], lines: [] });
    expect(way.length).toBe(2);
    expect(way[0]?.slice(0, 2)).toEqual([0, 0]);
    expect(way.at(-1)?.at(-2)).toBeGreaterThan(1_799);
    expect(way.flat().length).toBeLessThan(2 * 18_000);
  });

  test("a curve of any length keeps its peaks", () => {
    const points = Array.from({ length: 40_000 }, (_, at) => ({
      atMs: at * 100,
      value: at === 12_345 ? 99 : at % 7,
    }));
    const drawn = thinned(points, { fromMs: 0, toMs: 4_000_000 }, 500);
    expect(drawn.length).toBeLessThanOrEqual(1_000);
    expect(drawn.some(({ value }) => value === 99)).toBe(true);
    expect(drawn.every(({ atMs }, at) => atMs >= (drawn[at - 1]?.atMs ?? 0))).toBe(true);
  });
});

describe("what its entries lead to, gone through once more", () => {
  test.each([
    ["c1-no-belt", "a test that ends before the car moves"],
    ["c1-touches-bay-line-30mm", "a test that ends in its first item"],
    ["c1-killed-while-driving", "a test that a restart ends"],
    ["k3-left-rear-weak", "an inspection that is failed"],
    ["k3-inspector-aborts", "an inspection that is broken off"],
  ])("is what the record says: %s, %s", async (scenario) => {
    const shown = await shownScenario(scenario);
    const { document } = shown;
    const { job } = goneThrough(shown);
    expect(agrees(job, document)).toBe(true);
    const [first, ...others] = document.items;
    if (first === undefined) throw new Error("there is an item");
    const verdict = first.verdict === "void" ? ("pass" as const) : ("void" as const);
    expect(agrees(job, { ...document, items: [{ ...first, verdict }, ...others] })).toBe(false);
    expect(agrees(job, { ...document, verdict: document.verdict === "pass" ? "fail" : "pass" })).toBe(false);
  });
});
