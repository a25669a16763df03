import {
  BY_CHARS_MAX,
  type CommandOrder,
  type LockScope,
  WHY_CHARS_MAX,
} from "../core/commands/command-messages.ts";
import { isId } from "../core/quantities/ids.ts";
import { EdgeError } from "../errors.ts";
import { requireAll } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";
import { spanIn } from "./registry-invite.ts";

/** What a person of the registry orders of one station. */
export interface StationOrdered {
  readonly station: string;
  readonly order: CommandOrder;
  readonly forMs: number;
}

/** A station is to fetch the list of keys. `from`: its number, or a later one; null: the newest that has the station. */
export interface ListOrdered {
  readonly station: string;
  readonly from: number | null;
  readonly why: { readonly zh: string; readonly en: string };
  readonly forMs: number;
}

/** A command and what came of it, as it is listed. */
export interface CommandListed {
  readonly station: string;
  readonly number: number;
  readonly kind: string;
  /** As `station`, `site lane-1`, `kind exam`; null of an order that is of no place. */
  readonly scope: string | null;
  /** Both RFC 3339. */
  readonly issued: string;
  readonly until: string;
  readonly by: string;
  /** lost: the station has another command of that number, and this one has to be ordered anew. */
  readonly outcome: "taken" | "refused" | "expired" | "lost" | "open";
  /** Of an order to inspect vehicles again: until when, whether that is over, and each vehicle with the record of it; null of any other. */
  readonly recheck: RecheckListed | null;
  /** Of an order to fetch a list of keys; null of any other. */
  readonly list: ListListed | null;
  /** Of a part of a rulebook; null of any other. */
  readonly book: BookListed | null;
  /** Of an order to send evidence; null of any other. */
  readonly evidence: EvidenceListed | null;
  /** By the station's clock; null where it has not answered. */
  readonly answered: string | null;
  /** Why it was refused; null otherwise. */
  readonly why: { readonly code: string; readonly zh: string; readonly en: string } | null;
}

/** `kept`: the SHA-256 of a bundle of that record that the registry has; null where it has none. */
export interface EvidenceListed {
  readonly until: string;
  readonly records: readonly { readonly record: string; readonly kept: string | null }[];
}

export interface BookListed {
  /** What it judges, and what it calls itself. */
  readonly kind: "inspection" | "exam";
  readonly id: string;
  /** Its first day. */
  readonly validFrom: string;
  /** Of its text. */
  readonly sha256: string;
  /** 1 to `parts`. */
  readonly part: number;
  readonly parts: number;
}

export interface ListListed {
  readonly from: number;
  /** The number that the station said last that it holds; 0 for none. */
  readonly held: number;
  /** Why it is not done yet; null where it is, or where nothing was said. */
  readonly why: { readonly code: string; readonly zh: string; readonly en: string } | null;
}

export interface RecheckListed {
  readonly due: string;
  readonly isDrawn: boolean;
  /** Some were not inspected again, and it is past the time. */
  readonly isOverdue: boolean;
  readonly vehicles: readonly {
    readonly vin: string;
    readonly plate: string;
    readonly record: string | null;
    readonly answeredBy: string | null;
  }[];
}

const HOURS_MAX = 365 * 24;
const UNLESS_TOLD_MS = 30 * 86_400_000;
const SITE_CHARS_MAX = 64;

/** What every order needs. Throws EdgeError USAGE. */
export function ordered(
  name: string,
  { station, why }: { readonly station: string; readonly why: string },
  whyEn: string | undefined,
): { readonly station: string; readonly why: { readonly zh: string; readonly en: string } } {
  if (!isId(station)) throw notAllowed(name, "station", station, "a station code as HB-WH-0042");
  return { station, why: whyOrdered(name, why, whyEn) };
}

/** In both languages, the same where one is given. Throws EdgeError USAGE. */
export function whyOrdered(
  name: string,
  why: string,
  whyEn: string | undefined,
): { readonly zh: string; readonly en: string } {
  const zh = sentenceIn(name, "why", why);
  return { zh, en: whyEn === undefined ? zh : sentenceIn(name, "why-en", whyEn) };
}

/** Throws EdgeError USAGE. */
export function stationOrdered(
  name: string,
  kind: "lock" | "unlock",
  values: {
    readonly station?: string;
    readonly what?: string;
    readonly why?: string;
    readonly "why-en"?: string;
    readonly for?: string;
    readonly by?: string;
  },
): StationOrdered {
  const { what, ...given } = requireAll(name, {
    station: values.station,
    what: values.what,
    why: values.why,
  });
  const { station, why } = ordered(name, given, values["why-en"]);
  const forMs = spanOrdered(name, values);
  return { station, order: { kind, of: scopeIn(name, what), why }, forMs };
}

/** Throws EdgeError USAGE. */
export function listOrdered(
  name: string,
  values: {
    readonly station?: string;
    readonly number?: string;
    readonly why?: string;
    readonly "why-en"?: string;
    readonly for?: string;
    readonly by?: string;
  },
): ListOrdered {
  const given = requireAll(name, { station: values.station, why: values.why });
  const { station, why } = ordered(name, given, values["why-en"]);
  const { number } = values;
  if (number !== undefined && !/^[1-9]\d{0,8}$/.test(number))
    throw notAllowed(name, "number", number, "the number of a list of keys, 1 to 999999999");
  return {
    station,
    from: number === undefined ? null : Number(number),
    why,
    forMs: spanOrdered(name, values),
  };
}

/** Until when an order is good. Throws EdgeError USAGE. */
export function spanOrdered(name: string, values: { readonly for?: string; readonly by?: string }): number {
  if ((values.by ?? "").trim().length > BY_CHARS_MAX)
    throw notAllowed(name, "by", values.by ?? "", `at most ${BY_CHARS_MAX} characters`);
  return spanIn(name, values.for, HOURS_MAX) ?? UNLESS_TOLD_MS;
}

/** Throws EdgeError USAGE. */
function scopeIn(name: string, what: string): LockScope {
  if (what === "station") return { what };
  if (what === "inspection" || what === "exam") return { what: "kind", kind: what };
  if (isId(what) && what.length <= SITE_CHARS_MAX) return { what: "site", site: what };
  throw notAllowed(name, "what", what, "station, inspection, exam, or the name of a lane or course");
}

/** Throws EdgeError USAGE. */
function sentenceIn(name: string, option: string, text: string): string {
  const sentence = text.trim();
  if (sentence.length >= 1 && sentence.length <= WHY_CHARS_MAX) return sentence;
  throw notAllowed(name, option, text, `a sentence of at most ${WHY_CHARS_MAX} characters`);
}

export function notAllowed(name: string, option: string, found: string, allowed: string): EdgeError {
  return new EdgeError(
    "USAGE",
    `proofmark ${name} --${option}: found ${JSON.stringify(found)}, allowed: ${allowed}.`,
  );
}

/** One a line, in the order of their stations and numbers. */
export function listCommands(
  commands: readonly CommandListed[],
  io: CliIo,
  { json }: { readonly json?: boolean },
): number {
  if (json === true) for (const command of commands) io.out(JSON.stringify(command));
  else if (commands.length === 0) io.out("Nothing was ordered yet: proofmark registry lock.");
  else outLines(io, commands.map(lineOf).join("\n"));
  return 0;
}

const CAME_OF_IT = {
  taken: "taken",
  refused: "refused",
  expired: "not taken, it was over by then",
  lost: "never taken: the station has another command of this number; order it anew",
} as const;

function lineOf(one: CommandListed): string {
  const { station, number, by, issued, until, outcome, answered, why, recheck, list, evidence } = one;
  const came =
    outcome === "open"
      ? `not answered; good until ${until}`
      : `${CAME_OF_IT[outcome]}${answered === null ? "" : ` at ${answered}`}${why === null ? "" : ` (${why.en} [${why.code}])`}`;
  return `${station} ${number}: ${whatOf(one)}, by ${by} at ${issued}: ${came}${recheck === null ? "" : `; ${recheckSaid(recheck)}`}${list === null || outcome !== "taken" ? "" : `; ${listSaid(list)}`}${evidence === null || outcome !== "taken" ? "" : `; ${evidenceSaid(evidence)}`}`;
}

function whatOf({ kind, scope, book }: CommandListed): string {
  if (book !== null)
    return `rulebook ${book.id} from ${book.validFrom} on, part ${book.part} of ${book.parts}`;
  return scope === null ? kind : `${kind} of ${scope}`;
}

function listSaid({ from, held, why }: ListListed): string {
  const holds = held === 0 ? "holds no list of keys" : `holds list ${held}`;
  if (held >= from) return `done: ${holds}, ${from} was asked for`;
  return `to be done: ${holds}, ${from} is asked for${why === null ? "" : ` (${why.en} [${why.code}])`}`;
}

function evidenceSaid({ until, records }: EvidenceListed): string {
  const here = records.filter(({ kept }) => kept !== null).length;
  const each = records.map(({ record, kept }) => `${record} ${kept === null ? "not yet" : `as ${kept}`}`);
  return `evidence of ${here} of ${records.length} kept, owed until ${until}: ${each.join(", ")}`;
}

function recheckSaid({ due, isDrawn, isOverdue, vehicles }: RecheckListed): string {
  const done = vehicles.filter(({ answeredBy }) => answeredBy !== null).length;
  const each = vehicles.map(({ plate, vin, answeredBy }) =>
    answeredBy === null ? `${plate} ${vin} not yet` : `${plate} ${vin} by record ${answeredBy}`,
  );
  const how = isDrawn ? ", drawn by lot" : "";
  return `${done} of ${vehicles.length} inspected again${how}, due ${due}${isOverdue ? ", overdue" : ""}: ${each.join(", ")}`;
}
