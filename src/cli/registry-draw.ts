import { BY_CHARS_MAX } from "../core/commands/command-messages.ts";
import { isCivilDay } from "../core/door/civil-day.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll, required } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { writeRequest } from "./keys-enrol.ts";
import { notAllowed, ordered } from "./registry-commands.ts";
import { spanIn } from "./registry-invite.ts";
import { actorOf } from "./stopped-station.ts";

const OPTIONS = {
  config: { type: "string" },
  station: { type: "string" },
  record: { type: "string" },
  share: { type: "string" },
  "of-day": { type: "string" },
  offset: { type: "string" },
  for: { type: "string" },
  why: { type: "string" },
  "why-en": { type: "string" },
  by: { type: "string" },
  out: { type: "string" },
  evidence: { type: "boolean" },
} as const;

const DUE_HOURS_MAX = 90 * 24;
const DAY_MS = 86_400_000;
const DUE_UNLESS_TOLD_MS = 7 * DAY_MS;

/** `which`: one record, or a lot among the results that ended in [fromMs, toMs). */
export interface RecheckOrdered {
  readonly station: string;
  readonly which:
    | { readonly kind: "record"; readonly record: string }
    | {
        readonly kind: "lot";
        readonly sharePercent: number;
        readonly fromMs: number;
        readonly toMs: number;
      };
  readonly why: { readonly zh: string; readonly en: string };
  readonly forMs: number;
  /** The evidence of the results that are checked is to be sent along. */
  readonly withEvidence: boolean;
  readonly by: string;
}

interface Told {
  readonly isDone: boolean;
  readonly sentence: string;
  /** Of a lot: the file by which anybody draws it again. */
  readonly lot?: string;
}

/** Throws EdgeError USAGE and what `draw` throws. */
export async function registryDraw(
  args: readonly string[],
  io: CliIo,
  draw: (file: string, act: RecheckOrdered) => Promise<Told>,
): Promise<number> {
  const name = "registry draw";
  const values = parseOptions(name, args, OPTIONS);
  const { config, ...given } = requireAll(name, {
    config: values.config,
    station: values.station,
    why: values.why,
  });
  const { station, why } = ordered(name, given, values["why-en"]);
  const by = actorOf(name, values.by);
  if (by.length > BY_CHARS_MAX) throw notAllowed(name, "by", by, `at most ${BY_CHARS_MAX} characters`);
  const forMs = spanIn(name, values.for, DUE_HOURS_MAX) ?? DUE_UNLESS_TOLD_MS;
  const which = whichOf(name, values);
  const { out } = values;
  if (out !== undefined && which.kind === "record")
    throw notAllowed(name, "out", out, "a file where a lot is drawn (--share)");
  const withEvidence = values.evidence === true;
  const told = await draw(config, { station, which, why, forMs, withEvidence, by });
  if (out !== undefined && told.lot !== undefined) writeRequest(out, told.lot.trimEnd());
  (told.isDone ? io.out : io.err)(told.sentence);
  return told.isDone ? 0 : 1;
}

/** Throws EdgeError USAGE. */
function whichOf(
  name: string,
  values: {
    readonly record?: string;
    readonly share?: string;
    readonly "of-day"?: string;
    readonly offset?: string;
  },
): RecheckOrdered["which"] {
  const { record, share } = values;
  if (record !== undefined && share !== undefined)
    throw notAllowed(name, "share", share, "either --record or --share");
  if (record !== undefined) {
    if (!/^[0-9a-f]{64}$/.test(record)) throw notAllowed(name, "record", record, "the id of a record");
    return { kind: "record", record };
  }
  if (share === undefined)
    throw new EdgeError("USAGE", `proofmark ${name} needs --record, or --share with --of-day.`);
  const percent = share;
  const sharePercent = /^\d{1,3}$/.test(percent) ? Number(percent) : 0;
  if (sharePercent < 1 || sharePercent > 100) throw notAllowed(name, "share", percent, "1 to 100");
  const day = required(name, "of-day", values["of-day"]);
  const offset = values.offset ?? "+08:00";
  if (!/^[+-](?:0\d|1[0-4]):[0-5]\d$/.test(offset))
    throw notAllowed(name, "offset", offset, "the time of a place against UTC, as +08:00");
  if (!isCivilDay(day)) throw notAllowed(name, "of-day", day, "a day of the calendar, as 2026-11-28");
  const fromMs = Date.parse(`${day}T00:00:00${offset}`);
  return { kind: "lot", sharePercent, fromMs, toMs: fromMs + DAY_MS };
}
