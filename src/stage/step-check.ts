import type { ScenarioProblem } from "../../simulators/course-simulation.ts";
import { meantWord } from "../cli/meant-word.ts";
import { EXAM_COMMAND_FORMS } from "../core/exam/commands.ts";
import { INSPECTION_COMMAND_FORMS } from "../core/inspection/commands.ts";
import { type CommandReading, readCommand } from "../core/trade/command-reading.ts";
import { REASON_CODES, type Reason, sentenceOf } from "../core/trade/reasons.ts";
import { WITHDRAWAL_FORMS } from "../runtime/withdrawal-desk.ts";
import type { SubjectStep, WithdrawalStep } from "../scenario/scenario-step.ts";
import { type Expectable, likeWords } from "./expectation-check.ts";
import type { Given } from "./given.ts";
import { commandOf, isAround } from "./subject-steps.ts";

/** What only a job knows that somebody called at the console. */
const OF_PEOPLE: ReadonlySet<SubjectStep["do"]> = new Set([
  ...(["part-begin", "part-enter", "part-photo", "part-end"] as const),
  ...(["send-back", "sign", "candidate-confirm"] as const),
]);

/** Steps that name what is not there, or that the console could not send. `given`: the subject's own part of the file. */
export function stepProblems(
  steps: readonly SubjectStep[],
  known: Expectable & { readonly isRefused: boolean },
  given: Given,
): ScenarioProblem[] {
  if (known.isRefused && steps.length > 0)
    return [given.at("steps").problem("a job that is refused has no moments; leave them out")];
  return steps.flatMap((step, i) => {
    const at = given.at("steps", i);
    const alone = OF_PEOPLE.has(step.do) && !given.at("calledBy").isThere && !("refused" in step);
    return [
      ...(alone ? [at.at("do").problem(`nobody is there for ${step.do}; calledBy says who is`)] : []),
      ...momentProblems(step, known, at),
      ...actProblems(step, known, at),
    ];
  });
}

function momentProblems({ at: moment }: SubjectStep, known: Expectable, at: Given): ScenarioProblem[] {
  const { item, prompt, record } = moment;
  if (record !== undefined)
    return [
      ...["prompt", "item", "occurrence"].flatMap((key) =>
        at.at("at", key).refused("a record is sealed once, and nothing is asked for then; leave it out"),
      ),
    ];
  if (item !== undefined && !known.items.includes(item)) {
    const words = `no such item comes up${meantWord(item, known.items)}; allowed: ${known.items.join(", ")}`;
    return [at.at("at", "item").problem(words)];
  }
  return item === undefined && prompt === undefined
    ? at.at("at", "occurrence").refused("a job is opened once; give prompt or item")
    : [];
}

function actProblems(step: SubjectStep, known: Expectable, at: Given): ScenarioProblem[] {
  if (isAround(step)) return [];
  const { refused } = step;
  if (refused !== undefined && !REASON_CODES.some((code) => code === refused))
    return [at.at("refused").problem(`no reason has this code${meantWord(refused, REASON_CODES)}`)];
  if (step.do === "deduct" && refused === undefined && !known.rules.includes(step.rule))
    return [at.at("rule").problem(`the rulebook has no such rule${likeWords(step.rule, known.rules)}`)];
  if (step.do === "withdraw-record") return withdrawalProblems(step, known, at);
  const isOver = step.at.record !== undefined && refused === undefined;
  if (isOver) return [at.at("do").problem("the job is over by then; only withdraw-record is taken")];
  const forms = known.kind === "exam" ? EXAM_COMMAND_FORMS : INSPECTION_COMMAND_FORMS;
  const reading: CommandReading<unknown> = readCommand(commandOf(step), known.kind, forms);
  return reading.kind === "refused" ? [at.problem(told(reading.reason))] : [];
}

function withdrawalProblems(
  { at: moment, reason: choice, note }: WithdrawalStep,
  { kind }: Expectable,
  at: Given,
) {
  if (moment.record === undefined)
    return [at.at("at").problem("a record is withdrawn when it is there; say at: { record: sealed }")];
  const reading = readCommand(
    { name: "withdraw-record", reason: choice, note },
    kind,
    WITHDRAWAL_FORMS[kind],
  );
  return reading.kind === "refused" ? [at.problem(told(reading.reason))] : [];
}

function told(why: Reason): string {
  return sentenceOf(why).en.replace(/\.$/, "");
}
