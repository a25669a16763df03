import { EVIDENCE_RECORDS_MAX } from "../core/commands/command-messages.ts";
import { sha256Schema } from "../core/registry/evidence-bundle.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { notAllowed, ordered, spanOrdered } from "./registry-commands.ts";
import { actorOf } from "./stopped-station.ts";

/** A station is to send the evidence of these records by itself, or need not any more. */
export interface EvidenceOrdered {
  readonly kind: "send-evidence" | "leave-evidence";
  readonly station: string;
  readonly records: readonly string[];
  readonly why: { readonly zh: string; readonly en: string };
  /** Until when it is owed. */
  readonly forMs: number;
  readonly by: string;
}

export interface EvidenceOrderTold {
  readonly isDone: boolean;
  readonly sentence: string;
}

/** Words of `registry evidence` that order something of a station. */
export const EVIDENCE_ORDER_WORDS = ["order", "leave"] as const;

const OPTIONS = {
  config: { type: "string" },
  station: { type: "string" },
  record: { type: "string", multiple: true },
  why: { type: "string" },
  "why-en": { type: "string" },
  for: { type: "string" },
  by: { type: "string" },
} as const;

/** Throws EdgeError USAGE and what `order` throws. */
export async function orderEvidence(
  word: (typeof EVIDENCE_ORDER_WORDS)[number],
  args: readonly string[],
  io: CliIo,
  order: (file: string, act: EvidenceOrdered) => Promise<EvidenceOrderTold>,
): Promise<number> {
  const name = `registry evidence ${word}`;
  const values = parseOptions(name, args, OPTIONS);
  const { config, ...given } = requireAll(name, {
    config: values.config,
    station: values.station,
    why: values.why,
  });
  const told = await order(config, {
    ...ordered(name, given, values["why-en"]),
    kind: word === "order" ? "send-evidence" : "leave-evidence",
    records: recordsIn(name, values.record ?? []),
    forMs: spanOrdered(name, values),
    by: actorOf(name, values.by),
  });
  (told.isDone ? io.out : io.err)(told.sentence);
  return told.isDone ? 0 : 1;
}

/** Each once. Throws EdgeError USAGE. */
function recordsIn(name: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) throw new EdgeError("USAGE", `proofmark ${name} needs --record.`);
  const records = texts.map((text) => text.toLowerCase());
  const wrong = records.find((record) => !sha256Schema.safeParse(record).success);
  if (wrong !== undefined) throw notAllowed(name, "record", wrong, "the id of a record, 64 hex digits");
  const different = [...new Set(records)];
  if (different.length > EVIDENCE_RECORDS_MAX)
    throw notAllowed(
      name,
      "record",
      `${different.length} records`,
      `at most ${EVIDENCE_RECORDS_MAX} in one command`,
    );
  return different;
}
