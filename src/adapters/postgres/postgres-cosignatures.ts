import { type CheckpointStep, withLine } from "../../core/registry/witness/second-cosignature.ts";
import type { CosignatureBook, KeptCheckpoint } from "../../ports/witness-link.ts";
import type { PostgresPool } from "./postgres-access.ts";

const HASH_BYTES = 32;
/** Of one question; who needs more asks from the last one on. */
const STEPS_MAX = 256;

/** What the registry's tables have of checkpoints, for other witnesses. */
export class PostgresCosignatures implements CosignatureBook {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async newest(station: string): Promise<KeptCheckpoint | undefined> {
    const [row] = await this.#pool.query<{ branch: number; size: string; note: string }>(
      "select branch, size, note from station where station = $1 and size > 0",
      [station],
    );
    return row && { branch: row.branch, size: Number(row.size), note: row.note };
  }

  async steps(station: string, branch: number, fromSize: number): Promise<readonly CheckpointStep[]> {
    const rows = await this.#pool.query<{
      old_size: string;
      size: string;
      consistency: Buffer;
      note: string;
    }>(
      `select old_size, size, consistency, note from cosigned
       where station = $1 and branch = $2 and old_size >= $3 order by old_size limit ${STEPS_MAX}`,
      [station, branch, fromSize],
    );
    return rows.map(({ old_size, size, consistency, note }) => ({
      oldSize: Number(old_size),
      size: Number(size),
      consistency: hashesOf(consistency),
      note,
    }));
  }

  async addLine(
    station: string,
    { branch, size }: Omit<KeptCheckpoint, "note">,
    name: string,
    line: string,
  ): Promise<string | null> {
    return await this.#pool.transaction(async (ask) => {
      // The station's row is the lock of all that is its own, as for the workers.
      await ask({ text: "select 1 from station where station = $1 for update", values: [station] });
      const [row] = await ask<{ note: string }>({
        text: "select note from cosigned where station = $1 and branch = $2 and size = $3",
        values: [station, branch, size],
      });
      if (row === undefined) return null;
      const note = withLine(row.note, name, line);
      // Another worker was first.
      if (note === null) return row.note;
      await ask({
        text: "update cosigned set note = $4 where station = $1 and branch = $2 and size = $3",
        values: [station, branch, size, note],
      });
      await ask({
        text: "update station set note = $4 where station = $1 and branch = $2 and size = $3",
        values: [station, branch, size, note],
      });
      return note;
    });
  }

  async lacking(stations: readonly string[], names: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#pool.query<{ station: string }>(
      `select station from station where station = any($1::text[]) and size > 0
         and exists (select 1 from unnest($2::text[]) as line where position(line in note) = 0) order by station`,
      [stations, names.map((name) => `\n\u2014 ${name} `)],
    );
    return rows.map(({ station }) => station);
  }
}

function hashesOf(bytes: Buffer): Uint8Array[] {
  return Array.from(
    { length: bytes.length / HASH_BYTES },
    (_none, at) => new Uint8Array(bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
  );
}
