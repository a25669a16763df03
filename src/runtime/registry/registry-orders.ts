import { sha256 } from "../../adapters/keys/node-crypto.ts";
import { listedCommands, PostgresCommandBook } from "../../adapters/postgres/postgres-command-book.ts";
import type { RegistryCommands } from "../../cli/registry.ts";
import type { CommandListed } from "../../cli/registry-commands.ts";
import { nextCommand } from "../../core/commands/acknowledged.ts";
import {
  acknowledgementSchema,
  COMMAND_PAYLOAD_TYPE,
  type CommandDocument,
  orderIn,
  scopeKey,
} from "../../core/commands/command-messages.ts";
import { commandIn } from "../../core/commands/commands-noted.ts";
import { toHex } from "../../core/record/base64.ts";
import { pae, parseEnvelope } from "../../core/record/dsse.ts";
import { parseStrictJson } from "../../core/record/strict-json.ts";
import { signedMessage } from "../../core/requests/signed-message.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import type { SignedCommand } from "../../ports/command-book.ts";
import { loadRegistryFile } from "./registry-file.ts";
import { lookAtDatabase, withRegistry } from "./registry-parts.ts";

/** Signed by every key that cosigns; a worker sends it. */
export const order: RegistryCommands["order"] = async (file, { station, order: given, forMs, by }) =>
  await withRegistry(file, async ({ pool, clock, witnesses }) => {
    const issuedMs = Math.round(clock.wallMs());
    const what = { station, order: given, by, issuedMs, untilMs: issuedMs + forMs };
    const document = await new PostgresCommandBook(pool).give(what, (before) =>
      signedCommand(nextCommand(before, what), witnesses),
    );
    if (document === null) return { isDone: false, sentence: `${station} is not enrolled.` };
    return {
      isDone: true,
      sentence: `Command ${document.number} of ${station}: ${given.kind} of ${scopeKey(given.of)}, by ${by}. It is sent until the station answers: proofmark registry commands.`,
    };
  });

export function signedCommand(
  document: CommandDocument,
  witnesses: Parameters<typeof signedMessage>[2],
): SignedCommand & { readonly document: CommandDocument } {
  const envelope = new TextDecoder().decode(signedMessage(COMMAND_PAYLOAD_TYPE, document, witnesses));
  const payload = new TextEncoder().encode(JSON.stringify(document));
  return { document, envelope, command: toHex(sha256(pae(COMMAND_PAYLOAD_TYPE, payload))) };
}

export const commands: RegistryCommands["commands"] = async (file, station) => {
  const database = await lookAtDatabase(loadRegistryFile(file));
  try {
    const rows = await listedCommands(database.pool, station);
    return rows.map(listed);
  } finally {
    await database.close();
  }
};

function listed(row: Awaited<ReturnType<typeof listedCommands>>[number]): CommandListed {
  const document = commandIn(row.envelope);
  if (document === null) throw new Error(`command ${row.number} of ${row.station} is none`);
  const known = orderIn(document);
  const said = row.acknowledgement === null ? null : acknowledgementIn(row.acknowledgement);
  const outcome = said?.answer?.outcome;
  const why = outcome?.kind === "refused" ? outcome.reason : null;
  return {
    ...{ station: row.station, number: row.number, kind: document.order.kind },
    scope: known === null ? null : scopeKey(known.of),
    ...{ issued: document.issued, until: document.until, by: document.by },
    outcome: row.outcome ?? "open",
    answered: said?.at ?? null,
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
