import type { EventRow } from "../../core/audit/event-audit.ts";
import type { RegistryCheckpoint, RegistryCopy, RegistryRow } from "../../core/audit/registry-copy.ts";
import type { HeldEvent } from "../../core/events/event-batch.ts";
import { HASH_BYTES } from "../../core/journal/merkle.ts";
import { eventHeadOf, everyEventRow } from "./event-audit-rows.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";

/** Records of one question: some megabytes. */
const ROWS = 500;

interface HeadRow {
  readonly branch: number;
  readonly size: string;
  readonly root: Buffer;
  readonly records: string;
  readonly note: string;
}

/** One moment of the registry, however long it is looked at and whatever its workers do meanwhile. */
export interface RegistryMoment {
  /** Undefined where the station is not registered. */
  readonly copy: RegistryCopy | undefined;
  /** Every record of the station, in the order of the table. */
  rows(each: (row: RegistryRow) => void): Promise<void>;
  /** The last event that is held of it. */
  eventHead(): Promise<HeldEvent | null>;
  /** Every line of its events, by place. */
  eventRows(each: (row: EventRow) => void): Promise<void>;
}

/** Reads and changes nothing. Throws EdgeError DATABASE_UNAVAILABLE. */
export async function atOneMoment<Result>(
  pool: PostgresPool,
  station: string,
  look: (moment: RegistryMoment) => Promise<Result>,
): Promise<Result> {
  return await pool.transaction(async (ask) => {
    await ask({ text: "set transaction isolation level repeatable read, read only" });
    return await look({
      copy: await copyOf(ask, station),
      rows: (each) => everyRow(ask, station, each),
      eventHead: () => eventHeadOf(ask, station),
      eventRows: (each) => everyEventRow(ask, station, each),
    });
  });
}

async function copyOf(ask: PostgresClient, station: string): Promise<RegistryCopy | undefined> {
  const [head] = await ask<HeadRow>({
    text: "select branch, size, root, records, note from station where station = $1",
    values: [station],
  });
  if (head === undefined) return undefined;
  const cosigned = await ask<HeadRow>({
    text: "select branch, size, root, records, note from cosigned where station = $1 order by branch, size",
    values: [station],
  });
  const decisions = await ask<{ document: string }>({
    text: "select document from registry_act where station = $1 and what = 'resumed' order by act",
    values: [station],
  });
  return {
    station,
    branch: head.branch,
    head: checkpointOf(head),
    checkpoints: cosigned.map(checkpointOf),
    decisions: decisions.map(({ document }) => document),
  };
}

function checkpointOf({ branch, size, root, records, note }: HeadRow): RegistryCheckpoint {
  return { branch, size: Number(size), root, records: Number(records), note };
}

interface RecordRow {
  readonly branch: number;
  readonly index: string;
  readonly sequence: string;
  readonly kind: RegistryRow["kind"];
  readonly record: string | null;
  readonly job: string | null;
  readonly of: string | null;
  readonly verdict: string | null;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly certificate: string | null;
  readonly withdraws: string | null;
  readonly withdrawn_by: string | null;
  readonly is_abandoned: boolean;
  readonly defect: string | null;
  readonly size: string;
  readonly inclusion: Buffer | null;
  readonly entry: string;
}

async function everyRow(
  ask: PostgresClient,
  station: string,
  each: (row: RegistryRow) => void,
): Promise<void> {
  let after: readonly [branch: number, index: string] = [-1, "-1"];
  for (;;) {
    const rows = await ask<RecordRow>({
      name: "audit-rows",
      text: `select branch, index, sequence, kind, record, job, of, verdict, plate, vin, certificate, withdraws, withdrawn_by,
               is_abandoned, defect, size, inclusion, entry
             from record where station = $1 and (branch, index) > ($2::integer, $3::bigint)
             order by branch, index limit ${ROWS}`,
      values: [station, ...after],
    });
    for (const row of rows) each(rowOf(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS) return;
    after = [last.branch, last.index];
  }
}

function rowOf({ withdrawn_by, is_abandoned, inclusion, ...row }: RecordRow): RegistryRow {
  return {
    ...row,
    ...{ index: Number(row.index), sequence: Number(row.sequence), size: Number(row.size) },
    withdrawnBy: withdrawn_by,
    isAbandoned: is_abandoned,
    inclusion: inclusion && hashesOf(inclusion),
  };
}

function hashesOf(bytes: Buffer): readonly Uint8Array[] {
  const count = Math.ceil(bytes.length / HASH_BYTES);
  return Array.from({ length: count }, (_none, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}
