import { EVIDENCE_MIGRATION } from "./evidence-migration.ts";
import { MARK_MIGRATION } from "./mark-migration.ts";
import { PUT_BACK_MIGRATION } from "./put-back-migration.ts";
import type { Migration } from "./registry-migrations.ts";
import { SECOND_KEY_MIGRATION } from "./second-key-migration.ts";

/** Steps that have a file of their own, in their order. */
export const LATER_MIGRATIONS: readonly Migration[] = [
  MARK_MIGRATION,
  SECOND_KEY_MIGRATION,
  EVIDENCE_MIGRATION,
  PUT_BACK_MIGRATION,
];
