import type { EntryTime, JobOpened } from "../journal/entry.ts";
import type { SessionInput } from "../session.ts";
import { commandName } from "../trade/command-reading.ts";
import type { JobKind } from "../trade/words/roles.ts";

/** What a person did to a job, as its record says it: the desk act, who, and when by the station's clock. */
export interface JobAct {
  readonly act: string;
  /** Which part, or which thing of it, of what is looked at by hand. */
  readonly of?: string;
  readonly by: string;
  readonly wallMs: number;
}

/** Who took the subject in and who called it, as far as people at a console did. */
export function openingActs({ order, by, takenIn, at }: JobOpened): JobAct[] {
  const { kind } = order;
  return [
    ...(takenIn === undefined ? [] : [{ act: `${kind}.take-in`, by: takenIn.by, wallMs: takenIn.wallMs }]),
    ...(by === undefined ? [] : [{ act: `${kind}.open`, by: by.person, wallMs: at.wallMs }]),
  ];
}

/** Null for what no person did at a console. */
export function actOf(kind: JobKind, input: SessionInput<unknown>, at: EntryTime): JobAct | null {
  if (input.kind !== "command" || input.at === undefined) return null;
  const act = `${kind}.${commandName(input.command)}`;
  const of = lookedAt(input.command);
  return { act, ...(of === null ? {} : { of }), by: input.by, wallMs: at.wallMs };
}

function lookedAt(command: unknown): string | null {
  const name = commandName(command);
  if (!name.startsWith("part-") || typeof command !== "object" || command === null) return null;
  const { part, item, photo } = command as Readonly<Record<string, unknown>>;
  const of = [part, item, photo].filter((one) => typeof one === "string").join(" ");
  return of === "" ? null : of;
}
