import { join } from "node:path";
import { expect, test } from "vitest";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { verdictLines } from "../../src/cli/file-verdict.ts";
import { verifyJournal } from "../../src/cli/verify-journal.ts";
import { goodDay } from "../support/journal-day.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { STATION, verifier } from "../support/sealed-results.ts";

test("of a journal in which nothing is right a thousand failures are listed, and the others are counted", () => {
  const made = goodDay();
  const foreign = new TextEncoder().encode("no entry");
  made.store.append(
    Array.from({ length: 2500 }, () => foreign),
    () => undefined,
  );
  const directory = join(temporaryDirectory(), "journal");
  exportJournal(made.store, directory, STATION);
  const verdict = verifyJournal(directory, verifier());
  expect([verdict.failures.length, verdict.failuresLeftOut]).toEqual([1000, 1500]);
  expect(verdictLines(verdict)).toContain("  ... and 2480 more");
});
