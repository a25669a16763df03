import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { createReplayCommand } from "../../src/cli/replay.ts";
import { createVerifyCommand } from "../../src/cli/verify.ts";
import { writeDay } from "../../src/core/evidence/day-file.ts";
import { disclose } from "../../src/core/evidence/gather.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { receiptedRoot } from "../../src/core/record/journal-receipt.ts";
import { buildProof } from "../../src/core/record/proof-bundle.ts";
import type { WithdrawalDocument } from "../../src/core/record/withdrawal-document.ts";
import { entryLines } from "../../src/verifier/page/stack-facts.ts";
import { verify } from "../../src/verifier/verify.ts";
import { provenJournal } from "../support/evidence-world.ts";
import { AT, type Day, goodDay } from "../support/journal-day.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { receiptNote, STATION, trustListText } from "../support/sealed-results.ts";
import { contextWith } from "../support/verifier-context.ts";

/** Goal: whoever has a withdrawal beside what it names, in whatever files, is told what counts; and a journal in which one is not in order is not believed. */
let folder = "";
let trust = "";

beforeEach(() => {
  folder = temporaryDirectory();
  trust = join(folder, "trust.json");
  writeFileSync(trust, trustListText());
});

const LISTED = [
  { name: "verify", summary: "", load: async () => createVerifyCommand([]) },
  {
    name: "replay",
    summary: "",
    load: async () =>
      createReplayCommand(() => {
        throw new Error("not opened here");
      }),
  },
];

async function cli(command: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: () => undefined };
  const code = await runCli({ commands: LISTED, version: () => "" }, [command, ...args], io);
  return { code, out: out.join("\n") };
}

const run = (...args: string[]) => cli("verify", ...args, "--trust", trust);

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function withdrawnDay(change: Partial<WithdrawalDocument> = {}): { day: Day; at: number } {
  const day = goodDay();
  return { day, at: day.withdrawn(1, change) };
}

function entryAt(day: Day, index: number) {
  const [bytes] = [...day.store.read(index)];
  const entry = bytes === undefined ? null : readEntry(bytes);
  if (bytes === undefined || (entry?.type !== "record-sealed" && entry?.type !== "withdrawal-sealed"))
    throw new Error(`no record at ${index}`);
  return { bytes, entry };
}

function proofOf(day: Day, index: number): string {
  const size = day.store.size();
  const { bytes: entry } = entryAt(day, index);
  const inclusion = day.store.inclusionProof(index, size);
  const checkpoint = receiptNote(size, day.store.root(size));
  return buildProof({ digest: sha256, entry, index, size, inclusion, checkpoint });
}

function exported(day: Day, name = "journal"): string {
  const directory = join(folder, name);
  exportJournal(day.store, directory, STATION);
  return directory;
}

/** The file of the day on which all of it was sealed. */
function dayText(day: Day, indexes: readonly number[]): string {
  day.receipt(day.store.size());
  const records = [...day.store.read(0)];
  const receipt = receiptedRoot(records.at(-1) as Uint8Array);
  const disclosed = disclose(provenJournal(STATION, records), indexes, receipt);
  if (disclosed.kind === "refused") throw new Error(disclosed.reason.code);
  const { kind: _, ...rest } = disclosed;
  const on = new Date(AT.wallMs).toISOString().slice(0, 10);
  const written = writeDay({ ...rest, day: on, zone: "UTC" });
  if (written.kind === "refused") throw new Error(written.reason.code);
  return written.text;
}

/** Of the record that is withdrawn. */
const WITHDRAWN_AT = 7;

describe("proofmark verify", () => {
  test("says of a withdrawal, and of its proof, which record it withdraws, by whom and why", async () => {
    const { day, at } = withdrawnDay();
    const { entry } = entryAt(day, at);
    if (entry.type !== "withdrawal-sealed") throw new Error(entry.type);
    const alone = await run(file("w.json", `${entry.envelope}\n`));
    expect(alone.code).toBe(0);
    expect(alone.out).toMatch(/w\.json: withdrawal, verified 验证通过\n/);
    expect(alone.out).toContain(`withdraws      ${entry.withdraws}`);
    expect(alone.out).toContain("by             P-7K3M9Q2X");
    expect(alone.out).toContain("it is of another vehicle than was taken in");
    expect(alone.out).toContain("不是受理的车辆");
    const proof = await run(file("w.proof.json", proofOf(day, at)), "--json");
    expect(proof.code).toBe(0);
    expect(JSON.parse(proof.out)).toMatchObject({
      kind: "proof",
      verified: true,
      facts: { withdraws: entry.withdraws, withdrawsSequence: 1, sequence: 3, entry: `${at} of ${at + 1}` },
      notes: [{ code: "RECORD_WITHDRAWN", params: { record: entry.withdraws, withdrawal: entry.record } }],
    });
    const bad = await run(file("w.proof.json", proofOf(day, at).replace(`"index":${at}`, '"index":7')));
    expect([bad.code, bad.out.includes("INCLUSION_INVALID")]).toEqual([1, true]);
  });

  test.each([
    ["the record first", ["r", "w"]],
    ["the withdrawal first", ["w", "r"]],
    ["as proofs", ["rp", "wp"]],
  ])("says of a record that it is withdrawn where both are in one call: %s", async (_, names) => {
    const { day, at } = withdrawnDay();
    const files = {
      r: entryAt(day, WITHDRAWN_AT).entry.envelope,
      w: entryAt(day, at).entry.envelope,
      rp: proofOf(day, WITHDRAWN_AT),
      wp: proofOf(day, at),
    };
    const paths = names.map((name) => file(`${name}.json`, files[name as keyof typeof files]));
    const { code, out } = await run(...paths);
    expect(code).toBe(0);
    expect(out).toMatch(/\/rp?\.json: (?:record|proof), verified 验证通过, WITHDRAWN 已撤销\n/);
    expect(out).toContain(`withdrawnBy    ${entryAt(day, at).entry.record}`);
    const told = await run(...paths, "--json");
    const verdicts = told.out.split("\n").map((line) => JSON.parse(line));
    expect(verdicts.filter(({ withdrawn }) => withdrawn !== undefined)).toMatchObject([
      { verified: true, withdrawn: { code: "RECORD_WITHDRAWN" } },
    ]);
    const other = await run(file("o.json", entryAt(day, 4).entry.envelope), ...paths);
    expect(other.out).toMatch(/\/o\.json: record, verified 验证通过\n/);
  });

  test.each(["journal", "day"] as const)(
    "says so as well where the withdrawal stands in a %s of the same call, before or behind the record",
    async (kind) => {
      const { day, at } = withdrawnDay();
      const record = file("r.json", entryAt(day, WITHDRAWN_AT).entry.envelope);
      const holder = kind === "journal" ? exported(day) : file("day.json", dayText(day, [4, 7, 11, at]));
      for (const files of [
        [record, holder],
        [holder, record],
      ]) {
        const { out } = await run(...files);
        expect(out).toMatch(/\/r\.json: record, verified 验证通过, WITHDRAWN 已撤销\n/);
        expect(out).toContain(`withdrawnBy    ${entryAt(day, at).entry.record}`);
        // Of the journal or the day itself too.
        expect(out.match(/note .*\[RECORD_WITHDRAWN\]/g)?.length).toBeGreaterThan(1);
      }
    },
  );

  test("the page says of a day which of its records is not in force, in the line of that record", () => {
    const { day, at } = withdrawnDay();
    const text = new TextEncoder().encode(dayText(day, [4, 7, 11, at]));
    const trusting = new TextEncoder().encode(trustListText());
    const verdict = verify(text, contextWith({ trust: trusting }));
    expect([verdict.word, verdict.notes.map(({ code }) => code)]).toEqual([
      "verified",
      expect.arrayContaining(["RECORD_WITHDRAWN"]),
    ]);
    const said = entryLines(verdict).map(({ says }) => says?.en.includes("withdrawn, not in force"));
    expect(said).toEqual([false, true, false, false]);
  });

  test("a journal that is not believed withdraws nothing", async () => {
    const { day } = withdrawnDay({ job: "job-2" });
    const record = file("r.json", entryAt(day, WITHDRAWN_AT).entry.envelope);
    const { code, out } = await run(record, exported(day));
    expect(code).toBe(1);
    expect(out).not.toContain("WITHDRAWN 已撤销");
  });

  test("a file that cannot be read ends the call after what stands before it was told", async () => {
    const { day } = withdrawnDay();
    const record = file("r.json", entryAt(day, WITHDRAWN_AT).entry.envelope);
    const { code, out } = await run(record, join(folder, "not-there.json"));
    expect([code, /r\.json: record, verified/.test(out)]).toEqual([2, true]);
  });

  test("believes no withdrawal that is not signed, nor one of another number, before it says so of a record", async () => {
    const { day, at } = withdrawnDay();
    const record = file("r.json", entryAt(day, WITHDRAWN_AT).entry.envelope);
    const spoilt = entryAt(day, at).entry.envelope.replace('"payload":"H4s', '"payload":"H4t');
    const unsigned = await run(record, file("w.json", spoilt));
    expect(unsigned.code).toBe(1);
    expect(unsigned.out).not.toContain("WITHDRAWN 已撤销");
    const { entry } = entryAt(day, WITHDRAWN_AT);
    const lying = withdrawnDay({ withdraws: { record: entry.record, sequence: 0 } });
    const other = await run(record, file("w.json", entryAt(lying.day, lying.at).entry.envelope));
    expect(other.out).not.toContain("WITHDRAWN 已撤销");
  });

  test("says of each withdrawn record of a journal that it is, and of how many", async () => {
    const { day, at } = withdrawnDay();
    const { code, out } = await run(exported(day));
    expect(code).toBe(0);
    expect(out).toContain("3 sealed records: signature");
    expect(out).toContain("1 withdrawals: signature, content, sequence, agreement with the acts of people");
    expect(out).toContain(`The record ${entryAt(day, WITHDRAWN_AT).entry.record} was withdrawn at`);
    expect(out).toContain(entryAt(day, at).entry.record);
    expect(out).toContain("[RECORD_WITHDRAWN]");
  });

  test.each<[string, () => Day, string]>([
    [
      "names no record before it",
      () => withdrawnDay({ withdraws: { record: "0".repeat(64), sequence: 1 } }).day,
      "ENTRY_MISMATCH",
    ],
    [
      "gives another reason than its act",
      () => withdrawnDay({ by: "P-00000000" }).day,
      "JOURNAL_CONTRADICTED",
    ],
    ["has another number", () => withdrawnDay({ sequence: 7 }).day, "SEQUENCE_GAP"],
    ["is of another job", () => withdrawnDay({ job: "job-2" }).day, "ENTRY_MISMATCH"],
    [
      "is the second of its record",
      () => {
        const { day } = withdrawnDay();
        day.withdrawn(1);
        return day;
      },
      "WITHDRAWN_TWICE",
    ],
  ])("refuses a journal with one that %s", async (_, made, code) => {
    const result = await run(exported(made()));
    expect([result.code, result.out.includes(`[${code}]`)], result.out).toEqual([1, true]);
  });
});

test("proofmark replay tells each withdrawal by the record that it names", async () => {
  const { day } = withdrawnDay();
  const { out } = await cli("replay", exported(day));
  expect(out).toContain(`same       job-1  withdrawal of ${entryAt(day, WITHDRAWN_AT).entry.record}`);
  const lying = withdrawnDay({ status: "unknown" });
  const other = await cli("replay", exported(lying.day, "other"));
  expect(other.out).toContain("differs    job-1  withdrawal of");
});
