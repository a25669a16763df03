import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAppealCommand } from "../../src/cli/appeal.ts";
import { cleanIo } from "../../src/cli/command.ts";
import { createJournalCommand } from "../../src/cli/journal.ts";
import { EdgeError } from "../../src/errors.ts";
import { stationData } from "../../src/runtime/station-keys.ts";
import { verify } from "../../src/verifier/verify.ts";
import { proofmark } from "../support/cli-run.ts";
import { trustListText } from "../support/sealed-results.ts";
import { contextWith } from "../support/verifier-context.ts";

/** Goal: from a journal, or from a bundle that somebody was given, to a page with exactly that evidence in it; and one sentence where that cannot be. */
const block = (id: string, text = ""): string =>
  `<script type="application/octet-stream" id="${id}">${text}</script>`;
const PAGE = { path: "appeal.html", html: `<p>${block("evidence")}${block("trust")}` };
let folder = "";
let journal = "";
let trust = "";
let job = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "appeal-cli-"));
  const played = await proofmark("run", "test/scenarios/c1-no-belt.yaml", "--out", join(folder, "run"));
  expect(played.code, played.out).toBe(0);
  journal = join(folder, "run", "c1-no-belt", "journal");
  trust = join(folder, "run", "c1-no-belt", "trust.json");
  const { out } = await proofmark("replay", journal, "--json");
  job = (JSON.parse(out.split("\n")[0] ?? "{}") as { job: string }).job;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | string;
  readonly out: string;
}

async function ran(what: "journal" | "appeal", args: string[], page = PAGE): Promise<Ran> {
  const out: string[] = [];
  const io = cleanIo({ out: (line) => out.push(line), err: (line) => out.push(line) });
  const command =
    what === "journal"
      ? createJournalCommand(
          stationData,
          () => {
            throw new Error("nothing is copied");
          },
          () => page,
        )
      : createAppealCommand(() => page);
  try {
    return { code: await command.run(args, io), out: out.join("\n") };
  } catch (cause) {
    if (cause instanceof EdgeError) return { code: cause.code, out: cause.message };
    throw cause;
  }
}

/** What stands in a block of the page. */
function carried(file: string, id: string): Uint8Array {
  const found = new RegExp(`id="${id}">([^<]*)<`).exec(readFileSync(file, "utf8"));
  return Buffer.from(found?.[1] ?? "", "base64");
}

describe("proofmark journal appeal", () => {
  test("writes a page for its owner alone, with evidence and trust list that the verifier believes", async () => {
    const file = join(folder, "a.html");
    const { code, out } = await ran("journal", [
      "appeal",
      journal,
      "--job",
      job,
      "--out",
      file,
      "--trust",
      trust,
    ]);
    expect([code, out]).toEqual([0, expect.stringContaining(`the appeal of job ${job}`)]);
    expect(out).not.toContain("--trust");
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(Buffer.from(carried(file, "trust"))).toEqual(readFileSync(trust));
    const verdict = verify(carried(file, "evidence"), contextWith({ trust: carried(file, "trust") }));
    expect([verdict.kind, verdict.word, verdict.facts.verdict]).toEqual(["evidence", "verified", "fail"]);
  });

  test("says that its reader needs a trust list where none goes along", async () => {
    const file = join(folder, "b.html");
    const { code, out } = await ran("journal", ["appeal", journal, "--job", job, "--out", file]);
    expect([code, out.includes("--trust")]).toEqual([0, true]);
    expect(carried(file, "trust").length).toBe(0);
  });

  test.each<[string, () => string[], string]>([
    [
      "a job that is not there",
      () => [journal, "--job", "J-none", "--out", join(folder, "n")],
      "EVIDENCE_NOT_MADE",
    ],
    ["no file to write", () => [journal, "--job", job], "USAGE"],
    [
      "a trust list that is none",
      () => [journal, "--job", job, "--out", join(folder, "n"), "--trust", "package.json"],
      "TRUST_LIST_INVALID",
    ],
  ])("refuses %s", async (_, args, code) => {
    expect((await ran("journal", ["appeal", ...args()])).code).toBe(code);
  });

  test("refuses a list of keys by which nobody would believe it, and writes nothing; of a bundle too", async () => {
    const other = join(folder, "other.json");
    writeFileSync(other, trustListText());
    const file = join(folder, "other.html");
    for (const what of ["appeal", "evidence"]) {
      const args = [what, journal, "--job", job, "--out", file, "--trust", other];
      const { code, out } = await ran("journal", args);
      expect([code, out]).toEqual([
        "TRUST_LIST_INVALID",
        expect.stringContaining(`nobody would believe the evidence of job ${job}`),
      ]);
    }
    expect(existsSync(file)).toBe(false);
  });
});

describe("proofmark appeal", () => {
  test("makes the page of a whole bundle, byte for byte that bundle, and of no other", async () => {
    const bundle = join(folder, "e.json.gz");
    expect((await proofmark("journal", "evidence", journal, "--job", job, "--out", bundle)).code).toBe(0);
    const file = join(folder, "c.html");
    const made = await ran("appeal", [bundle, "--out", file, "--trust", trust, "--json"]);
    expect([made.code, JSON.parse(made.out)]).toEqual([0, expect.objectContaining({ job, out: file })]);
    expect(Buffer.from(carried(file, "evidence"))).toEqual(readFileSync(bundle));
    const spoilt = readFileSync(bundle);
    // The page's reader needs a list, unless the bundle brings one.
    expect((await ran("appeal", [bundle, "--out", file])).out).toContain("No trust list is in it");
    const withList = join(folder, "l.json.gz");
    const args = ["evidence", journal, "--job", job, "--out", withList, "--trust", trust];
    expect((await ran("journal", args)).code).toBe(0);
    expect((await ran("appeal", [withList, "--out", file])).out).not.toContain("No trust list is in it");
    spoilt[300] = (spoilt[300] ?? 0) ^ 8;
    writeFileSync(join(folder, "s.json.gz"), spoilt);
    for (const [other, code] of [
      [join(folder, "s.json.gz"), "EVIDENCE_REFUSED"],
      [trust, "EVIDENCE_REFUSED"],
      [join(folder, "away"), "FILE_UNREADABLE"],
    ] as const)
      expect((await ran("appeal", [other, "--out", file])).code).toBe(code);
    expect((await ran("appeal", ["--out", file])).code).toBe("USAGE");
  });

  test("of a page that has evidence already, or is another one, writes nothing", async () => {
    const bundle = join(folder, "e.json.gz");
    const other = { path: "x.html", html: block("evidence", "AA==") };
    const { code, out } = await ran("appeal", [bundle, "--out", join(folder, "d.html")], other);
    expect([code, out]).toEqual(["FILE_UNREADABLE", expect.stringContaining("build it again")]);
  });
});
