import type { StationAccount } from "../../core/registry/station-account.ts";
import type { VehicleRows } from "../../core/requests/answer-request.ts";
import type { AskedSubject } from "../../core/requests/request-messages.ts";
import type { AskedElsewhere, VehicleFact } from "../../core/requests/vehicle-fact.ts";
import { NO_PLATE } from "../../core/trade/words/plates.ts";
import type { VehicleBook } from "../../ports/vehicle-book.ts";
import { askForMany, type ManyRows } from "./many-rows.ts";
import type { PostgresPool } from "./postgres-access.ts";
import { PostgresRegistryStore } from "./postgres-registry-store.ts";

interface FactRow {
  readonly check: VehicleFact["check"];
  readonly plate: string | null;
  readonly vin: string | null;
  readonly found: boolean | null;
  readonly km: number | null;
  readonly on: string | null;
  readonly as_of_ms: string;
}

interface ResultRow {
  readonly station: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly verdict: string;
  readonly ended_ms: string;
}

interface AskedRow {
  readonly station: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly asked_ms: string;
}

const FACT_ROWS: ManyRows = {
  name: "vehicle-fact",
  types: ["text", "text", "text", "boolean", "integer", "date", "timestamptz", "text"],
  statement: (values) =>
    `insert into vehicle_fact ("check", plate, vin, found, km, "on", as_of, by) values ${values}`,
};

/** What the registry knows of vehicles, in PostgreSQL. Nothing here is locked by what stations deliver. */
export class PostgresVehicleBook implements VehicleBook {
  readonly #pool: PostgresPool;
  readonly #stations: PostgresRegistryStore;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
    this.#stations = new PostgresRegistryStore(pool);
  }

  async account(station: string): Promise<StationAccount | undefined> {
    return (await this.#stations.accounts([station])).get(station);
  }

  async rowsOf({ plate, vin }: AskedSubject, sinceMs: number): Promise<VehicleRows> {
    const facts = await this.#pool.query<FactRow>(
      `select "check", plate, vin, found, km, to_char("on", 'YYYY-MM-DD') as "on",
         (extract(epoch from as_of) * 1000)::bigint as as_of_ms
       from vehicle_fact where plate = $1 or vin = $2 order by fact`,
      [plate, vin],
    );
    const results = await this.#pool.query<ResultRow>(
      `select station, nullif(plate, $3) as plate, vin, verdict, (extract(epoch from ended) * 1000)::bigint as ended_ms
       from record
       where (plate = $1 or vin = $2) and kind = 'result' and of = 'inspection' and withdrawn_by is null
       order by ended, station, index`,
      [plate, vin, NO_PLATE],
    );
    const asked = await this.#pool.query<AskedRow>(
      `select station, plate, vin, asked_ms from vehicle_asked where (plate = $1 or vin = $2) and asked_ms >= $3`,
      [plate, vin, Math.floor(sinceMs)],
    );
    return {
      facts: facts.map(({ as_of_ms, ...fact }) => ({
        schema: "proofmark/vehicle-fact/v1" as const,
        ...fact,
        asOf: new Date(Number(as_of_ms)).toISOString(),
      })),
      results: results.map(({ ended_ms, ...result }) => ({ ...result, endedMs: Number(ended_ms) })),
      asked: asked.map(({ asked_ms, ...one }) => ({ ...one, askedMs: Number(asked_ms) })),
    };
  }

  async noteAsked({ station, plate, vin, askedMs }: AskedElsewhere): Promise<void> {
    await this.#pool.query(
      `insert into vehicle_asked (station, plate, vin, asked_ms) values ($1, $2, $3, $4)
       on conflict (station, vin, (coalesce(plate, ''))) do update set asked_ms = greatest(vehicle_asked.asked_ms, excluded.asked_ms)`,
      [station, plate, vin, Math.floor(askedMs)],
    );
  }

  async load(facts: readonly VehicleFact[], by: string): Promise<void> {
    await this.#pool.transaction(async (ask) => {
      const rows = facts.map(({ check, plate, vin, found, km, on, asOf }) => [
        ...[check, plate, vin, found, km, on, asOf, by],
      ]);
      await askForMany(ask, FACT_ROWS, rows);
    });
  }
}
