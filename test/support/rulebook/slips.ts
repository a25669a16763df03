import { readSource } from "../source-tree.ts";

/** The small slips of test/cases/rulebook-slips.txt, whose head says how it is written. */
export interface RulebookSlip {
  readonly file: string;
  readonly name: string;
  /** The book with the slip in it. */
  readonly yaml: string;
  /** What stands in the line that the sentence must name. */
  readonly on: string;
  readonly says: readonly string[];
}

/** Behind the two blanks and the key. */
const VALUE = 7;

export function rulebookSlips(): readonly RulebookSlip[] {
  let file = "";
  const slips: RulebookSlip[] = [];
  for (const block of readSource("test/cases/rulebook-slips.txt").split(/\n{2,}/)) {
    if (block.startsWith("#")) continue;
    if (block.startsWith("in ")) {
      file = block.slice("in ".length).trim();
      continue;
    }
    const [name = "", ...lines] = block.trimEnd().split("\n");
    const valuesOf = (key: string): string[] =>
      lines
        .filter((line) => line.slice(0, VALUE).trim() === key)
        .map((line) => line.slice(VALUE).replaceAll("\\n", "\n"));
    const { yaml, changed } = edited(file, name, valuesOf("at"), valuesOf("-"), valuesOf("+"));
    slips.push({ file, name, yaml, on: valuesOf("on")[0] ?? changed, says: valuesOf("says") });
  }
  return slips;
}

function edited(
  file: string,
  name: string,
  [behind = ""]: readonly string[],
  [from = ""]: readonly string[],
  [to = ""]: readonly string[],
): { readonly yaml: string; readonly changed: string } {
  const text = readSource(file);
  // The whole line: `id: brake.imbalance` is no `id: brake.imbalance-of-load`.
  const start = text.search(new RegExp(`^[ -]*${behind.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`, "m"));
  const at = start < 0 || from === "" ? -1 : text.indexOf(from, start);
  if (at < 0) throw new Error(`${name}: nothing to change in ${file}`);
  const yaml = text.slice(0, at) + to + text.slice(at + from.length);
  return { yaml, changed: yaml.split("\n")[text.slice(0, at).split("\n").length - 1] ?? "" };
}
