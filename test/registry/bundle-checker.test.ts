import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { writeEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import { EdgeError } from "../../src/errors.ts";
import { BundleChecker, type BundleCheckerOptions } from "../../src/runtime/registry/bundle-checker.ts";
import { whyNotKept } from "../../src/runtime/registry/bundle-of-record.ts";
import { BUILT } from "../support/built-program.ts";
import { bundleOf, provenJournal } from "../support/evidence-world.ts";
import { goodDay } from "../support/journal-day.ts";
import { STATION } from "../support/sealed-results.ts";
import { ROOT } from "../support/source-tree.ts";

/** Goal: a bundle is looked at beside the worker: that goes on meanwhile, and nothing that a bundle holds ends it, or the look at the next one. */
vi.setConfig({ testTimeout: 60_000 });

const day = goodDay();
const bundle = bundleOf(provenJournal(STATION, [...day.store.read(0)]), "job-1");

function packed(of: typeof bundle): Uint8Array {
  const written = writeEvidence(of, nodeGzip);
  if (written.kind === "refused") throw new Error(written.reason.code);
  return written.bytes;
}

const GOOD = packed(bundle);
/** Well-formed, and of so many entries that a look at it takes a while. */
const HEAVY = packed({
  ...bundle,
  entries: Array.from({ length: 150_000 }, (_none, index) => ({ index, entry: "an entry" })),
});

function checker(options: Partial<BundleCheckerOptions> = {}): BundleChecker {
  const program = join(BUILT, "src/runtime/registry/bundle-check.js");
  const made = new BundleChecker({ program, execArgv: [], ...options });
  onTestFinished(() => made.close());
  return made;
}

const codeOf = async (made: BundleChecker, bytes: Uint8Array, record = bundle.record): Promise<string> => {
  try {
    const looked = await made.look(record, bytes);
    return looked.kind === "refused" ? looked.reason.code : looked.kind;
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    return error.code;
  }
};

test("it says of a bundle what a look in the same process says, from the build as from the sources", async () => {
  const sources = join(ROOT, "src/runtime/registry/bundle-check.ts");
  for (const made of [checker(), checker({ program: sources, execArgv: ["--import", "tsx"] })]) {
    const looked = await made.look(bundle.record, GOOD);
    const root = day.store.root(12);
    expect(looked).toMatchObject({ kind: "whole", station: STATION, size: 12 });
    const head = { size: 12, records: 3, note: "", cosignedMs: 0 };
    expect(await whyNotKept(looked, async () => ({ ...head, root }))).toBeNull();
    expect(await whyNotKept(looked, async () => ({ ...head, root: new Uint8Array(32) }))).toMatchObject({
      code: "EVIDENCE_NOT_COSIGNED",
    });
    expect(await codeOf(made, GOOD, "0".repeat(64))).toBe("EVIDENCE_OF_ANOTHER");
    expect(await codeOf(made, GOOD.subarray(1))).toBe("EVIDENCE_MALFORMED");
  }
});

test("while a heavy bundle is looked at the worker does its other work, and the next bundle waits its turn", async () => {
  const made = checker();
  expect(await codeOf(made, GOOD)).toBe("whole");
  const ends: string[] = [];
  const heavy = codeOf(made, HEAVY).then((code) => void ends.push(code));
  const good = codeOf(made, GOOD).then((code) => void ends.push(code));
  let turns = 0;
  while (ends.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    turns++;
  }
  await Promise.all([heavy, good]);
  expect(ends).toEqual(["ENTRIES_NOT_RISING", "whole"]);
  // In this process it would have been one.
  expect(turns).toBeGreaterThan(5);
});

test("one that takes too long, needs too much memory or ends the process is refused in its own words, and the next one is looked at", async () => {
  const slow = checker({ limitMs: 50 });
  expect(await codeOf(slow, HEAVY)).toBe("EVIDENCE_CHECK_TOO_LONG");
  const small = checker({ mib: 32 });
  expect(await codeOf(small, HEAVY)).toBe("EVIDENCE_CHECK_BROKE_OFF");
  expect(await codeOf(small, GOOD)).toBe("whole");
});

test("nothing is refused by a process that does not start, or that is stopped with its worker", async () => {
  expect(await codeOf(checker({ program: join(BUILT, "no-such-file.js") }), GOOD)).toBe(
    "EVIDENCE_CHECK_AWAY",
  );
  const made = checker();
  expect(await codeOf(made, GOOD)).toBe("whole");
  const looked = codeOf(made, HEAVY);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await made.close();
  expect(await looked).toBe("EVIDENCE_CHECK_AWAY");
  expect(await codeOf(made, GOOD)).toBe("EVIDENCE_CHECK_AWAY");
});

test("a process without work ends by itself, and another one is made", async () => {
  const made = checker({ idleMs: 1 });
  expect(await codeOf(made, GOOD)).toBe("whole");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await codeOf(made, GOOD)).toBe("whole");
});
