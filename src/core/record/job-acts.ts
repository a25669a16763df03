import type { EntryTime } from "../journal/entry.ts";
import type { Doer } from "../people/console-act.ts";
import type { SessionInput } from "../session.ts";
import { commandName } from "../trade/command-reading.ts";
import type { JobKind } from "../trade/words/roles.ts";

/** What a person did to a job, as its record says it: the desk act, who, and when by the station's clock. */
export interface JobAct {
  readonly act: string;
  readonly by: string;
  readonly wallMs: number;
}

export function openingAct(kind: JobKind, { person }: Doer, at: EntryTime): JobAct {
  return { act: `${kind}.open`, by: person, wallMs: at.wallMs };
}

/** Null for what no person did at a console. */
export function actOf(kind: JobKind, input: SessionInput<unknown>, at: EntryTime): JobAct | null {
  if (input.kind !== "command" || input.at === undefined) return null;
  return { act: `${kind}.${commandName(input.command)}`, by: input.by, wallMs: at.wallMs };
}
