import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, type TestContext, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { demoCourse, demoVehicle, drive } from "../support/exam-drive.ts";
import { sharedCase } from "../support/shared-cases.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Sections 1 and 4 of the cases, the rows about days and licence classes: rules that are not this subject's give no verdict. */
const INSPECTION = "config/rules/cn-inspection-2021.yaml";
const EXAM = "config/rules/cn-exam-c1-2022.yaml";

/** The edits of the cases are lines like `s/FROM/TO/`. */
function edited(ctx: TestContext, edit: string, rulebook: string): string {
  const line = readFileSync(sharedCase(ctx, `rulebooks/${edit}.sed`), "utf8").trim();
  const [, from = "", to = ""] = /^s\/(.*)\/(.*)\/$/.exec(line) ?? [];
  const text = readFileSync(rulebook, "utf8");
  const changed = text.replace(new RegExp(from, "m"), to);
  expect(changed, `${edit} changes ${rulebook}`).not.toBe(text);
  const file = join(temporaryDirectory(), `${edit}.yaml`);
  writeFileSync(file, changed);
  return file;
}

interface Scored {
  readonly verdict: string;
  readonly date: string;
  readonly dateFrom: string;
  readonly reasons: readonly { readonly code: string; readonly params: unknown }[];
  readonly notes: readonly unknown[];
  readonly items: readonly {
    readonly item: string;
    readonly verdict: string;
    readonly findings: unknown[];
  }[];
}

async function scored(kind: "inspection" | "exam", args: readonly string[]) {
  const { code, out, err } = await proofmark("score", kind, ...args, "--json");
  if (out === "") throw new Error(err);
  return { code, ...(JSON.parse(out) as Scored) };
}

const codes = ({ reasons }: Scored): string[] => reasons.map(({ code }) => code);

describe("an inspection", () => {
  const measured = (ctx: TestContext, rules: string, ...more: string[]) =>
    scored("inspection", [
      ...["--rules", rules, "--dossier", "config/dossiers/demo-k3.yaml"],
      ...["--measurements", sharedCase(ctx, "measurements/k33-sound.yaml"), ...more],
    ]);

  test("ended: undecided today, with the reason and every item; a pass on its last day", async (ctx) => {
    const rules = edited(ctx, "ended", INSPECTION);
    const today = await measured(ctx, rules);
    expect(today).toMatchObject({ code: 1, verdict: "undecided", dateFrom: "machine" });
    expect(codes(today)).toContain("RULEBOOK_ENDED");
    expect(today.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(today.items.find(({ item }) => item === "B1")).toMatchObject({ verdict: "pass" });
    const last = await measured(ctx, rules, "--date", "2023-12-31");
    expect(last).toMatchObject({ code: 0, verdict: "pass", date: "2023-12-31", dateFrom: "option" });
    expect(codes(last)).toEqual([]);
    expect(await measured(ctx, rules, "--date", "2024-01-01")).toMatchObject({
      code: 1,
      verdict: "undecided",
    });
  });

  test("not yet in force: undecided, a vehicle that fails as well", async (ctx) => {
    const early = await measured(ctx, INSPECTION, "--date", "2020-12-31");
    expect(early).toMatchObject({ code: 1, verdict: "undecided" });
    expect(codes(early)).toContain("RULEBOOK_NOT_YET");
    const fails = (...more: string[]) =>
      scored("inspection", [
        ...["--rules", INSPECTION, "--dossier", sharedCase(ctx, "dossiers/h31-solid-axle.yaml")],
        ...["--measurements", sharedCase(ctx, "measurements/h31-dazzles.yaml"), ...more],
      ]);
    expect(await fails()).toMatchObject({ code: 1, verdict: "fail" });
    const undecided = await fails("--date", "2020-12-31");
    expect(undecided).toMatchObject({ code: 1, verdict: "undecided" });
    expect(
      undecided.items.some(({ verdict }) => verdict === "fail"),
      "its items are still shown",
    ).toBe(true);
  });

  test("impossible-day: the rulebook is refused, and so is such a date in the call", async (ctx) => {
    const args = ["--dossier", "config/dossiers/demo-k3.yaml", "--measurements"];
    const measurements = sharedCase(ctx, "measurements/k33-sound.yaml");
    const call = (rules: string, ...more: string[]) =>
      proofmark("score", "inspection", "--rules", rules, ...args, measurements, ...more);
    const book = await call(edited(ctx, "impossible-day", INSPECTION));
    expect([book.code, book.out]).toEqual([2, ""]);
    expect(book.err).toMatch(/validFrom: found .*2021-13-45/);
    for (const day of ["2021-13-45", "2021-02-29", "today", "20210101"]) {
      const { code, err } = await call(INSPECTION, "--date", day);
      expect([day, code]).toEqual([day, 2]);
      expect(err).toContain(`--date: found "${day}", allowed: a day like 2026-01-31. [USAGE]`);
    }
  });

  test("the text says the date and whose it is", async (ctx) => {
    const args = ["--rules", INSPECTION, "--dossier", "config/dossiers/demo-k3.yaml", "--measurements"];
    const file = sharedCase(ctx, "measurements/k33-sound.yaml");
    const named = await proofmark("score", "inspection", ...args, file, "--date", "2026-06-01");
    expect(named.out).toContain("date 2026-06-01 (from --date)");
    const unnamed = await proofmark("score", "inspection", ...args, file);
    expect(unnamed.out).toMatch(/^date 20\d\d-\d\d-\d\d \(today at this machine; --date names another\)$/m);
  });
});

describe("a test", () => {
  let lines: readonly string[] = [];
  beforeAll(() => {
    lines = drive(demoCourse(), demoVehicle()).map((fed) => JSON.stringify(fed));
  });
  const driven = (rules: string, ...more: string[]) => {
    const trace = join(temporaryDirectory(), "trace.jsonl");
    writeFileSync(trace, lines.join("\n"));
    return scored("exam", [
      ...["--rules", rules, "--vehicle", "config/vehicles/santana-c1.yaml"],
      ...["--course", "config/courses/demo-c1.geojson", "--trace", trace, ...more],
    ]);
  };
  const C1 = ["--candidate", "config/dossiers/candidate-c1.yaml"];

  test("class-a1: by the rulebook of C1 and C3 undecided, with the reason and every item", async (ctx) => {
    const a1 = await driven(EXAM, "--candidate", sharedCase(ctx, "candidates/class-a1.yaml"));
    expect(a1).toMatchObject({ code: 1, verdict: "undecided", dateFrom: "machine" });
    expect(a1.reasons).toMatchObject([
      { code: "CLASS_NOT_COVERED", params: { licenceClass: "A1", allowed: "C1, C3" } },
    ]);
    expect(a1.items.map(({ verdict }) => verdict)).toEqual(["pass", "pass", "pass", "pass", "pass"]);
    expect(await driven(EXAM, ...C1)).toMatchObject({ code: 0, verdict: "pass" });
    expect(await driven(EXAM), "nobody is named").toMatchObject({ code: 0, verdict: "pass" });
  });

  test("ended: undecided on any later day, with every item, a pass on its last day", async (ctx) => {
    const first = JSON.parse(lines.find((line) => line.includes("utcMs")) ?? "") as {
      observation: { utcMs: number };
    };
    const day = new Date(first.observation.utcMs).toISOString().slice(0, 10);
    const rules = edited(ctx, "ended", EXAM);
    const late = await driven(rules, ...C1);
    expect(late).toMatchObject({ code: 1, verdict: "undecided" });
    expect(codes(late)).toEqual(["RULEBOOK_ENDED"]);
    expect(late.items.map(({ verdict }) => verdict)).toEqual(["pass", "pass", "pass", "pass", "pass"]);
    expect(await driven(EXAM, ...C1, "--date", day)).toMatchObject({ code: 0, verdict: "pass", date: day });
    const last = await driven(rules, ...C1, "--date", "2023-12-31");
    expect(last, "its last day").toMatchObject({ code: 0, verdict: "pass" });
    const recorded = { code: "TRACE_OF_OTHER_DAY", params: { recorded: day, scoredFor: "2023-12-31" } };
    expect(last.notes).toMatchObject([recorded]);
    expect((await driven(EXAM, ...C1, "--date", day)).notes).toEqual([]);
  });
});

describe("a scenario through the whole station is refused when the job is opened, with the reason", () => {
  interface Row {
    readonly name: string;
    readonly reason: string;
    /** What stands in the scenario, and the file of this machine in its place. */
    file(ctx: TestContext): readonly [from: string, to: string];
  }
  const ROWS: readonly Row[] = [
    {
      name: "k3-rules-ended",
      reason: "RULEBOOK_ENDED",
      file: (ctx) => ["dist/cn-inspection-2021.ended.yaml", edited(ctx, "ended", INSPECTION)],
    },
    {
      name: "c1-rules-ended",
      reason: "RULEBOOK_ENDED",
      file: (ctx) => ["dist/cn-exam-c1-2022.ended.yaml", edited(ctx, "ended", EXAM)],
    },
    {
      name: "a1-under-c1-rules",
      reason: "CLASS_NOT_COVERED",
      file: (ctx) => ["../candidates/class-a1.yaml", sharedCase(ctx, "candidates/class-a1.yaml")],
    },
  ];
  for (const { name, reason, file } of ROWS)
    test(name, async (ctx) => {
      const [from, to] = file(ctx);
      const text = readFileSync(sharedCase(ctx, `scenarios/${name}.yaml`), "utf8").replace(from, to);
      const expected = text.replace("verdict: undecided", `verdict: refused\n  reason: ${reason}`);
      expect(expected).toContain(to);
      const copy = join(temporaryDirectory(), `${name}.yaml`);
      writeFileSync(copy, expected);
      const { code, out, err } = await proofmark("run", copy);
      expect({ code, err }, out).toEqual({ code: 0, err: "" });
    });
});
