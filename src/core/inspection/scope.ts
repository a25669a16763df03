import { decideCondition } from "../rules/condition.ts";
import type { Facts } from "../rules/fact.ts";
import type { Named, Scope } from "../rules/scope.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { DatedDossier } from "./dossier.ts";
import { loneWords } from "./lone-words.ts";
import type { PlannedItem } from "./plan.ts";
import type { Part, Requirement } from "./requirement.ts";
import type { InspectionRulebook } from "./rulebook.ts";
import { dossierFacts } from "./vehicle-facts.ts";

type ItemVerdict = "pass" | "fail" | "void" | "undecided" | "not-applicable";

/** What of it was measured: an item as it was judged. */
export interface DoneItem {
  readonly code: string;
  readonly verdict: ItemVerdict;
}

interface Standing {
  readonly requirement: Requirement;
  readonly state: "done" | "open" | "missing" | "elsewhere" | "voluntary";
  /** Why it is missing; null for what is not. */
  readonly why: Reason | null;
}

/**
 * What the law asks of this vehicle, and what of it was done. What nobody can rule out is asked for. An item that was measured and
 * judged by no limit has done nothing.
 */
export function scopeOf(
  dossier: DatedDossier,
  rulebook: InspectionRulebook,
  plan: readonly PlannedItem[],
  items: readonly DoneItem[],
): Scope {
  const facts = dossierFacts(dossier);
  const parts = new Map(rulebook.parts.map((part) => [part.key, part]));
  const standings = rulebook.requires
    .filter(({ when }) => decideCondition(when, facts).truth !== "false")
    .map((requirement) => standingOf(requirement, dossier, facts, parts, plan, items));
  const of = (...states: readonly Standing["state"][]): readonly Standing[] =>
    standings.filter(({ state }) => states.includes(state));
  return {
    required: standings.length - of("voluntary").length,
    done: of("done").map(({ requirement }) => requirement.code),
    open: of("open").map(({ requirement }) => named(requirement)),
    missing: of("missing").map(({ requirement, why }) => ({
      ...named(requirement),
      reason: why ?? reason("NOT_MEASURED", {}),
    })),
    elsewhere: [...parts.values()].flatMap((part) => {
      const left = of("elsewhere").filter(({ requirement }) => requirement.part === part.key);
      const codes = left.map(({ requirement }) => requirement.code);
      return codes.length === 0 ? [] : [{ part: part.key, nameZh: part.nameZh, nameEn: part.nameEn, codes }];
    }),
    voluntary: of("voluntary").map(({ requirement }) => named(requirement)),
    restsOn: loneWords(dossier, rulebook),
  };
}

function named({ code, nameZh, nameEn }: Requirement): Named {
  return { code, nameZh, nameEn };
}

function standingOf(
  requirement: Requirement,
  dossier: DatedDossier,
  facts: Facts,
  parts: ReadonlyMap<string, Part>,
  plan: readonly PlannedItem[],
  items: readonly DoneItem[],
): Standing {
  const planned = plan.filter(({ rule }) => requirement.by.includes(rule.key));
  const asked = planned.filter(({ notApplicable }) => notApplicable === null);
  const byHand = items.filter(({ code }) => code === requirement.code && requirement.by.length === 0);
  const verdicts = [
    ...asked.map(({ code }) => items.find((item) => item.code === code)?.verdict ?? "undecided"),
    ...byHand.map(({ verdict }) => verdict),
  ];
  const judged = verdicts.filter((verdict) => verdict === "pass" || verdict === "fail");
  const open = verdicts.some((verdict) => verdict === "void" || verdict === "undecided");
  if (judged.length > 0 && !open) return { requirement, state: "done", why: null };
  if (requirement.voluntary) return { requirement, state: "voluntary", why: null };
  // Its own line says why; the vehicle's verdict follows from it.
  if (open) return { requirement, state: "open", why: null };
  if (isElsewhere(parts.get(requirement.part), dossier, facts))
    return { requirement, state: "elsewhere", why: null };
  return { requirement, state: "missing", why: whyMissing(planned, asked) };
}

function whyMissing(planned: readonly PlannedItem[], asked: readonly PlannedItem[]): Reason {
  if (asked.length > 0) return reason("NO_LIMIT_APPLIES", {});
  const [first] = planned;
  return first?.notApplicable ?? reason("NO_PROCEDURE", {});
}

export function isElsewhere(part: Part | undefined, { elsewhere }: DatedDossier, facts: Facts): boolean {
  if (part?.elsewhere !== true) return false;
  if (elsewhere !== null) return elsewhere.includes(part.key);
  return part.elsewhereUntold !== undefined && decideCondition(part.elsewhereUntold, facts).truth === "true";
}

/** What is required and was not done by anybody keeps a verdict from being one; null when nothing does. */
export function whyIncomplete({ missing }: Scope, rulebook: string): Reason | null {
  if (missing.length === 0) return null;
  const items = missing.map(({ code, nameZh, nameEn }) => [code, nameZh, nameEn] as const);
  return reason("NOT_IN_RULEBOOK", { rulebook, items });
}

/** What the verdict does not speak of, told with any verdict. */
export function whatIsLeftOut({ elsewhere, voluntary }: Scope): readonly Reason[] {
  const parts = elsewhere.map(({ nameZh, nameEn, codes }) => [nameZh, nameEn, codes.length] as const);
  const items = voluntary.map(({ code, nameZh, nameEn }) => [code, nameZh, nameEn] as const);
  return [
    ...(parts.length === 0 ? [] : [reason("LEFT_TO_OTHERS", { parts })]),
    ...(items.length === 0 ? [] : [reason("VOLUNTARY_NOT_DONE", { items })]),
  ];
}
