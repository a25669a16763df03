import { wrapped } from "./rulebook/row-words.ts";

/**
 * A matrix of states and inputs as a page for a reviewer: for each class of states one line a class of inputs (those that are
 * answered alike by most of the class), and below it what is answered otherwise. Only for tests.
 */
export interface Cell {
  readonly state: string;
  readonly input: string;
  readonly answer: string;
}

export interface StateClass {
  readonly name: string;
  readonly states: readonly string[];
}

export function matrixPage(
  legend: readonly string[],
  classes: readonly StateClass[],
  cells: readonly Cell[],
): string {
  const left = new Set(cells.map((cell) => cell.state));
  for (const { states } of classes) for (const state of states) left.delete(state);
  if (left.size > 0) throw new Error(`in no class: ${[...left].join(", ")}`);
  const lines = [...legend.flatMap((line) => wrapped(line, "    "))];
  for (const { name, states } of classes) {
    lines.push("", ...wrapped(`== ${name}: ${states.join(" | ")}`, "    "));
    lines.push(
      ...classLines(
        states,
        cells.filter((cell) => states.includes(cell.state)),
      ),
    );
  }
  return `${lines.join("\n")}\n`;
}

function classLines(states: readonly string[], cells: readonly Cell[]): string[] {
  const inputs = [...new Set(cells.map((cell) => cell.input))];
  const alike = new Map<string, string[]>();
  for (const input of inputs) {
    const usual = mostOf(cells.filter((cell) => cell.input === input).map((cell) => cell.answer));
    alike.set(usual, [...(alike.get(usual) ?? []), input]);
  }
  return [...alike].flatMap(([usual, of]) => {
    const others = cells.filter((cell) => of.includes(cell.input) && cell.answer !== usual);
    return [...wrapped(`${usual} <- ${of.join(", ")}`, "    "), ...exceptions(others, states.length)];
  });
}

/** The commonest; of equals the first. */
function mostOf(answers: readonly string[]): string {
  const count = (answer: string): number => answers.filter((one) => one === answer).length;
  return [...answers].sort((a, b) => count(b) - count(a))[0] ?? "";
}

/** By answer and input, with the states that give it; a class of one state need not name it. */
function exceptions(cells: readonly Cell[], states: number): string[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.answer, cell.state]);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  const byAnswer = new Map<string, string[]>();
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const inputs = group.map((cell) => cell.input).join(", ");
    const key = JSON.stringify([first.answer, inputs]);
    byAnswer.set(key, [...(byAnswer.get(key) ?? []), first.state]);
  }
  return [...byAnswer].flatMap(([key, of]) => {
    const [answer, inputs] = JSON.parse(key) as [string, string];
    const where = states === 1 ? "" : `in ${of.join(" | ")}: `;
    return wrapped(`  but ${where}${answer} <- ${inputs}`, "      ");
  });
}
