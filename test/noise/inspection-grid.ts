import type { SoftwareIdentity } from "../../src/core/journal/entry.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { type SingleScenario, scenarioSchema } from "../../src/scenario/scenario-schema.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import type { NoiseSubject } from "./inspection-subjects.ts";

/** What noise made of one inspection, rule by rule. */
export interface NoiseOutcome {
  /** Rules that failed though the vehicle keeps them. */
  readonly falseFails: readonly string[];
  /** Rules that passed though the vehicle breaks them; `verdict` where the whole was a pass. */
  readonly falsePasses: readonly string[];
  readonly verdict: "pass" | "fail" | "void" | "undecided" | "none";
  /** Runs that were void, repeated or not, by the code of the reason. */
  readonly voids: readonly string[];
}

export interface NoiseCell {
  readonly subject: string;
  readonly rate: number;
  readonly runs: number;
  readonly falseFails: number;
  readonly falsePasses: number;
  /** No verdict of the vehicle came of it: void or undecided. */
  readonly withheld: number;
  /** The seeds to look at. */
  readonly wrongSeeds: readonly number[];
}

/** The whole lane in virtual time, bytes of the subject's lines made others with this chance each. */
export async function inspectUnderNoise(
  subject: NoiseSubject,
  rate: number,
  seed: number,
  software: SoftwareIdentity,
): Promise<NoiseOutcome> {
  const scenario = scenarioOf(subject, rate);
  const run = await runScenario({ file: "test/noise/none.yaml", scenario, seed, software });
  const document = run.records[0]?.document;
  if (document === undefined) return { falseFails: [], falsePasses: [], verdict: "none", voids: [] };
  return judged(subject, document);
}

export async function noiseCell(
  subject: NoiseSubject,
  rate: number,
  seeds: readonly number[],
  software: SoftwareIdentity,
): Promise<NoiseCell> {
  const cell = { falseFails: 0, falsePasses: 0, withheld: 0 };
  const wrongSeeds: number[] = [];
  for (const seed of seeds) {
    const { falseFails, falsePasses, verdict } = await inspectUnderNoise(subject, rate, seed, software);
    if (falseFails.length > 0) cell.falseFails++;
    if (falsePasses.length > 0) cell.falsePasses++;
    if (falseFails.length + falsePasses.length > 0) wrongSeeds.push(seed);
    if (verdict !== "pass" && verdict !== "fail") cell.withheld++;
  }
  return { subject: subject.name, rate, runs: seeds.length, ...cell, wrongSeeds };
}

function scenarioOf(subject: NoiseSubject, rate: number): SingleScenario {
  const { dossier, rulebook, bench, options, vehicle, operator, instruments, lines } = subject;
  const noise = lines.map((device) => ({ device, kind: "noise", rate }));
  const scenario = scenarioSchema.parse({
    schema: "proofmark/scenario/v1",
    kind: "inspection",
    name: "noise",
    titleZh: "噪声",
    titleEn: "noise",
    ...(dossier === undefined ? {} : { dossier }),
    ...(rulebook === undefined ? {} : { rulebook }),
    ...(bench === undefined ? {} : { bench }),
    ...(options === undefined ? {} : { options }),
    world: { vehicle, operator, instruments, deviceFaults: rate === 0 ? [] : noise },
    expect: { verdict: "pass" },
  });
  if (scenario.kind !== "inspection") throw new Error("a scenario of an inspection is asked for");
  return scenario;
}

function judged({ broken }: NoiseSubject, document: ResultDocument): NoiseOutcome {
  const findings = document.items.flatMap((item) => item.findings);
  const failed = findings.flatMap(({ rule, outcome }) => (outcome === "fail" ? [rule] : []));
  // A rule of an axle stands once for each: it is wrongly passed where no axle breaks it and none is left open.
  const passed = broken.filter((rule) => {
    const of = findings.filter((finding) => finding.rule === rule && finding.outcome !== "not-applicable");
    return of.length > 0 && of.every(({ outcome }) => outcome === "pass");
  });
  const wholePass = broken.length > 0 && document.verdict === "pass" ? ["verdict"] : [];
  return {
    falseFails: [...new Set(failed.filter((rule) => !broken.includes(rule)))],
    falsePasses: [...passed, ...wholePass],
    verdict: document.verdict as NoiseOutcome["verdict"],
    voids: document.items.flatMap((item) => item.reasons.map(({ code }) => code)),
  };
}
