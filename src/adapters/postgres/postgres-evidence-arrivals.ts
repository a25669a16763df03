import { EVIDENCE_MEDIA_TYPE } from "../../core/evidence/evidence-bundle.ts";
import type { ComingBundle, TakenPart } from "../../core/evidence/take-part.ts";
import type { StationAccount } from "../../core/registry/station-account.ts";
import type { ArrivingBundle, ArrivingPart, EvidenceArrivals } from "../../ports/evidence-arrivals.ts";
import { bindEvidence } from "./evidence-register.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import { accountsOf } from "./postgres-registry-store.ts";

const ROW_TRIES = 2;

interface ComingRow {
  readonly record: string;
  readonly sha256: string;
  readonly bytes: string;
  readonly have: string;
}

/** Evidence on its way, in PostgreSQL. A station's row in `evidence_coming` is the lock of its parts, and no lock of its records. */
export class PostgresEvidenceArrivals implements EvidenceArrivals {
  readonly #pool: PostgresPool;
  readonly #wallMs: () => number;

  constructor(pool: PostgresPool, wallMs: () => number) {
    this.#pool = pool;
    this.#wallMs = wallMs;
  }

  async account(station: string): Promise<StationAccount | undefined> {
    const ask: PostgresClient = ({ text, values }) => this.#pool.query(text, values);
    return (await accountsOf(ask, [station], "")).get(station);
  }

  async isRecordOf(station: string, record: string): Promise<boolean> {
    const text = "select 1 from record where station = $1 and record = $2 limit 1";
    return (await this.#pool.query(text, [station, record])).length > 0;
  }

  async isKept({ record, sha256 }: ArrivingBundle): Promise<boolean> {
    const text =
      "select 1 from evidence where sha256 = $1 and record = $2 and media_type = $3 and removed is null";
    return (await this.#pool.query(text, [sha256, record, EVIDENCE_MEDIA_TYPE])).length > 0;
  }

  async add(part: ArrivingPart, take: (coming: ComingBundle | null) => TakenPart): Promise<number> {
    const { station, record, sha256, bytes, at, data } = part;
    const now = new Date(this.#wallMs());
    return await this.#pool.transaction(async (ask) => {
      const row = await lockedRow(ask, part, now);
      if (row === null) return 0;
      const { isNew } = row;
      const taken = take(row.coming);
      if (taken.kind === "nothing") {
        // A row that was made for a part that begins nothing is none.
        if (isNew) await ask({ text: "delete from evidence_coming where station = $1", values: [station] });
        return taken.have;
      }
      if (taken.kind === "begin")
        await ask({ text: "delete from evidence_part where station = $1", values: [station] });
      await ask({
        text: `update evidence_coming set record = $2, sha256 = $3, bytes = $4, have = $5, touched = $6
               where station = $1`,
        values: [station, record, sha256, bytes, taken.have, now],
      });
      await ask({
        text: "insert into evidence_part (station, first, data) values ($1, $2, $3)",
        values: [station, at, Buffer.from(data)],
      });
      return taken.have;
    });
  }

  async whole({ station, record, sha256 }: ArrivingBundle): Promise<Uint8Array> {
    const rows = await this.#pool.query<{ readonly data: Buffer }>(
      `select p.data from evidence_part p join evidence_coming c on c.station = p.station
       where c.station = $1 and c.record = $2 and c.sha256 = $3 order by p.first`,
      [station, record, sha256],
    );
    return new Uint8Array(Buffer.concat(rows.map(({ data }) => data)));
  }

  async drop({ station, record, sha256 }: ArrivingBundle): Promise<void> {
    await this.#pool.query("delete from evidence_coming where station = $1 and record = $2 and sha256 = $3", [
      station,
      record,
      sha256,
    ]);
  }

  async bind(
    { record, sha256, bytes }: ArrivingBundle,
    terms: { readonly keepUntilMs: number; readonly by: string },
  ): Promise<void> {
    await bindEvidence(this.#pool, { sha256, record, bytes, mediaType: EVIDENCE_MEDIA_TYPE, ...terms });
  }

  async sweep(beforeMs: number): Promise<void> {
    await this.#pool.query("delete from evidence_coming where touched < $1", [new Date(beforeMs)]);
  }
}

interface LockedRow {
  readonly isNew: boolean;
  /** Null where the row was made now. */
  readonly coming: ComingBundle | null;
}

/** Whoever comes first makes the row, and whoever comes then waits for it. Another worker may drop it between the two: then it is made, once. Null where it goes again and again. */
async function lockedRow(
  ask: PostgresClient,
  { station, record, sha256, bytes }: ArrivingPart,
  now: Date,
): Promise<LockedRow | null> {
  for (let at = 0; at < ROW_TRIES; at++) {
    const made = await ask({
      text: `insert into evidence_coming (station, record, sha256, bytes, touched) values ($1, $2, $3, $4, $5)
             on conflict do nothing returning station`,
      values: [station, record, sha256, bytes, now],
    });
    if (made.length > 0) return { isNew: true, coming: null };
    const there = await coming(ask, station);
    if (there !== null) return { isNew: false, coming: there };
  }
  return null;
}

async function coming(ask: PostgresClient, station: string): Promise<ComingBundle | null> {
  const [row] = await ask<ComingRow>({
    text: "select record, sha256, bytes, have from evidence_coming where station = $1 for update",
    values: [station],
  });
  if (row === undefined) return null;
  const { record, sha256, bytes, have } = row;
  return { record, sha256, bytes: Number(bytes), have: Number(have) };
}
