/** What came of each cell of the door's matrix: an input, a defect, a moment. */
interface Cell {
  readonly moment: string;
  readonly input: string;
  readonly defect: string;
  readonly problems: readonly string[];
}

/** A cell at a time: what is not as it must be is kept, and the next cell comes. */
export class DoorCells {
  readonly #cells: Cell[] = [];
  readonly #skipped = new Map<string, number>();

  async cell(
    place: { readonly moment: string; readonly input: string; readonly defect: string },
    look: (mustBe: (what: string, holds: boolean, found?: unknown) => void) => Promise<void>,
  ): Promise<void> {
    const problems: string[] = [];
    try {
      await look((what, holds, found) => {
        if (!holds) problems.push(found === undefined ? what : `${what}: ${shown(found)}`);
      });
    } catch (cause) {
      problems.push(cause instanceof Error ? cause.message : String(cause));
    }
    this.#cells.push({ ...place, problems });
  }

  /** What this machine cannot try. */
  skipped(why: string): void {
    this.#skipped.set(why, (this.#skipped.get(why) ?? 0) + 1);
  }

  problemsOf(moment: string): string[] {
    return this.#cells
      .filter((cell) => cell.moment === moment)
      .flatMap(({ input, defect, problems }) =>
        problems.map((problem) => `${input} × ${defect}: ${problem}`),
      );
  }

  countOf(moment: string): number {
    return this.#cells.filter((cell) => cell.moment === moment).length;
  }

  summary(): string {
    const moments = [...new Set(this.#cells.map(({ moment }) => moment))];
    const rows = moments.map((moment) => {
      const cells = this.#cells.filter((cell) => cell.moment === moment);
      const inputs = [...new Set(cells.map(({ input }) => input))];
      const counts = inputs.map((input) => {
        const of = cells.filter((cell) => cell.input === input);
        const held = of.filter(({ problems }) => problems.length === 0).length;
        return held === of.length ? `${input} ${held}` : `${input} ${held} of ${of.length}`;
      });
      return `  ${moment}: ${counts.join(", ")}`;
    });
    const skips = [...this.#skipped].map(([why, count]) => `  skipped ${count}: ${why}`);
    return [`${this.#cells.length} cells of the door`, ...rows, ...skips].join("\n");
  }
}

function shown(found: unknown): string {
  const text = typeof found === "string" ? found : (JSON.stringify(found) ?? String(found));
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}
