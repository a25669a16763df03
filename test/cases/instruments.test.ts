import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, type TestContext, test } from "vitest";
import type { Observation } from "../../src/core/observation.ts";
import { proofmark } from "../support/cli-run.ts";
import { sharedCase } from "../support/shared-cases.ts";

/** Section 7 of the cases: frames of instruments, as one calls `proofmark decode`. */
const folder = mkdtempSync(join(tmpdir(), "instruments-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function decoded(model: string, file: string, ...options: string[]) {
  const { code, out, err } = await proofmark("decode", model, file, ...options);
  const observations = out === "" ? [] : out.split("\n").map((line) => JSON.parse(line) as Observation);
  return { code, observations, err };
}

/** Five times the one frame, as the cases say. */
function fiveTimes(ctx: TestContext, name: string): string {
  const frame = readFileSync(sharedCase(ctx, `instruments/${name}.hex`), "utf8").replace(/\s/g, "");
  const path = join(folder, `${name}.bin`);
  writeFileSync(path, Buffer.from(frame.repeat(5), "hex"));
  return path;
}

describe("Mettler-Toledo", () => {
  for (const [name, loadKg] of [
    ["toledo-kg-d1", 1220],
    ["toledo-lb", 1220.1634753],
    ["toledo-kg-d10", 1220],
    ["toledo-kg-d20", 1220],
    ["toledo-kg-d100", 12200],
    ["toledo-t-d0.01", 1220],
    ["toledo-t-d0.001", 1220],
    ["toledo-g", 0.5],
  ] as const)
    test(`${name} is ${loadKg} kg`, async (ctx) => {
      const { observations } = await decoded("mettler-toledo", fiveTimes(ctx, name));
      expect(observations).toHaveLength(5);
      for (const observation of observations) {
        if (observation.kind !== "axle-load") throw new Error("no load");
        expect([Number(observation.loadKg), observation.quality]).toEqual([loadKg, "good"]);
      }
    });

  test("toledo-n: a force is no mass", async (ctx) => {
    const { observations } = await decoded("mettler-toledo", fiveTimes(ctx, "toledo-n"));
    expect(observations).toHaveLength(5);
    for (const { quality, qualityReason } of observations)
      expect([quality, qualityReason?.code]).toEqual(["bad", "UNIT_NOT_A_MASS"]);
  });

  test("a blank tare: 8 frames of 820 kg", async (ctx) => {
    const file = sharedCase(ctx, "instruments/toledo-blank-tare.bin");
    const { observations, err } = await decoded("mettler-toledo", file);
    expect(observations).toMatchObject(Array(8).fill({ loadKg: "820", quality: "good" }));
    expect(err).toContain("0 of 144 bytes rejected");
  });
});

describe("other instruments", () => {
  test("nhd-6109: 41, 47 and a block, nothing rejected", async (ctx) => {
    const file = sharedCase(ctx, "instruments/nhd-6109-finished-47.bin");
    const { observations, err } = await decoded("nhd-6109", file);
    expect(observations).toMatchObject([
      { kind: "headlamp", highIntensityCd: "25000", lowVerticalMm: "-40" },
    ]);
    expect(err).toContain("0 of 36 bytes rejected");
  });

  test("jx-side-slip: four readings, then the plate's own result", async (ctx) => {
    const file = sharedCase(ctx, "instruments/jx-side-slip-fetch.bin");
    const { observations, err } = await decoded("jx-side-slip", file);
    const told = observations.map((o) => (o.kind === "side-slip" ? [o.slipMPerKm, o.result ?? false] : o));
    expect(told).toEqual([
      ["1.2", false],
      ["3.5", false],
      ["4.1", false],
      ["-0.3", false],
      ["4.1", true],
    ]);
    expect(err).toContain("0 of 28 bytes rejected");
  });

  test("xk3190-a9: 37 frames, in doubt until the station file tells the unit", async (ctx) => {
    const file = sharedCase(ctx, "instruments/xk3190-a9.bin");
    const loads = async (...options: string[]) =>
      (await decoded("xk3190-a9", file, ...options)).observations.map((o) =>
        o.kind === "axle-load" ? `${o.loadKg} ${o.quality}` : o.kind,
      );
    const expected = (quality: string) =>
      [...Array(12).fill("0"), ...Array(12).fill("1560"), ...Array(12).fill("1650"), "23960"].map(
        (load) => `${load} ${quality}`,
      );
    expect(await loads()).toEqual(expected("uncertain"));
    expect(await loads("--option", "unit=kg")).toEqual(expected("good"));
  });
});
