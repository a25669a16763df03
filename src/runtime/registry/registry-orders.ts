import { sha256 } from "../../adapters/keys/node-crypto.ts";
import { keptBundles } from "../../adapters/postgres/evidence-order-rows.ts";
import { excerptOf } from "../../adapters/postgres/key-register.ts";
import { listedCommands, PostgresCommandBook } from "../../adapters/postgres/postgres-command-book.ts";
import type { RegistryActTold, RegistryCommands } from "../../cli/registry.ts";
import type {
  CommandListed,
  EvidenceListed,
  ListListed,
  RecheckListed,
} from "../../cli/registry-commands.ts";
import { type CommandGiven, type LastCommand, nextCommand } from "../../core/commands/acknowledged.ts";
import {
  acknowledgementSchema,
  COMMAND_BYTES_MAX,
  COMMAND_PAYLOAD_TYPE,
  type CommandDocument,
  type CommandOrder,
  orderIn,
  scopeOf,
} from "../../core/commands/command-messages.ts";
import { commandIn } from "../../core/commands/commands-noted.ts";
import { toHex } from "../../core/record/base64.ts";
import { pae, parseEnvelope } from "../../core/record/dsse.ts";
import { parseStrictJson } from "../../core/record/strict-json.ts";
import { signedMessage } from "../../core/requests/signed-message.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { NewCommand } from "../../ports/command-book.ts";
import { loadRegistryFile } from "./registry-file.ts";
import { lookAtDatabase, type RegistryParts, withRegistry } from "./registry-parts.ts";

/** Signed by every key that cosigns; a worker sends it. */
export const order: RegistryCommands["order"] = async (file, { station, order: given, forMs, by }) =>
  await withRegistry(file, async (parts) => {
    const number = await give(parts, { station, order: given, forMs, by });
    return told(station, number, `${given.kind} of ${scopeOf(given)}, by ${by}`);
  });

/** A list that the registry has not signed cannot be fetched. */
export const takeList: RegistryCommands["takeList"] = async (file, { station, from, why, forMs, by }) =>
  await withRegistry(file, async (parts) => {
    const newest = await excerptOf(parts.pool, station);
    if (newest === null)
      return { isDone: false, sentence: `No list of keys has ${station} yet: proofmark registry trust.` };
    const number = from ?? newest.number;
    if (number > newest.number)
      return {
        isDone: false,
        sentence: `The newest list of keys is number ${newest.number}, not ${number}.`,
      };
    const given = { kind: "take-trust-list", from: number, why } as const;
    const command = await give(parts, { station, order: given, forMs, by });
    return told(station, command, `fetch the list of keys number ${number}, or a later one, now, by ${by}`);
  });

export interface OrderTerms {
  readonly station: string;
  readonly forMs: number;
  readonly by: string;
}

/** The number of the command; null where no such station is enrolled. */
async function give(
  parts: RegistryParts,
  { order: given, ...terms }: OrderTerms & { readonly order: CommandOrder },
): Promise<number | null> {
  return (await giveRun(parts, terms, [given]))?.[0] ?? null;
}

/** The numbers of the commands, which stand one behind the other; null where no such station is enrolled. */
export async function giveRun(
  { pool, clock, witnesses }: RegistryParts,
  { station, forMs, by }: OrderTerms,
  orders: readonly CommandOrder[],
): Promise<readonly number[] | null> {
  const issuedMs = Math.round(clock.wallMs());
  const terms = { station, by, issuedMs, untilMs: issuedMs + forMs };
  const sign = (before: LastCommand) => signedRun(before, terms, orders, witnesses);
  const documents = await new PostgresCommandBook(pool).give(terms, sign);
  return documents?.map(({ number }) => number) ?? null;
}

/** Each names the one before it, the first of them `before`. Throws EdgeError USAGE where one is too large to be heard: no station would ever take it, nor what stands behind it. */
export function signedRun(
  before: LastCommand,
  terms: Omit<CommandGiven, "order">,
  orders: readonly CommandOrder[],
  witnesses: Parameters<typeof signedMessage>[2],
): readonly NewCommand[] {
  const run: NewCommand[] = [];
  let last = before;
  for (const one of orders) {
    const signed = signedCommand(nextCommand(last, { ...terms, order: one }), witnesses);
    const size = Buffer.byteLength(signed.envelope);
    if (size > COMMAND_BYTES_MAX)
      throw new EdgeError(
        "USAGE",
        `The order has ${size} bytes with its reasons and signatures, and ${COMMAND_BYTES_MAX} are allowed: say why in fewer words.`,
      );
    last = { number: signed.document.number, command: signed.command };
    run.push(signed);
  }
  return run;
}

function told(station: string, number: number | null, what: string): RegistryActTold {
  if (number === null) return { isDone: false, sentence: `${station} is not enrolled.` };
  const sentence = `Command ${number} of ${station}: ${what}. It is sent until the station answers: proofmark registry commands.`;
  return { isDone: true, sentence };
}

export function signedCommand(
  document: CommandDocument,
  witnesses: Parameters<typeof signedMessage>[2],
): NewCommand {
  const envelope = new TextDecoder().decode(signedMessage(COMMAND_PAYLOAD_TYPE, document, witnesses));
  const payload = new TextEncoder().encode(JSON.stringify(document));
  return { document, envelope, command: toHex(sha256(pae(COMMAND_PAYLOAD_TYPE, payload))) };
}

export const commands: RegistryCommands["commands"] = async (file, station) => {
  const database = await lookAtDatabase(loadRegistryFile(file));
  try {
    const rows = await listedCommands(database.pool, station);
    const nowMs = database.clock.wallMs();
    const kept = await keptBundles(database.pool, rows.flatMap(recordsSent));
    return rows.map((row) => listed(row, nowMs, kept));
  } finally {
    await database.close();
  }
};

type Row = Awaited<ReturnType<typeof listedCommands>>[number];

/** Of an order to send evidence. */
function recordsSent({ envelope }: Row): readonly string[] {
  const document = commandIn(envelope);
  const order = document === null ? null : orderIn(document);
  return order?.kind === "send-evidence" ? order.of.map(({ record }) => record) : [];
}

function listed(row: Row, nowMs: number, kept: ReadonlyMap<string, string>): CommandListed {
  const document = commandIn(row.envelope);
  if (document === null) throw new Error(`command ${row.number} of ${row.station} is none`);
  const known = orderIn(document);
  const said = row.acknowledgement === null ? null : acknowledgementIn(row.acknowledgement);
  const outcome = said?.answer?.outcome;
  const why = outcome?.kind === "refused" ? outcome.reason : null;
  return {
    ...{ station: row.station, number: row.number, kind: document.order.kind },
    scope: known === null ? null : scopeOf(known),
    ...{ issued: document.issued, until: document.until, by: document.by },
    outcome: row.outcome ?? "open",
    recheck: known?.kind === "recheck" ? recheckListed(known, row, nowMs) : null,
    list: known?.kind === "take-trust-list" ? listListed(known.from, row.list) : null,
    book: known?.kind === "use-rulebook" ? { ...known.of, part: known.part, parts: known.parts } : null,
    evidence: known?.kind === "send-evidence" ? evidenceListed(known, kept) : null,
    answered: said?.at ?? null,
    why: why === null ? null : { code: why.code, ...sentenceOf(why) },
  };
}

function recheckListed(
  { of, due, draw }: Extract<CommandOrder, { kind: "recheck" }>,
  { answers, outcome }: Row,
  nowMs: number,
): RecheckListed {
  const vehicles = of.map((one) => ({ ...one, answeredBy: answers?.[one.vin] ?? null }));
  const isOpen = vehicles.some(({ answeredBy }) => answeredBy === null);
  const isOverdue = outcome === "taken" && isOpen && Date.parse(due) < nowMs;
  return { due, isDrawn: draw !== null, isOverdue, vehicles };
}

function evidenceListed(
  { of, until }: Extract<CommandOrder, { kind: "send-evidence" }>,
  kept: ReadonlyMap<string, string>,
): EvidenceListed {
  return { until, records: of.map(({ record }) => ({ record, kept: kept.get(record) ?? null })) };
}

/** `said`: what the station said last of the list that it holds; it was checked when it was kept. */
function listListed(from: number, said: string | null): ListListed {
  const list = said === null ? undefined : acknowledgementSchema.shape.list.parse(JSON.parse(said));
  const why = list?.why ?? null;
  return {
    from,
    held: list?.number ?? 0,
    why: why === null ? null : { code: why.code, ...sentenceOf(why) },
  };
}

/** It was checked when it was kept. */
function acknowledgementIn(envelope: string) {
  const parsed = parseEnvelope(envelope);
  const json = parsed.kind === "malformed" ? null : parseStrictJson(parsed.envelope.payload);
  return json === null || json.kind === "refused"
    ? null
    : (acknowledgementSchema.safeParse(json.value).data ?? null);
}
