import { workingGroup } from "../../../src/core/door/vehicle-class.ts";
import { inspectionObjections } from "../../../src/core/inspection/admission.ts";
import { type DatedDossier, type Dossier, dossierSchema } from "../../../src/core/inspection/dossier.ts";
import { findingsOf, type Judgement, judgeInspection } from "../../../src/core/inspection/judge.ts";
import { manualFacts } from "../../../src/core/inspection/manual/manual-facts.ts";
import type { ItemResults } from "../../../src/core/inspection/measurements.ts";
import { type PlannedItem, planInspection } from "../../../src/core/inspection/plan.ts";
import type { InspectionRulebook } from "../../../src/core/inspection/rulebook.ts";
import { dossierFacts } from "../../../src/core/inspection/vehicle-facts.ts";
import { compare, exact } from "../../../src/core/quantities/exact.ts";
import { decideCondition } from "../../../src/core/rules/condition.ts";
import type { Finding, Limit } from "../../../src/core/rules/finding.ts";
import { soundFacts } from "./sound-vehicle.ts";

/** How a vehicle stands in the lane, as far as a limit depends on it. */
interface Standing {
  /** Force at a wheel by the load on it. */
  readonly braked: number;
  readonly lampHeightMm: string;
  /** What it weighs by its curb mass. */
  readonly weighs: number;
}

/** About its limits: braked above and below the 60 % of an imbalance, lamps above and below 1 m, with little and much in it. */
const STANDINGS: readonly Standing[] = [
  { braked: 0.72, lampHeightMm: "800", weighs: 1 },
  { braked: 0.54, lampHeightMm: "1100", weighs: 0.95 },
  { braked: 0.72, lampHeightMm: "800", weighs: 1.2 },
];

/** A vehicle as it is, by a dossier that tells the truth of it. */
export interface Truth {
  readonly dossier: DatedDossier;
  readonly plan: readonly PlannedItem[];
  readonly measured: readonly { readonly results: ItemResults; readonly judgement: Judgement }[];
  /** What was measured by hand comes to. */
  readonly byHand: readonly Finding[];
}

export function truthOf(dossier: DatedDossier, book: InspectionRulebook): Truth {
  const plan = planInspection(dossier, book);
  const measured = STANDINGS.map((standing) => {
    const results = resultsOf(dossier, plan, standing);
    return { results, judgement: judgeInspection(dossier, book, plan, results) };
  });
  return { dossier, plan, measured, byHand: byHandOf(dossier, book) };
}

/** Whatever an inspector measures of such a vehicle, measured here, whoever may look at it. */
function byHandOf(dossier: DatedDossier, book: InspectionRulebook): readonly Finding[] {
  const facts = dossierFacts(dossier);
  const known = new Map([...facts, ...manualFacts(MEASURED)]);
  return book.requires
    .filter(({ values = [], when }) => values.length > 0 && decideCondition(when, facts).truth !== "false")
    .flatMap(({ code }) => findingsOf(code, code, book, known));
}

/** About their limits. */
const MEASURED: Readonly<Record<string, string>> = {
  "manual.steeringPlayDeg": "14",
  "manual.treadSteerMm": "3.4",
  "manual.treadOtherMm": "3.4",
  "manual.frontLeftHeightMm": "600",
  "manual.frontRightHeightMm": "600",
  "manual.rearLeftHeightMm": "600",
  "manual.rearRightHeightMm": "600",
};

function resultsOf(dossier: DatedDossier, plan: readonly PlannedItem[], standing: Standing): ItemResults {
  const weighed = { ...dossier, curbMassKg: Math.round((dossier.curbMassKg ?? 0) * standing.weighs) };
  const measure = ({ rule, code }: PlannedItem) => {
    const facts = { ...soundFacts(rule.procedure.kind, weighed, standing.braked / 2) };
    if (rule.procedure.kind === "headlamps") {
      facts["lamp.leftHeightMm"] = standing.lampHeightMm;
      facts["lamp.rightHeightMm"] = standing.lampHeightMm;
      if (dossier.lampSystem === "one-lamp") delete facts["lamp.rightMainHighCd"];
      if (dossier.lampSystem === "four-lamp") {
        facts["lamp.leftMinorHighCd"] = "30000";
        facts["lamp.rightMinorHighCd"] = "30000";
      }
    }
    return [code, { kind: "measured", measurement: { facts, absent: {}, notes: {} } }] as const;
  };
  return Object.fromEntries(plan.filter(({ notApplicable }) => notApplicable === null).map(measure));
}

export type Held =
  | { readonly kind: "refused" | "noticed" | "same" | "strict" }
  | { readonly kind: "milder"; readonly why: readonly string[]; readonly dossier: DatedDossier };

/** What comes of a dossier that tells one thing otherwise than it is: `milder` says what is milder. */
export function heldAgainst(truth: Truth, told: Dossier, book: InspectionRulebook): Held {
  const parsed = dossierSchema.safeParse(told);
  if (!parsed.success) return { kind: "refused" };
  const dossier: DatedDossier = { ...parsed.data, inspectedOn: truth.dossier.inspectedOn };
  if (inspectionObjections(dossier, book).length > 0) return { kind: "refused" };
  if (isSame(dossier, truth.dossier)) return { kind: "same" };
  const plan = planInspection(dossier, book);
  const byProcedure = milderProcedures(truth, dossier, plan);
  const why = truth.measured.map(({ results, judgement }) => {
    const now = judgeInspection(dossier, book, plan, results);
    return isNoticed(judgement, now) ? null : [...byProcedure, ...milderIn(judgement, now, truth.plan, book)];
  });
  const byHand = milderFindings(truth.byHand, byHandOf(dossier, book), () => false);
  const milder = [...new Set([...byHand, ...why.flatMap((reasons) => reasons ?? [])])];
  if (milder.length > 0) return { kind: "milder", why: milder, dossier };
  return { kind: why.some((reasons) => reasons === null) ? "noticed" : "strict" };
}

function isSame(a: DatedDossier, b: DatedDossier): boolean {
  const known = (dossier: DatedDossier) =>
    JSON.stringify([
      [...dossierFacts(dossier)],
      dossier.axles,
      dossier.elsewhere,
      dossier.ratedEngineSpeedRpm,
      dossier.lampHeightMm,
    ]);
  return known(a) === known(b);
}

/** What is open or missing only now: the verdict is no pass, and says why. */
function isNoticed(before: Judgement, now: Judgement): boolean {
  const openOf = ({ scope, items, findings }: Judgement): Set<string> =>
    new Set([
      ...[...scope.missing, ...scope.open].map(({ code }) => code),
      ...[...items.flatMap((item) => item.findings), ...findings]
        .filter(({ outcome }) => outcome === "undecided")
        .map(({ rule, item }) => `${rule} ${item}`),
      ...items.filter(({ verdict }) => verdict === "undecided").map(({ code }) => code),
    ]);
  const known = openOf(before);
  return [...openOf(now)].some((open) => !known.has(open));
}

function milderIn(
  before: Judgement,
  now: Judgement,
  plan: readonly PlannedItem[],
  book: InspectionRulebook,
): readonly string[] {
  const asked = ({ scope }: Judgement): Set<string> =>
    new Set([
      ...scope.done,
      ...[...scope.open, ...scope.missing].map(({ code }) => code),
      ...scope.elsewhere.flatMap(({ codes }) => codes),
    ]);
  const left = (judgement: Judgement): Set<string> =>
    new Set(judgement.scope.elsewhere.flatMap(({ codes }) => codes));
  const [askedNow, leftNow, leftBefore] = [asked(now), left(now), left(before)];
  const wasAsked = asked(before);
  return [
    ...[...wasAsked].filter((code) => !askedNow.has(code)).map((code) => `${code} not asked`),
    ...[...leftNow]
      .filter((code) => wasAsked.has(code) && !leftBefore.has(code))
      .map((code) => `${code} left to others`),
    ...milderFindings(measuredIn(before), measuredIn(now), (item) => {
      const key = plan.find(({ code }) => code === item)?.rule.key ?? "";
      return (
        item === "vehicle" || book.requires.some(({ code, by }) => wasAsked.has(code) && by.includes(key))
      );
    }),
  ];
}

const measuredIn = ({ items, findings }: Judgement): readonly Finding[] => [
  ...items.flatMap((item) => item.findings),
  ...findings,
];

/** Rules that take each other's place; the parking ratio is of all axles together, wherever it stands. */
const familyOf = ({ rule, item }: Finding): string =>
  `${rule.replace(/-(?:one|two|four)-lamp$/, "")} ${item.replace(/^B0-.*$/, "B0")}`;

/** What was measured and not asked for is no loss. */
function milderFindings(
  before: readonly Finding[],
  now: readonly Finding[],
  isAsked: (item: string) => boolean,
): readonly string[] {
  const judged = (findings: readonly Finding[]): readonly Finding[] =>
    findings.filter(({ outcome, limits }) => (outcome === "pass" || outcome === "fail") && limits.length > 0);
  const known = new Map(judged(now).map((finding) => [familyOf(finding), finding]));
  return judged(before).flatMap((finding) => {
    const name = familyOf(finding);
    const other = known.get(name);
    if (other === undefined) return isAsked(finding.item) ? [`${name} not judged`] : [];
    const [was] = finding.limits;
    const [is] = other.limits;
    return was === undefined || is === undefined || !isMilder(was, is)
      ? []
      : [`${name} ${say(was)} -> ${say(is)}`];
  });
}

const say = ({ atLeast, atMost }: Limit): string => `${atLeast ?? ""}..${atMost ?? ""}`;

function isMilder(was: Limit, is: Limit): boolean {
  const below =
    was.atLeast !== null && (is.atLeast === null || compare(exact(is.atLeast), exact(was.atLeast)) < 0);
  const above =
    was.atMost !== null && (is.atMost === null || compare(exact(is.atMost), exact(was.atMost)) > 0);
  return below || above;
}

/** How a thing is measured depends on the dossier too. */
function milderProcedures(
  { dossier: was, plan: before }: Truth,
  is: DatedDossier,
  plan: readonly PlannedItem[],
): readonly string[] {
  const done = (kind: string) =>
    [before, plan].every((items) =>
      items.some(({ rule, notApplicable }) => rule.procedure.kind === kind && notApplicable === null),
    );
  const rpm = (dossier: DatedDossier): number => dossier.ratedEngineSpeedRpm ?? Number.POSITIVE_INFINITY;
  const highIdle = (dossier: DatedDossier): number => {
    const item = plan.find(({ rule }) => rule.procedure.kind === "double-idle")?.rule.procedure;
    if (item?.kind !== "double-idle") return 0;
    const facts = dossierFacts(dossier);
    const row = item.highIdle.find(({ when }) => decideCondition(when, facts).truth !== "false");
    const isDecided = decideCondition(row?.when, facts).truth === "true";
    return isDecided && row !== undefined ? row.targetRpm : Number.POSITIVE_INFINITY;
  };
  const offsets = workingGroup(is) === "KB" || workingGroup(is) === "HZ";
  const height = (dossier: DatedDossier): number => dossier.lampHeightMm ?? 0;
  return [
    ...((done("double-idle") || done("free-acceleration")) && rpm(is) < rpm(was)
      ? ["engine speeds lower"]
      : []),
    ...(done("double-idle") && highIdle(is) < highIdle(was) ? ["high idle lower"] : []),
    ...(offsets && height(was) > 0 && height(is) > height(was) ? ["high beam may point lower"] : []),
  ];
}
