import { describe, expect, test, vi } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { writeEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import { decodeBase45, encodeBase45 } from "../../src/core/marks/base45.ts";
import { gunzip, gzip } from "../../src/core/record/gzip.ts";
import type { Context } from "../../src/verifier/verdict.ts";
import { verify } from "../../src/verifier/verify.ts";
import { bundleOf, playedScenario } from "../support/evidence-world.ts";
import type { MarkVectors } from "../support/mark-vectors.ts";
import { askPython, type PythonQuestion, whyNoPython } from "../support/python-verifier.ts";
import { KEYS, trustListText } from "../support/sealed-results.ts";
import { listWith, SECOND, SECOND_CASES, SPOILT_LISTS, signedBy } from "../support/second-signatures.ts";
import { readSource } from "../support/source-tree.ts";
import { bytesOfText, contextWith } from "../support/verifier-context.ts";
import { corpusOf, TOY_DOCUMENTS } from "../support/verifier-corpus.ts";

/**
 * Goal: somebody else, who knows the pages and not the program, writes a verifier in another language, and both accept the same and refuse the same, over 10 000 harms.
 */
vi.setConfig({ testTimeout: 240_000 });
const missing = whyNoPython();
if (missing !== null) console.warn(`skipped, the verifier in Python: ${missing}`);
const TRUST = contextWith({ trust: bytesOfText(trustListText()) });

function compare(questions: readonly (PythonQuestion & { readonly name: string })[]): {
  readonly unlike: readonly string[];
  readonly words: Readonly<Record<string, number>>;
} {
  const answers = askPython(questions);
  const unlike: string[] = [];
  const words: Record<string, number> = {};
  for (const [at, { name, input, context }] of questions.entries()) {
    const { word, failures } = verify(input, context);
    words[word] = (words[word] ?? 0) + 1;
    if (answers[at] !== word)
      unlike.push(`${at} ${name}: ours ${word} ${failures.map(({ code }) => code)}, theirs ${answers[at]}`);
  }
  return { unlike, words };
}

/** One small harm to bytes: one changed, put in, taken out, or two exchanged. */
function harmed(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const at = random.below(bytes.length);
  const head = bytes.slice(0, at);
  const tail = bytes.slice(at + 1);
  switch (random.below(5)) {
    case 0:
      return Uint8Array.from([...head, ...tail]);
    case 1:
      return Uint8Array.from([...head, random.below(256), bytes[at] as number, ...tail]);
    case 2: {
      const swapped = bytes.slice();
      const other = random.below(bytes.length);
      swapped[at] = bytes[other] as number;
      swapped[other] = bytes[at] as number;
      return swapped;
    }
    default: {
      const changed = bytes.slice();
      changed[at] = (bytes[at] as number) ^ (1 << random.below(8));
      return changed;
    }
  }
}

/** A harm by which a JSON text often stays one. */
function harmedText(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  if (random.below(2) === 0) return harmed(bytes, random);
  const changed = bytes.slice();
  const letters = '0123456789abcdefABCDEF=/+ "{}[],:-.eE';
  changed[random.below(bytes.length)] = letters.charCodeAt(random.below(letters.length));
  return changed;
}

describe.skipIf(missing !== null)("a verifier in another language", () => {
  const corpus = corpusOf(TOY_DOCUMENTS);

  test("accepts what ours accepts", async () => {
    const whole = corpus.map(({ name, text }) => ({ name, input: bytesOfText(text), context: TRUST }));
    const played = await playedScenario("k3-record-withdrawn");
    const bundle = writeEvidence(
      bundleOf(played.journal, played.run.records.at(-1)?.document.job ?? ""),
      gzip,
    );
    if (bundle.kind === "refused") throw new Error(bundle.reason.code);
    const trust = bytesOfText(played.trustText);
    const context = contextWith({ trust });
    const all = [
      ...whole,
      { name: "evidence", input: bundle.bytes, context },
      { name: "trust list", input: trust, context },
    ];
    const { unlike, words } = compare(all);
    expect(unlike).toEqual([]);
    expect(words).toEqual({ verified: all.length });
  });

  test("asks for the second signature where ours does, and takes no key for another's", () => {
    const cases = SECOND_CASES.map(({ name, text, trust }) => ({
      ...{ name, input: bytesOfText(text) },
      context: contextWith({ trust: bytesOfText(trust) }),
    }));
    const lists = SPOILT_LISTS.map(([name, text]) => ({
      ...{ name, input: bytesOfText(text), context: contextWith({}) },
    }));
    const wanted = SECOND_CASES.map(({ outcome }) => (outcome === "verified" ? outcome : "refused"));
    expect(askPython(cases)).toEqual(wanted);
    expect(compare([...cases, ...lists])).toMatchObject({ unlike: [] });
    expect(new Set(askPython(lists))).toEqual(new Set(["refused"]));
  });

  test("of records with two signatures, with 300 harms", () => {
    const random = new SeededRandom(14, "two signatures for Python");
    const trust = bytesOfText(listWith({ from: "2026-06-01T00:00:00.000Z" }));
    const whole = bytesOfText(signedBy([{ by: KEYS.record }, { by: SECOND }]));
    // The end of it holds the signatures.
    const end = whole.length - 330;
    const questions = Array.from({ length: 300 }, (_, n) => ({
      name: `harm ${n}`,
      input: Uint8Array.from([...whole.slice(0, end), ...harmedText(whole.slice(end), random)]),
      context: contextWith({ trust }),
    }));
    const { unlike, words } = compare(questions);
    expect(unlike).toEqual([]);
    expect(words.refused).toBeGreaterThan(200);
  });

  test("of records, proofs and answered proofs with 5 000 harms", () => {
    const random = new SeededRandom(11, "records for Python");
    const questions = Array.from({ length: 5_000 }, (_, n) => {
      const { name, text } = corpus[n % corpus.length] as (typeof corpus)[number];
      return { name, input: harmedText(bytesOfText(text), random), context: TRUST };
    });
    const { unlike, words } = compare(questions);
    expect(unlike).toEqual([]);
    expect(words.refused).toBeGreaterThan(4_000);
  });

  test("of marks with 4 000 harms, word by word", () => {
    const random = new SeededRandom(12, "marks for Python");
    const { authority, issuerLists, cases } = JSON.parse(
      readSource("test/vectors/marks.json"),
    ) as MarkVectors;
    const contextOf = ({ issuers, nowMs, use }: (typeof cases)[number]): Context =>
      contextWith({ authority, issuers: bytesOfText(issuerLists[issuers] ?? ""), nowMs, use });
    const sound = cases.map((one) => ({
      name: one.name,
      input: bytesOfText(one.text),
      context: contextOf(one),
    }));
    const spoilt = Array.from({ length: 4_000 }, (_, n) => {
      const one = cases[n % cases.length] as (typeof cases)[number];
      const body = decodeBase45(one.text.slice(4));
      const text =
        body === null || random.below(3) === 0
          ? harmed(bytesOfText(one.text), random)
          : bytesOfText(`PM1:${encodeBase45(harmed(body, random))}`);
      return { name: one.name, input: text, context: contextOf(one) };
    });
    const { unlike, words } = compare([...sound, ...spoilt]);
    expect(unlike).toEqual([]);
    expect(Object.keys(words)).toEqual(expect.arrayContaining(["valid", "forged", "unreadable", "stale"]));
  });

  test("of lists of keys with 920 harms, and of evidence with 80", async () => {
    const random = new SeededRandom(13, "lists for Python");
    const { issuerLists, authority } = JSON.parse(readSource("test/vectors/marks.json")) as MarkVectors;
    const lists = [trustListText(), issuerLists.whole ?? ""].map(bytesOfText);
    const ofLists = Array.from({ length: 920 }, (_, n) => ({
      name: `list ${n % 2}`,
      input: harmedText(lists[n % 2] as Uint8Array, random),
      context: contextWith({ authority: n % 2 === 0 ? null : authority }),
    }));
    const played = await playedScenario("b1-two-axles-sound");
    const written = writeEvidence(
      bundleOf(played.journal, played.run.records.at(-1)?.document.job ?? ""),
      gzip,
    );
    if (written.kind === "refused") throw new Error(written.reason.code);
    const unpacked = gunzip(written.bytes, 512 * 1024 * 1024);
    if (unpacked.kind === "refused") throw new Error(unpacked.reason.code);
    const context = contextWith({ trust: bytesOfText(played.trustText) });
    const ofEvidence = Array.from({ length: 20 }, () => ({
      name: "evidence",
      input: gzip(harmedText(unpacked.bytes, random)),
      context,
    }));
    const ofFiles = Array.from({ length: 60 }, () => ({
      name: "evidence file",
      input: harmed(written.bytes, random),
      context,
    }));
    const { unlike, words } = compare([...ofLists, ...ofEvidence, ...ofFiles]);
    expect(unlike).toEqual([]);
    expect(words.refused).toBeGreaterThan(800);
  });
});
