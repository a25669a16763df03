import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { JobOrder } from "../../src/core/journal/entry.ts";
import { EdgeError } from "../../src/errors.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { proofmark } from "../support/cli-run.ts";
import { writeStationFile } from "../support/station-file.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A course that no test may be driven on: no station starts with it, no scenario runs on it, no job is opened. */
const DEMO = readFileSync("config/courses/demo-c1.geojson", "utf8");
const SPKI = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

/** Both edges of the curve permit the side on which nobody drives. */
function wrongSides(): string {
  const document = JSON.parse(DEMO);
  for (const { properties } of document.features)
    if (properties.item === "curve-1" && properties.role === "boundary")
      properties.inside = properties.inside === "left" ? "right" : "left";
  return JSON.stringify(document);
}

function written(text: string): string {
  const file = join(temporaryDirectory(), "course.geojson");
  writeFileSync(file, text);
  return file;
}

test("start: exit 2, one sentence a problem with file and feature, then the remedy", async () => {
  const directory = temporaryDirectory();
  const witness = { name: "w/1", spki: Buffer.from(SPKI, "base64") };
  const file = writeStationFile({
    directory,
    brokerUrl: "mqtt://127.0.0.1:1",
    witness,
    ports: { "axle-scale": 1 },
  });
  const course = written(wrongSides());
  writeFileSync(file, readFileSync(file, "utf8").replace(/^course: .*$/m, `course: ${course}`));
  const { code, out, err } = await proofmark("start", "--config", file);
  expect({ code, out }, err).toEqual({ code: 2, out: "" });
  const lines = err.split("\n");
  expect(lines).toHaveLength(3);
  for (const [i, feature] of [35, 36].entries())
    expect(lines[i]).toMatch(
      new RegExp(
        `course\\.geojson:1:\\d+: feature ${feature} \\(curve-1, boundary\\): inside says .*\\[CONFIG_INVALID\\]$`,
      ),
    );
  expect(lines[2]).toMatch(/^Mend the named line/);
});

test("run: the scenario is told as broken, exit 2", async () => {
  const scenario = join(temporaryDirectory(), "scenario.yaml");
  const course = written(wrongSides());
  writeFileSync(
    scenario,
    `schema: proofmark/scenario/v1\nkind: exam\nname: wrong\ntitleZh: x\ntitleEn: x\ncourse: ${course}\nworld: {}\nexpect: { verdict: pass }\n`,
  );
  const { code, err } = await proofmark("run", scenario);
  expect(code).toBe(2);
  expect(err).toMatch(/feature 35 \(curve-1, boundary\): inside says/);
  expect(err).toMatch(/feature 36 \(curve-1, boundary\): inside says/);
});

test("an exam is not opened, at the door as after a restart: the course is named, and the sentence counts the others", () => {
  const texts = new Map<string, string>();
  const keep = (text: string): string => {
    const sha256 = createHash("sha256").update(text).digest("hex");
    texts.set(sha256, text);
    return sha256;
  };
  const order = (course: string): JobOrder => ({
    kind: "exam",
    dossierSha256: keep(readFileSync("config/dossiers/candidate-c1.yaml", "utf8")),
    rulebookSha256: keep(readFileSync("config/rules/cn-exam-c1-2022.yaml", "utf8")),
    courseSha256: keep(course),
    vehicleSha256: keep(readFileSync("config/vehicles/santana-c1.yaml", "utf8")),
    seat: { site: "course", car: "car", positions: null },
    devices: [],
    localDate: "2026-06-01",
  });
  const open = (course: string) => openSession(order(course), (sha256) => texts.get(sha256) ?? "", 0);
  expect(open(DEMO).course).toEqual({ id: "demo-c1" });
  const thrown = (() => {
    try {
      return open(wrongSides());
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(EdgeError);
  expect(thrown).toMatchObject({
    code: "CONFIG_INVALID",
    context: {
      part: "course",
      problem: {
        en: expect.stringMatching(/^feature 35 \(curve-1, boundary\): inside .* \(and 1 more\)\.$/),
        zh: expect.stringMatching(/（另有 1 处）。$/),
      },
    },
  });
});
