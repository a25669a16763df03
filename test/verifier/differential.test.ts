import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { canonicalJson, type Json } from "../../src/core/record/canonical-json.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { readTrustList } from "../../src/core/record/trust-list.ts";
import { verify } from "../../src/verifier/verify.ts";
import { anotherOf, realRecord } from "../support/real-records.ts";
import { envelopeWith, jsonOf, STATION, trustListText, verifier } from "../support/sealed-results.ts";
import { bytesOfText, codesOf, contextWith, outcomeOf } from "../support/verifier-context.ts";
import { coreOutcome, corpusOf, TOY_DOCUMENTS } from "../support/verifier-corpus.ts";

/**
 * Goal: the verifier for anyone and the check of the side that signs, which share no code, say the same of the same bytes: accepted or refused, and why.
 */
const CONTEXT = contextWith({ trust: bytesOfText(trustListText()) });
const CORE = verifier();

/** Both get the same bytes, read as the command line reads a file: half of a surrogate pair does not outlive that. */
function both(text: string): { readonly core: string; readonly own: string } {
  const bytes = bytesOfText(text);
  return { core: coreOutcome(CORE, new TextDecoder().decode(bytes)), own: outcomeOf(bytes, CONTEXT) };
}

/** What is no JSON object at all is nothing that can be checked; the command line takes it for a record that somebody spoilt. */
function isSame({ core, own }: { readonly core: string; readonly own: string }): boolean {
  if (core === own) return true;
  return own === "KIND_UNKNOWN" && core.startsWith("ENVELOPE_MALFORMED");
}

/** One small harm: a character changed, put in or taken out, a piece doubled, two pieces exchanged. */
function spoilt(text: string, random: SeededRandom): string {
  const at = random.below(text.length);
  const length = 1 + random.below(12);
  const alphabet = '{}[]",:0123456789aAzZ+/=\\ \n\u0000é\ud800';
  const letter = alphabet[random.below(alphabet.length)] ?? "";
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + letter + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
    case 3: {
      const other = random.below(text.length);
      const [first, second] = [Math.min(at, other), Math.max(at, other)];
      return text.slice(0, first) + text.slice(second, second + 4) + text.slice(first + 4);
    }
    default:
      return text.slice(0, at) + letter + text.slice(at + 1);
  }
}

describe("what both read", () => {
  test.each(corpusOf(TOY_DOCUMENTS).map(({ name, text }) => [name, text] as const))("%s", (_, text) => {
    expect(both(text)).toEqual({ core: "verified", own: "verified" });
  });

  test("what is told of it is what the record says", () => {
    const [record] = corpusOf(TOY_DOCUMENTS);
    const verdict = verify(bytesOfText(record?.text ?? ""), CONTEXT);
    expect(verdict.content).toEqual(TOY_DOCUMENTS[0]);
    expect(verdict.facts).toMatchObject({ station: STATION, verdict: "pass", sequence: 0, simulated: true });
    expect(verdict.kind).toBe("record");
  });

  // Those of longer scenarios are in evidence.test.ts.
  test("a record that a lane of a scenario sealed", async () => {
    const documents = [await realRecord("b1-two-axles-sound")];
    const here = documents.map((document, n) => ({
      ...anotherOf(document, STATION, n),
      ...datedWithin(document),
    }));
    for (const { name, text } of corpusOf(here))
      expect([name, both(text)]).toEqual([name, { core: "verified", own: "verified" }]);
  });
});

/** Within the life of the test keys, whatever day the scenario runs on. */
function datedWithin({ time }: ResultDocument): Pick<ResultDocument, "time"> {
  return { time: { ...time, started: "2026-11-23T08:00:00.000Z", ended: "2026-11-23T08:05:00.000Z" } };
}

describe("harms, seeded", () => {
  // Answered proofs have seven signatures: one of them for each four of the others.
  const all = corpusOf(TOY_DOCUMENTS);
  const others = all.filter(({ name }) => !name.startsWith("answered"));
  const corpus = [...others, ...others, ...all];

  test("5 000 of the files themselves", () => {
    const random = new SeededRandom(1, "files");
    const unlike: string[] = [];
    let refused = 0;
    for (let n = 0; n < 5_000; n++) {
      const { name, text } = corpus[n % corpus.length] as (typeof corpus)[number];
      const harmed = spoilt(text, random);
      const said = both(harmed);
      if (said.core !== "verified") refused++;
      if (!isSame(said)) unlike.push(`${n} ${name}: core ${said.core}, own ${said.own}`);
    }
    expect(unlike).toEqual([]);
    expect(refused).toBeGreaterThan(4_000);
  });

  test("1 000 of documents that the station then signed", () => {
    const random = new SeededRandom(2, "documents");
    const texts = TOY_DOCUMENTS.map((document) => textOfJson(jsonOf(document)));
    const unlike: string[] = [];
    const codes = new Set<string>();
    for (let n = 0; n < 1_000; n++) {
      const harmed = spoilt(texts[n % texts.length] ?? "", random);
      const said = both(envelopeWith(harmed));
      codes.add(said.core);
      if (!isSame(said)) unlike.push(`${n}: core ${said.core}, own ${said.own}: ${harmed}`);
    }
    expect(unlike).toEqual([]);
    expect([...codes].sort()).toEqual(expect.arrayContaining(["SCHEMA_WRONG", "verified"]));
  });

  test("4 000 of trust lists", () => {
    const random = new SeededRandom(3, "lists");
    const text = trustListText();
    for (let n = 0; n < 4_000; n++) {
      const harmed = new TextDecoder().decode(bytesOfText(spoilt(text, random)));
      const core = readTrustList({ text: harmed, digest: sha256, verify: verifySignature });
      const own = verify(bytesOfText(harmed), CONTEXT);
      const said = {
        core: core.kind === "trusted" ? "verified" : `LIST_UNTRUSTED > ${codesOf(core.reason)}`,
        own: ownOf(own),
      };
      // Without its type it is taken for a record.
      if (own.kind === "trust") expect({ n, ...said, harmed }).toMatchObject({ core: said.own });
      else expect({ n, word: own.word, core: core.kind }).toEqual({ n, word: "refused", core: "refused" });
    }
  });
});

function ownOf({ word, failures }: ReturnType<typeof verify>): string {
  return word === "verified" ? word : failures.map(codesOf).join("; ");
}

function textOfJson(value: Json): string {
  const written = canonicalJson(value);
  if (written.kind === "refused") throw new Error("a document is plain");
  return new TextDecoder().decode(written.bytes);
}

describe("each member of a signed document, spoilt by itself", () => {
  const wrongs: readonly Json[] = [null, true, -1, 1.5, "x", [], {}];

  test.each(TOY_DOCUMENTS.map((document) => [document.kind, document] as const))(
    "of an %s",
    (_, document) => {
      const unlike: string[] = [];
      let tried = 0;
      for (const harmed of harmsOf(jsonOf(document), wrongs)) {
        tried++;
        const said = both(envelopeWith(harmed));
        if (!isSame(said)) unlike.push(`core ${said.core}, own ${said.own}: ${JSON.stringify(harmed)}`);
      }
      expect(unlike).toEqual([]);
      expect(tried).toBeGreaterThan(500);
    },
  );
});

/** The value with one part of it replaced, taken out, or with one member more. */
function* harmsOf(value: Json, wrongs: readonly Json[]): Generator<Json> {
  yield* wrongs;
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    for (const [at, member] of list.entries())
      for (const harmed of harmsOf(member, wrongs)) yield list.with(at, harmed);
    return;
  }
  const members = value as { readonly [key: string]: Json };
  yield { ...members, more: 1 };
  for (const [name, member] of Object.entries(members)) {
    yield Object.fromEntries(Object.entries(members).filter(([other]) => other !== name));
    for (const harmed of harmsOf(member, wrongs)) yield { ...members, [name]: harmed };
  }
}
