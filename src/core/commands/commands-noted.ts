import { z } from "zod";
import { parseEnvelope } from "../record/dsse.ts";
import { parseStrictJson } from "../record/strict-json.ts";
import type { JobKind } from "../trade/words/roles.ts";
import {
  type CommandOrder,
  type CommandOutcome,
  type HeardDocument,
  heardCommandSchema,
  lockScopeSchema,
  orderIn,
  outcomeSchema,
  scopeKey,
} from "./command-messages.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const why = z.strictObject({ zh: z.string(), en: z.string() });
const common = { number: z.int().min(1), by: z.string(), issued: z.string(), atWallMs: z.number() };

const notedLock = z.strictObject({ ...common, of: lockScopeSchema, why });
const notedCommand = z.strictObject({
  ...common,
  command: hash,
  kind: z.string().min(1).max(64),
  outcome: outcomeSchema,
});

/** In a summary: what the registry ordered, as far as a start has to know of it. */
export const commandsSummarySchema = z.strictObject({
  last: z.strictObject({ number: z.int().min(1), command: hash }),
  locks: z.array(notedLock),
  newest: z.array(notedCommand),
});

export type NotedLock = z.infer<typeof notedLock>;
export type NotedCommand = z.infer<typeof notedCommand>;
export type CommandsSummary = z.infer<typeof commandsSummarySchema>;

/** As the journal has it: `last` null before the first command. */
export interface CommandsStanding extends Omit<CommandsSummary, "last"> {
  readonly last: CommandsSummary["last"] | null;
}

/** The registry has no more than a few without an answer, and an older one than these gets the standing for an answer. */
const NEWEST_KEPT = 64;

export const NO_COMMANDS: CommandsStanding = { last: null, locks: [], newest: [] };

/** A command that became durable; `envelope`: its exact text. */
export interface CommandNote {
  readonly number: number;
  readonly command: string;
  readonly envelope: string;
  readonly outcome: CommandOutcome;
  readonly atWallMs: number;
}

/** The one place where a command changes anything. One that this software cannot read keeps its place in the chain. */
export function noteCommand(standing: CommandsStanding, note: CommandNote): CommandsStanding {
  const { number, command, envelope, outcome, atWallMs } = note;
  const document = commandIn(envelope);
  const next = { ...standing, last: { number, command } };
  if (document === null) return next;
  const { by, issued, order } = document;
  const noted = { number, by, issued, atWallMs };
  const newest = [...standing.newest, { ...noted, command, kind: order.kind, outcome }].slice(-NEWEST_KEPT);
  const known = outcome.kind === "taken" ? orderIn(document) : null;
  return { ...next, newest, ...(known === null ? {} : changeOf(standing, known, noted)) };
}

function changeOf(
  { locks }: CommandsStanding,
  order: CommandOrder,
  noted: Pick<NotedCommand, "number" | "by" | "issued" | "atWallMs">,
): Partial<CommandsStanding> {
  const others = (of: NotedLock["of"]): readonly NotedLock[] =>
    locks.filter((lock) => scopeKey(lock.of) !== scopeKey(of));
  switch (order.kind) {
    case "lock":
      return { locks: [...others(order.of), { ...noted, of: order.of, why: order.why }] };
    case "unlock":
      return { locks: [...others(order.of)] };
  }
}

/** The document of a command that was checked when it came into the journal. */
export function commandIn(envelope: string): HeardDocument | null {
  const parsed = parseEnvelope(envelope);
  if (parsed.kind === "malformed") return null;
  const json = parseStrictJson(parsed.envelope.payload);
  const document = json.kind === "refused" ? null : heardCommandSchema.safeParse(json.value);
  return document?.success === true ? document.data : null;
}

/** The lock under which no new job of this kind begins there; null where there is none. The widest comes first. */
export function lockOver(
  locks: readonly NotedLock[],
  { kind, site }: { readonly kind: JobKind; readonly site: string },
): NotedLock | null {
  const lockOf = (key: string): NotedLock | undefined => locks.find((lock) => scopeKey(lock.of) === key);
  return lockOf("station") ?? lockOf(`kind ${kind}`) ?? lockOf(`site ${site}`) ?? null;
}

/** What the registry ordered of a station by its journal: a fold of the commands that were taken in. */
export class CommandsNoted {
  #standing: CommandsStanding = NO_COMMANDS;

  get standing(): CommandsStanding {
    return this.#standing;
  }

  note(note: CommandNote): void {
    this.#standing = noteCommand(this.#standing, note);
  }

  /** For a summary; nothing of it stands there while nothing was ordered. */
  summed(): { readonly commands?: CommandsSummary } {
    const { last, ...rest } = this.#standing;
    return last === null ? {} : { commands: { last, ...rest } };
  }

  goOn(summary: CommandsSummary): void {
    this.#standing = summary;
  }
}
