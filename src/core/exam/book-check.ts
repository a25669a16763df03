import { exact } from "../quantities/exact.ts";
import { boundOf, isWithin, type Range, rangeWords } from "../rules/domain.ts";
import { slipsOfProvenance } from "../rules/provenance-check.ts";
import { GENERAL } from "../trade/words/general-item.ts";
import type { ExamRule, ExamRulebook } from "./rulebook.ts";

export interface WatchProblem {
  readonly path: readonly (string | number)[];
  /** A form of core/door/forms.ts. */
  readonly message: string;
}

type Path = WatchProblem["path"];
type LimitUnit = NonNullable<ExamRule["limit"]>["unit"];

const between = (from: string, to: string): Range => ({ from: exact(from), to: exact(to) });

/** What a limit of a test can be, beside zero, and how wide a window beyond it: metres for millimetres lie outside. Ours. */
const LIMITS: Readonly<Record<LimitUnit, { readonly limit: Range; readonly window: Range }>> = {
  mm: { limit: between("10", "5000"), window: between("1", "500") },
  s: { limit: between("0.5", "3600"), window: between("0.01", "10") },
  rpm: { limit: between("1", "2000"), window: between("1", "500") },
  "km/h": { limit: between("1", "100"), window: between("0.1", "10") },
};

/** What is wrong with a book whose names and watches are right: what nothing would read, or judge, or sign. */
export function bookProblems(book: ExamRulebook): WatchProblem[] {
  const kinds = book.items.map(({ kind }) => kind);
  return [
    ...twice(book.licenceClasses, (i) => ["licenceClasses", i]),
    ...twice(kinds, (i) => ["items", i, "kind"]),
    ...kinds.flatMap((kind, i) =>
      book.rules.some(({ scope }) => scope === kind)
        ? []
        : [{ path: ["items", i, "kind"], message: "form:itemWithRule" }],
    ),
    ...book.rules.flatMap((rule, i) => [
      ...slipsOfProvenance(rule, ["rules", i]),
      ...limitProblems(rule, ["rules", i, "limit"]),
      ...unreadProblems(book, rule, ["rules", i]),
    ]),
  ];
}

function twice(names: readonly string[], at: (index: number) => Path): WatchProblem[] {
  const index = names.findIndex((name, i) => names.indexOf(name) < i);
  return index < 0 ? [] : [{ path: at(index), message: "form:once" }];
}

function limitProblems({ limit }: ExamRule, at: Path): WatchProblem[] {
  if (limit === null) return [];
  const { unit, window } = limit;
  const side = limit.atMost === undefined ? "atLeast" : "atMost";
  const allowed = LIMITS[unit];
  const bound = boundOf(limit[side] ?? "");
  if (bound.numerator !== 0n && !isWithin(bound, allowed.limit))
    return [{ path: [...at, side], message: `form:examLimit:0, ${rangeWords(allowed.limit, unit)}` }];
  return window === undefined || isWithin(boundOf(window), allowed.window)
    ? []
    : [{ path: [...at, "window"], message: `form:examLimit:${rangeWords(allowed.window, unit)}` }];
}

/** What stands in a rule and would decide nothing there: its writer meant something by it. */
function unreadProblems({ items }: ExamRulebook, rule: ExamRule, at: Path): WatchProblem[] {
  const { watch, repeat, rearmS, leftOut, judge, scope, limit } = rule;
  const problem = (path: Path, form: string): WatchProblem => ({
    path: [...at, ...path],
    message: `form:${form}`,
  });
  const unread: WatchProblem[] = [];
  if (rearmS > 0 && (repeat === "once" || watch?.name !== "line-contact"))
    unread.push(problem(["rearmS"], "rearmed"));
  if (leftOut && (judge === "machine" || scope === GENERAL))
    unread.push(problem(["leftOut"], "leftOutByHand"));
  if (judge === "examiner" && limit?.window !== undefined)
    unread.push(problem(["limit", "window"], "windowOfMachine"));
  const ofBay = items.some(({ inBayBy }) => inBayBy === rule.id);
  if (watch?.name === "manoeuvre-broken" && limit !== null && !ofBay)
    unread.push(problem(["limit"], "limitOfBay"));
  return unread;
}
