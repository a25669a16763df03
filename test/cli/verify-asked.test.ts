import { join } from "node:path";
import { expect, test } from "vitest";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { verifyJournal } from "../../src/cli/verify-journal.ts";
import type { PapersUsed } from "../../src/core/requests/papers-used.ts";
import type { PreChecksUsed } from "../../src/core/requests/pre-check-result.ts";
import { type Day, goodDay } from "../support/journal-day.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { STATION, verifier } from "../support/sealed-results.ts";

/** Goal: what a record says of questions to the registry is what its job was opened with. */
const FETCHED: PapersUsed = {
  ...{ kind: "vehicle-dossier", answer: "found", reply: null, issued: "2026-11-23T07:59:00.000Z" },
  ...{ region: "GD", asOf: "2026-11-23T07:00:00.000Z", changed: ["seats"], ageS: 3_600 },
};
const PRE_CHECKS: PreChecksUsed = {
  ...{ reply: null, issued: null },
  checks: [{ check: "theft", answer: "unanswered", asOf: null, ageS: null, done: "told" }],
};

function verdictOf(made: Day) {
  const directory = join(temporaryDirectory(), "journal");
  exportJournal(made.store, directory, STATION);
  return verifyJournal(directory, verifier());
}

test("a record that says what the journal says of them is sound", () => {
  const made = goodDay();
  const asked = { preChecks: PRE_CHECKS, papers: FETCHED };
  made.sealed(asked, undefined, asked);
  expect(verdictOf(made)).toMatchObject({ failures: [], facts: { records: 4 } });
});

test.each<[string, (made: Day) => void, string]>([
  [
    "a record of papers that nobody fetched",
    (made) => made.sealed({ papers: FETCHED }),
    "JOURNAL_CONTRADICTED",
  ],
  [
    "a record that does not say that papers were fetched",
    (made) => made.sealed({}, undefined, { papers: FETCHED }),
    "JOURNAL_CONTRADICTED",
  ],
  [
    "a record of papers that the desk left as they came, where it changed them",
    (made) => made.sealed({ papers: { ...FETCHED, changed: [] } }, undefined, { papers: FETCHED }),
    "JOURNAL_CONTRADICTED",
  ],
  [
    "a job whose papers' reply stands nowhere before it",
    (made) => {
      const papers = { ...FETCHED, reply: "ef".repeat(32) };
      made.sealed({ papers }, undefined, { papers });
    },
    "ARTIFACT_MISMATCH",
  ],
  [
    "a record of pre-checks that the journal has not",
    (made) => made.sealed({ preChecks: PRE_CHECKS }),
    "JOURNAL_CONTRADICTED",
  ],
])("%s is told", (_what, add, code) => {
  const made = goodDay();
  add(made);
  expect(verdictOf(made).failures.map((failure) => failure.code)).toContain(code);
});
