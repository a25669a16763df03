import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { createVerifyCommand } from "../../src/cli/verify.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import {
  envelopeWith,
  finding,
  inspection,
  item,
  jsonOf,
  KEYS,
  seal,
  trustListText,
} from "../support/sealed-results.ts";

/** Goal: a record names its rules, and `verify` says them in words where the rulebook is at hand, and which one is missing where it is not. */
let folder = "";
let trust = "";
/** Where rulebooks are looked for; there are none at first. */
let shelf = "";

beforeEach(() => {
  folder = temporaryDirectory();
  trust = join(folder, "trust.json");
  shelf = join(folder, "rules");
  writeFileSync(trust, trustListText());
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  const listed = { name: "verify", summary: "", load: async () => createVerifyCommand([shelf]) };
  const code = await runCli({ commands: [listed], version: () => "" }, ["verify", ...args], io);
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const json = (out: string) => out.split("\n").map((line) => JSON.parse(line));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("the words of a record", () => {
  const BOOK = "config/rules/cn-inspection-2021.yaml";
  const text = readFileSync(BOOK, "utf8");
  const hash = Buffer.from(sha256(new TextEncoder().encode(text))).toString("hex");
  const [first, second] = ["brake.axle-ratio", "brake.imbalance"].map((rule) => ({
    ...finding("pass"),
    rule,
  }));
  const record = (): string => {
    const rulebook = { id: "cn-inspection-2021", edition: "2021", sha256: hash };
    const items = [{ ...item("pass", ...[first, second].filter((one) => one !== undefined)), item: "B2" }];
    return file("r.json", seal(inspection({ rulebook, items })).envelope);
  };

  test("are those of the rulebook that it names, found by its hash", async () => {
    mkdirSync(shelf);
    writeFileSync(join(shelf, "another.yaml"), `${text}\n`);
    writeFileSync(join(shelf, "no-book.yaml"), "{");
    const without = await run(record(), "--trust", trust);
    expect(without.code).toBe(0);
    expect(without.out).toContain(`[RULEBOOK_NOT_AT_HAND]`);
    expect(without.out).toContain(hash);
    expect(without.out).toContain("brake.axle-ratio: pass 合格; 62.8 %");
    expect(without.out).not.toContain("轴制动率");

    writeFileSync(join(shelf, "the-book.yaml"), text);
    const found = await run(record(), "--trust", trust);
    expect(found.code).toBe(0);
    expect(found.out).not.toContain("RULEBOOK_NOT_AT_HAND");
    expect(found.out).toContain("B2 Service brake of axle 2 第2轴行车制动: pass 合格");
    expect(found.out).toContain("Axle brake ratio: sum of the greatest forces over the axle load 轴制动率");
    expect(found.out).toMatch(/NH-STD, VEH, two-sources, not verified 未核实/);
    expect(found.out).toContain("unverifiedRules 1");
  });

  test("may be given by a file, and one that no record names is said to be none", async () => {
    const given = await run(record(), "--trust", trust, "--rulebook", BOOK, "--json");
    expect(json(given.out)).toMatchObject([
      {
        verified: true,
        content: {
          rulebookFile: BOOK,
          missing: null,
          items: [
            { nameEn: "Service brake of axle 2", findings: [{ texts: { confidence: "two-sources" } }, {}] },
          ],
        },
      },
    ]);
    const other = "config/rules/cn-exam-c1-2022.yaml";
    const foreign = await run(record(), "--trust", trust, "--rulebook", other, "--json");
    expect(foreign.err).toContain(`No verified record names the rulebook ${other}`);
    expect(json(foreign.out)).toMatchObject([
      { verified: true, content: { rulebookFile: null, missing: { code: "RULEBOOK_NOT_AT_HAND" } } },
    ]);
    const nothing = await run(record(), "--trust", trust, "--rulebook", join(folder, "nowhere.yaml"));
    expect(nothing.code).toBe(2);
  });

  test("are not told of a record that does not verify", async () => {
    writeFileSync(record(), envelopeWith(jsonOf(inspection()), KEYS.stranger));
    const { out } = await run(join(folder, "r.json"), "--trust", trust, "--rulebook", BOOK, "--json");
    expect(json(out)[0]).not.toHaveProperty("content");
  });
});
