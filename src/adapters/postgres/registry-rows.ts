import type {
  AccountChange,
  RegistryHead,
  StationAccount,
  TakenRecord,
} from "../../core/registry/station-account.ts";
import type { ManyRows } from "./many-rows.ts";

/** How the registry's changes stand in its tables; columns in the order of the lists below. */
const RECORD_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ["station", "text"],
  ["branch", "integer"],
  ["index", "bigint"],
  ["sequence", "bigint"],
  ["kind", "text"],
  ["record", "text"],
  ["job", "text"],
  ["of", "text"],
  ["verdict", "text"],
  ["ended", "timestamptz"],
  ["plate", "text"],
  ["vin", "text"],
  ["certificate", "text"],
  ["withdraws", "text"],
  ["defect", "text"],
  ["sentence_zh", "text"],
  ["sentence_en", "text"],
  ["size", "bigint"],
  ["inclusion", "bytea"],
  ["entry", "text"],
];

export const RECORD_ROWS: ManyRows = {
  name: "record",
  types: RECORD_COLUMNS.map(([, type]) => type),
  statement: (values) =>
    `insert into record (${RECORD_COLUMNS.map(([name]) => `"${name}"`).join(", ")}) values ${values}`,
};

export function recordRow(
  station: string,
  branch: number,
  { size }: RegistryHead,
  taken: TakenRecord,
): readonly unknown[] {
  const { index, sequence, kind, entry } = taken;
  const place = [station, branch, index, sequence, kind];
  if (taken.kind === "quarantined") {
    const { defect, sentence } = taken;
    return [...place, ...NONE_OF_A_RECORD, null, defect, sentence.zh, sentence.en, size, null, entry];
  }
  const { record, job, of } = taken;
  const proof = [null, null, null, size, Buffer.concat(taken.inclusion), entry];
  if (taken.kind === "withdrawal")
    return [...place, record, job, of, null, taken.at, null, null, null, taken.withdraws.record, ...proof];
  const { plate = null, vin = null, learnerCertificate = null } = taken.subject;
  return [
    ...place,
    record,
    job,
    of,
    taken.verdict,
    taken.ended,
    plate,
    vin,
    learnerCertificate,
    null,
    ...proof,
  ];
}

/** From `record` to `certificate`. */
const NONE_OF_A_RECORD = [null, null, null, null, null, null, null, null];

export const WITHDRAWN_ROWS: ManyRows = {
  name: "withdrawn",
  types: ["text", "text", "text"],
  statement: (values) =>
    `update record set withdrawn_by = given.withdrawal from (values ${values}) as given (station, record, withdrawal)
     where record.station = given.station and record.record = given.record and record.kind = 'result'`,
};

export const COSIGNED_ROWS: ManyRows = {
  name: "cosigned",
  types: ["text", "integer", "bigint", "bytea", "bigint", "text", "bigint", "bigint", "bytea"],
  // The same size again: cosigned anew, after a clock that ran ahead.
  statement: (values) =>
    `insert into cosigned (station, branch, size, root, records, note, cosigned_ms, old_size, consistency) values ${values}
     on conflict (station, branch, size) do update set note = excluded.note, cosigned_ms = excluded.cosigned_ms`,
};

export function cosignedRow(
  station: string,
  branch: number,
  { head, step }: Pick<AccountChange, "head" | "step">,
): readonly unknown[] {
  const proof = step === null ? [null, null] : [step.oldSize, Buffer.concat(step.consistency)];
  return [
    ...[station, branch, head.size, Buffer.from(head.root), head.records, head.note, head.cosignedMs],
    ...proof,
  ];
}

export const STATION_ROWS: ManyRows = {
  name: "station",
  types: ["text", "bigint", "bytea", "bigint", "text", "bigint", "integer", "integer", "integer"],
  statement: (values) =>
    `update station set size = given.size, root = given.root, records = given.records, note = given.note,
       cosigned_ms = given.cosigned_ms, log_used = given.log_used, record_used = given.record_used,
       second_used = given.second_used
     from (values ${values}) as given (station, size, root, records, note, cosigned_ms, log_used, record_used, second_used)
     where station.station = given.station`,
};

export function stationRow({ station, head, log, record }: StationAccount): readonly unknown[] {
  const { size, root, records, note, cosignedMs } = head;
  const used = [log.used, record.used, record.beside?.used ?? 0];
  return [station, size, Buffer.from(root), records, note, cosignedMs, ...used];
}
