import type { Migration } from "./registry-migrations.ts";

/** The step that brings marks: a file of its own, for the list of steps is long. */
export const MARK_MIGRATION: Migration = {
  number: 14,
  what: "electronic marks, the keys that sign them, and the lists of those keys",
  sql: `
-- One row a record that was ever given a mark. list and idx: its place in a status list, drawn, so that nobody reads from it what was issued before or after.
create table mark (
  record text primary key check (record ~ '^[0-9a-f]{64}$'),
  list integer not null check (list > 0),
  idx integer not null check (idx >= 0),
  key_id text not null,
  bytes bytea not null,
  issued timestamptz not null,
  expires timestamptz not null,
  unique (list, idx)
);

-- A key of marks or statuses since it was first used here. followed: when another of its use took its place.
create table issuer_key (
  key_id text primary key,
  issuer text not null,
  use text not null check (use in ('mark', 'status')),
  spki bytea not null,
  taken timestamptz not null,
  followed timestamptz,
  revoked_from timestamptz,
  revoked_why text check (revoked_why in ('compromised', 'lost', 'closed')),
  revoked_by text,
  check ((revoked_from is null) = (revoked_why is null) and (revoked_from is null) = (revoked_by is null))
);
create unique index issuer_key_now on issuer_key (issuer, use) where followed is null;

create table issuer_list (
  number integer primary key,
  document text not null,
  by text not null,
  at timestamptz not null default now()
);`,
};
