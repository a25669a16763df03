import pg from "pg";
import { EdgeError } from "../../errors.ts";

export interface PostgresAccess {
  /** postgres://user@host:port/database; a password stands in its own file and not here. */
  readonly url: string;
  readonly password?: string;
  /** Connections at most. */
  readonly connections: number;
}

/** The client lets what the url does not say stand above what is said beside it, so the password has to go in. */
export function connectionString({ url, password }: PostgresAccess): string {
  if (password === undefined) return url;
  const whole = new URL(url);
  whole.password = encodeURIComponent(password);
  return whole.href;
}

const CONNECT_MS = 5_000;
/** A statement of the intake takes milliseconds; one that hangs would hold its stations. */
const STATEMENT_MS = 30_000;

/** The product's own words for whatever a database may answer. */
export class PostgresPool {
  readonly #pool: pg.Pool;
  readonly #host: string;

  constructor(access: PostgresAccess) {
    this.#host = hostOf(access.url);
    this.#pool = new pg.Pool({
      connectionString: connectionString(access),
      max: access.connections,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      application_name: "proofmark-registry",
    });
    // An idle connection that breaks is made anew when one is asked for, and who asks is told what is wrong.
    this.#pool.on("error", () => undefined);
  }

  /** Throws EdgeError DATABASE_UNAVAILABLE. */
  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return (await this.#pool.query<Row>(text, [...values])).rows;
    } catch (cause) {
      throw this.#unavailable(cause);
    }
  }

  /** One connection for all of it, committed at its end. Throws EdgeError DATABASE_UNAVAILABLE, and what `work` throws. */
  async transaction<Result>(work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (cause) {
      throw this.#unavailable(cause);
    }
    let isBroken: Error | undefined;
    // Between two questions nobody waits for it: its end is then told here, and the next question fails.
    const broke = (error: Error): void => {
      isBroken = error;
    };
    client.on("error", broke);
    try {
      const ask = async <Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]> => {
        try {
          return (await client.query<Row>(query)).rows;
        } catch (cause) {
          isBroken = cause as Error;
          throw this.#unavailable(cause);
        }
      };
      await ask({ text: "begin" });
      const result = await work(ask);
      await ask({ text: "commit" });
      return result;
    } catch (error) {
      if (isBroken === undefined) await client.query("rollback").catch(broke);
      throw error;
    } finally {
      client.off("error", broke);
      // One of which nobody knows in what state it is is closed, and what it had begun is undone.
      client.release(isBroken);
    }
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }

  #unavailable(cause: unknown): EdgeError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new EdgeError(
      "DATABASE_UNAVAILABLE",
      `The database at ${this.#host} does not answer as it should: ${why}.`,
      { host: this.#host },
      cause,
    );
  }
}

/** Asks within a transaction. */
export type PostgresClient = <Row extends pg.QueryResultRow>(query: pg.QueryConfig) => Promise<Row[]>;

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    // Said when it is used; it is looked at when the configuration is read.
    return "?";
  }
}
