import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import { nodeDurableFs } from "../../src/adapters/disk/durable-fs.ts";
import type { StationEvent } from "../../src/core/events/station-event.ts";
import { type NationalMapping, nationalMappingSchema } from "../../src/national/mapping-form.ts";
import { proofmark } from "../support/cli-run.ts";
import { completeMapping, type HeldCall, NationalLife, newBook, shortOf } from "../support/national-world.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: what simulated stations did stands at the other side in the national order, and what cannot be told is held and named. */
async function eventsOf(scenario: string): Promise<StationEvent[]> {
  const out = temporaryDirectory();
  const ran = await proofmark("run", `test/scenarios/${scenario}.yaml`, "--out", out);
  expect(`${ran.code} ${ran.err}`).toBe("0 ");
  const told = await proofmark("events", join(out, scenario, "journal"), "--json");
  return told.out.split("\n").map((line) => JSON.parse(line));
}

interface Sent {
  readonly calls: readonly HeldCall[];
  readonly problems: readonly string[];
}

async function sent(mapping: NationalMapping, events: readonly StationEvent[]): Promise<Sent> {
  const book = newBook("refuse");
  const directory = temporaryDirectory();
  const life = new NationalLife({
    mapping,
    book,
    fs: nodeDurableFs,
    directory,
    lostAnswer: "hold",
    wire: () => "answer",
  });
  life.take(events);
  const now = (): Sent => ({
    calls: book.calls,
    problems: life.store.jobs().flatMap(({ problem }) => (problem === null ? [] : [problem.code])),
  });
  await life.work();
  return now();
}

const items = (...codes: string[]): string[] =>
  codes.flatMap((code) => [`18C55 ${code}`, `18C81 ${code}`, `18C58 ${code}`]);
const LAMPS = ["18C55 H1", "18C55 H4", "18C81 H1", "18C81 H4", "18C58 H1", "18C58 H4"];

describe("an inspection", () => {
  test("that fails is told item by item, with its verdict", async () => {
    const { calls, problems } = await sent(
      completeMapping("inspection"),
      await eventsOf("k3-left-rear-weak"),
    );
    expect(problems).toEqual([]);
    expect(shortOf(calls)).toEqual([
      "18C51",
      "18C52",
      ...items("B1", "B2", "B0"),
      ...LAMPS,
      "18C59",
      "18C62",
    ]);
    const common = {
      jylsh: "SIM0001000001",
      jyjgbh: "4201000042",
      jcxdh: "1",
      jycs: "1",
      hpzl: "02",
      hphm: "鄂A12345",
      clsbdh: "LFV2A21K8D4123456",
    };
    expect(calls[0]?.fields).toEqual(common);
    expect(calls[2]?.fields).toEqual({
      ...common,
      gwjysbbh: "SB-1",
      jyxm: "B1",
      kssj: "2026-06-01 16:00:09",
    });
    expect(calls[6]?.fields).toMatchObject({ jyxm: "B2", sz0: "610", sz1: "1420" });
    expect(calls.at(-1)?.fields).toEqual({ ...common, jyjl: "不合格" });
  });

  test("that comes again has the same serial number, the next count and the login of a re-inspection", async () => {
    const { calls, problems } = await sent(
      completeMapping("inspection"),
      await eventsOf("k3-inspected-again"),
    );
    expect(problems).toEqual([]);
    const second = calls.filter(({ fields }) => fields.jycs === "2");
    expect(shortOf(second)).toEqual(["18C65", "18C52", ...items("B1", "B2", "B0"), "18C59", "18C62"]);
    expect(new Set(calls.map(({ fields }) => fields.jylsh)).size).toBe(1);
    expect(second.at(-1)?.fields.jyjl).toBe("合格");
  });

  test("with what people looked at tells each part before the process ends, and once more after it was sent back", async () => {
    const { calls, problems } = await sent(completeMapping("inspection"), await eventsOf("k3-by-hand"));
    expect(problems).toEqual([]);
    const short = shortOf(calls);
    expect(short.filter((call) => call === "18C80 UC")).toHaveLength(2);
    expect(short.indexOf("18C59")).toBeGreaterThan(short.indexOf("18C58 C1"));
    const looked = calls.filter(({ jkid, fields }) => jkid === "18C80" && fields.jyxm === "UC");
    expect(looked.map(({ fields }) => fields.rcsys)).toEqual(["1", "2"]);
    expect(looked[0]?.fields).toMatchObject({ rhplx: "1", rppxh: "1", rvin: "1", rfdjh: "1" });
    expect(short.filter((call) => call.startsWith("18C63"))).toContain("18C63  0111");
    expect(calls.at(-1)).toMatchObject({ jkid: "18C62", fields: { jyjl: "不合格" } });
  });

  test("by the shipped mapping is held where the names of its figures are not known", async () => {
    const shipped = loadYamlFile("config/national/mapping-inspection.yaml", nationalMappingSchema).value;
    const { calls, problems } = await sent(shipped, await eventsOf("k3-left-rear-weak"));
    expect(shortOf(calls)).toEqual(["18C51", "18C52", "18C55 B1"]);
    expect(problems).toEqual(["NATIONAL_FIELD_MISSING"]);
  });
});

describe("a driving test", () => {
  test("that passes is told with its deductions and its points", async () => {
    const { calls, problems } = await sent(
      completeMapping("exam"),
      await eventsOf("c1-confirmed").then(withCode),
    );
    expect(problems).toEqual([]);
    const ids = calls.map(({ jkid }) => jkid);
    expect(ids).toEqual([
      "17C51",
      ...["17C52", "17C55"],
      ...["17C52", "17C55"],
      ...["17C52", "17C53", "17C55"],
      ...["17C52", "17C55"],
      ...["17C52", "17C55"],
      "17C56",
    ]);
    expect(calls[0]?.fields).toMatchObject({ lsh: "2026060100001", kskm: "2", sfzmhm: "420106199001011234" });
    expect(calls.find(({ jkid }) => jkid === "17C53")?.fields.kfxm).toBe("20402");
    expect(calls.at(-1)?.fields).toMatchObject({ kscj: "90", ghks: "0" });
  });

  test("that fails has what no call is known for, and waits", async () => {
    const { calls, problems } = await sent(
      completeMapping("exam"),
      await eventsOf("c1-examiner-deducts").then(withCode),
    );
    expect(problems).toEqual(["NATIONAL_NO_CALL"]);
    expect(calls.at(-1)?.jkid).toBe("17C53");
  });

  test("that is aborted waits at its void item", async () => {
    const { calls, problems } = await sent(completeMapping("exam"), await eventsOf("c1-examiner-aborts"));
    expect(problems).toEqual(["NATIONAL_NO_CALL"]);
    expect(calls.at(-1)?.jkid).toBe("17C52");
  });

  test("whose deduction has no known code is held, not told under another", async () => {
    const { problems } = await sent(completeMapping("exam"), await eventsOf("c1-confirmed"));
    expect(problems).toEqual(["NATIONAL_VALUE_UNKNOWN"]);
  });
});

/** Rules whose national code was found instead of those that have none. */
function withCode(events: readonly StationEvent[]): StationEvent[] {
  return events.map((told) =>
    told.event.what === "deduction" ? { ...told, event: { ...told.event, rule: "s2.sp.stop" } } : told,
  );
}
