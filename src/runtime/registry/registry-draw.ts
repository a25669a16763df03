import { sha256 } from "../../adapters/keys/node-crypto.ts";
import { placesOfRecords } from "../../adapters/postgres/evidence-order-rows.ts";
import { PostgresCommandBook } from "../../adapters/postgres/postgres-command-book.ts";
import { type CheckedRow, checkedRecord, drawGround } from "../../adapters/postgres/recheck-rows.ts";
import type { RegistryCommands } from "../../cli/registry.ts";
import type { RecheckOrdered } from "../../cli/registry-draw.ts";
import type { LastCommand } from "../../core/commands/acknowledged.ts";
import { type CommandOrder, RECHECK_VEHICLES_MAX } from "../../core/commands/command-messages.ts";
import { drawCount, drawn } from "../../core/commands/draw.ts";
import { toldDraw } from "../../core/commands/told-draw.ts";
import { assert } from "../../core/machine.ts";
import { evidenceStoreOf } from "./evidence-store-of.ts";
import { placed } from "./registry-evidence-orders.ts";
import { loadRegistryFile } from "./registry-file.ts";
import { signedRun } from "./registry-orders.ts";
import { withRegistry } from "./registry-parts.ts";

type Pool = Parameters<typeof checkedRecord>[0];
type Recheck = Extract<CommandOrder, { kind: "recheck" }>;
/** What is ordered, once the number of the command is known: the lot rests on it. */
interface Chosen {
  /** All among which it may fall. */
  readonly records: readonly string[];
  of(number: number): Pick<Recheck, "of" | "draw">;
  /** The file of the lot; null where none was drawn. */
  toldOf(command: string): string | null;
}

/** Orders vehicles to be inspected again. */
export const draw: RegistryCommands["draw"] = async (file, act) => {
  const { station, which, why, forMs, withEvidence, by } = act;
  if (withEvidence && evidenceStoreOf(loadRegistryFile(file)) === null)
    return {
      isDone: false,
      sentence: `${file} names no evidence store, so that nothing could be kept: add evidence: { directory: FOLDER } or s3.`,
    };
  return await withRegistry(file, async ({ pool, clock, witnesses }) => {
    const issuedMs = Math.round(clock.wallMs());
    const chosen =
      which.kind === "record"
        ? await named(pool, station, which.record)
        : await byLot(pool, station, which, issuedMs);
    if (typeof chosen === "string") return { isDone: false, sentence: chosen };
    const untilMs = issuedMs + forMs;
    const due = new Date(untilMs).toISOString();
    const places = await placesOfRecords(pool, station, chosen.records);
    let command = "";
    const sign = (before: LastCommand) => {
      const order: Recheck = { kind: "recheck", ...chosen.of(before.number + 1), due, why };
      const records = order.of.flatMap(({ record }) => (record === null ? [] : [record]));
      const sent = { kind: "send-evidence", of: placed(records, places), until: due, why } as const;
      // One run: nobody orders anything between the two.
      const run = signedRun(
        before,
        { station, by, issuedMs, untilMs },
        withEvidence ? [order, sent] : [order],
        witnesses,
      );
      command = run[0]?.envelope ?? "";
      return run;
    };
    const [document] = (await new PostgresCommandBook(pool).give({ station, by, untilMs }, sign)) ?? [];
    if (document === undefined) return { isDone: false, sentence: `${station} is not enrolled.` };
    const { number, order } = document;
    assert(order.kind === "recheck", "a draw orders re-checks");
    const vehicles = order.of.map(({ vin, plate }) => `${plate} ${vin}`).join(", ");
    const lot = order.draw === null ? "" : ` (${order.of.length} of ${order.draw.of} results, by lot)`;
    const drawnAgain = chosen.toldOf(command);
    return {
      isDone: true,
      ...(drawnAgain !== null && { lot: drawnAgain }),
      sentence: `Command ${number} of ${station}: inspect again by ${due}${lot}: ${vehicles}.${withEvidence ? ` Command ${number + 1}: send the evidence of what is checked.` : ""} What comes of it: proofmark registry commands.`,
    };
  });
};

/** A sentence where there is no such record. */
async function named(pool: Pool, station: string, record: string): Promise<Chosen | string> {
  const row = await checkedRecord(pool, station, record);
  if (row === null) return `${station} has no result ${record} of a vehicle here.`;
  return { records: [record], of: () => ({ of: [vehicleOf(row)], draw: null }), toldOf: () => null };
}

/** A sentence where there is nothing to draw from. */
async function byLot(
  pool: Pool,
  station: string,
  { sharePercent, fromMs, toMs }: Extract<RecheckOrdered["which"], { kind: "lot" }>,
  nowMs: number,
): Promise<Chosen | string> {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  if (nowMs < toMs) return `That day ends at ${to}: draw when it is over.`;
  const ground = await drawGround(pool, station, { fromMs, toMs });
  if (ground === null)
    return `Nothing of ${station} was cosigned after ${to}: draw when it has delivered again.`;
  const { checkpoint, rows } = ground;
  if (rows.length === 0) return `${station} has no result of a vehicle from ${from} to ${to}.`;
  const count = drawCount(rows.length, sharePercent);
  if (count > RECHECK_VEHICLES_MAX)
    return `${count} of ${rows.length} results are more than one command names (${RECHECK_VEHICLES_MAX}): draw a smaller share.`;
  const records = rows.map(({ record }) => record);
  const of: Chosen["of"] = (number) => {
    const lots = drawn(sha256, { station, number, from, to, checkpoint }, records, count);
    const picked = lots.flatMap((record) => rows.filter((row) => row.record === record).slice(0, 1));
    // A vehicle that was there twice that day is inspected again once.
    const each = picked.filter((row, at) => picked.findIndex(({ vin }) => vin === row.vin) === at);
    return { of: each.map(vehicleOf), draw: { from, to, of: rows.length, checkpoint } };
  };
  const candidates = rows.map(({ record, vin }) => ({ record, vin }));
  return { records, of, toldOf: (command) => toldDraw(command, sharePercent, candidates) };
}

function vehicleOf({ vin, plate, record }: CheckedRow): Recheck["of"][number] {
  return { vin, plate: plate ?? vin, record };
}
