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
  /** By the station's clock; null where it has not answered. */
  readonly answered: string | null;
  /** Why it was refused; null otherwise. */
  readonly why: { readonly code: string; readonly zh: string; readonly en: string } | null;
}

const HOURS_MAX = 365 * 24;
const UNLESS_TOLD_MS = 30 * 86_400_000;
const SITE_CHARS_MAX = 64;

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
  const { station, what, why } = requireAll(name, {
    station: values.station,
    what: values.what,
    why: values.why,
  });
  if (!isId(station)) throw notAllowed(name, "station", station, "a station code as HB-WH-0042");
  const zh = sentenceIn(name, "why", why);
  const en = values["why-en"] === undefined ? zh : sentenceIn(name, "why-en", values["why-en"]);
  if ((values.by ?? "").trim().length > BY_CHARS_MAX)
    throw notAllowed(name, "by", values.by ?? "", `at most ${BY_CHARS_MAX} characters`);
  const forMs = spanIn(name, values.for, HOURS_MAX) ?? UNLESS_TOLD_MS;
  return { station, order: { kind, of: scopeIn(name, what), why: { zh, en } }, forMs };
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

function notAllowed(name: string, option: string, found: string, allowed: string): EdgeError {
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

function lineOf({ station, number, kind, scope, by, issued, until, outcome, answered, why }: CommandListed) {
  const came =
    outcome === "open"
      ? `not answered; good until ${until}`
      : `${CAME_OF_IT[outcome]}${answered === null ? "" : ` at ${answered}`}${why === null ? "" : ` (${why.en} [${why.code}])`}`;
  return `${station} ${number}: ${kind}${scope === null ? "" : ` of ${scope}`}, by ${by} at ${issued}: ${came}`;
}
