import { existsSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { createLaneInstruments } from "../../simulators/lane-instruments.ts";
import { LaneWorld } from "../../simulators/world/lane-world.ts";
import type { DeviceModel } from "../../src/ports/device-model.ts";
import { DEVICE_MODELS } from "../../src/runtime/device-catalogue.ts";
import { LANE_ROLES, type LaneRole } from "../../src/scenario/lane-scenario.ts";
import { instrumentsOf } from "../../src/stage/simulate/instrument-settings.ts";
import { BAUD_RATES } from "../../src/stage/simulated-lane.ts";
import { courseDevices, laneDevices } from "../../src/stage/station-devices.ts";
import { instrumentsPage } from "../support/instruments-page.ts";
import { ROOT, readSource, sourceFiles } from "../support/source-tree.ts";

/** Goal: what a model says of itself is all that anybody asks of it, and it says it whole. */
describe.each(DEVICE_MODELS)("the model $model", (model) => {
  test("has a name in both languages, and says where it is known from", () => {
    expect(model.name.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(model.name.en).not.toMatch(/[\u4e00-\u9fff]/);
    expect(model.documents.length).toBeGreaterThan(0);
    expect(model.roles.length).toBeGreaterThan(0);
  });

  test("works without any option, and refuses one it does not have", () => {
    expect(model.options.safeParse({}).success).toBe(true);
    expect(model.options.safeParse({ noSuchOption: 1 }).success).toBe(false);
  });

  test("describes each option", () => {
    const silent = Object.entries(model.options.shape).filter(([, form]) => form.description === undefined);
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  test("names each of its dialects", () => {
    if (model.variants === undefined) return;
    const { option, names } = model.variants;
    for (const value of Object.keys(names))
      expect(model.options.safeParse({ [option]: value }).success, value).toBe(true);
    const { error } = model.options.safeParse({ [option]: "no such dialect" });
    expect(error?.issues).toMatchObject([{ code: "invalid_value", values: Object.keys(names) }]);
  });

  test("has a simulator", () => {
    const files = sourceFiles("simulators").map((path) => basename(path, ".ts"));
    expect(files, "simulators/instruments has its file").toContain(model.simulator);
  });

  test("is reached over a serial line exactly where it has a speed", () => {
    const overBytes = ["serial", "tcp", "firmata"].some((kind) =>
      model.addresses.some((address) => address === kind),
    );
    expect(model.line !== null).toBe(overBytes);
  });
});

/** What stands for a model behind a station file (`proofmark simulate`). */
function simulatorFor({ model, options }: DeviceModel, role: LaneRole): string {
  const its = { role, model, device: "d", serial: "1", address: "tcp://127.0.0.1:1", lines: [] };
  const settings = instrumentsOf([{ ...its, calibration: null, options: options.parse({}) }]);
  const world = new LaneWorld();
  const random = new SeededRandom(1, "lane");
  return createLaneInstruments({ settings, worldOf: () => world, random: () => random }).devices[role].name;
}

const LANE_MODELS = DEVICE_MODELS.flatMap((model) =>
  LANE_ROLES.filter((role) => model.kind === "bytes" && model.roles.includes(role)).map((role) => ({
    ...{ name: model.model, role, model },
  })),
);

describe("behind a station file", () => {
  test.each(LANE_MODELS)("the $role $name is simulated as itself", ({ model, role }) => {
    const where = "src/stage/simulate/instrument-settings.ts and simulators/lane-instruments.ts";
    expect(simulatorFor(model, role), `${model.model} needs its case in ${where}`).toBe(model.simulator);
  });

  test("a model that nobody stands for is refused, and none takes its place", () => {
    const [scale] = DEVICE_MODELS;
    if (scale === undefined) throw new Error("no model");
    expect(() => simulatorFor({ ...scale, model: "new-scale" }, "axle-scale")).toThrow(
      "d at tcp://127.0.0.1:1: no simulator stands for the model new-scale.",
    );
  });
});

describe("the catalogue", () => {
  test("has each name once", () => {
    const names = DEVICE_MODELS.flatMap(({ model, alias }) => [
      model,
      ...(alias === undefined ? [] : [alias]),
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  test("gives the simulated instruments the speed of their lines", () => {
    const of = { validTo: "2099-12-31", address: () => "sim:x" };
    const devices = [
      ...laneDevices({ ...of, bench: "serial" }),
      ...courseDevices({ ...of, sentences: ["GGA"], boardProfile: "board.yaml" }),
    ];
    const speeds = devices.flatMap(({ role, model }) => {
      const line = DEVICE_MODELS.find((known) => known.model === model)?.line;
      return line ? [[role, line.baudRate] as const] : [];
    });
    expect(Object.fromEntries(speeds)).toEqual(BAUD_RATES);
  });

  test("is what docs/instruments.md shows", async () => {
    await expect(instrumentsPage(DEVICE_MODELS)).toMatchFileSnapshot(join(ROOT, "docs/instruments.md"));
  });

  test("takes a new instrument in the files that docs/how-to/instrument.md names", () => {
    const page = readSource("docs/how-to/instrument.md");
    const paths = Array.from(
      page.matchAll(/`((?:src|simulators|test|docs|config)\/[^`\s]+\.[a-z.]+)`/g),
      ([, path]) => path,
    );
    expect(paths.filter((path) => path === undefined || !existsSync(join(ROOT, path)))).toEqual([]);
    const named = paths.flatMap((path) => /^src\/protocols\/xk3190-a9\/(.*)$/.exec(path ?? "")?.[1] ?? []);
    for (const folder of codecFolders()) {
      const files = sourceFiles(folder).map((path) => basename(path));
      expect(files, folder).toEqual(expect.arrayContaining(["manifest.ts", "options.ts"]));
    }
    expect(sourceFiles("src/protocols/xk3190-a9").map((path) => basename(path))).toEqual([...named].sort());
  });

  test("is the only place that knows the models by name", () => {
    const names = DEVICE_MODELS.flatMap(({ model, alias }) => [
      model,
      ...(alias === undefined ? [] : [alias]),
    ]);
    const literal = new RegExp(`["'\`](?:${names.join("|")})["'\`]`, "g");
    const found = sourceFiles("src", "firmware-bridge")
      // What a manifest has from beside it; the demo's and the scenarios' own station, and how simulated devices are set, as data.
      .filter(
        (path) =>
          !/\/(?:manifest|plain-recording|station-devices|lane-instruments|instrument-settings)\.ts$/.test(
            path,
          ),
      )
      .flatMap((path) => Array.from(readSource(path).matchAll(literal), ([name]) => `${path}: ${name}`));
    expect(found).toEqual([]);
  });

  test("brings no heavy package into a light command", () => {
    const packages = packagesOf("src/runtime/station-config.ts");
    expect([...packages].sort()).toEqual(["yaml", "zod"]);
    expect([...packagesOf("src/protocols/catalogue.ts")]).toEqual(["zod"]);
  });
});

/** Folders of models that have more than their sheet. */
function codecFolders(): string[] {
  return sourceFiles("src/protocols")
    .filter((path) => basename(path).endsWith("session.ts"))
    .map((path) => dirname(path));
}

/** What is loaded with a file; types are not. */
function packagesOf(entry: string): ReadonlySet<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const statements = readSource(path).matchAll(
      /(?:^|\n)\s*(?:import|export)\s+(?!type\b)[^;]*?from\s+"([^"]+)"/g,
    );
    for (const [, specifier = ""] of statements) {
      if (specifier.startsWith("node:")) continue;
      const target = normalize(join(dirname(path), specifier));
      if (!specifier.startsWith(".")) packages.add(specifier);
      else if (existsSync(join(ROOT, target))) waiting.push(target);
    }
  }
  return packages;
}
