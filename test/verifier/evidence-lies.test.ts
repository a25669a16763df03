import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { checkEvidence } from "../../src/core/evidence/check-evidence.ts";
import { type EvidenceBundle, writeEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import type { WithdrawalDocument } from "../../src/core/record/withdrawal-document.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { headlineOf } from "../../src/verifier/page/word-shown.ts";
import { WITHDRAWN_WORD } from "../../src/verifier/page/words.ts";
import { verify } from "../../src/verifier/verify.ts";
import { bundleOf, provenJournal } from "../support/evidence-world.ts";
import { AT, artifact, type Day, goodDay, opened, started } from "../support/journal-day.ts";
import { askPython, whyNoPython } from "../support/python-verifier.ts";
import { STATION, trustListText, verifier } from "../support/sealed-results.ts";
import { bytesOfText, codesOf, contextWith, outcomeOf } from "../support/verifier-context.ts";

/**
 * Goal: a station that seals with its own keys what its own journal does not say is found out by the bundle alone: here, by the side that made it, and by the
 * verifier in another language.
 */
const context = contextWith({ trust: bytesOfText(trustListText()) });
const check = { digest: sha256, verifier: verifier() };

function fileOf(bundle: EvidenceBundle): Uint8Array {
  const written = writeEvidence(bundle, nodeGzip);
  if (written.kind === "refused") throw new Error(written.reason.code);
  return written.bytes;
}

/** Asked of the verifier in another language all at once, at the end. */
const asked: { readonly file: Uint8Array; readonly own: string }[] = [];

function said(bundle: EvidenceBundle): { readonly core: string; readonly own: string } {
  const found = checkEvidence(bundle, check);
  const file = fileOf(bundle);
  const own = outcomeOf(file, context);
  asked.push({ file, own });
  return { core: found.kind === "refused" ? codesOf(found.reason) : "verified", own };
}

const allSay = (code: string) => ({ core: code, own: code });

/** The bundle of a job of this journal, which has all of these entries and no other. */
function bundleIn(day: Day, job: string, more: readonly number[] = []): EvidenceBundle {
  day.receipt(day.store.size());
  const journal = provenJournal(STATION, [...day.store.read(0)]);
  const bundle = bundleOf(journal, job);
  const indexes = [...new Set([...bundle.entries.map(({ index }) => index), ...more])];
  return journal.disclosing(
    bundle,
    indexes.sort((a, b) => a - b),
  );
}

const by = { person: "P-7K3M9Q2X", from: "127.0.0.1", session: "00112233aabbccdd" };
const instant = new Date(AT.wallMs).toISOString();
const openedBy: ResultDocument["acts"] = [{ act: "inspection.open", by: by.person, at: instant }];

describe("a record that says otherwise than its journal", () => {
  test.each<[string, Partial<ResultDocument>, string]>([
    ["nothing else", {}, "verified"],
    ["another lane", { site: "lane-9" }, "JOURNAL_CONTRADICTED"],
    ["a car that it was not", { car: "car-3" }, "JOURNAL_CONTRADICTED"],
    ["an act that nobody did", { acts: openedBy }, "JOURNAL_CONTRADICTED"],
  ])("%s: %s", (_, change, code) => {
    const day = goodDay();
    day.sealed(change);
    expect(said(bundleIn(day, "job-3"))).toEqual(allSay(code));
  });

  test("of who opened it, by name, time and act", () => {
    const acts: readonly [ResultDocument["acts"], string][] = [
      [openedBy, "verified"],
      [undefined, "JOURNAL_CONTRADICTED"],
      [[{ act: "inspection.open", by: "P-OTHER", at: instant }], "JOURNAL_CONTRADICTED"],
      [[{ act: "inspection.take-in", by: by.person, at: instant }], "JOURNAL_CONTRADICTED"],
      [[{ act: "inspection.open", by: by.person, at: "2026-11-18T00:00:00.000Z" }], "JOURNAL_CONTRADICTED"],
    ];
    for (const [told, code] of acts) {
      const day = goodDay();
      day.sealed(told === undefined ? {} : { acts: told }, undefined, { by });
      expect([told, said(bundleIn(day, "job-3"))]).toEqual([told, allSay(code)]);
    }
  });

  /** A command of a person at a console, and what the record says of it. */
  const command = { name: "part-judge", part: "lamps", item: "HT-1", outcome: "pass" };
  const ofPart = { act: "inspection.part-judge", of: "lamps HT-1", by: by.person, at: instant };
  const { of: _, ...ofNone } = ofPart;
  const typed = { kind: "command", by: by.person, at: "console", command } as const;
  test.each<[string, object, NonNullable<ResultDocument["acts"]>, string]>([
    ["told as it was", { input: typed }, [ofPart], "verified"],
    ["left out", { input: typed }, [], "JOURNAL_CONTRADICTED"],
    ["of another part", { input: typed }, [{ ...ofPart, of: "tyres HT-1" }], "JOURNAL_CONTRADICTED"],
    ["of no part", { input: typed }, [ofNone], "JOURNAL_CONTRADICTED"],
    [
      "that was rejected, told as done",
      { input: typed, rejected: reason("BEFORE_START", {}) },
      [ofPart],
      "JOURNAL_CONTRADICTED",
    ],
    [
      "of the station's own bus, told as a person's",
      { input: { kind: "command", by: "bus", command: { name: "start" } } },
      [{ act: "inspection.start", by: "bus", at: instant }],
      "JOURNAL_CONTRADICTED",
    ],
  ])("a command %s", (_, entry, acts, code) => {
    const day = goodDay();
    const firstIndex = day.store.size();
    const evidence = { log: `proofmark/${STATION}`, firstIndex, endIndex: firstIndex + 3, entries: 3 };
    const input = {
      type: "job-input",
      at: AT,
      job: "job-3",
      events: [],
      ...entry,
    } as unknown as JournalEntry;
    day.sealed({ acts, evidence }, () => void day.append(input));
    expect(said(bundleIn(day, "job-3"))).toEqual(allSay(code));
  });
});

describe("the withdrawal of a record", () => {
  const withdrawn = (change: Partial<WithdrawalDocument>): EvidenceBundle => {
    const day = goodDay();
    day.withdrawn(2, change);
    return bundleIn(day, "job-2");
  };
  const other = (code: string, note = "") =>
    ({
      code: "WITHDRAWN_FOR",
      params: { by: by.person, choice: code, note },
      zh: "x",
      en: "x",
    }) as unknown as WithdrawalDocument["reason"];

  test.each<[string, Partial<WithdrawalDocument>, string]>([
    ["that says what the act says", {}, "verified"],
    ["in other words, for the same reason", { reason: other("wrong-vehicle") }, "verified"],
    ["at another time", { at: "2026-11-18T00:00:00.000Z" }, "JOURNAL_CONTRADICTED"],
    ["for another reason", { reason: other("test-record") }, "JOURNAL_CONTRADICTED"],
    ["with another note", { reason: other("wrong-vehicle", "x") }, "JOURNAL_CONTRADICTED"],
    ["of another kind of job", { kind: "exam" }, "JOURNAL_CONTRADICTED"],
    ["of another lane", { site: "lane-9" }, "JOURNAL_CONTRADICTED"],
    ["of a car", { car: "car-3" }, "JOURNAL_CONTRADICTED"],
    ["by another", { by: "P-OTHER" }, "JOURNAL_CONTRADICTED"],
    ["with another word of the clock", { status: "unknown" }, "JOURNAL_CONTRADICTED"],
    [
      "sealed by other software",
      { software: { name: "proofmark", version: "9.9.9", sha256: "cd".repeat(32) } },
      "JOURNAL_CONTRADICTED",
    ],
  ])("%s", (_, change, code) => {
    expect(said(withdrawn(change))).toEqual(allSay(code));
  });

  test("that is not sealed yet, or was left out, is told by the act that stands there", () => {
    const day = goodDay();
    const sealedAt = day.withdrawn(2);
    day.receipt(day.store.size());
    const journal = provenJournal(STATION, [...day.store.read(0)]);
    const whole = bundleOf(journal, "job-2");
    const without = journal.disclosing(
      whole,
      whole.entries.map(({ index }) => index).filter((index) => index !== sealedAt),
    );
    expect(said(without)).toEqual(allSay("verified"));
    const verdict = verify(fileOf(without), context);
    const codes = verdict.notes.map(({ code }) => code);
    expect(codes).toContain("WITHDRAWAL_PENDING");
    expect(codes).not.toContain("EVIDENCE_NO_WITHDRAWAL");
    expect(verdict.facts).toMatchObject({ withdrawalPending: true });
    const pending = verdict.notes.find(({ code }) => code === "WITHDRAWAL_PENDING");
    expect(pending?.params).toMatchObject({ by: by.person, choice: "wrong-vehicle", note: "", at: instant });
    // The devices of these records are simulated or not: either way no glance at it says that it counts.
    const real = { ...verdict, facts: { ...verdict.facts, simulated: false }, content: null };
    expect(headlineOf(real).word).toBe(WITHDRAWN_WORD);
    expect(headlineOf({ ...real, facts: { ...real.facts, withdrawalPending: undefined } }).word).not.toBe(
      WITHDRAWN_WORD,
    );
  });

  test("by an act that says another record of itself, or that nobody did, is refused", () => {
    const act = {
      kind: "record-withdrawn",
      choice: "wrong-vehicle",
      note: "",
      of: { kind: "inspection", site: "lane-1", car: null, job: "job-2", sequence: 2 },
    } as const;
    const acted = (change: object): ReturnType<typeof said> => {
      const day = goodDay();
      const { record } = bundleIn(day, "job-2");
      const entry = { type: "console-acted", at: AT, by, act: { ...act, record }, ...change };
      const index = day.append(entry as unknown as JournalEntry);
      return said(bundleIn(day, "job-2", [index]));
    };
    expect(acted({})).toEqual(allSay("verified"));
    const ofOther = { ...act, record: bundleIn(goodDay(), "job-2").record };
    expect(acted({ act: { ...ofOther, of: { ...act.of, site: "lane-9" } } })).toEqual(
      allSay("JOURNAL_CONTRADICTED"),
    );
    expect(acted({ act: { ...ofOther, of: { ...act.of, sequence: 7 } } })).toEqual(
      allSay("JOURNAL_CONTRADICTED"),
    );
    expect(acted({ by: null })).toEqual(allSay("WITHDRAWS_NO_RECORD"));
  });
});

describe("an entry that the record does not rest on", () => {
  const strange = allSay("EVIDENCE_ENTRY_STRANGE");
  /** A job of its own start, clock and text: `before` its opening and `while` it runs. */
  function bundleWith(before: readonly JournalEntry[], during: readonly JournalEntry[]): EvidenceBundle {
    const day = goodDay();
    const from = day.store.size();
    for (const entry of before) day.append(entry);
    const rest: number[] = [];
    day.sealed({}, () => rest.push(...during.map((entry) => day.append(entry))));
    const more = [...Array(before.length).keys()].map((at) => from + at);
    return bundleIn(day, "job-3", [...more, ...rest]);
  }
  const text = artifact("id: inspection-gb38900");
  const word = (status: string): JournalEntry => ({
    type: "clock-noted",
    at: AT,
    status,
    by: null,
    aheadMs: null,
    doubt: null,
    steppedMs: 0,
  });

  test("as that of the job is believed, without any", () => {
    expect(said(bundleWith([started("own"), text], []))).toEqual(allSay("verified"));
  });

  test("a text that is stored while it runs, or once more before", () => {
    expect(said(bundleWith([], [text]))).toEqual(strange);
    expect(said(bundleWith([started("own"), text, text], []))).toEqual(strange);
    expect(said(bundleWith([started("own"), artifact("another")], []))).toEqual(strange);
  });

  test("a start before the one that the job was opened on, or a word of the clock before its last", () => {
    expect(said(bundleWith([started("before"), started("own"), text], []))).toEqual(strange);
    const words = [word("informative"), word("synchronised")];
    expect(said(bundleWith([started("own"), ...words, text], []))).toEqual(strange);
  });

  test("and its opening once more is no entry at all", () => {
    const found = said(bundleWith([], [opened("job-3")]));
    expect(found).toEqual(allSay("JOURNAL_ORDER_WRONG > JOB_OPENED_TWICE"));
  });
});

test("a verifier in another language says the same of all of them", (ctx) => {
  const missing = whyNoPython();
  if (missing !== null) return ctx.skip(missing);
  const answers = askPython(asked.map(({ file }) => ({ input: file, context })));
  expect(answers).toEqual(asked.map(({ own }) => (own === "verified" ? own : "refused")));
  expect(new Set(answers)).toEqual(new Set(["verified", "refused"]));
});
