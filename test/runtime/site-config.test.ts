import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { EdgeError } from "../../src/errors.ts";
import { loadStationConfig, type StationConfig } from "../../src/runtime/station-config.ts";
import { unservedKinds } from "../../src/runtime/station-files.ts";
import { stationSites } from "../../src/runtime/station-sites.ts";
import { identitiesOf } from "../../src/runtime/wire-devices.ts";
import { devicesInCar, devicesInLane } from "../../src/stage/station-devices.ts";
import { ROOT } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: a station of several lanes and cars is described in its file, and what is wrong there is told with its place. */
const config = (path: string): string => join(ROOT, "config", path);
const validTo = "2099-12-31";
const TODAY = "2026-06-01";
const LANE_1 = [
  { position: "1", places: ["slip", "scale"] as const },
  { position: "2", places: ["bench", "headlamp", "exhaust"] as const },
];
const LANE_2 = [{ position: "A", places: ["scale", "bench"] as const }];

/** What `devicesInLane` gives a simulated lane, as a person would write it: serial lines and GPIO numbers. */
function devices() {
  let line = 0;
  const lane = (name: string, positions: typeof LANE_1 | typeof LANE_2) =>
    devicesInLane(name, positions, true, {
      bench: "serial",
      validTo,
      address: (role) => (role === "lane-beams" ? `gpio:${name}` : `tcp://127.0.0.1:${4000 + line++}`),
    }).map((device) => ({ ...device, lines: device.lines.map((known) => ({ ...known, line: line++ })) }));
  const car = (name: string) =>
    devicesInCar("course-1", name, {
      validTo,
      sentences: ["GGA", "RMC"],
      boardProfile: config("boards/exam-car-v1.yaml"),
      address: (role) =>
        role === "gnss" ? `tcp://127.0.0.1:${5000 + line++}` : `firmata:tcp://127.0.0.1:${5000 + line++}`,
    });
  const all = [...lane("lane-1", LANE_1), ...lane("lane-2", LANE_2), ...car("car-1"), ...car("car-2")];
  return all.map(({ lines, ...device }) => ({ ...device, ...(lines.length > 0 && { lines }) }));
}

const STATION = {
  schema: "proofmark/station/v1",
  station: "TEST-0001",
  registry: { url: "mqtt://127.0.0.1:1883", witness: { name: "w", spki: "AAAA" } },
  rulebooks: {
    inspection: config("rules/cn-inspection-2021.yaml"),
    exam: config("rules/cn-exam-c1-2022.yaml"),
  },
  sites: [
    { lane: "lane-1", positions: LANE_1 },
    { lane: "lane-2", positions: LANE_2 },
    {
      course: "course-1",
      file: "../courses/c.geojson",
      cars: [
        { car: "car-1", vehicle: "vehicles/one.yaml" },
        { car: "car-2", vehicle: "vehicles/two.yaml" },
      ],
    },
  ],
  devices: devices(),
};
const SOUND = stringify(STATION, { lineWidth: 0, aliasDuplicateObjects: false });

function loaded(text: string): StationConfig {
  const file = join(temporaryDirectory(), "station.yaml");
  writeFileSync(file, text);
  return loadStationConfig(file);
}

/** The first problem: its sentences, and what stands in the file where it points. */
function told(text: string): { readonly en: string; readonly zh: string; readonly at: string } {
  try {
    loaded(text);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    expect(error.code).toBe("CONFIG_INVALID");
    const { line, column, problem } = error.context as {
      line: number;
      column: number;
      problem: { zh: string; en: string };
    };
    expect(problem.zh).toMatch(/\p{Script=Han}/u);
    return { ...problem, at: (text.split("\n")[line - 1] ?? "").slice(column - 1) };
  }
  throw new Error("nothing was refused");
}

/** The `nth` occurrence replaced, counted from 1. */
function changed(from: string, to: string, nth = 1): string {
  const parts = SOUND.split(from);
  expect(parts.length, `${from} stands there ${nth} times`).toBeGreaterThan(nth);
  return parts.slice(0, nth).join(from) + to + parts.slice(nth).join(from);
}

describe("sites in a station file", () => {
  test("are loaded, with their files made absolute and every device in its seat", () => {
    const file = join(temporaryDirectory(), "station.yaml");
    writeFileSync(file, SOUND);
    const { sites, devices: known } = loadStationConfig(file);
    expect(sites[2]).toEqual({
      course: "course-1",
      file: join(file, "../../courses/c.geojson"),
      cars: [
        { car: "car-1", vehicle: join(file, "../vehicles/one.yaml") },
        { car: "car-2", vehicle: join(file, "../vehicles/two.yaml") },
      ],
    });
    const built = stationSites(sites, known);
    expect(built.seatOf("lane-2.scale-1")).toEqual({ site: "lane-2", car: null });
    expect(built.seatOf("course-1.car-2.gnss-1")).toEqual({ site: "course-1", car: "car-2" });
    expect(built.sites).toEqual([
      {
        kind: "lane",
        site: "lane-1",
        layout: LANE_1,
        beams: ["slip", "scale", "bench", "headlamp", "exhaust", "exit"],
      },
      { kind: "lane", site: "lane-2", layout: LANE_2, beams: ["scale", "bench", "exit"] },
      { kind: "course", site: "course-1", cars: ["car-1", "car-2"] },
    ]);
  });

  test("what a lane or a car lacks is told with its name", () => {
    const { devices: known, ...rest } = loaded(SOUND);
    expect(unservedKinds({ ...rest, devices: known }, identitiesOf(known, true), TODAY)).toEqual([
      expect.stringMatching(/^Inspections 检验 \(lane-2\): .*side-slip tester, headlamp tester\./),
      expect.stringMatching(
        /^Inspections 检验 \(lane-2\): .*exhaust analyser\..* petrol,.*All others go on\./,
      ),
      expect.stringMatching(/^Inspections 检验 \(lane-2\): .*opacimeter\..*: diesel \(.*All others go on\./),
    ]);
    const fewer = known.filter(({ device }) => device !== "course-1.car-2.gnss-1");
    expect(unservedKinds({ ...rest, devices: fewer }, identitiesOf(fewer, true), TODAY)).toEqual([
      ...["side-slip", "exhaust analyser", "opacimeter"].map((what) =>
        expect.stringMatching(new RegExp(`^Inspections 检验 \\(lane-2\\): .*${what}`)),
      ),
      expect.stringMatching(/^Exams 考试 \(course-1 car-2\): /),
    ]);
    const none = known.filter(({ car }) => car !== "car-1");
    expect(unservedKinds({ ...rest, devices: none }, identitiesOf(none, true), TODAY)[3]).toMatch(
      /^Exams 考试 \(course-1 car-1\): the station file names no device for them/,
    );
  });

  test.each<[what: string, text: () => string, sentence: RegExp, at: string]>([
    [
      "a device that does not say in which of two lanes",
      () => changed("    site: lane-1\n", ""),
      /devices\.0: .*it needs a site, one of: lane-1, lane-2/,
      "role: axle-scale",
    ],
    [
      "a device in a lane that is none",
      () => changed("    site: lane-2\n", "    site: lane-3\n"),
      /devices\.7\.site: found "lane-3"; it needs a site, one of: lane-1, lane-2/,
      "lane-3",
    ],
    [
      "an instrument of a lane on a course",
      () => changed("    site: lane-1\n", "    site: course-1\n"),
      /devices\.0\.site: found "course-1"; it needs a site, one of: lane-1, lane-2/,
      "course-1",
    ],
    [
      "a receiver that does not say in which car",
      () => changed("    car: car-1\n", ""),
      /devices\.10: .*it needs a car, one of: car-1, car-2/,
      "role: gnss",
    ],
    [
      "a receiver in a car that is none",
      () => changed("    car: car-1\n", "    car: car-9\n"),
      /devices\.10\.car: found "car-9"; it needs a car, one of: car-1, car-2/,
      "car-9",
    ],
    [
      "two sites of one name",
      () => changed("lane: lane-2\n", "lane: lane-1\n"),
      /sites\.1\.lane: .*lane-1 stands there already/,
      "lane-1",
    ],
    [
      "two positions of one name",
      () => changed('position: "2"', 'position: "1"'),
      /sites\.0\.positions\.1\.position: .*1 stands there already/,
      '"1"',
    ],
    [
      "one place in two positions of a lane",
      () => changed("- headlamp\n", "- slip\n"),
      /sites\.0\.positions\.1\.places\.1: .*slip stands there already/,
      "slip",
    ],
    [
      "two cars of one name",
      () => changed("- car: car-2\n", "- car: car-1\n"),
      /sites\.2\.cars\.1\.car: .*car-1 stands there already/,
      "car-1",
    ],
    [
      "a course beside the sites",
      () => `${SOUND}course: c.geojson\n`,
      /course: found "c\.geojson"; with sites, the files of courses and cars stand there/,
      "c.geojson",
    ],
    [
      "a car beside the sites",
      () => `${SOUND}vehicle: v.yaml\n`,
      /vehicle: found "v\.yaml"; with sites, /,
      "v.yaml",
    ],
    [
      "a lamp at a position that the lane has not",
      () => changed("position: A\n", "position: B\n", 2),
      /devices\.9\.lines\.3\.position: found "B"; a lamp may stand at one of the positions A; a beam names none/,
      "B",
    ],
    [
      "a beam that names a position",
      () => changed("- name: at-scale\n", '- name: at-scale\n        position: "1"\n'),
      /devices\.6\.lines\.1\.position: found "1"; a lamp may .* a beam names none/,
      '"1"',
    ],
    [
      "an instrument that has no place in its lane",
      () => changed("    site: lane-1\n", "    site: lane-2\n", 3),
      /devices\.2\.role: found "headlamp-tester"; no position of the lane has the /,
      "headlamp-tester",
    ],
    [
      "a beam of a place that the lane has not",
      () => changed("- name: at-bench\n", "- name: at-slip\n", 2),
      /devices\.9\.lines\.1\.name: found "at-slip"; no position of the lane has the /,
      "at-slip",
    ],
    [
      "a role twice in one lane",
      () => changed("site: lane-2\n", "site: lane-1\n"),
      /devices\.7\.role: .*lane-1\.scale-1 has this role already/,
      "axle-scale",
    ],
    [
      "a role twice in one car",
      () => changed("    car: car-2\n", "    car: car-1\n"),
      /devices\.12\.role: .*course-1\.car-1\.gnss-1 has this role already/,
      "gnss",
    ],
  ])("%s is told with its place", (_what, text, sentence, at) => {
    const answer = told(text());
    expect(answer.en).toMatch(sentence);
    expect(answer.at.startsWith(at), `${answer.at} begins with ${at}`).toBe(true);
  });

  test("with one lane and one car nobody has to say where", () => {
    const [lane] = STATION.sites;
    const course = { course: "course-1", file: "c.geojson", cars: [{ car: "car-1", vehicle: "v.yaml" }] };
    const known = STATION.devices
      .filter(({ site, car }) => site !== "lane-2" && car !== "car-2")
      .map(({ site: _, car: __, ...device }) => device);
    const text = stringify(
      { ...STATION, sites: [lane, course], devices: known },
      { lineWidth: 0, aliasDuplicateObjects: false },
    );
    const { sites, devices: read } = loaded(text);
    expect(stationSites(sites, read).seatOf("course-1.car-1.car-io-1")).toEqual({
      site: "course-1",
      car: "car-1",
    });
  });
});
