import type { ScenarioProblem } from "../../simulators/course-simulation.ts";
import { meantWord } from "../cli/meant-word.ts";
import { REASON_CODES } from "../core/trade/reasons.ts";
import { withdrawalReasons } from "../core/trade/words/withdrawal-reasons.ts";
import type { Expectation } from "../scenario/expectation.ts";
import type { Given } from "./given.ts";

/** What there is for one subject. */
export interface Expectable {
  readonly kind: "inspection" | "exam";
  readonly items: readonly string[];
  readonly rules: readonly string[];
}

/** Expectations of what does not exist, or cannot be. `given`: the subject's own part of the file. */
export function expectationProblems(expect: Expectation, known: Expectable, given: Given): ScenarioProblem[] {
  const at = given.at("expect");
  const noRule = (rule: string): string => `the rulebook has no such rule${likeWords(rule, known.rules)}`;
  return [
    ...Object.keys(expect.items).flatMap((item) =>
      known.items.includes(item)
        ? []
        : [
            at
              .at("items", item)
              .problem(
                `no such item comes up${meantWord(item, known.items)}; allowed: ${known.items.join(", ")}`,
              ),
          ],
    ),
    ...Object.keys(expect.severities).flatMap((rule) =>
      known.rules.includes(rule) ? [] : [at.at("severities", rule).problem(noRule(rule))],
    ),
    ...expect.failed.flatMap((rule, i) => {
      if (!known.rules.includes(rule)) return [at.at("failed", i).problem(noRule(rule))];
      return expect.failed.indexOf(rule) < i
        ? [at.at("failed", i).problem("it stands there once already")]
        : [];
    }),
    ...reasonProblems(expect, at),
    ...withdrawalProblems(expect, known, at),
    ...(known.kind === "exam" ? [] : at.at("score").refused("an inspection has no score")),
    ...(expect.verdict === "refused"
      ? at.none(
          ["score", "failed", "severities", "items", "faults", "withdrawn"],
          "a job that is refused comes to none; leave it out, or expect another verdict",
        )
      : []),
  ];
}

function reasonProblems({ reason }: Expectation, at: Given): ScenarioProblem[] {
  if (reason === undefined || REASON_CODES.some((known) => known === reason)) return [];
  return [at.at("reason").problem(`no reason has this code${meantWord(reason, REASON_CODES)}`)];
}

function withdrawalProblems({ withdrawn }: Expectation, { kind }: Expectable, at: Given): ScenarioProblem[] {
  const known = withdrawalReasons(kind).map(([code]) => code);
  if (withdrawn === undefined || known.includes(withdrawn)) return [];
  const words = `no record of an ${kind} is withdrawn for this reason${meantWord(withdrawn, known)}`;
  return [at.at("withdrawn").problem(`${words}; allowed: ${known.join(", ")}`)];
}

/** A rulebook has a hundred rules: those of the same beginning are enough to see the slip. */
export function likeWords(rule: string, rules: readonly string[]): string {
  const head = rule.slice(0, rule.lastIndexOf(".") + 1);
  const alike = rules.filter((known) => head !== "" && known.startsWith(head));
  return `${meantWord(rule, rules)}${alike.length === 0 ? "" : `; it has ${alike.slice(0, 12).join(", ")}`}`;
}
