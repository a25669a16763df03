import type { JobEvent } from "../core/events/station-event.ts";
import { reason } from "../core/trade/bare-reason.ts";
import type { AnyReason } from "../core/trade/reason-shape.ts";
import { type CallFacts, type FieldValue, fieldsOf } from "./call-fields.ts";
import type { MappedField, MappedStep, NationalMapping } from "./mapping-form.ts";

/** One event of a job with its place in the station's journal, as 118.0. */
export interface PlacedEvent {
  readonly at: string;
  readonly wallMs: number;
  readonly event: JobEvent;
}

export interface NationalCall {
  /** The same for the same event of the same journal, whenever it is asked for. */
  readonly key: string;
  /** Empty where no call is known. */
  readonly call: string;
  readonly fields: readonly FieldValue[];
  /** What is not told, since nobody knows where it comes from. */
  readonly gaps: readonly string[];
  /** Why it cannot be made as it is; null: it can. */
  readonly held: AnyReason | null;
}

type Login = Extract<JobEvent, { what: "login" }>;
type Looked = Extract<JobEvent, { what: "looked-at" }>;

/** What people found in a part, and when they began. */
interface Seen {
  readonly looked: ReadonlyMap<string, Looked>;
  readonly firstMs: number;
}

/** All calls that the events of a job amount to so far, in their order. Pure: the same events give the same calls. */
export function callsOf(
  mapping: NationalMapping,
  facts: CallFacts,
  events: readonly PlacedEvent[],
): readonly NationalCall[] {
  const login = events.find(({ event }) => event.what === "login")?.event as Login | undefined;
  if (login === undefined || login.practice) return [];
  const fold = new JobCalls(mapping, facts, login);
  for (const event of events) fold.take(event);
  return fold.calls;
}

class JobCalls {
  readonly calls: NationalCall[] = [];
  readonly #mapping: NationalMapping;
  readonly #facts: CallFacts;
  readonly #login: Login;
  readonly #looked = new Map<string, Map<string, Looked>>();
  /** Parts that are to be told, with when a person began with it since it was told last. */
  readonly #unsaid = new Map<string, number>();
  readonly #points = new Map<string, number>();
  #putOff: PlacedEvent[] = [];
  #atStake = 0;

  constructor(mapping: NationalMapping, facts: CallFacts, login: Login) {
    this.#mapping = mapping;
    this.#facts = facts;
    this.#login = login;
  }

  take(placed: PlacedEvent): void {
    const { event } = placed;
    this.#count(event);
    if (event.what === "looked-at") this.#look(placed, event);
    const isEnd = event.what === "verdict" || event.what === "closed";
    if (isEnd || event.what === "review-request") this.#tellParts(placed);
    // A part may be sent back and looked at again until then.
    if (isEnd) for (const late of this.#putOff.splice(0)) this.#tell(late);
    const step = this.#stepOf(event);
    if (step?.isPutOff === true) this.#putOff.push(placed);
    else this.#tell(placed);
  }

  #tell(placed: PlacedEvent): void {
    const step = this.#stepOf(placed.event);
    if (step === null || (step.calls.length === 0 && step.isHeld === true)) {
      this.#push(placed, "", "", [], reason("NATIONAL_NO_CALL", { event: placed.event.what }));
      return;
    }
    if (step.calls.length === 0) return;
    const item = "item" in placed.event && placed.event.what !== "looked-at" ? placed.event.item : null;
    if (item === null) {
      for (const call of step.calls) this.#push(placed, call, "", this.#fields(call), null);
      return;
    }
    const row = this.#itemOf(item);
    if (row === null || row.codes === null) {
      this.#push(placed, step.calls[0] ?? "", "", [], reason("NATIONAL_ITEM_UNKNOWN", { item }));
      return;
    }
    for (const call of step.calls)
      for (const code of row.codes) {
        const own = this.#mapping.dataCalls.includes(call) ? (row.fields ?? []) : [];
        this.#push(placed, call, code, [...this.#fields(call), ...own], null);
      }
  }

  #fields(call: string): readonly MappedField[] {
    return this.#mapping.calls[call]?.fields ?? [];
  }

  #push(
    placed: PlacedEvent,
    call: string,
    code: string,
    fields: readonly MappedField[],
    held: AnyReason | null,
    seen?: Seen,
  ): void {
    const made = fieldsOf(call, fields, {
      facts: this.#facts,
      login: this.#login,
      placed,
      item: code,
      score: Math.max(0, 100 - this.#atStake),
      looked: new Map([...(seen?.looked ?? [])].map(([item, { found }]) => [item, found])),
      firstMs: seen?.firstMs ?? null,
    });
    const key = [placed.at, call, code].filter((word) => word !== "").join(":");
    this.calls.push({ key, call, fields: made.fields, gaps: made.gaps, held: held ?? made.held });
  }

  #stepOf(event: JobEvent): MappedStep | null {
    const steps = this.#mapping.steps.filter(({ on }) => on === event.what);
    const only = wordOf(event);
    return steps.find((step) => step.only === only) ?? steps.find((step) => step.only === undefined) ?? null;
  }

  #itemOf(item: string): NationalMapping["items"][number] | null {
    const { items } = this.#mapping;
    const begins = (row: string): boolean => row.endsWith("*") && item.startsWith(row.slice(0, -1));
    return items.find((row) => row.item === item) ?? items.find((row) => begins(row.item)) ?? null;
  }

  #look({ wallMs }: PlacedEvent, event: Looked): void {
    const part = this.#looked.get(event.part) ?? new Map();
    part.set(event.item, event);
    this.#looked.set(event.part, part);
    this.#unsaid.set(event.part, this.#unsaid.get(event.part) ?? wallMs);
  }

  /** Of a part all that was found is told at once; after it was sent back, all of it once more. */
  #tellParts(placed: PlacedEvent): void {
    if (this.#mapping.partCalls.length === 0) return;
    for (const [part, looked] of this.#looked) {
      const firstMs = this.#unsaid.get(part);
      if (firstMs === undefined) continue;
      this.#unsaid.delete(part);
      const row = this.#mapping.parts.find((each) => each.part === part);
      if (row === undefined) {
        this.#push(
          placed,
          this.#mapping.partCalls[0] ?? "",
          part,
          [],
          reason("NATIONAL_ITEM_UNKNOWN", { item: part }),
        );
        continue;
      }
      for (const call of this.#mapping.partCalls) {
        const own = this.#mapping.dataCalls.includes(call) ? lookedFields(row, looked) : [];
        this.#push(placed, call, row.code, [...this.#fields(call), ...own], null, { looked, firstMs });
      }
    }
  }

  #count(event: JobEvent): void {
    if (event.what === "deduction") {
      this.#atStake += event.points;
      if (event.entry !== null) this.#points.set(String(event.entry), event.points);
    }
    if (event.what === "deduction-withdrawn") this.#atStake -= this.#points.get(String(event.entry)) ?? 0;
  }
}

/** Of what a step can be for alone. */
function wordOf(event: JobEvent): MappedStep["only"] {
  if (event.what === "login") return event.follows === null ? "first" : "again";
  if (event.what === "verdict") return event.verdict ?? undefined;
  if (event.what === "item-end") return event.outcome === "measured" ? undefined : event.outcome;
  return undefined;
}

function lookedFields(
  row: NationalMapping["parts"][number],
  looked: ReadonlyMap<string, unknown>,
): MappedField[] {
  return [...looked.keys()].map((item) => ({
    name: row.looked[item] ?? null,
    what: item,
    from: `looked.${item}`,
    codes: { "in-order": "1", defect: "2" },
    needed: true,
    source: row.source,
    confidence: row.confidence,
  }));
}
