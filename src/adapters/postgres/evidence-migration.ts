import type { Migration } from "./registry-migrations.ts";

/** The step that brings evidence which stations send by themselves, as long as it has not come whole. */
export const EVIDENCE_MIGRATION: Migration = {
  number: 16,
  what: "evidence on its way from a station, in parts",
  sql: `
-- One row a station that sends: its lock, and the bundle that comes just now. have: so many of its bytes are here, from the first on.
create table evidence_coming (
  station text primary key references station,
  record text not null check (record ~ '^[0-9a-f]{64}$'),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null check (bytes > 0),
  have bigint not null default 0 check (have >= 0 and have <= bytes),
  touched timestamptz not null default now()
) with (fillfactor = 60);

-- first: place of its first byte in the bundle. They go when it is whole, or another one comes, or nobody went on for a day.
create table evidence_part (
  station text not null references evidence_coming on delete cascade,
  first bigint not null check (first >= 0),
  data bytea not null,
  primary key (station, first)
);`,
};
