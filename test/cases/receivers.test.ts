import { describe, expect, type TestContext, test } from "vitest";
import type { GnssEpoch } from "../../src/core/observation.ts";
import { proofmark } from "../support/cli-run.ts";
import { sharedCase } from "../support/shared-cases.ts";

/** Section 6 of the cases: what must come of recordings of receivers that are not like the manual. */
async function decoded(ctx: TestContext, name: string, expected: string) {
  const file = sharedCase(ctx, `nmea/${name}.nmea`);
  const { code, out, err } = await proofmark("decode", "nmea", file, "--expect", expected, "--json");
  const epochs = out.split("\n").map((line) => JSON.parse(line) as GnssEpoch);
  const summary = JSON.parse(err) as { rejectedBytes: number };
  return { code, epochs, summary };
}

const GOOD = (count: number) => Array(count).fill("good");

describe("recordings of receivers", () => {
  test("contradict: no epoch is good when any sentence says that there is no position", async (ctx) => {
    const { epochs } = await decoded(ctx, "contradict", "GGA,RMC,HDT");
    expect(epochs).toMatchObject(
      Array(3).fill({ fix: "none", satellites: 4, hdop: 25, sigmaM: 2.5, correctionAgeS: null }),
    );
    expect(epochs.map(({ quality }) => quality)).not.toContain("good");
  });

  test("two-receivers: two positions for one instant", async (ctx) => {
    const { epochs } = await decoded(ctx, "two-receivers", "GGA,RMC,HPR");
    expect(epochs).toHaveLength(3);
    for (const epoch of epochs)
      expect(epoch).toMatchObject({
        quality: "uncertain",
        qualityReason: { code: "POSITIONS_DIFFER", params: { first: "GPGGA", second: "GNGGA" } },
      });
  });

  for (const [name, expected] of [
    ["cr-only", "GGA,RMC,HPR"],
    ["gga-station-alnum", "GGA,RMC,HPR"],
    ["rmc-variation-999", "GGA,RMC"],
    ["vtg-empty", "GGA,RMC,HPR"],
  ] as const)
    test(`${name}: what nobody uses refuses nothing`, async (ctx) => {
      const { code, epochs, summary } = await decoded(ctx, name, expected);
      expect([code, epochs.map(({ quality }) => quality)]).toEqual([0, GOOD(20)]);
      expect(summary.rejectedBytes).toBe(0);
    });

  test("gga-age-neg: a position, and an age that is not known", async (ctx) => {
    const { epochs } = await decoded(ctx, "gga-age-neg", "GGA,RMC,HPR");
    expect(epochs).toMatchObject(Array(20).fill({ quality: "good", fix: "fixed", correctionAgeS: null }));
  });

  test("hpr-negative: the heading is 268.766", async (ctx) => {
    const { epochs } = await decoded(ctx, "hpr-negative", "GGA,RMC,HPR");
    expect(epochs).toMatchObject(
      Array(20).fill({ quality: "good", headingDeg: 268.766, headingFix: "fixed" }),
    );
  });

  test("default-date: bad until the first fix, doubted when the date changes, then good", async (ctx) => {
    const { epochs } = await decoded(ctx, "default-date", "GGA,RMC,HPR");
    expect(epochs.map(({ quality }) => quality)).toEqual([
      ...Array(16).fill("bad"),
      "uncertain",
      ...GOOD(29),
    ]);
  });
});
