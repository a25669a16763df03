import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { verifyCommand } from "../../src/cli/verify.ts";
import { encodeEntry } from "../../src/core/journal/entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { buildProof } from "../../src/core/record/proof-bundle.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { openStore, temporaryDirectory } from "../support/journal-directory.ts";
import { inspection, KEYS, receiptNote, STATION, seal, trustListText } from "../support/sealed-results.ts";

const AT = { monoMs: 1, wallMs: 1_795_000_000_000 };
let folder = "";
let trust = "";

beforeEach(() => {
  folder = temporaryDirectory();
  trust = join(folder, "trust.json");
  writeFileSync(trust, trustListText());
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  const code = await runCli([verifyCommand], ["verify", ...args], io);
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const json = (out: string) => out.split("\n").map((line) => JSON.parse(line));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

interface Day {
  readonly store: MemoryJournalStore;
  append(entry: Uint8Array): number;
  sealed(change?: Partial<ResultDocument>): number;
  receipt(size: number, root?: Uint8Array): void;
}

/** A journal as a station writes it. */
function day(): Day {
  const store = new MemoryJournalStore();
  let sequence = 0;
  const append = (entry: Uint8Array): number => {
    store.append([entry], () => undefined);
    return store.size() - 1;
  };
  return {
    store,
    append,
    sealed(change = {}) {
      const job = `job-${sequence}`;
      const { record, envelope } = seal(inspection({ job, sequence: sequence++, ...change }));
      return append(encodeEntry({ type: "record-sealed", at: AT, job: asId<"job">(job), record, envelope }));
    },
    receipt(size, root = store.root(size)) {
      append(encodeEntry({ type: "receipt", at: AT, size, checkpoint: receiptNote(size, root) }));
    },
  };
}

function goodDay(): Day {
  const made = day();
  for (let i = 0; i < 4; i++) made.append(new TextEncoder().encode(`{"type":"job-input","number":${i}}`));
  made.sealed();
  made.sealed();
  made.receipt(5);
  made.append(new TextEncoder().encode('{"type":"note","text":"speaks of a record-sealed and a receipt"}'));
  made.sealed();
  made.receipt(9);
  return made;
}

function exported(made: Day, name = "journal"): string {
  const directory = join(folder, name);
  exportJournal(made.store, directory, STATION);
  return directory;
}

describe("proofmark verify", () => {
  test("a record", async () => {
    const { envelope, record } = seal(inspection());
    const { code, out, err } = await run(
      file("r.json", `${envelope}\n`),
      "--trust",
      trust,
      "--authority",
      KEYS.authority.keyId,
    );
    expect(code).toBe(0);
    expect(err).toBe("");
    expect(out).toContain("verified 验证通过");
    expect(out).toContain(record);
    const changed = await run(
      file("r.json", envelope.replace(/"payload":"eyJ/, '"payload":"eyK')),
      "--trust",
      trust,
    );
    expect(changed.code).toBe(1);
    expect(changed.out).toContain("SIGNATURE_INVALID");
    expect(changed.out).toContain("签名与内容不符");
  });

  test("a proof, as JSON", async () => {
    const made = goodDay();
    const [entry] = [...made.store.read(4)];
    if (entry === undefined) throw new Error("no entry");
    const checkpoint = receiptNote(9, made.store.root(9));
    const inclusion = made.store.inclusionProof(4, 9);
    const proof = buildProof({ digest: sha256, entry, index: 4, size: 9, inclusion, checkpoint });
    const good = await run(file("p.json", proof), "--trust", trust, "--json");
    expect(good.code).toBe(0);
    expect(json(good.out)).toMatchObject([
      { kind: "proof", verified: true, facts: { entry: "4 of 9", verdict: "pass", simulated: true } },
    ]);
    const bad = await run(
      file("p.json", proof.replace('"index":4', '"index":3')),
      "--trust",
      trust,
      "--json",
    );
    expect(bad.code).toBe(1);
    expect(json(bad.out)).toMatchObject([{ verified: false, failures: [{ code: "INCLUSION_INVALID" }] }]);
  });

  test("a journal, with its records and receipts", async () => {
    const { code, out } = await run(exported(goodDay()), "--trust", trust, "--json");
    expect(json(out)).toMatchObject([
      {
        kind: "journal",
        verified: true,
        failures: [],
        facts: { station: STATION, entries: 10, records: 3, receipts: 2, receiptedSize: 9 },
      },
    ]);
    expect(code).toBe(0);
  });

  test("a journal that a station is writing", async () => {
    const directory = exported(goodDay());
    const store = openStore(directory);
    appendFileSync(join(directory, "00000000.segment"), "half of a fra");
    const { code, out } = await run(directory, "--trust", trust);
    expect(code).toBe(0);
    expect(out).toContain("A station is writing here");
    await store.close();
    const stopped = await run(directory, "--trust", trust);
    expect(stopped.code).toBe(1);
    expect(stopped.out).toContain("UNFINISHED_ENTRY");
  });

  test.each<[string, (made: Day) => void, string]>([
    ["a record left out", (made) => made.sealed({ sequence: 4 }), "SEQUENCE_GAP"],
    ["a record twice", (made) => made.sealed({ sequence: 2 }), "SEQUENCE_GAP"],
    [
      "a record whose evidence is not there yet",
      (made) =>
        made.sealed({ evidence: { log: `proofmark/${STATION}`, firstIndex: 0, endIndex: 50, entries: 2 } }),
      "EVIDENCE_INCONSISTENT",
    ],
    [
      "an entry that names another job than its record",
      (made) => made.sealed({ job: "job-77" }),
      "ENTRY_MISMATCH",
    ],
    ["a receipt for another history", (made) => made.receipt(9, new Uint8Array(32)), "RECEIPT_ROOT_MISMATCH"],
    ["a receipt for what is not there", (made) => made.receipt(40, new Uint8Array(32)), "CHECKPOINT_FOREIGN"],
    [
      "a receipt that says another size",
      (made) =>
        made.append(
          encodeEntry({ type: "receipt", at: AT, size: 8, checkpoint: receiptNote(9, made.store.root(9)) }),
        ),
      "CHECKPOINT_FOREIGN",
    ],
    [
      "a receipt of an unknown witness",
      (made) =>
        made.append(
          encodeEntry({
            type: "receipt",
            at: AT,
            size: 9,
            checkpoint: receiptNote(9, made.store.root(9), { witness: KEYS.log }),
          }),
        ),
      "WITNESS_SIGNATURE_INVALID",
    ],
  ])("a journal with %s", async (_, spoil, failure) => {
    const made = goodDay();
    spoil(made);
    const { code, out } = await run(exported(made), "--trust", trust, "--json");
    expect(code).toBe(1);
    expect(json(out)[0].failures.map((f: { code: string }) => f.code)).toEqual([failure]);
  });

  test("a damaged journal, in whatever file", async () => {
    for (const [name, at] of [
      ["00000000.segment", 20],
      ["00000000.segment", 300],
      ["tree.hashes", 100],
    ] as const) {
      const directory = exported(goodDay(), `${name}-${at}`);
      const bytes = readFileSync(join(directory, name));
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(join(directory, name), bytes);
      const { code, out } = await run(directory, "--trust", trust);
      expect(code).toBe(1);
      expect(out).toContain("JOURNAL_CORRUPT");
    }
  });

  test("several files: one that fails fails the call, the others are still told", async () => {
    const good = file("good.json", seal(inspection()).envelope);
    const { code, out } = await run(
      good,
      file("bad.json", "no record"),
      exported(goodDay()),
      "--trust",
      trust,
      "--json",
    );
    expect(code).toBe(1);
    expect(json(out).map((verdict) => verdict.verified)).toEqual([true, false, true]);
  });

  test("without a pinned authority it says whom it trusts", async () => {
    const { err } = await run(file("r.json", seal(inspection()).envelope), "--trust", trust);
    expect(err).toContain(KEYS.authority.keyId);
  });

  test.each<[string, () => string[], string]>([
    ["no file", () => ["--trust", trust], "at least one FILE"],
    ["no trust list", () => ["x.json"], "needs --trust"],
    ["an unknown option", () => ["x.json", "--trust", trust, "--force"], "--force"],
    ["a file that is not there", () => [join(folder, "none.json"), "--trust", trust], "Cannot read"],
    ["an empty directory", () => [temporaryDirectory(), "--trust", trust], "holds no journal"],
    ["a trust list that is not there", () => ["x.json", "--trust", join(folder, "none")], "Cannot read"],
    [
      "a trust list of somebody else",
      () => ["x.json", "--trust", trust, "--authority", KEYS.stranger.keyId],
      "not by the expected one",
    ],
  ])("wrong input: %s", async (_, args, sentence) => {
    const { code, err, out } = await run(...args());
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(out).toBe("");
  });

  test("has help", async () => {
    const { code, out } = await run("--help");
    expect(code).toBe(0);
    expect(out).toContain("Exit codes:");
  });
});
