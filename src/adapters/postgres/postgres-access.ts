import pg from "pg";
import { EdgeError } from "../../errors.ts";
import { findWriting, serverState, whyNotWritten } from "./writing-server.ts";

export interface PostgresAccess {
  /** postgres://user@host:port/database; a password stands in its own file and not here. */
  readonly url: string;
  /** Of further servers with the same data, of which one takes over; the one that takes writes is used. */
  readonly others?: readonly string[];
  readonly password?: string;
  /** Connections at most. */
  readonly connections: number;
}

/** The client lets what the url does not say stand above what is said beside it, so the password has to go in. */
export function connectionStrings({
  url,
  others = [],
  password,
}: Omit<PostgresAccess, "connections">): readonly string[] {
  return [url, ...others].map((each) => {
    if (password === undefined) return each;
    const whole = new URL(each);
    whole.password = encodeURIComponent(password);
    return whole.href;
  });
}

const CONNECT_MS = 5_000;
/** A statement of the intake takes milliseconds; one that hangs would hold its stations. */
const STATEMENT_MS = 30_000;
/** A server that is frozen or cut off does not end its own statements. */
const ANSWER_MS = STATEMENT_MS + 5_000;
/** A commit that waits for a standby which is gone waits for ever: it is told, and nobody gets a receipt for it. */
const COMMIT_MS = 10_000;

/** The product's own words for whatever a database may answer. */
export class PostgresPool {
  /** One for each server, in the order that they were named. */
  readonly #pools: readonly pg.Pool[];
  readonly #hosts: readonly string[];
  /** The one that took writes last; null until one has been looked for. */
  #writing: pg.Pool | null = null;
  #timeline = "";

  constructor(access: PostgresAccess) {
    this.#hosts = [access.url, ...(access.others ?? [])].map(hostOf);
    this.#pools = connectionStrings(access).map((connectionString) => {
      const pool = new pg.Pool({
        connectionString,
        max: access.connections,
        connectionTimeoutMillis: CONNECT_MS,
        statement_timeout: STATEMENT_MS,
        query_timeout: ANSWER_MS,
        application_name: "proofmark-registry",
      });
      // An idle connection that breaks is made anew when one is asked for, and who asks is told what is wrong.
      pool.on("error", () => undefined);
      // A server that says its last word together with its greeting is heard before whoever asked has the connection: without this listener the process would end.
      pool.on("connect", (client) => client.on("error", () => undefined));
      return pool;
    });
    if (this.#pools.length === 1) this.#writing = this.#pools[0] ?? null;
  }

  /** Throws EdgeError DATABASE_UNAVAILABLE, DATABASE_REFUSES. */
  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    let client: pg.PoolClient;
    try {
      client = await this.#connected();
    } catch (cause) {
      throw this.#unavailable(cause);
    }
    const broke = (): void => undefined;
    client.on("error", broke);
    let failure: Error | undefined;
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } catch (cause) {
      failure = cause as Error;
      throw this.#unavailable(cause);
    } finally {
      client.off("error", broke);
      client.release(failure);
    }
  }

  /** One connection for all of it, committed at its end. Throws EdgeError DATABASE_UNAVAILABLE, DATABASE_REFUSES, and what `work` throws. */
  async transaction<Result>(work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
    let client: pg.PoolClient;
    try {
      client = await this.#connected();
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
      await this.#commit(client, ask);
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
    await Promise.all(this.#pools.map((pool) => pool.end()));
  }

  /** Of the server that takes writes. One that does not any more is left, and all are asked anew. */
  async #connected(): Promise<pg.PoolClient> {
    const writing = this.#writing;
    if (this.#pools.length === 1 && writing !== null) return await writing.connect();
    if (writing !== null) {
      const client = await this.#stillWriting(writing);
      if (client !== null) return client;
    }
    const servers = this.#pools.map((pool, at) => ({
      name: this.#hosts[at] ?? "?",
      connect: () => pool.connect(),
    }));
    this.#writing = null;
    const found = await findWriting(servers, this.#timeline, (client, why) => client.release(why));
    this.#timeline = found.timeline;
    this.#writing = this.#pools[found.at] ?? null;
    return found.client;
  }

  async #stillWriting(pool: pg.Pool): Promise<pg.PoolClient | null> {
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch {
      // Why is told when no other takes writes either.
      return null;
    }
    try {
      const why = whyNotWritten(await serverState(client), this.#timeline);
      if (why === null) return client;
      client.release(new Error(why));
    } catch (cause) {
      client.release(cause as Error);
    }
    return null;
  }

  /** Throws where it may be that it was not taken by whoever has to take it. */
  async #commit(client: pg.PoolClient, ask: PostgresClient): Promise<void> {
    let warning: string | undefined;
    // The wait for a standby can be cancelled by hand; what was committed is then on one machine alone, and the server calls it done.
    const noticed = (notice: { readonly message?: string | undefined }): void => {
      warning = notice.message ?? "";
    };
    client.on("notice", noticed);
    try {
      await ask({ text: "commit", query_timeout: COMMIT_MS } as pg.QueryConfig);
    } finally {
      client.off("notice", noticed);
    }
    if (warning !== undefined) throw this.#unavailable(new Error(warning));
  }

  #unavailable(cause: unknown): EdgeError {
    const why = cause instanceof Error ? cause.message : String(cause);
    const host = this.#hosts.join(", ");
    if (isOfContent(cause))
      return new EdgeError(
        "DATABASE_REFUSES",
        `The database at ${host} does not keep what was to be written: ${why}.`,
        { host },
        cause,
      );
    // Which of its files it was about changes from one to the next, and is in the log of the database.
    if (isDiskFull(cause))
      return new EdgeError(
        "DATABASE_FULL",
        `The database at ${host} keeps nothing more: its disk is full.`,
        { host },
        cause,
      );
    return new EdgeError(
      "DATABASE_UNAVAILABLE",
      `The database at ${host} does not answer as it should: ${why}.`,
      { host },
      cause,
    );
  }
}

/** Classes of SQLSTATE by which a server that is whole refuses a value: no such text or number, one that has to be another one, one too large for an index. */
const OF_CONTENT = /^(?:22|23|54)/;

/** The same would be refused for ever: it is no outage. */
function isOfContent(cause: unknown): boolean {
  return cause instanceof pg.DatabaseError && OF_CONTENT.test(cause.code ?? "");
}

/** SQLSTATE of a server that has no place left. */
const DISK_FULL = "53100";

function isDiskFull(cause: unknown): boolean {
  return cause instanceof pg.DatabaseError && cause.code === DISK_FULL;
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
