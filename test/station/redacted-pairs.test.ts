import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { differenceFromWhole } from "../../src/verifier/bundles/hidden-values.ts";
import { verify } from "../../src/verifier/verify.ts";
import { type PlayedScenario, playedScenario } from "../support/evidence-world.ts";
import { type RedactedEvidence, redactedScenario, unpacked } from "../support/redacted-world.ts";
import { ROOT } from "../support/source-tree.ts";
import { bytesOfText, contextWith } from "../support/verifier-context.ts";

/**
 * Goal: of two vehicles that differ only in what is personal (aids for a disability, an accident), whatever others get does not tell which is which: by the rules
 * that we ship.
 */
interface Pair {
  readonly yes: Made;
  readonly no: Made;
}

interface Made {
  readonly played: PlayedScenario;
  readonly evidence: RedactedEvidence;
  readonly whole: ResultDocument;
  readonly shown: Shown;
}

interface Shown {
  readonly withheld: unknown;
  readonly entries: number;
  readonly hidden: readonly { readonly index: number; readonly entry: string }[];
  readonly result: {
    readonly [name: string]: unknown;
    readonly items: readonly { readonly item: string }[];
    readonly evidence: unknown;
    readonly time: unknown;
  };
}

const FACTS = ["disabilityAid", "casualtyAccident"] as const;
/** What the rules we ship ask for by those facts alone, of a small car of seven years. */
const ONLY_THEN = /^(?:F1-42|DC-4[3-6]|C1-4[7-9]|C1-5[01])$/;
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "redacted-pairs-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The same vehicle in the same lane, a car of seven years; `more`: what the registry says of it besides. */
async function made(scenario: string, dossier: string, more: string): Promise<Made> {
  const text = readFileSync(join(ROOT, dossier), "utf8").replace(
    /^firstRegistered: .*$/m,
    'firstRegistered: "2019-08-20"',
  );
  const file = join(folder, `${Math.abs(hash(more))}.yaml`);
  writeFileSync(file, `${text}\n${more}\n`);
  const played = await playedScenario(scenario, 1, (value) =>
    value.kind === "inspection" ? { ...value, dossier: file } : value,
  );
  const evidence = redactedScenario(played);
  const whole = played.run.records.at(-1)?.document as ResultDocument;
  return { played, evidence, whole, shown: JSON.parse(unpacked(evidence.bundle.document.payload)) as Shown };
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
}

async function pair(scenario: string, dossier: string): Promise<Pair> {
  const of = (word: boolean): string => FACTS.map((fact) => `${fact}: ${word}`).join("\n");
  return { yes: await made(scenario, dossier, of(true)), no: await made(scenario, dossier, of(false)) };
}

/** With one sign for every digest. */
function withoutDigests(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replace(/\{"digest":"[0-9a-f]{64}"\}/g, '"hidden"')) as unknown;
}

function outcome({ played, evidence }: Made) {
  const { word, failures, notes } = verify(
    evidence.file,
    contextWith({ trust: bytesOfText(played.trustText) }),
  );
  return { word, failures, notes: notes.map(({ code }) => code) };
}

/** Codes, wherever they stand in it. */
function codesIn(value: unknown): readonly string[] {
  if (typeof value === "string") return ONLY_THEN.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(codesIn) : [];
}

describe("what others get of a vehicle", () => {
  test("whose other parts are looked at elsewhere: document and entries are alike to the last figure", async () => {
    const { yes, no } = await pair("k3-sound", "config/dossiers/demo-k3.yaml");
    expect(new Set(codesIn(yes.whole)).size).toBe(10);
    expect(codesIn(no.whole)).toEqual([]);
    expect(withoutDigests(yes.shown)).toEqual(withoutDigests(no.shown));
    expect(withoutDigests(yes.shown.withheld)).toBe("hidden");
    expect(yes.evidence.redaction.disclosed).toEqual(no.evidence.redaction.disclosed);
    const entriesOf = ({ evidence }: Made) => evidence.bundle.entries.map(({ entry }) => entry);
    expect(entriesOf(yes)).toEqual(entriesOf(no));
    for (const one of [yes, no]) {
      expect(outcome(one)).toMatchObject({ word: "verified", failures: [] });
      expect(outcome(one).notes).toContain("REDACTED_WITHHOLDS");
      expect(differenceFromWhole(one.shown.result, JSON.parse(JSON.stringify(one.whole)))).toBeNull();
    }
    const salts = JSON.parse(yes.evidence.salts) as { values: { path: string; value: unknown }[] };
    const withheld = salts.values.find(({ path }) => path === "withheld");
    expect(new Set(codesIn(withheld?.value)).size).toBe(10);
  }, 120_000);

  test("that is looked at here: nothing is left but how many entries there are, and when it ended", async () => {
    const { yes, no } = await pair("k3-by-hand", "test/scenarios/dossiers/k3-by-hand.yaml");
    expect(yes.whole.items.map(({ item }) => item)).toContain("C1-50");
    expect(no.whole.items.map(({ item }) => item)).not.toContain("C1-50");
    for (const one of [yes, no]) {
      expect(codesIn(one.shown)).toEqual([]);
      expect(JSON.stringify(one.shown.result)).not.toContain("chassis");
      expect(one.shown.result.items.map(({ item }) => item)).toContain("UC-06");
      expect(outcome(one)).toMatchObject({ word: "verified", failures: [] });
      const shown = one.evidence.bundle.entries.map(({ entry }) => entry).join("\n");
      expect(shown).not.toMatch(/look-by-hand|lane-done|review-begun|inspection-concluded|"part"/);
    }
    const uncounted = ({ shown }: Made): unknown => {
      const { evidence: _, time: __, ...result } = shown.result;
      const acts = (result.acts as { act: string; of?: string }[]).map(({ act, of }) => [act, of]);
      return withoutDigests({ ...shown, entries: 0, hidden: [], result: { ...result, acts } });
    };
    expect(uncounted(yes)).toEqual(uncounted(no));
  }, 120_000);
});
