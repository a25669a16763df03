import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { createVerifyCommand } from "../../src/cli/verify.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { bundleWith, fileOf, redactedToy, unpacked } from "../support/redacted-world.ts";
import { inspection, KEYS, STATION, seal, trustListText } from "../support/sealed-results.ts";

/** Goal: whoever has the whole record, or a withdrawal of it, beside what others got, is told whether the two agree, whatever the station signed. */
let folder = "";

beforeEach(() => {
  folder = temporaryDirectory();
  writeFileSync(join(folder, "trust.json"), trustListText());
});

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function verified(...files: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: () => undefined };
  const commands = [{ name: "verify", summary: "", load: async () => createVerifyCommand([]) }];
  const args = ["verify", ...files, "--trust", join(folder, "trust.json")];
  const code = await runCli({ commands, version: () => "" }, args, io);
  return { code, out: out.join("\n") };
}

type Toy = ReturnType<typeof redactedToy>;
type Result = Record<string, unknown>;

/** As a station would sign it that wants others to believe it. */
function lied({ world, evidence }: Toy, change: Result): Uint8Array {
  const document = JSON.parse(unpacked(evidence.bundle.document.payload)) as { result: Result };
  const payload = nodeGzip(
    new TextEncoder().encode(JSON.stringify({ ...document, result: { ...document.result, ...change } })),
  );
  const { disclosed } = evidence.redaction;
  return fileOf(bundleWith(world, evidence.gathered, { payload, disclosed }, KEYS.record));
}

/** The sealed text of the n-th record of the journal, and of its withdrawal. */
function sealedIn({ world }: Toy, type: "record-sealed" | "withdrawal-sealed", job = "job-1"): string {
  for (const bytes of world.records) {
    const entry = readEntry(bytes);
    if (entry?.type === type && entry.job === job) return entry.envelope;
  }
  throw new Error(`no ${type} of ${job}`);
}

describe("a redacted bundle beside the whole record", () => {
  test("that it is of is told to agree", async () => {
    const toy = redactedToy();
    const { code, out } = await verified(
      file("r.json.gz", toy.evidence.file),
      file("w.json", sealedIn(toy, "record-sealed")),
    );
    expect([code, out.includes("[REDACTION_AS_WHOLE]")], out).toEqual([0, true]);
  });

  test.each<[string, Result, string]>([
    ["without a rule that nobody has verified", { unverifiedRules: [] }, "result.unverifiedRules.0"],
    ["of another number", { sequence: 40 }, "result.sequence"],
  ])("is refused where the station signed one %s", async (_, change, field) => {
    const toy = redactedToy();
    const redacted = file("r.json.gz", lied(toy, change));
    const alone = await verified(redacted);
    const { code, out } = await verified(file("w.json", sealedIn(toy, "record-sealed")), redacted);
    expect([alone.code, code, out.includes("[REDACTION_UNLIKE_WHOLE]")], alone.out + out).toEqual([
      0,
      1,
      true,
    ]);
    expect(out).toContain(`whole record number 1 that was verified with it: ${field}.`);
  });

  test("of another job says that it was held against none", async () => {
    const toy = redactedToy();
    const foreign = file("w.json", sealedIn(toy, "record-sealed", "job-0"));
    const { code, out } = await verified(file("r.json.gz", toy.evidence.file), foreign);
    expect([code, out.includes("[REDACTION_WHOLE_ABSENT]")], out).toEqual([0, true]);
    const ofElsewhere = seal(inspection({ station: `${STATION}-2`, job: "job-1", sequence: 1 })).envelope;
    const told = await verified(file("r.json.gz", toy.evidence.file), file("e.json", ofElsewhere));
    expect(told.out).not.toContain("[REDACTION_UNLIKE_WHOLE]");
  });
});

describe("of a redacted bundle whose record is withdrawn", () => {
  test("that is said by a withdrawal of the same call, whatever of it the bundle left out", async () => {
    const toy = redactedToy({ withdrawn: true });
    const before = redactedToy();
    const withdrawal = file("w.json", sealedIn(toy, "withdrawal-sealed"));
    const redacted = file("r.json.gz", before.evidence.file);
    const alone = await verified(redacted);
    expect(alone.out).not.toContain("WITHDRAWN 已撤销");
    for (const files of [
      [redacted, withdrawal],
      [withdrawal, redacted],
    ]) {
      const { code, out } = await verified(...files);
      expect([code, out.includes("r.json.gz: evidence, verified 验证通过, WITHDRAWN 已撤销")], out).toEqual([
        0,
        true,
      ]);
    }
  });

  test("the first line says it where the bundle has the withdrawal", async () => {
    const toy = redactedToy({ withdrawn: true });
    const { out } = await verified(file("r.json.gz", toy.evidence.file));
    expect(out).toContain("r.json.gz: evidence, verified 验证通过, WITHDRAWN 已撤销");
  });

  test("the first line says it where a person has withdrawn it and no record of that is sealed", async () => {
    const toy = redactedToy({ withdrawn: "pending" });
    const { out } = await verified(file("r.json.gz", toy.evidence.file));
    expect(out).toContain("[REDACTED_WITHDRAWAL_PENDING]");
    expect(out).toContain("r.json.gz: evidence, verified 验证通过, WITHDRAWN 已撤销");
  });
});
