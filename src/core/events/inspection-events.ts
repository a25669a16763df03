import type { InspectionEvent } from "../inspection/inspection-state.ts";
import type { JobEvent } from "./station-event.ts";

/** What an inspection tells of itself. An entry names the item that runs by nothing; so it is kept from when it began. */
export class InspectionTold {
  readonly #items: readonly string[];
  readonly #runs = new Map<string, number>();
  #item: string | null = null;
  #isProcessOver = false;

  /** Codes of its items, in the order of its plan. */
  constructor(items: readonly string[]) {
    this.#items = items;
  }

  take(event: InspectionEvent): readonly JobEvent[] {
    switch (event.type) {
      case "inspection-begun":
        return [{ what: "process-start" }];
      case "item-started":
        return this.#begin(this.#items[event.index]);
      case "item-measured":
        return this.#measured(event.result);
      case "item-voided":
        return this.#end("void", event.next !== "done", [event.reason]);
      case "item-put-back":
        return this.#end("void", true, [event.note]);
      case "item-entered": {
        const { part, item, found, note, values, by } = event;
        return [{ what: "looked-at", part, item, found, note, values: { ...values }, by }];
      }
      case "photo-taken":
        return [{ what: "photo", part: event.part, photo: event.photo, sha256: event.sha256, by: event.by }];
      case "lane-done":
        return this.#processOver();
      case "review-begun":
        return [...this.#processOver(), { what: "review-request" }];
      case "items-sent-back":
        return [{ what: "sent-back", items: [...event.items], by: event.by, note: event.note }];
      case "inspection-signed": {
        const { who, by, agrees, note } = event.signature;
        return [{ what: "signature", who, by, agrees, note }];
      }
      case "inspection-aborted":
        return [{ what: "aborted", reason: event.reason }];
      case "inspection-concluded":
        return this.#processOver();
      default:
        return [];
    }
  }

  #begin(item: string | undefined): readonly JobEvent[] {
    if (item === undefined) return [];
    const run = (this.#runs.get(item) ?? 0) + 1;
    this.#runs.set(item, run);
    this.#item = item;
    return [{ what: "item-start", item, run }];
  }

  #measured(result: Extract<InspectionEvent, { type: "item-measured" }>["result"]): readonly JobEvent[] {
    if (result.kind === "void") return this.#end("void", false, [result.reason]);
    const item = this.#item;
    if (item === null) return [];
    const { facts, absent } = result.measurement;
    const data: JobEvent = { what: "item-data", item, facts: { ...facts }, absent: { ...absent } };
    return [data, ...this.#end("measured", false, [])];
  }

  #end(
    outcome: "measured" | "void",
    again: boolean,
    reasons: Extract<JobEvent, { what: "item-end" }>["reasons"],
  ): readonly JobEvent[] {
    const item = this.#item;
    this.#item = null;
    return item === null ? [] : [{ what: "item-end", item, outcome, again, reasons }];
  }

  /** A vehicle that is only looked at, or whose inspection is broken off, leaves no lane. */
  #processOver(): readonly JobEvent[] {
    if (this.#isProcessOver) return [];
    this.#isProcessOver = true;
    return [{ what: "process-end" }];
  }
}
