import type { Migration } from "./registry-migrations.ts";

/** The step that brings keys of SM2, which sign records beside the first. */
export const SECOND_KEY_MIGRATION: Migration = {
  number: 15,
  what: "keys of SM2 that sign records beside the first",
  sql: `
alter table station_key drop constraint station_key_role_check;
alter table station_key add constraint station_key_role_check check (role in ('log', 'record', 'second'));
alter table station add column second_used integer not null default 0;`,
};
