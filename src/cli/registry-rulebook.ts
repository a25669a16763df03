import { isId } from "../core/quantities/ids.ts";
import { EdgeError } from "../errors.ts";
import { parseWords, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { notAllowed, spanOrdered, whyOrdered } from "./registry-commands.ts";
import { actorOf } from "./stopped-station.ts";

/** Stations are to judge by this rulebook from its first day on. */
export interface RulebookOrdered {
  /** Its file. */
  readonly rulebook: string;
  /** Null: of every station that is enrolled. */
  readonly station: string | null;
  readonly why: { readonly zh: string; readonly en: string };
  readonly forMs: number;
  readonly by: string;
}

interface Told {
  readonly isDone: boolean;
  readonly sentence: string;
}

const NAME = "registry rulebook";
const OPTIONS = {
  config: { type: "string" },
  station: { type: "string" },
  all: { type: "boolean" },
  for: { type: "string" },
  why: { type: "string" },
  "why-en": { type: "string" },
  by: { type: "string" },
} as const;

/** Throws EdgeError USAGE and what `order` throws. */
export async function registryRulebook(
  args: readonly string[],
  io: CliIo,
  order: (file: string, act: RulebookOrdered, tell: (line: string) => void) => Promise<Told>,
): Promise<Told> {
  const { values, words } = parseWords(NAME, args, OPTIONS);
  const rulebook = fileIn(words);
  const { config, why } = requireAll(NAME, { config: values.config, why: values.why });
  const act = {
    rulebook,
    station: stationIn(values),
    why: whyOrdered(NAME, why, values["why-en"]),
    by: actorOf(NAME, values.by),
    forMs: spanOrdered(NAME, values),
  };
  return await order(config, act, (line) => io.out(line));
}

/** Throws EdgeError USAGE. */
function fileIn(words: readonly string[]): string {
  const [file] = words;
  if (file !== undefined && words.length === 1) return file;
  const found = file === undefined ? "none" : words.map((word) => JSON.stringify(word)).join(", ");
  throw new EdgeError("USAGE", `proofmark ${NAME} takes the file of one rulebook, found ${found}.`);
}

/** Throws EdgeError USAGE. */
function stationIn({ station, all }: { readonly station?: string; readonly all?: boolean }): string | null {
  if (station !== undefined && all === true)
    throw notAllowed(NAME, "station", station, "either --station or --all");
  if (station === undefined && all !== true)
    throw new EdgeError("USAGE", `proofmark ${NAME} needs --station, or --all for every station.`);
  if (station === undefined) return null;
  if (!isId(station)) throw notAllowed(NAME, "station", station, "a station code as HB-WH-0042");
  return station;
}
