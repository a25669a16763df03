import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../src/cli/dispatch.ts";
import { createVerifyCommand } from "../../src/cli/verify.ts";
import { markBody, markText } from "../../src/core/marks/mark-text.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { AUTHORITY, issuerListText, signedMark, signedStatus, VEHICLE } from "../support/mark-issuer.ts";
import { inspection, seal, trustListText } from "../support/sealed-results.ts";

/** Goal: whoever has the text of a mark and an issuer list gets one word, by a command, and an exit code that says whether it is good. */
let folder = "";

beforeEach(() => {
  folder = temporaryDirectory();
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  const listed = { name: "verify", summary: "", load: async () => createVerifyCommand([]) };
  const code = await runCli({ commands: [listed], version: () => "" }, ["verify", ...args], io);
  return { code, out: out.join("\n"), err: err.join("\n") };
}

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** Fresh as the machine's clock sees it, which is the one that the command reads. */
function freshMark(
  change: { readonly flags?: number; readonly value?: 0 | 1 | 2 | 3; readonly ageS?: number } = {},
) {
  const nowS = Math.floor(Date.now() / 1000);
  const { flags = 0, value = 0, ageS = 3600 } = change;
  const mark = signedMark({ iatS: nowS - ageS - 60, expS: nowS + 86_400, content: { ...VEHICLE, flags } });
  const status = signedStatus(mark, { value, iatS: nowS - ageS, expS: nowS + 20 * 86_400 });
  return {
    mark,
    status,
    text: markText(markBody({ mark, status })),
    bare: markText(markBody({ mark, status: null })),
  };
}

describe("proofmark verify of a mark", () => {
  test("from a file with a line end, and as a word: valid, with what it says", async () => {
    const issuers = file("issuers.json", issuerListText());
    const { text } = freshMark();
    for (const asked of [
      [file("mark.txt", `${text}\n`)],
      [file("mark.crlf", `${text}\r\n`)],
      ["--mark", text],
    ]) {
      const { code, out, err } = await run(...asked, "--issuers", issuers);
      expect([code, err]).toEqual([0, ""]);
      expect(out.split("\n")[0]).toMatch(/: mark, valid 有效$/);
      expect(out).toContain("鄂A12345");
      expect(out).toContain("1 hour old");
    }
  });

  test("blanks are part of a mark: with one behind it, it cannot be read", async () => {
    const issuers = file("issuers.json", issuerListText());
    const { code, out } = await run("--mark", `${freshMark().text} `, "--issuers", issuers);
    expect([code, out.split("\n")[0]]).toEqual([1, "--mark: mark, unreadable 无法识读"]);
  });

  test("how old its status may be is a question of use, and a newer one may be given", async () => {
    const issuers = file("issuers.json", issuerListText());
    const old = freshMark({ ageS: 2 * 86_400 });
    const word = async (...more: string[]) => {
      const { code, out } = await run("--mark", old.text, "--issuers", issuers, "--json", ...more);
      return [code, (JSON.parse(out) as { word: string }).word];
    };
    expect(await word()).toEqual([0, "valid"]);
    expect(await word("--use", "transfer")).toEqual([1, "stale"]);
    const newer = signedStatus(old.mark, { value: 2, iatS: Math.floor(Date.now() / 1000) - 5 });
    expect(await word("--status", file("newer.status", newer))).toEqual([1, "suspended"]);
  });

  test("a trial mark says so in its first line, and is never good", async () => {
    const issuers = file("issuers.json", issuerListText());
    const asked = ["--mark", freshMark({ flags: 2 }).text, "--issuers", issuers];
    const { code, out } = await run(...asked);
    expect([code, out.split("\n")[0]]).toEqual([1, expect.stringContaining("TRIAL 试验")]);
    expect(out).toContain("[MARK_OF_TRIAL]");
    const { code: same, out: json } = await run(...asked, "--json");
    expect([same, JSON.parse(json)]).toEqual([
      1,
      expect.objectContaining({ word: "valid", verified: false }),
    ]);
  });

  test("--json is the whole verdict", async () => {
    const issuers = file("issuers.json", issuerListText());
    const { out } = await run("--mark", freshMark({ value: 1 }).text, "--issuers", issuers, "--json");
    expect(JSON.parse(out)).toMatchObject({
      file: "--mark",
      kind: "mark",
      word: "revoked",
      verified: false,
      failures: [{ code: "MARK_REVOKED" }],
      facts: { subject: "鄂A12345" },
    });
  });

  test("an issuer list is a file like others, and stands or falls by its authority", async () => {
    const issuers = file("issuers.json", issuerListText());
    expect((await run(issuers)).out).toMatch(/issuers, verified 验证通过/);
    expect((await run(issuers, "--authority", AUTHORITY.keyId)).code).toBe(0);
    const other = await run(issuers, "--authority", "ab".repeat(32));
    expect([
      other.code,
      other.out.includes("TRUST_LIST_OF_OTHER") || other.out.includes("LIST_UNTRUSTED"),
    ]).toEqual([1, true]);
  });

  test("marks and records in one call: each by its own list", async () => {
    const issuers = file("issuers.json", issuerListText());
    const trust = file("trust.json", trustListText());
    const record = file("record.json", seal(inspection()).envelope);
    const mark = file("mark.txt", freshMark().text);
    const both = await run(record, mark, "--issuers", issuers, "--trust", trust);
    expect([both.code, both.out.includes("record, verified"), both.out.includes("mark, valid")]).toEqual([
      0,
      true,
      true,
    ]);
    const revoked = file("revoked.txt", freshMark({ value: 1 }).text);
    expect((await run(record, revoked, "--issuers", issuers, "--trust", trust)).code).toBe(1);
  });

  test.each<[string, (list: string) => string[], RegExp]>([
    ["no issuer list", () => ["--mark", "PM1:"], /--issuers FILE/],
    [
      "an unknown use",
      (list) => ["--mark", "PM1:", "--issuers", list, "--use", "party"],
      /"party".*roadside, transfer, check-in/,
    ],
    [
      "a list that is none",
      () => ["--mark", "PM1:", "--issuers", file("none.json", "{}")],
      /is no issuer list/,
    ],
    [
      "a list that is not there",
      () => ["--mark", "PM1:", "--issuers", join(folder, "gone.json")],
      /Cannot read .*gone\.json/,
    ],
    [
      "a mark that is not there",
      (list) => [join(folder, "gone.txt"), "--issuers", list],
      /Cannot read .*gone\.txt/,
    ],
    [
      "a picture of a mark, and no trust list",
      (list) => [file("mark.svg", "<svg/>"), "--issuers", list],
      /mark\.svg holds no mark \(a text that begins with PM1:\)/,
    ],
    ["nothing to look at", (list) => ["--issuers", list], /at least one FILE/],
  ])("%s is a wrong call, told in one sentence", async (_, args, sentence) => {
    const { code, out, err } = await run(...args(file("issuers.json", issuerListText())));
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(sentence);
  });
});
