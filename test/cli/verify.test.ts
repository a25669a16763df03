import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { createVerifyCommand } from "../../src/cli/verify.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { buildProof } from "../../src/core/record/proof-bundle.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import {
  AT,
  artifact,
  type Day,
  evidence,
  goodDay,
  input,
  opened,
  SOFTWARE,
  started,
} from "../support/journal-day.ts";
import { openStore, setFormat, temporaryDirectory } from "../support/journal-directory.ts";
import {
  envelopeWith,
  inspection,
  KEYS,
  receiptNote,
  STATION,
  seal,
  trustListText,
} from "../support/sealed-results.ts";

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
  const listed = { name: "verify", summary: "", load: async () => createVerifyCommand([]) };
  const code = await runCli({ commands: [listed], version: () => "" }, ["verify", ...args], io);
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const json = (out: string) => out.split("\n").map((line) => JSON.parse(line));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function exported(made: Day, name = "journal"): string {
  const directory = join(folder, name);
  exportJournal(made.store, directory, STATION);
  return directory;
}

const ofStart = (journal: string): boolean =>
  ["a receipt for another history", "a receipt for what is not there"].includes(journal);

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
      file("r.json", envelope.replace(/"payload":"H4s/, '"payload":"H4t')),
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
    const checkpoint = receiptNote(12, made.store.root(12));
    const inclusion = made.store.inclusionProof(4, 12);
    const proof = buildProof({ digest: sha256, entry, index: 4, size: 12, inclusion, checkpoint });
    const good = await run(file("p.json", proof), "--trust", trust, "--json");
    expect(good.code).toBe(0);
    expect(json(good.out)).toMatchObject([
      { kind: "proof", verified: true, facts: { entry: "4 of 12", verdict: "pass", simulated: true } },
    ]);
    const bad = await run(
      file("p.json", proof.replace('"index":4', '"index":5')),
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
        facts: { station: STATION, entries: 13, records: 3, receipts: 2, receiptedSize: 12 },
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
      (made) => made.sealed({ evidence: evidence(0, 50, 2) }),
      "EVIDENCE_INCONSISTENT",
    ],
    [
      "an entry that names another job than its record",
      (made) => made.sealed({ job: "job-77" }),
      "ENTRY_MISMATCH",
    ],
    [
      "a receipt for another history",
      (made) => made.receipt(12, new Uint8Array(32)),
      "RECEIPT_ROOT_MISMATCH",
    ],
    ["a receipt for what is not there", (made) => made.receipt(40, new Uint8Array(32)), "CHECKPOINT_FOREIGN"],
    [
      "a receipt that says another size",
      (made) =>
        made.append({ type: "receipt", at: AT, size: 13, checkpoint: receiptNote(12, made.store.root(12)) }),
      "CHECKPOINT_FOREIGN",
    ],
    [
      "a receipt of an unknown witness",
      (made) =>
        made.append({
          type: "receipt",
          at: AT,
          size: 12,
          checkpoint: receiptNote(12, made.store.root(12), { witness: KEYS.log }),
        }),
      "WITNESS_SIGNATURE_INVALID",
    ],
    ["a receipt smaller than the one before", (made) => made.receipt(5), "JOURNAL_ORDER_WRONG"],
    [
      "a record that hides from a reader who looks for its type",
      (made) => {
        const { record, envelope } = seal(inspection({ sequence: 99 }));
        const entry = { type: "record-sealed", at: AT, job: asId<"job">("job-9"), record, envelope } as const;
        made.append(
          new TextDecoder().decode(encodeEntry(entry)).replace("record-sealed", "record-s\\u0065aled"),
        );
      },
      "ENTRY_MALFORMED",
    ],
    [
      "an entry with a member twice",
      (made) =>
        made.append('{"type":"device-fault","type":"record-sealed","job":"job-9","record":"","envelope":""}'),
      "ENTRY_MALFORMED",
    ],
    ["an entry of no known type", (made) => made.append('{"type":"note","at":{}}'), "ENTRY_MALFORMED"],
    ["an input of a job that is sealed", (made) => made.append(input("job-1")), "JOURNAL_ORDER_WRONG"],
    ["a job opened twice", (made) => made.append(opened("job-1")), "JOURNAL_ORDER_WRONG"],
    [
      "a clock that goes back within one boot",
      (made) => {
        made.append(opened("job-9"));
        made.append(input("job-9", 0.5));
      },
      "JOURNAL_ORDER_WRONG",
    ],
    [
      "a rulebook that is not its hash",
      (made) => made.append({ ...artifact("id: kind"), text: "id: cruel" } as JournalEntry),
      "ARTIFACT_MISMATCH",
    ],
    [
      "a job whose rulebook is not there",
      (made) => {
        const job = opened("job-9");
        made.append({ ...job, order: { ...job.order, rulebookSha256: "00".repeat(32) } });
      },
      "ARTIFACT_MISMATCH",
    ],
    [
      "a start of another station",
      (made) => made.append({ ...started("x"), station: asId<"station">("OTHER") } as JournalEntry),
      "STATION_MISMATCH",
    ],
    [
      "a record that calls simulated devices real",
      (made) => made.sealed({ devices: inspection().devices.map((d) => ({ ...d, simulated: false })) }),
      "JOURNAL_CONTRADICTED",
    ],
    [
      "a record of another rulebook than the job's",
      (made) => made.sealed({ rulebook: inspection().rulebook }),
      "JOURNAL_CONTRADICTED",
    ],
    [
      "a record whose evidence does not hold its job",
      (made) => made.sealed({ evidence: evidence(0, 3, 2) }),
      "JOURNAL_CONTRADICTED",
    ],
    [
      "a record that counts other entries than stand there",
      (made) => made.sealed({ evidence: evidence(made.store.size(), made.store.size() + 2, 1) }),
      "JOURNAL_CONTRADICTED",
    ],
    [
      "a record of other software than was running",
      (made) => made.sealed({ software: { ...SOFTWARE, version: "0.0.9" } }),
      "JOURNAL_CONTRADICTED",
    ],
    [
      "a record of the software before the restart",
      (made) =>
        made.sealed({}, () =>
          made.append({ ...started("second"), software: { ...SOFTWARE, version: "0.2.0" } } as JournalEntry),
        ),
      "JOURNAL_CONTRADICTED",
    ],
    [
      "a record that began at another time",
      (made) =>
        made.sealed({
          time: {
            started: "2026-11-01T00:00:00.000Z",
            ended: new Date(AT.wallMs).toISOString(),
            status: "synchronised",
          },
        }),
      "JOURNAL_CONTRADICTED",
    ],
    [
      "a record that claims better time than the station had",
      (made) => {
        const instant = new Date(AT.wallMs).toISOString();
        made.sealed({ time: { started: instant, ended: instant, status: "gps" } });
      },
      "JOURNAL_CONTRADICTED",
    ],
  ])("a journal with %s", async (name, spoil, failure) => {
    const made = goodDay();
    spoil(made);
    const { code, out } = await run(exported(made), "--trust", trust, "--json");
    expect(code).toBe(1);
    // What a start says, which looks at the newest receipt, comes after what this receipt is refused for.
    const [first, ...others] = json(out)[0].failures.map((f: { code: string }) => f.code);
    expect([first, others]).toEqual([failure, ofStart(name) ? ["JOURNAL_ALTERED"] : []]);
  });

  test("a damaged journal, in whatever file", async () => {
    for (const [name, at] of [
      ["00000000.segment", 20],
      ["00000000.segment", 300],
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

  test("a journal and a record of another format are refused by what they are, in both languages", async () => {
    const directory = exported(goodDay());
    setFormat(directory, 1);
    const typeOf = (format: number): string => `application/vnd.proofmark.result.v${format}+json`;
    const old = [1, 2].map((n) => file(`old-${n}.json`, envelopeWith("{}", KEYS.record, typeOf(n))));
    const { code, out } = await run(directory, ...old, "--trust", trust, "--json");
    expect(code).toBe(1);
    expect(json(out).map(({ failures }) => failures)).toMatchObject([
      [{ code: "JOURNAL_OUTDATED", params: { found: 1, reads: 2, software: "0.1" } }],
      [{ code: "SCHEMA_OUTDATED", params: { found: 1, reads: 3, software: "0.1" } }],
      [{ code: "SCHEMA_OUTDATED", params: { found: 2, reads: 3, software: "0.2" } }],
    ]);
    const [told] = json(out)[0].failures;
    expect(told.zh).toContain("Proofmark 0.1");
    expect(told.en).toContain("Proofmark 0.1");
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

  test("two records with one number are told, each by itself would verify", async () => {
    const one = file("one.json", seal(inspection()).envelope);
    const two = file("two.json", seal(inspection({ subject: { plate: "other" } })).envelope);
    // Nobody can say here which of them is the station's answer, in whatever order they are named.
    for (const files of [Array.of(one, two), Array.of(two, one, two)]) {
      const { code, out } = await run(...files, "--trust", trust, "--json");
      const codes = json(out).map((v) => v.failures.map((f: { code: string }) => f.code));
      expect([code, codes]).toEqual([1, files.map(() => ["SEQUENCE_REUSED"])]);
    }
    expect((await run(one, one, "--trust", trust)).code).toBe(0);
  });

  test("a file without end is not read to its end", async () => {
    const { code, out } = await run("/dev/zero", "--trust", trust);
    expect(code).toBe(1);
    expect(out).toContain("ENVELOPE_MALFORMED");
    const lists = await run(file("r.json", "{}"), "--trust", "/dev/zero");
    expect(lists.code).toBe(2);
    expect(lists.err).toContain("TRUST_LIST_INVALID");
  });

  test("a segment of a terabyte is damage, not an end of memory", async () => {
    const directory = exported(goodDay());
    truncateSync(join(directory, "00000000.segment"), 2 ** 40);
    const { code, out } = await run(directory, "--trust", trust);
    expect(code).toBe(1);
    expect(out).toContain("JOURNAL_CORRUPT");
  });

  test("nothing in a file can write over what the terminal shows", async () => {
    const type = "x\u001b[2K\rrecord, verified\u202e";
    const hostile = envelopeWith("{}", KEYS.record, type);
    const { code, out } = await run(file("r.json", hostile), "--trust", trust);
    expect(code).toBe(1);
    expect(out).toContain("\\u001b[2K\\u000drecord, verified\\u202e");
    expect([...out].filter((c) => c < " " && c !== "\n")).toEqual([]);
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
