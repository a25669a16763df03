import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";

/** Goal: from a journal to a file, to somebody who has nothing but that file and a trust list, who checks it and makes the record again. */
let out = "";
let journal = "";
let trust = "";
let job = "";

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "proofmark-evidence-"));
  const run = join(out, "run", "k3-record-withdrawn");
  const played = await proofmark("run", "test/scenarios/k3-record-withdrawn.yaml", "--out", join(out, "run"));
  expect(played.code, played.out).toBe(0);
  journal = join(run, "journal");
  trust = join(run, "trust.json");
  const { out: listed } = await proofmark("replay", journal, "--json");
  job = (JSON.parse(listed.split("\n")[0] ?? "{}") as { job: string }).job;
});

afterAll(() => rmSync(out, { recursive: true, force: true }));

async function written(name: string, ...more: string[]): Promise<string> {
  const file = join(out, name);
  const {
    code,
    err,
    out: told,
  } = await proofmark("journal", "evidence", journal, "--job", job, "--out", file, ...more);
  expect([code, err], told).toEqual([0, ""]);
  return file;
}

describe("proofmark journal evidence", () => {
  test("writes one file for its owner alone, which verify believes and replay makes the record of", async () => {
    const file = await written("e.json.gz", "--trust", trust);
    expect(statSync(file).mode & 0o077).toBe(0);
    const value = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as Record<string, unknown>;
    expect(Object.keys(value).sort()).toEqual(
      [
        "schema",
        "station",
        "job",
        "record",
        "size",
        "checkpoint",
        "entries",
        "hashes",
        "photos",
        "trust",
      ].sort(),
    );
    const verified = await proofmark("verify", file, "--trust", trust);
    expect(verified.code, verified.out).toBe(0);
    expect(verified.out).toMatch(/e\.json\.gz: evidence, verified 验证通过, WITHDRAWN 已撤销/);
    expect(verified.out).toContain("checked  place of every entry in the station's log");
    expect(verified.out).toContain("[RECORD_WITHDRAWN]");
    const replayed = await proofmark("replay", file, "--trust", trust);
    expect(replayed.code, replayed.out).toBe(0);
    expect(replayed.out).toContain(`same       ${job}  pass`);
    expect(replayed.out).toContain("2 records replay to the same bytes");
    expect(replayed.out).not.toContain("EVIDENCE_UNSIGNED");
  });

  test("is replayed without a trust list too, and that is said", async () => {
    const file = await written("u.json.gz");
    const { code, out: told } = await proofmark("replay", file);
    expect([code, told.includes("[EVIDENCE_UNSIGNED]")]).toEqual([0, true]);
    const json = await proofmark("replay", file, "--json");
    expect(JSON.parse(json.out.split("\n")[0] ?? "")).toMatchObject({
      job,
      outcome: "same",
      difference: null,
    });
  });

  test("a file with another byte is refused by both, by name", async () => {
    const file = await written("s.json.gz");
    const bytes = readFileSync(file);
    bytes[200] = (bytes[200] ?? 0) ^ 4;
    writeFileSync(file, bytes);
    const verified = await proofmark("verify", file, "--trust", trust);
    expect([verified.code, verified.out.includes("NOT VERIFIED")]).toEqual([1, true]);
    expect(verified.out).toContain("[EVIDENCE_MALFORMED]");
    const replayed = await proofmark("replay", file);
    expect([replayed.code, replayed.err.includes("EVIDENCE_REFUSED")]).toEqual([2, true]);
  });

  test.each<[string, () => string[], string]>([
    ["no job of that name", () => [journal, "--job", "J-none", "--out", join(out, "n")], "EVIDENCE_NOT_MADE"],
    ["neither a directory nor a station file", () => ["--job", "x", "--out", "y"], "USAGE"],
    ["a file in place of a journal", () => [trust, "--job", "x", "--out", "y"], "USAGE"],
    ["no file to write", () => [journal, "--job", "x"], "USAGE"],
    [
      "a trust list that is none",
      () => [journal, "--job", "x", "--out", "y", "--trust", "package.json"],
      "TRUST_LIST_INVALID",
    ],
  ])("says in one sentence: %s", async (_, args, code) => {
    const told = await proofmark("journal", "evidence", ...args());
    expect([told.code, told.err.includes(code)], told.err).toEqual([2, true]);
  });
});

describe("proofmark journal day", () => {
  test("writes a day that verify believes, and says what it shows", async () => {
    const file = join(out, "day.json");
    const made = await proofmark(
      "journal",
      "day",
      journal,
      "--day",
      "2026-06-01",
      "--zone",
      "Asia/Shanghai",
      "--out",
      file,
    );
    expect([made.code, made.err], made.out).toEqual([0, ""]);
    expect(made.out).toContain("2 records and withdrawals of 2026-06-01 (Asia/Shanghai)");
    const verified = await proofmark("verify", file, "--trust", trust);
    expect(verified.code, verified.out).toBe(0);
    expect(verified.out).toMatch(/day\.json: day, verified 验证通过/);
    expect(verified.out).toContain("records        1 (1 pass, 0 fail, 0 void, 0 undecided)");
    expect(verified.out).toContain("[DAY_FROM_BEGINNING]");
    expect(verified.out).toContain("[DAY_OPEN_END]");
  });

  test.each<[string, string[], string]>([
    ["a date that is none", ["--day", "2026-02-30", "--zone", "UTC"], "2026-02-30"],
    ["a zone that is none", ["--day", "2026-06-01", "--zone", "Asia/Wuhan"], "IANA"],
    ["no zone", ["--day", "2026-06-01"], "--zone"],
  ])("refuses %s", async (_, args, word) => {
    const told = await proofmark("journal", "day", journal, ...args, "--out", join(out, "d"));
    expect([told.code, told.err.includes(word)], told.err).toEqual([2, true]);
  });
});
