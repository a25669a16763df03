import type { ExamEvent } from "../exam/exam-state.ts";
import type { JobEvent } from "./station-event.ts";

/** What a test tells of itself. */
export class ExamTold {
  readonly #items: readonly string[];
  readonly #runs = new Map<string, number>();
  #isProcessOver = false;

  /** Its items, in the order of its plan. */
  constructor(items: readonly string[]) {
    this.#items = items;
  }

  take(event: ExamEvent): readonly JobEvent[] {
    switch (event.type) {
      case "begun":
        return [{ what: "process-start" }];
      case "item-began": {
        const item = this.#item(event.index);
        const run = (this.#runs.get(item) ?? 0) + 1;
        this.#runs.set(item, run);
        return [{ what: "item-start", item, run }];
      }
      case "item-ended":
      case "item-judged": {
        const reasons = event.type === "item-ended" ? [...event.reasons] : [];
        const again = event.type === "item-ended" && event.again !== null;
        return [{ what: "item-end", item: this.#item(event.index), outcome: event.verdict, again, reasons }];
      }
      case "deducted":
        return this.#deducted(event);
      case "withdrawn":
        return [{ what: "deduction-withdrawn", entry: event.entry, by: event.by, note: event.note }];
      case "driven": {
        const { ending } = event;
        const aborted: readonly JobEvent[] =
          ending.kind === "aborted" ? [{ what: "aborted", reason: ending.reason }] : [];
        return [...this.#processOver(), ...aborted];
      }
      case "signed": {
        const { who, by, agrees, note } = event.signature;
        return [{ what: "signature", who, by, agrees, note }];
      }
      case "over":
        return this.#processOver();
      default:
        return [];
    }
  }

  #item(index: number): string {
    return this.#items[index] ?? "";
  }

  #deducted({ index, finding }: Extract<ExamEvent, { type: "deducted" }>): readonly JobEvent[] {
    const { rule, deduction } = finding;
    if (deduction === null) return [];
    const { points, code, judge, entry } = deduction;
    const item = index === null ? null : this.#item(index);
    return [{ what: "deduction", item, rule, points, code, judge, entry: entry ?? null }];
  }

  #processOver(): readonly JobEvent[] {
    if (this.#isProcessOver) return [];
    this.#isProcessOver = true;
    return [{ what: "process-end" }];
  }
}
