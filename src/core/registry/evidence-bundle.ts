import { z } from "zod";

/** Bytes that belong to a record, as the registry knows of them; the bytes lie in an evidence store under their hash. */
export const EVIDENCE_BYTES_MAX = 256 * 1024 * 1024;
export const KEEP_DAYS = { default: 366 * 5, most: 366 * 30 } as const;

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
export const mediaTypeSchema = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/);

export interface EvidenceRow {
  /** Of the bytes, lower-case hex. */
  readonly sha256: string;
  /** Id of the record that they belong to. */
  readonly record: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** They may go after this instant, RFC 3339. */
  readonly keepUntil: string;
  /** When they went; null as long as they are there. */
  readonly removed: string | null;
  /** Why they stay whatever their day, oldest first. */
  readonly holds: readonly { readonly why: string; readonly by: string; readonly at: string }[];
}

/** Whether the bytes may go: every row of them is over its day, and nobody holds them. */
export function mayGo(rows: readonly Pick<EvidenceRow, "keepUntil" | "holds">[], atMs: number): boolean {
  return (
    rows.length > 0 &&
    rows.every(({ keepUntil, holds }) => holds.length === 0 && Date.parse(keepUntil) < atMs)
  );
}
