import { GENERAL } from "../trade/words/general-item.ts";
import { bookProblems, type WatchProblem } from "./book-check.ts";
import type { ItemDefinition } from "./items/item-definition.ts";
import { KNOWN_ITEMS } from "./items/known-items.ts";
import { type ExamRule, type ExamRulebook, examRulebookSchema } from "./rulebook.ts";
import { WATCH_FACTS, type WatchForm } from "./watch/watch-form.ts";

/** An exam rulebook that may be used: what its watches name is there, and every rule that it gives to the machine has one. */
export const watchedRulebookSchema = examRulebookSchema.superRefine((book, context) => {
  for (const { path, message } of watchProblems(book))
    context.addIssue({ code: "custom", path: [...path], message });
});

export function watchProblems(book: ExamRulebook): WatchProblem[] {
  const rules = book.rules.flatMap((rule, i) =>
    ruleProblems(book, rule).map(({ path, message }) => ({ path: ["rules", i, ...path], message })),
  );
  const items = book.items.flatMap(({ kind, inBayBy }, i) => {
    const bay = hasBay(kind);
    const allowed = book.rules.filter((rule) => bay && rule.scope === kind && rule.limit?.unit === "mm");
    const fits = bay ? allowed.some((rule) => rule.id === inBayBy) : inBayBy === undefined;
    return fits ? [] : [{ path: ["items", i, "inBayBy"], message: oneOf(allowed.map((rule) => rule.id)) }];
  });
  const named = [...rules, ...items];
  // What a book means is asked when every name in it is right.
  return named.length > 0 ? named : bookProblems(book);
}

function ruleProblems(book: ExamRulebook, rule: ExamRule): WatchProblem[] {
  const { watch } = rule;
  if (watch === null)
    return rule.judge === "examiner" ? [] : [{ path: ["watch"], message: "form:watchNeeded" }];
  if (rule.judge === "examiner") return [{ path: ["watch"], message: "form:watchOfExaminer" }];
  const facts = WATCH_FACTS[watch.name];
  if ((facts.of === "test") !== (rule.scope === GENERAL))
    return [{ path: ["watch", "name"], message: `form:watchScope:${rule.scope}` }];
  const definition = rule.scope === GENERAL ? null : definitionOf(rule.scope);
  if (definition === undefined) return [{ path: ["scope"], message: oneOf(Object.keys(KNOWN_ITEMS)) }];
  return [
    ...limitProblems(rule, watch),
    ...referenceProblems(book, rule, watch),
    ...(definition === null ? [] : itemProblems(definition, watch)),
  ];
}

function limitProblems({ limit }: ExamRule, watch: WatchForm): WatchProblem[] {
  const wanted = WATCH_FACTS[watch.name].limit;
  if (wanted === "any") return [];
  if (wanted === null) return limit === null ? [] : [{ path: ["limit"], message: oneOf(["null"]) }];
  if (limit?.[wanted.sense] !== undefined && limit.unit === wanted.unit) return [];
  return [{ path: ["limit"], message: `form:limitOf:${wanted.sense}, unit ${wanted.unit}` }];
}

/** Phases and breaches that the item has, lines and clocks that it must have. */
function itemProblems(definition: ItemDefinition, watch: WatchForm): WatchProblem[] {
  const at = (param: string, named: string, allowed: readonly string[]): WatchProblem[] =>
    allowed.includes(named) ? [] : [{ path: ["watch", param], message: oneOf(allowed) }];
  // An item begins in its first phase: nobody enters it.
  const entered = definition.phases.slice(1);
  switch (watch.name) {
    case "place-at-stop":
      return [
        ...at("phase", watch.phase, entered),
        ...(watch.measure === "bumper-to-pole-line" && !definition.needs.includes("pole-line")
          ? [{ path: ["watch", "measure"], message: oneOf(["side-to-right-edge"]) }]
          : []),
      ];
    case "drive-off-signal":
      return at("phase", watch.phase, entered);
    case "parking-brake-while": {
      const after = definition.phases.slice(definition.phases.indexOf(watch.standing) + 1);
      return [...at("standing", watch.standing, definition.phases), ...at("leaving", watch.leaving, after)];
    }
    case "turn-signal":
      return definition.turns
        ? []
        : [{ path: ["watch", "name"], message: `form:watchScope:${definition.kind}` }];
    case "manoeuvre-broken":
      return at("how", watch.how, Object.keys(definition.breaches));
    case "item-time":
      return definition.timed
        ? []
        : [{ path: ["watch", "name"], message: `form:watchScope:${definition.kind}` }];
    default:
      return [];
  }
}

/** A harsher rule is of the same kind, in the same place, decides further out and costs no less. */
function referenceProblems(book: ExamRulebook, rule: ExamRule, watch: WatchForm): WatchProblem[] {
  if (watch.name === "rollback") {
    const kinds = book.items.map((item) => item.kind);
    // Into a bay one reverses on purpose.
    const allowed = kinds.filter((kind) => !hasBay(kind));
    const unknown = watch.gearUnaskedIn.findIndex((kind) => !allowed.includes(kind));
    if (unknown >= 0) return [{ path: ["watch", "gearUnaskedIn", unknown], message: oneOf(allowed) }];
  }
  if ((watch.name !== "rollback" && watch.name !== "place-at-stop") || watch.harsher === undefined) return [];
  const allowed = book.rules.filter((other) => isHarsher(other, rule, watch)).map((other) => other.id);
  return allowed.includes(watch.harsher) ? [] : [{ path: ["watch", "harsher"], message: oneOf(allowed) }];
}

function isHarsher(other: ExamRule, rule: ExamRule, watch: WatchForm): boolean {
  const same =
    other.scope === rule.scope &&
    other.watch?.name === watch.name &&
    (watch.name !== "place-at-stop" ||
      (other.watch.name === "place-at-stop" && other.watch.measure === watch.measure));
  const furtherOut = Number(other.limit?.atMost ?? 0) > Number(rule.limit?.atMost ?? 0);
  return same && furtherOut && other.points >= rule.points;
}

function hasBay(kind: string): boolean {
  return definitionOf(kind)?.needs.includes("bay") ?? false;
}

function definitionOf(kind: string): ItemDefinition | undefined {
  return Object.hasOwn(KNOWN_ITEMS, kind) ? KNOWN_ITEMS[kind] : undefined;
}

function oneOf(allowed: readonly string[]): string {
  return `form:oneOf:${allowed.length === 0 ? "-" : allowed.join(", ")}`;
}
