import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { canonicalJson, type Json } from "../../src/core/record/canonical-json.ts";
import { verify } from "../../src/verifier/verify.ts";
import { playedScenario } from "../support/evidence-world.ts";
import { askPython, type PythonQuestion, whyNoPython } from "../support/python-verifier.ts";
import { bundleWith, fileOf, redactedScenario, redactedToy, unpacked } from "../support/redacted-world.ts";
import { KEYS, trustListText } from "../support/sealed-results.ts";
import { bytesOfText, contextWith } from "../support/verifier-context.ts";

/** Goal: a verifier in another language, written from the page, and ours say the same of redacted evidence: sound, and over some 2 600 harms. */
const missing = whyNoPython();
if (missing !== null) console.warn(`skipped, the verifier in Python: ${missing}`);
const CONTEXT = contextWith({ trust: bytesOfText(trustListText()) });

interface Named extends PythonQuestion {
  readonly name: string;
}

function compare(questions: readonly Named[]): {
  readonly unlike: readonly string[];
  readonly verified: number;
} {
  const answers = askPython(questions);
  const unlike: string[] = [];
  let verified = 0;
  for (const [at, { name, input, context }] of questions.entries()) {
    const { word, failures } = verify(input, context);
    if (word === "verified") verified++;
    if (answers[at] !== word)
      unlike.push(`${at} ${name}: ours ${word} ${failures.map(({ en }) => en)}, theirs ${answers[at]}`);
  }
  return { unlike, verified };
}

/** One part of a document replaced, taken out, or with a member more. */
function* harmsOf(value: Json): Generator<Json> {
  const digest = { digest: "ab".repeat(32) };
  yield* [null, true, -1, 7, "x", [], {}, digest];
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    for (const [at, member] of list.entries()) {
      yield list.filter((_, nth) => nth !== at);
      yield list.toSpliced(at, 0, member);
      for (const harmed of harmsOf(member)) yield list.with(at, harmed);
    }
    return;
  }
  const members = value as { readonly [key: string]: Json };
  yield { ...members, more: 1 };
  for (const [name, member] of Object.entries(members)) {
    yield Object.fromEntries(Object.entries(members).filter(([other]) => other !== name));
    for (const harmed of harmsOf(member)) yield { ...members, [name]: harmed };
  }
}

describe.skipIf(missing !== null)("redacted evidence, and a verifier in another language", () => {
  const { evidence } = redactedToy();
  const salts = bytesOfText(evidence.salts);

  test("that is sound, with its salts and without", async () => {
    const sound: Named[] = [
      { name: "toy", input: evidence.file, context: CONTEXT },
      { name: "toy with salts", input: evidence.file, context: { ...CONTEXT, salts } },
    ];
    for (const scenario of ["k3-by-hand"]) {
      const played = await playedScenario(scenario);
      const made = redactedScenario(played);
      const context = contextWith({ trust: bytesOfText(played.trustText), salts: bytesOfText(made.salts) });
      sound.push({ name: scenario, input: made.file, context });
    }
    expect(compare(sound)).toEqual({ unlike: [], verified: sound.length });
  });

  test.each([false, true])(
    "of documents that the station signed all the same, withdrawn: %s",
    (withdrawn) => {
      const toy = redactedToy({ withdrawn });
      const { bundle, gathered, redaction } = toy.evidence;
      const document = JSON.parse(unpacked(bundle.document.payload)) as Json;
      const questions = [...harmsOf(document)].flatMap((harmed): Named[] => {
        const json = canonicalJson(harmed);
        if (json.kind === "refused") return [];
        const signed = { payload: nodeGzip(json.bytes), disclosed: redaction.disclosed };
        const input = fileOf(bundleWith(toy.world, gathered, signed, KEYS.record));
        return [{ name: JSON.stringify(harmed).slice(0, 2_000), input, context: CONTEXT }];
      });
      expect(questions.length).toBeGreaterThan(400);
      const { unlike, verified } = compare(questions);
      expect(unlike).toEqual([]);
      expect(verified).toBeGreaterThan(5);
    },
  );

  test("of files and salts that somebody changed", () => {
    const random = new SeededRandom(17, "redacted for Python");
    const text = unpacked(evidence.file);
    const ofFiles = Array.from(
      { length: 1_000 },
      (): Named => ({
        name: "file",
        input: nodeGzip(bytesOfText(spoilt(text, random))),
        context: CONTEXT,
      }),
    );
    const ofSalts = Array.from({ length: 400 }, (): Named => {
      const harmed = bytesOfText(spoilt(evidence.salts, random));
      return { name: "salts", input: evidence.file, context: { ...CONTEXT, salts: harmed } };
    });
    expect(compare([...ofFiles, ...ofSalts]).unlike).toEqual([]);
  });
});

function spoilt(text: string, random: SeededRandom): string {
  const at = random.below(text.length);
  const letters = '0123456789abcdefABCDEF=/+ "{}[],:-.';
  const letter = letters[random.below(letters.length)] ?? "";
  switch (random.below(3)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random.below(4));
    case 1:
      return text.slice(0, at) + letter + text.slice(at);
    default:
      return text.slice(0, at) + letter + text.slice(at + 1);
  }
}
