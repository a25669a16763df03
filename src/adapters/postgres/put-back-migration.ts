import type { Migration } from "./registry-migrations.ts";

/** The step that notes that a database was put back from a copy. */
export const PUT_BACK_MIGRATION: Migration = {
  number: 17,
  what: "that the database was put back from a copy: which places of marks were given by then",
  sql: `
-- One row each time. Of places that are free in status lists up to "list" nobody knows whether a mark has them; new ones are drawn from "next_list" on.
create table put_back (
  put_back bigint generated always as identity primary key,
  list integer not null,
  next_list integer not null check (next_list > list),
  by text not null,
  at timestamptz not null default now()
);`,
};
