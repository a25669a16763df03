import { beforeAll, describe, expect, test } from "vitest";
import { nodeGunzip } from "../../src/adapters/zlib/node-gunzip.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { checkEvidence } from "../../src/core/evidence/check-evidence.ts";
import { type EvidenceBundle, readEvidence, writeEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import type { Context } from "../../src/verifier/verdict.ts";
import { verify } from "../../src/verifier/verify.ts";
import { bundleOf, type PlayedScenario, playedScenario } from "../support/evidence-world.ts";
import { bytesOfText, codesOf, contextWith, outcomeOf } from "../support/verifier-context.ts";

/**
 * Goal: the evidence of a real job is believed as a whole, and without any one of its entries, with one of another job, or with one changed by somebody who
 * has the whole log and can prove anything in it, it is refused: here and by the side that made it.
 */
const SCENARIOS: readonly [name: string, what: string][] = [
  ["k3-record-withdrawn", "withdrawn, over an outage and a restart"],
  ["k3-by-hand", "with parts looked at by hand and photos"],
  ["c1-killed-while-driving", "an exam that a restart voids"],
];
const ENTRIES_TRIED = 3;

function fileOf(bundle: EvidenceBundle): Uint8Array {
  const written = writeEvidence(bundle, nodeGzip);
  if (written.kind === "refused") throw new Error(written.reason.code);
  return written.bytes;
}

describe.each(SCENARIOS)("the evidence of %s: %s", (name) => {
  let played: PlayedScenario;
  let bundle: EvidenceBundle;
  let context: Context;

  beforeAll(async () => {
    played = await playedScenario(name);
    bundle = bundleOf(played.journal, played.run.records.at(-1)?.document.job ?? "");
    context = contextWith({ trust: bytesOfText(played.trustText) });
  });

  const both = (of: EvidenceBundle): { readonly core: string; readonly own: string } => {
    const found = checkEvidence(of, played.check);
    return {
      core: found.kind === "refused" ? codesOf(found.reason) : "verified",
      own: outcomeOf(fileOf(of), context),
    };
  };

  test("is believed, and what is told of it is what the record says", () => {
    const verdict = verify(fileOf(bundle), context);
    expect([verdict.kind, verdict.word, verdict.failures]).toEqual(["evidence", "verified", []]);
    const sealed = played.run.records.find(({ document }) => document.job === bundle.job);
    expect(verdict.facts).toMatchObject({
      record: bundle.record,
      job: bundle.job,
      entries: bundle.entries.length,
    });
    expect((verdict.content as { document: unknown }).document).toEqual(sealed?.document);
    expect("withdrawnBy" in verdict.facts).toBe(name === "k3-record-withdrawn");
    expect(verdict.checked.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["CHECKED_RECORD", "CHECKED_ENTRIES", "CHECKED_COMPLETE", "CHECKED_TEXTS"]),
    );
    expect(both(bundle)).toEqual({ core: "verified", own: "verified" });
  });

  test("without any one of its entries is refused, whatever proof comes with it, as the side that made it does", () => {
    const all = bundle.entries.map(({ index }) => index);
    const every = Math.ceil(all.length / ENTRIES_TRIED);
    const said = all.flatMap((left, nth) => {
      const { entry = "" } = bundle.entries[nth] ?? {};
      if (entry.includes('"type":"job-input"') && nth % every !== 0) return [];
      const type = (JSON.parse(entry) as { type: string }).type;
      const rest = all.filter((index) => index !== left);
      return [[type, both(played.journal.disclosing(bundle, rest))] as const];
    });
    for (const [type, { core, own }] of said) {
      // That it was withdrawn still stands there: its act says so.
      const isRefused = type !== "withdrawal-sealed";
      expect([type, own === "verified"]).toEqual([type, !isRefused]);
      expect([type, own]).toEqual([type, core]);
    }
    expect(said.length).toBeGreaterThan(5);
  });

  test("with an entry beside it that it does not rest on is refused", () => {
    const all = new Set(bundle.entries.map(({ index }) => index));
    const beside = Array.from({ length: bundle.size }, (_, index) => index).filter(
      (index) => !all.has(index),
    );
    for (const index of beside.slice(0, 6)) {
      const text = new TextDecoder().decode(played.records[index]);
      const { type } = JSON.parse(text) as { type: string };
      const { core, own } = both(
        played.journal.disclosing(
          bundle,
          [...all, index].sort((a, b) => a - b),
        ),
      );
      expect([type, core === "verified"]).toEqual([type, false]);
      // A start or a word of the clock that changes nothing is not looked for here: it says nothing that the log does not.
      if (type !== "clock-noted" && type !== "station-started")
        expect([type, own === "verified"]).toEqual([type, false]);
    }
  });

  // What follows is the same for every bundle.
  if (name !== "k3-record-withdrawn") return;

  test("with one text changed is refused: it is not in the log any more", () => {
    for (const [nth, { index, entry }] of bundle.entries.entries()) {
      if (nth % Math.ceil(bundle.entries.length / ENTRIES_TRIED) !== 0) continue;
      const entries = bundle.entries.with(nth, {
        index,
        entry: entry.replace(/[0-8]/, (digit) => `${Number(digit) + 1}`),
      });
      expect(both({ ...bundle, entries })).toEqual({ core: "ENTRIES_NOT_IN_LOG", own: "ENTRIES_NOT_IN_LOG" });
    }
  });

  test("of another record, job or station is refused", () => {
    const log = "CHECKPOINT_FOREIGN";
    expect(both({ ...bundle, station: "HB-WH-0099" })).toEqual({ core: log, own: log });
    const none = "EVIDENCE_WITHOUT_RECORD";
    expect(both({ ...bundle, record: "00".repeat(32) })).toEqual({ core: none, own: none });
    expect(both({ ...bundle, job: "another" })).toEqual({ core: "ENTRY_MISMATCH", own: "ENTRY_MISMATCH" });
    expect(both({ ...bundle, size: bundle.size + 1 })).toEqual({ core: log, own: log });
    const more = { ...bundle, hashes: [...bundle.hashes, new Uint8Array(32)] };
    expect(both(more)).toEqual({ core: "ENTRIES_NOT_IN_LOG", own: "ENTRIES_NOT_IN_LOG" });
  });

  test("its own list of keys counts where the person has none, and by the authority that the person names", () => {
    const trust: unknown = JSON.parse(played.trustText);
    const file = fileOf({ ...bundle, trust });
    const authority = played.run.signers.authority.keyId;
    const without = { ...context, trust: null };
    const codes = (change: Partial<Context>) =>
      verify(file, { ...without, ...change }).notes.map(({ code }) => code);
    expect(outcomeOf(file, without)).toBe("verified");
    expect(codes({})).toContain("AUTHORITY_NOT_PINNED");
    expect(codes({ authority })).toContain("TRUST_BY_BUNDLE");
    expect(codes({ authority })).not.toContain("AUTHORITY_NOT_PINNED");
    const other = { ...without, authority: "ab".repeat(32) };
    expect(outcomeOf(file, other)).toBe("TRUST_LIST_UNTRUSTED > TRUST_LIST_OF_OTHER");
    expect(outcomeOf(fileOf(bundle), without)).toBe("TRUST_LIST_MISSING");
  });

  test("photos that no entry names, or that are others, are refused", () => {
    const bytes = Uint8Array.of(0xff, 0xd8, 0xff, 0);
    const photo = { sha256: "ab".repeat(32), mediaType: "image/jpeg", bytes };
    const unlike = "EVIDENCE_PHOTO_UNLIKE";
    expect(both({ ...bundle, photos: [photo] })).toEqual({ core: unlike, own: unlike });
    const own = { ...photo, sha256: "61b4daefac2ab6a5d6de8a0e6e4c3a9e0f2d77a3f4f2a3a8e15c7b8f4c2b9b1d" };
    expect(both({ ...bundle, photos: [own] })).toEqual({ core: unlike, own: unlike });
  });

  test("unpacked larger than whoever asks has room for is refused before anything of it is read", () => {
    const file = fileOf(bundle);
    const opened = nodeGunzip(file, 1e9);
    const { length } = opened.kind === "bytes" ? opened.bytes : new Uint8Array(0);
    expect(outcomeOf(file, { ...context, unpackedMax: length })).toBe("verified");
    expect(outcomeOf(file, { ...context, unpackedMax: length - 1 })).toBe(
      "EVIDENCE_MALFORMED > STREAM_TOO_LONG",
    );
    // More than any may have nobody can ask for.
    expect(outcomeOf(file, { ...context, unpackedMax: Number.POSITIVE_INFINITY })).toBe("verified");
  });

  test("read by both as the same bundle", () => {
    expect(readEvidence(fileOf(bundle), nodeGunzip)).toEqual({ kind: "evidence", bundle });
  });
});
