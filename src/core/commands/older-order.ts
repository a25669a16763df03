import type { JournalEntry } from "../journal/entry.ts";
import type { Acknowledgement, CommandOutcome } from "./command-messages.ts";

/** What a journal says of one order, however long ago: what came of it, and the record of each vehicle that was inspected again by it. */
export interface OlderOrder {
  readonly number: number;
  /** SHA-256 of what was signed, hex. */
  readonly command: string;
  readonly outcome: CommandOutcome;
  readonly answers: readonly { readonly vin: string; readonly record: string }[];
}

/** Orders that are remembered of one walk: the registry asks for one after the other, in their order. */
const AT_ONCE = 64;

/** Back through the entries that tell of orders, from the newest to that of one order. Memory does not grow with its length. */
export interface OrderWalk {
  readonly wanted: number;
  /** Index of the next entry to be read; null: there is none, or it was found. */
  readonly at: number | null;
  readonly found: readonly OlderOrder[];
  /** By number of order and vehicle; the newest record of each. */
  readonly answers: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

export function walkTo(wanted: number, newestAt: number | null): OrderWalk {
  return { wanted, at: newestAt, found: [], answers: new Map() };
}

/** One entry further back; `next`: the one after it, for an answer counts with its record alone. Ends where an entry is none that tells of orders. */
export function walked(walk: OrderWalk, entry: JournalEntry | null, next: JournalEntry | null): OrderWalk {
  const isMeant = (number: number): boolean => number >= walk.wanted && number < walk.wanted + AT_ONCE;
  switch (entry?.type) {
    case "command-received": {
      const { number, command, outcome, back = null } = entry;
      const at = number <= walk.wanted ? null : back;
      if (!isMeant(number)) return { ...walk, at };
      const answers = [...(walk.answers.get(number) ?? [])].map(([vin, record]) => ({ vin, record }));
      return { ...walk, at, found: [...walk.found, { number, command, outcome, answers }] };
    }
    case "recheck-answered": {
      const { numbers, vin, record, back = null } = entry;
      const at = back;
      if (next?.type !== "record-sealed" || next.record !== record) return { ...walk, at };
      const answers = new Map(walk.answers);
      for (const number of numbers.filter(isMeant))
        if (!answers.get(number)?.has(vin))
          answers.set(number, new Map(answers.get(number)).set(vin, record));
      return { ...walk, at, answers };
    }
    default:
      return { ...walk, at: null };
  }
}

/** As an acknowledgement tells them. */
export function answersOf(older: OlderOrder | null): NonNullable<Acknowledgement["fulfilled"]> {
  if (older === null) return [];
  const { number, command, answers } = older;
  return answers.map(({ vin, record }) => ({ number, command, vin, record }));
}
